"""Dit past niet bij de rest van de regel.

Elke cel is op zich goed, maar samen kloppen ze niet. Een einddatum ligt bijvoorbeeld vóór het
begin, of bij een lopende actie staat nog geen voortgang.

Zo gaat het mis
---------------

    Acties
    Code | Start    | Einddatum | Status | Voortgang
    A-01 | 1-9-2016 | 1-3-2016  | loopt  | Eerste gesprek is geweest.
    A-02 | 1-9-2016 | 1-12-2016 | loopt  |

    ✗ Acties C2  De einddatum ligt vóór de start. Controleer beide datums.
    ! Acties E3  Status is loopt. Vul dan ook in: Voortgang.

Zo is het goed
--------------

    Acties
    Code | Start    | Einddatum | Status | Voortgang
    A-01 | 1-3-2016 | 1-9-2016  | loopt  | Eerste gesprek is geweest.
    A-02 | 1-9-2016 | 1-12-2016 | loopt  | Begint na de zomer.

Wat u doet
----------

De melding zegt wat er niet bij elkaar past. Verbeter een van de cellen. Een aandachtspunt (!) mag
blijven staan als het toch klopt.
"""
