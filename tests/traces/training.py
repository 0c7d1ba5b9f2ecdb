"""The rules about trainings: chapter 5, and chapter 9 on who pays for them."""

from __future__ import annotations

from tests.tracing import Swap, Trace

MEE = """
Code   | Organisatie | Soort   | Status      | Aangesloten op | Relatiebeheerder
ORG-02 | MEE         | welzijn | aangesloten | 1-12-2015      | an@dordrecht.example
"""
CONTACT = """
Code   | Organisatie | Naam    | Rol                   | E-mail              | Actief vanaf | Actief tot
CP-001 | ORG-02      | Functie | aandachtsfunctionaris | mee@partner.example | 1-12-2015    |
"""
COORDINATOR, WORKER = "coordinator@dordrecht.example", "werker@partner.example"


def training(held_on: str, status: str, more: str = "") -> str:
    """Return the tab with one basic training of MEE, and more rows under it."""
    return (
        "Code|Titel|Soort|Status|Datum|Begintijd|Eindtijd|Locatie|Organisator|Organisatie trainer"
        "|Capaciteit|Uiterste aanmelddatum|Geldig (maanden)\n"
        f"T2016-06|Basistraining radicalisering|basistraining|{status}|{held_on}|13:00|17:00"
        f"|Stadskantoor||ORG-02|1||24\n{more}"
    )


def people(status: str, more: str = "") -> str:
    """Return the tab with one participant, and more rows under it."""
    return (
        "Training | Naam    | E-mail                 | Organisatie | Status | Aangemeld op\n"
        f"T2016-06 | Functie | werker@partner.example | ORG-02      | {status} | 1-9-2016\n{more}"
    )


def tables(held_on: str, status: str, person: str, **more: str) -> dict[str, str]:
    """Return the tabs of one training with one participant."""
    return {
        "Organisaties": MEE,
        "Aandachtsfunctionarissen": CONTACT,
        "Trainingen": training(held_on, status, more.get("trainings", "")),
        "Deelnemers": people(person, more.get("participants", "")),
    }


SECOND = (
    "T2016-07|Basistraining in het voorjaar|basistraining|open|9-3-2017|13:00|17:00|Stadskantoor"
    "||ORG-02|20||24"
)
DATE_OF_TRAINING = 'In Trainingen rij 2 staat een fout in kolom "Datum".'

TRACES = (
    Trace(
        "training-no-answer",
        chapter="5a",
        plan="vindt een tweede training plaats gestemd voor eerstelijnsmedewerkers",
        word="training",
        tables=tables("24-10-2016", "open", "uitgenodigd"),
        to=WORKER,
        says="U bent uitgenodigd voor Basistraining radicalisering op 24 oktober 2016",
        almost=Swap("uitgenodigd", "afgemeld", '"Status" is afgemeld.'),
        fault=Swap("24-10-2016", "24-20-2016", DATE_OF_TRAINING),
    ),
    Trace(
        "training-coming-up",
        chapter="5a",
        plan="In het najaar van 2016 vindt een tweede training plaats",
        word="training",
        tables=tables("6-10-2016", "open", "aangemeld"),
        to=WORKER,
        says="over 3 dagen is de training waarvoor u zich hebt aangemeld.",
        almost=Swap("aangemeld |", "wachtlijst |", '"Status" is wachtlijst.'),
        fault=Swap("6-10-2016", "6-oktober", DATE_OF_TRAINING),
    ),
    Trace(
        "training-roster",
        chapter="5b",
        plan="een partner als het gaat om het voorlichten van andere professionals",
        tables=tables("4-10-2016", "open", "aangemeld"),
        to="mee@partner.example",
        says="Hierbij de deelnemerslijst van Basistraining radicalisering op 4 oktober 2016.",
        almost=Swap("4-10-2016", "5-10-2016", "Pas op 4 oktober 2016."),
        fault=Swap(
            "|ORG-02|1|",
            "|ORG-99|1|",
            'In Trainingen rij 2 staat een fout in kolom "Organisatie trainer".',
        ),
    ),
    Trace(
        "training-attendance",
        chapter="5a",
        plan="de deelnemers van betrokken organisaties een training gehad",
        word="training",
        tables=tables("30-9-2016", "open", "aangemeld"),
        to=COORDINATOR,
        says="maar niet van iedereen is bekend of hij er was.",
        almost=Swap(
            "aangemeld |",
            "aanwezig |",
            'Dit geldt niet: in Deelnemers staat een rij met "Status" aangemeld.',
        ),
        fault=Swap("30-9-2016", "31-9-2016", 'In kolom "Datum" staat een fout.'),
    ),
    Trace(
        "training-thanks",
        chapter="5b",
        plan="hebben in 2015 een uitgebreide deskundigheidstraining gevolgd",
        word="training",
        tables=tables("30-9-2016", "gehouden", "aanwezig"),
        to=WORKER,
        says="Bij deze mail zit uw bewijs van deelname",
        almost=Swap("|basistraining|", "|voorlichting|", '"Soort" in Trainingen is voorlichting.'),
        fault=Swap(
            "|ORG-02|1||24",
            "|ORG-02|1||veel",
            'In Trainingen rij 2 staat een fout in kolom "Geldig (maanden)".',
        ),
    ),
    Trace(
        "training-missed",
        chapter="5b",
        plan="Wij stimuleren en ondersteunen onderwijs-, zorg- en welzijnzorgorganisaties",
        tables=tables("29-9-2016", "gehouden", "afwezig", trainings=SECOND),
        to=WORKER,
        says="Er komt een nieuwe kans: Basistraining in het voorjaar op 9 maart 2017.",
        almost=Swap(
            "|open|9-3-2017",
            "|concept|9-3-2017",
            "Dit geldt niet: er is een andere training van die soort open.",
        ),
        fault=Swap("29-9-2016", "29-9", DATE_OF_TRAINING),
    ),
    Trace(
        "training-expiring",
        chapter="5b",
        plan="In hoeverre is training noodzakelijk en voor welke professionals",
        word="training",
        tables=tables("2-12-2014", "gehouden", "aanwezig"),
        to="mee@partner.example",
        says="van 2 december 2014 is geldig tot 2 december 2016.",
        almost=Swap("aanwezig |", "afwezig |", '"Status" is afwezig.'),
        fault=Swap(
            "|ORG-02|1||24",
            "|ORG-02|1||veel",
            'In Trainingen rij 2 staat een fout in kolom "Geldig (maanden)".',
        ),
    ),
    Trace(
        "training-cancelled",
        chapter="5a",
        plan="organiseren wij bijeenkomsten waar de deelnemers kennis op kunnen doen",
        tables=tables("20-10-2016", "geannuleerd", "aangemeld"),
        to=WORKER,
        says="Basistraining radicalisering op 20 oktober 2016 gaat niet door.",
        almost=Swap(
            "T2016-06",
            "T2016-06",
            "Is al gemeld; was aan de beurt op 30 september 2016.",
            since="2016-09-30",
        ),
        fault=Swap(
            "geannuleerd", "afgelast", 'In Trainingen rij 2 staat een fout in kolom "Status".'
        ),
    ),
    Trace(
        "waiting-list",
        chapter="9",
        plan="een basistraining Radicalisering georganiseerd, bestemd voor eerstelijnsmedewerkers",
        word="basistraining",
        tables=tables("20-10-2016", "open", "wachtlijst"),
        to=WORKER,
        says="U staat op de wachtlijst voor Basistraining radicalisering op 20 oktober 2016, en er is een plaats vrij.",
        almost=Swap(
            "T2016-06",
            "T2016-06",
            "Is al gemeld; was aan de beurt op 30 september 2016.",
            since="2016-09-30",
        ),
        fault=Swap(
            "1-9-2016", "1-19-2016", 'In Deelnemers rij 2 staat een fout in kolom "Aangemeld op".'
        ),
    ),
)
