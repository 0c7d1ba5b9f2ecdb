"""The rules about the network: chapter 5, and chapter 7 on who keeps it together."""

from __future__ import annotations

from tests.tracing import Swap, Trace

MEE = """
Code   | Organisatie | Soort   | Status      | Aangesloten op | Relatiebeheerder
ORG-02 | MEE         | welzijn | aangesloten | 1-12-2015      | an@dordrecht.example
"""
CONTACT = """
Code   | Organisatie | Naam    | Rol                  | E-mail              | Actief vanaf | Actief tot | Gegevens bevestigd op | Afwezig vanaf
CP-001 | ORG-02      | Functie | aandachtsfunctionaris| mee@partner.example | 1-12-2015    |            | 1-6-2016              |
"""
DEPUTY_ONLY = CONTACT.replace("aandachtsfunctionaris", "vervangend aandachtsfunctionaris")
OWNER = "an@dordrecht.example"

TRACES = (
    Trace(
        "focal-point-missing",
        chapter="5a",
        plan="elke organisatie een of meer aandachtfunctionarissen benoemt",
        word="functionaris",
        since="2016-09-26",
        tables={"Organisaties": MEE, "Aandachtsfunctionarissen": DEPUTY_ONLY},
        to=OWNER,
        says="MEE is aangesloten, maar heeft geen aandachtsfunctionaris.",
        almost=Swap("MEE", "MEE", "Pas op 10 oktober 2016.", since="2016-10-03"),
        fault=Swap(
            "vervangend aandachtsfunctionaris",
            "vervanger",
            'In Aandachtsfunctionarissen rij 2 staat een fout in kolom "Rol".',
        ),
    ),
    Trace(
        "focal-point-leaving",
        chapter="5a",
        plan="de aandacht voor signalering van radicalisering in een zo vroeg mogelijk stadium is geborgd",
        word="aandacht",
        tables={
            "Organisaties": MEE,
            "Aandachtsfunctionarissen": CONTACT.replace(
                "1-12-2015    |", "1-12-2015 | 2-11-2016"
            ).replace("2-11-2016            |", "2-11-2016 |"),
        },
        to=OWNER,
        says="De aandachtsfunctionaris van MEE stopt op 2 november 2016 en er is nog geen opvolger.",
        almost=Swap("2-11-2016", "3-11-2016", "Pas op 4 oktober 2016."),
        fault=Swap("2-11-2016", "31-11-2016", 'In kolom "Actief tot" staat een fout.'),
    ),
    Trace(
        "confirm-details",
        chapter="5a",
        plan="Wij onderhouden de contacten met de deelnemers",
        word="contact",
        tables={
            "Organisaties": MEE,
            "Aandachtsfunctionarissen": CONTACT.replace("1-6-2016", "3-10-2015"),
        },
        to="mee@partner.example",
        says="U staat in ons netwerk als contactpersoon van MEE. Kloppen uw naam",
        almost=Swap("3-10-2015", "4-10-2015", "Pas op 4 oktober 2016."),
        fault=Swap("3-10-2015", "30-2-2015", 'In kolom "Gegevens bevestigd op" staat een fout.'),
    ),
    Trace(
        "onboarding-step",
        chapter="5a",
        plan="Daarnaast wordt het netwerk nog uitgebreid met onder andere de GGZ- instellingen",
        word="GGZ",
        tables={
            "Organisaties": """
            Code   | Organisatie | Soort | Status   | Relatiebeheerder     | Volgende stap | Volgende stap op
            ORG-14 | GGZ         | zorg  | benaderd | an@dordrecht.example | Bellen        | 3-10-2016
            """
        },
        to=OWNER,
        says="De volgende stap met GGZ stond op 3 oktober 2016: Bellen.",
        almost=Swap("benaderd", "aangesloten", '"Status" is aangesloten.'),
        fault=Swap("3-10-2016", "z.s.m.", 'In kolom "Volgende stap op" staat een fout.'),
    ),
    Trace(
        "contact-quiet",
        chapter="5a",
        plan="intensiveren wij de contacten met de genoemde organisaties",
        word="contact",
        tables={
            "Organisaties": MEE,
            "Contactmomenten": """
            Code      | Datum    | Organisatie | Soort    | Onderwerp | Afspraak | Opvolgen op | Afgehandeld
            C2016-001 | 1-3-2016 | ORG-02      | telefoon | Training  |          |             | nee
            """,
        },
        to=OWNER,
        says="Met MEE was er al een half jaar geen contact.",
        almost=Swap("MEE", "MEE", "Pas op 31 oktober 2016.", since="2016-09-30"),
        fault=Swap(
            "1-3-2016", "april", 'In Contactmomenten rij 2 staat een fout in kolom "Datum".'
        ),
    ),
    Trace(
        "contact-follow-up",
        chapter="5b",
        plan="In het gesprek met eerstelijnsorganisaties is deskundigheidsbevordering een bespreekpunt",
        tables={
            "Organisaties": MEE,
            "Contactmomenten": """
            Code      | Datum    | Organisatie | Soort   | Onderwerp | Afspraak       | Opvolgen op | Afgehandeld
            C2016-001 | 1-9-2016 | ORG-02      | gesprek | Training  | Aanbod regelen | 3-10-2016   | nee
            """,
        },
        to=OWNER,
        says="Op 1 september 2016 is met MEE een afspraak gemaakt (C2016-001).",
        almost=Swap("| nee", "| ja", '"Afgehandeld" is ja.'),
        fault=Swap("3-10-2016", "3-13-2016", 'In kolom "Opvolgen op" staat een fout.'),
    ),
)
