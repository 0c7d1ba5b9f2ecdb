"""Deze waarde staat niet in de lijst.

Bij deze kolom hoort een keuzelijst. Hoofdletters en spaties maken niet uit, maar andere woorden
kent Werkblad niet.

Zo gaat het mis
---------------

    Acties
    Code | Status
    A-01 | vertraagt
    A-02 | klaar

    ✗ Acties B2  "vertraagt" staat niet in de lijst van Status. Kies uit: gepland, loopt,
        doorlopend, afgerond, vertraagd, vervallen. Bedoelde u vertraagd?
    ✗ Acties B3  "klaar" staat niet in de lijst van Status. Kies uit: gepland, loopt,
        doorlopend, afgerond, vertraagd, vervallen.

Zo is het goed
--------------

    Acties
    Code | Status
    A-01 | Vertraagd
    A-02 | afgerond

Wat u doet
----------

Kies een waarde uit de lijst in de cel. Mist er een keuze? Vraag de coördinator.
"""
