"""Dit staat er twee keer.

Een code wijst één regel aan. Hebben twee regels dezelfde code, dan weet niemand welke bedoeld is,
en gebruikt Werkblad geen van beide. Ook een naam van een organisatie mag maar één keer voorkomen.

Zo gaat het mis
---------------

    Acties
    Code | Actie
    A-07 | Afspraken over dialoog
    A-08 | Training voor wijkteams
    a-08 | Bijeenkomst met scholen

    ✗ Acties A3 en A4  Code A-08 komt twee keer voor. De eerste vrije code is A-09.

Zo is het goed
--------------

    Acties
    Code | Actie
    A-07 | Afspraken over dialoog
    A-08 | Training voor wijkteams
    A-09 | Bijeenkomst met scholen

Wat u doet
----------

Geef de nieuwste regel de vrije code uit de melding. Is het dezelfde regel, twee keer ingevuld?
Verwijder er één.
"""
