"""Dit is geen e-mailadres.

Aan dit adres kan geen mail gaan. Er hoort één adres in de cel, zonder naam ervoor. Of het adres
bestaat, kan Werkblad niet zien: dat blijkt pas als een mail terugkomt.

Zo gaat het mis
---------------

    Acties
    Code | Eigenaar
    A-01 | jansen@dordrecht
    A-02 | m.bakker.dordrecht.example
    A-03 | a.smit@dordrecht,example

    ✗ Acties B2  Geen geldig e-mailadres: na de @ ontbreekt een punt, zoals in gemeente.nl.
    ✗ Acties B3  Geen geldig e-mailadres: de @ ontbreekt, zoals in naam@gemeente.nl.
    ✗ Acties B4  Hier past één e-mailadres, met één @ en zonder komma of puntkomma. Bedoelde
        u a.smit@dordrecht.example?

Zo is het goed
--------------

    Acties
    Code | Eigenaar
    A-01 | jansen@dordrecht.example
    A-02 | M.Bakker@dordrecht.example
    A-03 | a.smit@dordrecht.example

Wat u doet
----------

Verbeter het adres. Twijfelt u? Kopieer het uit een mail van de persoon zelf.
"""
