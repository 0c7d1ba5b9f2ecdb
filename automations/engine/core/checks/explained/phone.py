"""Dit is geen telefoonnummer.

Een Nederlands nummer heeft tien cijfers, met het netnummer erbij. Streepjes en spaties maken niet
uit. Woorden of een tweede nummer horen er niet bij. Werkblad herhaalt het nummer niet in de
melding.

Zo gaat het mis
---------------

    Aandachtsfunctionarissen
    Code   | Telefoon
    CP-001 | 111 00 04
    CP-002 | 06-12345678, niet op vrijdag

    ✗ Aandachtsfunctionarissen B2 en B3  Geen geldig telefoonnummer. Schrijf het met
        netnummer, zoals 078 123 45 67.

Zo is het goed
--------------

    Aandachtsfunctionarissen
    Code   | Telefoon
    CP-001 | 078-111 00 04
    CP-002 | +31 (0)6 12 34 56 78

Wat u doet
----------

Typ één nummer met netnummer. Een nummer uit een ander land begint met een plus en de code van dat
land.
"""
