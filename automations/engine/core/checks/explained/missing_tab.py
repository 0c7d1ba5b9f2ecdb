"""Het tabblad ontbreekt.

Het werkboek is er wel, maar een tabblad dat erin hoort niet. Meestal heeft het een andere naam
gekregen.

Zo gaat het mis
---------------

    Acties
    Code | Actie
    A-01 | Afspraken over dialoog

    ✗ Vragen  Het tabblad Vragen ontbreekt. Heeft het een andere naam gekregen? Geef het dan
        zijn oude naam terug.

Zo is het goed
--------------

    Acties
    Code | Actie
    A-01 | Afspraken over dialoog

    Vragen
    Code      | Kanaal
    Q2016-001 | pers

Wat u doet
----------

Geef het tabblad de naam die in de melding staat. Is het weggegooid? Zet dan een kopie van het
bestand terug.
"""
