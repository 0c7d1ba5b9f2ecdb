"""Een kolom staat er twee keer in.

Twee kolommen hebben dezelfde kop. Werkblad weet niet welke geldt en gebruikt dus geen van beide.

Zo gaat het mis
---------------

    Acties
    Code | Actie                  | Einddatum | Einddatum
    A-01 | Afspraken over dialoog | 30-9-2016 | 14-10-2016

    ✗ Acties D1  De kolom Einddatum staat er twee keer in, ook in C1. Laat er één staan.

Zo is het goed
--------------

    Acties
    Code | Actie                  | Einddatum | Oude einddatum
    A-01 | Afspraken over dialoog | 30-9-2016 | 14-10-2016

    · Acties D1  De kolom "Oude einddatum" is van uzelf: de dienst gebruikt haar niet.

Wat u doet
----------

Kies welke kolom geldt. Verwijder de andere, of geef die een eigen naam.
"""
