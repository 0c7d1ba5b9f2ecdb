"""Een kolom of tabblad dat Werkblad niet kent.

In de meeste werkboeken mag u eigen kolommen toevoegen. Werkblad slaat die over en zegt dat één
keer. In het werkboek met signalen mag niets extra's staan: geen kolom, geen tabblad, geen notitie
en geen tekstvak. Daar zou een naam in kunnen staan.

Zo gaat het mis
---------------

Een eigen kolom is alleen een opmerking.

    Acties
    Code | Actie                  | Mijn notities
    A-01 | Afspraken over dialoog | bellen

    · Acties C1  De kolom "Mijn notities" is van uzelf: de dienst gebruikt haar niet.

Bij signalen is het een fout.

    Signalen
    Kenmerk   | Ontvangen op | Bijzonderheden
    S2016-001 | 12-9-2016    | belt terug

    ✗ Signalen C1  In dit werkboek mag geen extra kolom staan. Verwijder deze kolom.

Zo is het goed
--------------

    Acties
    Code | Actie
    A-01 | Afspraken over dialoog

    Signalen
    Kenmerk   | Ontvangen op
    S2016-001 | 12-9-2016

Wat u doet
----------

Is de kolom van uzelf? Dan hoeft u niets te doen. Had het een andere kolom moeten zijn? Verbeter de
kop. Staat het bij signalen? Verwijder het, en bewaar het in het systeem van het casusoverleg.
"""
