"""Hier ontbreekt iets.

Deze cel moet altijd gevuld zijn, of hij hoort bij wat er in een andere cel staat. De melding zegt
welke.

Zo gaat het mis
---------------

    Acties
    Code | Actie                   | Status    | Einddatum
    A-01 | Afspraken over dialoog  | loopt     |
    A-02 |                         | gepland   | 1-12-2016

    ✗ Acties D2  Status is loopt. Vul dan ook in: Einddatum.
    ✗ Acties B3  Hier ontbreekt iets. Vul in: Actie.

Zo is het goed
--------------

    Acties
    Code | Actie                   | Status     | Einddatum
    A-01 | Afspraken over dialoog  | doorlopend |
    A-02 | Training voor wijkteams | gepland    | 1-12-2016

Wat u doet
----------

Vul de cel in. Weet u het nog niet? Kies dan een voorlopige waarde, of pas de status aan.
"""
