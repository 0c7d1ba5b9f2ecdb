"""The rules about the programme: chapters 3 and 4, and what chapter 7 wants to hear of it."""

from __future__ import annotations

from tests.tracing import Swap, Trace

ACTION = """
Code | Pijler                              | Actie             | Eigenaar             | Status | Start    | Einddatum | Voortgang
A-03 | samenwerken aan sociale stabiliteit | Afspraken dialoog | an@dordrecht.example | loopt  | 1-3-2016 | 3-10-2016 | Het concept ligt er.
"""
BOARD = """
Code      | Datum      | Overleg | Status  | Deelgenomen | Besluiten | Opvolgen op | Afgehandeld
V2016-009 | 14-11-2016 | CPO     | gepland |             |           |             | nee
"""
SCHOOL = """
Code   | Organisatie      | Soort     | Status      | Aangesloten op | Relatiebeheerder
ORG-08 | Da Vinci College | onderwijs | aangesloten | 1-12-2015      | an@dordrecht.example
"""
OWNER = "an@dordrecht.example"

TRACES = (
    Trace(
        "action-due",
        chapter="3",
        plan="pijlers van het gemeentelijke beleid uitgewerkt met concrete acties",
        word="actie",
        tables={"Acties": ACTION},
        to=OWNER,
        says='De actie "Afspraken dialoog" (A-03) moet vandaag klaar zijn.',
        almost=Swap("| loopt", "| afgerond", '"Status" is afgerond.'),
        fault=Swap("3-10-2016", "z.s.m.", 'In kolom "Einddatum" staat een fout.'),
    ),
    Trace(
        "action-progress-missing",
        chapter="7",
        plan="over de voortgang van de aanpak",
        word="voortgang",
        tables={"Acties": ACTION.replace("Het concept ligt er.", ""), "Overleggen": BOARD},
        to=OWNER,
        says='bij de actie "Afspraken dialoog" (A-03) staat nog geen voortgang.',
        almost=Swap("14-11-2016", "15-11-2016", "Pas op 4 oktober 2016."),
        fault=Swap("| loopt", "| bezig", 'In kolom "Status" staat een fout.'),
    ),
    Trace(
        "dialogue-attendance",
        chapter="4",
        plan="de wijze waarop interactie en dialoog in de stad wordt vormgegeven",
        word="dialoog",
        tables={
            "Organisaties": SCHOOL,
            "Aandachtsfunctionarissen": """
            Code   | Organisatie | Naam    | Rol                   | E-mail                  | Actief vanaf | Actief tot
            CP-009 | ORG-08      | Functie | aandachtsfunctionaris | davinci@partner.example | 1-12-2015    |
            """,
            "Dialooggesprekken": """
            Code     | Datum     | Status  | Wijk      | Organisatoren | Contactpersoon | Thema
            D2016-06 | 29-9-2016 | gepland | Crabbehof | ORG-08        | CP-009         | Samen leven
            """,
        },
        to="davinci@partner.example",
        says="Het dialooggesprek in Crabbehof (D2016-06) was op 29 september 2016. Hoeveel mensen",
        almost=Swap("| gepland", "| gehouden", '"Status" is gehouden.'),
        fault=Swap(
            "davinci@partner.example",
            "davinci@partner",
            'In Aandachtsfunctionarissen rij 2 staat een fout in kolom "E-mail".',
        ),
    ),
    Trace(
        "school-support-due",
        chapter="4",
        plan="Wij voeren gesprekken met het onderwijs",
        tables={
            "Organisaties": SCHOOL,
            "Onderwijsgesprekken": """
            Code     | School | Datum    | Status   | Onderwerp    | Ondersteuning gevraagd | Ondersteuning geleverd op | Opvolgen op
            O2016-03 | ORG-08 | 5-9-2016 | gehouden | polarisatie  | trainingsaanbod        |                           | 3-10-2016
            """,
        },
        to=OWNER,
        says="Da Vinci College vroeg om ondersteuning (trainingsaanbod, O2016-03).",
        almost=Swap("| trainingsaanbod", "| nee", '"Ondersteuning gevraagd" is nee.'),
        fault=Swap("3-10-2016", "eind oktober", 'In kolom "Opvolgen op" staat een fout.'),
    ),
)
