"""Mail aan dit adres kwam terug.

Werkblad stuurde een mail naar dit adres, en de mailserver van de ontvanger nam hem niet aan.
Bestaat het adres niet, dan gaat er geen mail meer heen tot u het verbetert.

Zo gaat het mis
---------------

    Mail 31 aan weg@school.example kwam op 30-9-2016 terug.

    Aandachtsfunctionarissen
    Code   | E-mail
    CP-001 | weg@school.example

    ✗ Aandachtsfunctionarissen B2  Mail aan dit adres kwam op 30 september 2016 terug: het
        adres bestaat niet. Vraag na of het adres klopt en verbeter het hier. Klopt het:
        run.py outbox retry 31

Zo is het goed
--------------

    Mail 31 aan weg@school.example kwam op 30-9-2016 terug.

    Aandachtsfunctionarissen
    Code   | E-mail
    CP-001 | nieuw@school.example

Wat u doet
----------

Vraag de organisatie naar het goede adres en verbeter het. Klopt het adres toch? Laat de mail dan
nog eens gaan met de opdracht uit de melding.
"""
