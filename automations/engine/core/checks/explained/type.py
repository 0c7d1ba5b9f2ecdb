"""Dit is niet te lezen als datum, tijd, getal, bedrag, of ja en nee.

In deze kolom hoort een bepaald soort gegeven. Wat er staat, kan dat niet zijn, of het kan twee
dingen betekenen. Werkblad raadt niet.

Zo gaat het mis
---------------

    Acties
    Code | Einddatum
    A-01 | 31-06-2016
    A-02 | z.s.m.
    A-03 | 1e oktober 2016

    Budget
    Post     | Begroot
    B2016-01 | 2,500
    B2016-02 | ongeveer 900

    Trainingen
    Code     | Begintijd
    T2016-01 | 1300

    ✗ Trainingen B2  "1300" is geen tijd. Schrijf een tijd als 13:00. Bedoelde u 13:00?
    ✗ Acties B2  "31-06-2016" bestaat niet: juni heeft 30 dagen.
    ✗ Acties B3  "z.s.m." is geen datum. Schrijf een datum als 12-3-2016.
    ✗ Acties B4  "1e oktober 2016" is geen datum. Schrijf een datum als 12-3-2016. Bedoelde
        u 01-10-2016?
    ✗ Budget B2  "2,500" is geen bedrag. Schrijf een bedrag als 1.250,00. Bedoelde u 2.500
        of 2,500?
    ✗ Budget B3  "ongeveer 900" is geen bedrag. Schrijf een bedrag als 1.250,00.

Zo is het goed
--------------

    Acties
    Code | Einddatum
    A-01 | 30-6-2016
    A-02 | 1 oktober 2016
    A-03 | 1 okt 16

    Budget
    Post     | Begroot
    B2016-01 | € 2.500,00
    B2016-02 | 900

    Trainingen
    Code     | Begintijd
    T2016-01 | 13.00 uur

Wat u doet
----------

Typ een datum als 12-3-2016, een tijd als 13:00, een bedrag als 1.250,00 en anders ja of nee. Is er
nog geen datum? Laat de cel leeg als dat mag, en schrijf uw opmerking bij Voortgang.
"""
