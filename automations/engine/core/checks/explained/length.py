"""Deze tekst is te lang.

De tekst past niet op de plaats waar hij komt te staan, zoals een onderwerp van een mail of een
tabel in het rapport.

Zo gaat het mis
---------------

    Edities
    Editie   | Onderwerp
    N2016-10 | Nieuws uit het netwerk over de training van oktober en wat wij deze zomer deden

    ✗ Edities B2  Deze tekst is te lang: 79 tekens, en in Onderwerp passen er 78. Maak hem
        korter.

Zo is het goed
--------------

    Edities
    Editie   | Onderwerp
    N2016-10 | Nieuws uit het netwerk: de training van oktober

Wat u doet
----------

Maak de tekst korter. De melding zegt hoeveel tekens er passen.
"""
