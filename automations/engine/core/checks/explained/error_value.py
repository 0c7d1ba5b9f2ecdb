"""In de cel staat een foutmelding van Excel.

Een formule in deze cel kan niets uitrekenen. Excel toont dan bijvoorbeeld #N/B of #WAARDE!. Zo'n
cel is niet leeg, maar er staat ook niets bruikbaars in.

Zo gaat het mis
---------------

    Budget
    Post     | Besteed
    B2016-01 | #N/B

    ✗ Budget B2  In deze cel staat de foutmelding #N/B. Typ de juiste waarde.

Zo is het goed
--------------

    Budget
    Post     | Besteed
    B2016-01 | 1.250,00

Wat u doet
----------

Typ de waarde zelf, of herstel de formule.
"""
