"""Een kolom ontbreekt.

Boven geen enkele kolom staat deze kop. De kolom is weg, of de kop is veranderd. Lijkt een andere
kop erop, dan noemt Werkblad die. Het gebruikt hem niet, want dat zou raden zijn.

Zo gaat het mis
---------------

    Acties
    Code | Actie                  | Eindatum
    A-01 | Afspraken over dialoog | 30-9-2016

    ! Acties  De kolom Einddatum ontbreekt. Bedoelde u kolom C ("Eindatum")? Noem die dan
        Einddatum.
    · Acties C1  De kolom "Eindatum" is van uzelf: de dienst gebruikt haar niet. Dat lijkt
        op Einddatum. Bedoelde u die? Noem de kolom dan zo.

Zo is het goed
--------------

    Acties
    Code | Actie                  | Einddatum
    A-01 | Afspraken over dialoog | 30-9-2016

Wat u doet
----------

Zet de kop terug, precies zoals hij in de melding staat. Hoofdletters en de volgorde van de kolommen
maken niet uit.
"""
