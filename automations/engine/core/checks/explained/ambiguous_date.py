"""Deze datum kan twee dagen zijn.

Werkblad leest een datum altijd als dag, maand, jaar. Maar ergens in deze kolom staat een datum die
alleen bestaat met de maand voorop. Dan is van de andere datums niet meer zeker wat er bedoeld is.

Zo gaat het mis
---------------

    Dialooggesprekken
    Code     | Datum
    D2016-01 | 9-12-2016
    D2016-02 | 9-27-2016

    ✗ Dialooggesprekken B2  "9-12-2016" kan twee datums zijn, want elders in deze kolom
        staat de maand voorop. Schrijf de maand voluit. Bedoelde u 9 december 2016 of 12
        september 2016?
    ✗ Dialooggesprekken B3  "9-27-2016" bestaat niet: er is geen maand 27. Schrijf eerst de
        dag, dan de maand. Bedoelde u 27-09-2016?

Zo is het goed
--------------

    Dialooggesprekken
    Code     | Datum
    D2016-01 | 12 september 2016
    D2016-02 | 27 september 2016

Wat u doet
----------

Schrijf de maand voluit, of eerst de dag en dan de maand. Kwamen de datums uit een ander programma?
Kijk dan de hele kolom na.
"""
