"""Een regel heeft nog geen code.

Aan de code herkent Werkblad een regel, ook als u sorteert of verplaatst. Zonder code telt de regel
nergens mee.

Zo gaat het mis
---------------

    Acties
    Code | Actie
    A-01 | Afspraken over dialoog
         | Training voor wijkteams

    ✗ Acties A3  In deze regel staat nog niets bij Code. Vul dat in. De eerste vrije code is
        A-02.

Zo is het goed
--------------

    Acties
    Code | Actie
    A-01 | Afspraken over dialoog
    A-02 | Training voor wijkteams

Wat u doet
----------

Typ de vrije code die in de melding staat. Is de regel een restje? Maak hem dan helemaal leeg.
"""
