"""Een kop heeft een andere naam gekregen.

De vorige keer stond hier nog een bekende kop. Nu staat er iets anders boven dezelfde kolom.
Werkblad onthoudt waar een kolom stond, en ziet dat de kop is veranderd.

Zo gaat het mis
---------------

    Acties, de vorige keer
    Code | Actie                  | Einddatum
    A-01 | Afspraken over dialoog | 30-9-2016

    Acties
    Code | Actie                  | Klaar
    A-01 | Afspraken over dialoog | 30-9-2016

    ! Acties C1  De kolom "Einddatum" heet nu "Klaar". Zo gebruikt de dienst haar niet. Zet
        in C1 weer "Einddatum".

Zo is het goed
--------------

    Acties, de vorige keer
    Code | Actie                  | Einddatum
    A-01 | Afspraken over dialoog | 30-9-2016

    Acties
    Code | Einddatum | Actie
    A-01 | 30-9-2016 | Afspraken over dialoog

Wat u doet
----------

Geef de kolom haar oude kop terug. U mag kolommen wel verplaatsen. Moet een kop echt anders heten?
Vraag de coördinator: dat kan in de beschrijving van het tabblad.
"""
