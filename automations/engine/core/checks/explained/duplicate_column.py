"""Een kolom staat er twee keer in, of de koppen staan er nog een keer.

Twee kolommen hebben dezelfde kop. Werkblad weet niet welke geldt en gebruikt dus geen van beide.
Of de rij met koppen staat nog een keer tussen de regels, zoals na plakken. Die rij slaat Werkblad
over.

Zo gaat het mis
---------------

    Acties
    Code | Actie                  | Einddatum | Einddatum
    A-01 | Afspraken over dialoog | 30-9-2016 | 14-10-2016

    ✗ Acties D1  De kolom Einddatum staat er twee keer in, ook in C1. Laat er één staan.

Hier zijn de koppen meegeplakt:

    Acties
    Code | Actie                   | Einddatum
    A-01 | Afspraken over dialoog  | 30-9-2016
    Code | Actie                   | Einddatum
    A-02 | Training voor wijkteams | 14-10-2016

    ! Acties rij 3  Hier staan de kolomkoppen nog een keer, zoals in rij 1. De dienst slaat deze rij
        over. Haal haar weg.

Zo is het goed
--------------

    Acties
    Code | Actie                  | Einddatum | Oude einddatum
    A-01 | Afspraken over dialoog | 30-9-2016 | 14-10-2016

    · Acties D1  De kolom "Oude einddatum" is van uzelf: de dienst gebruikt haar niet.

Zonder koppen tussen de regels:

    Acties
    Code | Actie                   | Einddatum
    A-01 | Afspraken over dialoog  | 30-9-2016
    A-02 | Training voor wijkteams | 14-10-2016

Wat u doet
----------

Kies welke kolom geldt. Verwijder de andere, of geef die een eigen naam. Staan de koppen er nog een
keer? Kijk of de regels eronder in dezelfde kolommen staan, en verwijder dan de rij met koppen.
"""
