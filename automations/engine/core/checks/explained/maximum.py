"""Dit is te hoog, of het ligt in de toekomst.

Voor deze kolom is een bovengrens afgesproken. Bij een datum die voorbij moet zijn, is dat vandaag.

Zo gaat het mis
---------------

    Trainingen
    Code     | Gemiddelde beoordeling | Aantal beoordelingen
    T2016-01 | 8,1                    | 14

    Vragen
    Code      | Ontvangen op
    Q2016-001 | 3-10-2026

    ✗ Trainingen B2  "8,1" is te hoog. Vul 5 of minder in.
    ! Vragen B2  Deze datum ligt in de toekomst. Vul de dag in waarop de vraag binnenkwam.

Zo is het goed
--------------

    Trainingen
    Code     | Gemiddelde beoordeling | Aantal beoordelingen
    T2016-01 | 4,1                    | 14

    Vragen
    Code      | Ontvangen op
    Q2016-001 | 3-10-2016

Wat u doet
----------

Verbeter het getal of de datum. Beoordelingen gaan van 1 tot en met 5: deel een rapportcijfer door
twee.
"""
