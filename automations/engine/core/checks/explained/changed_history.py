"""Een signaal is achteraf veranderd.

Werkblad onthoudt van elk signaal alleen het kenmerk, de datums en de status. Een signaal gaat
vooruit: de datum van ontvangst blijft staan, de status gaat niet terug, en een regel verdwijnt niet
voordat de bewaartermijn om is.

Zo gaat het mis
---------------

    Signalen, de vorige keer
    Kenmerk   | Ontvangen op | Status         | Teruggegeven op | Afgesloten op
    S2016-001 | 12-9-2016    | in behandeling |                 |
    S2016-002 | 13-9-2016    | nieuw          |                 |
    S2016-003 | 14-9-2016    | nieuw          |                 |

    Signalen
    Kenmerk   | Ontvangen op | Status         | Teruggegeven op | Afgesloten op
    S2016-001 | 12-9-2016    | nieuw          |                 |
    S2016-002 | 1-9-2016     | nieuw          |                 |

    ! Signalen  Een signaal is verdwenen voordat de bewaartermijn om was. Zet de regel
        terug.
    ! Signalen C2  De status van dit signaal is teruggezet. Een heropend signaal krijgt een
        nieuwe regel.
    ! Signalen B3  De ontvangstdatum van dit signaal is veranderd sinds de vorige keer.
        Klopt dat? Zet hem anders terug.

Zo is het goed
--------------

    Signalen, de vorige keer
    Kenmerk   | Ontvangen op | Status         | Teruggegeven op | Afgesloten op
    S2016-001 | 12-9-2016    | in behandeling |                 |
    S2016-002 | 13-9-2016    | nieuw          |                 |
    S2016-003 | 14-9-2016    | nieuw          |                 |

    Signalen
    Kenmerk   | Ontvangen op | Status         | Teruggegeven op | Afgesloten op
    S2016-001 | 12-9-2016    | overgedragen   |                 |
    S2016-002 | 13-9-2016    | in beoordeling |                 |
    S2016-003 | 14-9-2016    | ingetrokken    |                 | 3-10-2016

Wat u doet
----------

Zet terug wat er stond. Begint een signaal opnieuw? Maak dan een nieuwe regel met een nieuw kenmerk.
Is een regel per ongeluk gemaakt? Zet de status op ingetrokken.
"""
