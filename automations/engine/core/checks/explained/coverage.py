"""Een organisatie heeft geen aandachtsfunctionaris.

Bij elke aangesloten organisatie is ten minste één aandachtsfunctionaris actief. Die krijgt de
uitnodigingen en is bereikbaar bij een zorg. Met een vervanger erbij gaat het ook in de vakantie
goed.

Zo gaat het mis
---------------

    Organisaties
    Code   | Organisatie  | Status
    ORG-01 | Veilig Thuis | aangesloten

    Aandachtsfunctionarissen
    Code   | Organisatie | Rol                            | Actief vanaf | Actief tot
    CP-001 | ORG-01      | aandachtsfunctionaris          | 1-1-2015     | 31-8-2016
    CP-002 | ORG-01      | vervangend aandachtsfunctionaris | 1-1-2015   |

    ! Organisaties C2  Deze organisatie is aangesloten, maar heeft vandaag geen
        aandachtsfunctionaris. Vraag wie dat wordt en zet die persoon in
        Aandachtsfunctionarissen.

Zo is het goed
--------------

    Organisaties
    Code   | Organisatie  | Status
    ORG-01 | Veilig Thuis | aangesloten

    Aandachtsfunctionarissen
    Code   | Organisatie | Rol                            | Actief vanaf | Actief tot
    CP-001 | ORG-01      | aandachtsfunctionaris          | 1-1-2015     |
    CP-002 | ORG-01      | vervangend aandachtsfunctionaris | 1-1-2015   |

Wat u doet
----------

Vraag de organisatie wie het wordt, en zet die persoon op het tabblad Aandachtsfunctionarissen. Doet
de organisatie niet meer mee? Zet de status op gestopt.
"""
