"""Er zijn regels verdwenen.

Werkblad telt de regels en onthoudt de codes. Is meer dan een vijfde weg, dan is er misschien iets
misgegaan, en houdt het de mail tegen. Sorteren, filteren en verplaatsen maken niet uit.

Zo gaat het mis
---------------

    Acties, de vorige keer
    Code | Actie
    A-01 | Afspraken over dialoog
    A-02 | Training voor wijkteams
    A-03 | Bijeenkomst met scholen
    A-04 | Brief aan de raad

    Acties
    Code | Actie
    A-01 | Afspraken over dialoog
    A-04 | Brief aan de raad

    ! Acties  Van de 4 regels zijn er nog 2 over sinds de vorige keer. Was dat niet de
        bedoeling? Haal terug wat weg is, uit de vorige versie van actieplan.xlsx.

Zo is het goed
--------------

    Acties, de vorige keer
    Code | Actie
    A-01 | Afspraken over dialoog
    A-02 | Training voor wijkteams
    A-03 | Bijeenkomst met scholen
    A-04 | Brief aan de raad

    Acties
    Code | Actie
    A-04 | Brief aan de raad
    A-02 | Training voor wijkteams
    A-01 | Afspraken over dialoog
    A-03 | Bijeenkomst met scholen

Wat u doet
----------

Was het de bedoeling? Dan hoeft u niets te doen. Zo niet: maak het ongedaan in Excel, of vraag de
coördinator om een kopie terug te zetten.
"""
