"""Dit getal is te laag.

Voor deze kolom is een ondergrens afgesproken. Een bedrag kan niet onder nul zijn, en een groep
heeft ten minste één plaats.

Zo gaat het mis
---------------

    Budget
    Post     | Jaar | Besteed
    B2016-01 | 2016 | -2500
    B2016-02 | 216  | 0

    ✗ Budget C2  "-2500" is te laag. Vul 0 of meer in.
    ✗ Budget B3  "216" is te laag. Vul 2015 of meer in.

Zo is het goed
--------------

    Budget
    Post     | Jaar | Besteed
    B2016-01 | 2016 | 2500
    B2016-02 | 2016 | 0

Wat u doet
----------

Verbeter het getal. Kreeg u geld terug? Trek dat dan af van wat er is besteed.
"""
