"""De uitkomst van een formule staat niet in het bestand.

Een ander programma heeft het bestand gemaakt en de formule niet uitgerekend. Werkblad rekent geen
formules uit: het leest wat Excel heeft opgeslagen.

Zo gaat het mis
---------------

    Overleggen
    Code      | Datum
    V2016-001 | =VANDAAG()

    ✗ Overleggen B2  De uitkomst van deze formule staat niet in het bestand. Open het in
        Excel en sla het op.

Zo is het goed
--------------

    Overleggen
    Code      | Datum
    V2016-001 | 3-10-2016

Wat u doet
----------

Open het bestand in Excel en sla het op. Of typ de waarde zelf.
"""
