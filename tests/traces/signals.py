"""The rules about signals: chapters 5a, 6 and 7. Their mails say nothing but reference and dates."""

from __future__ import annotations

from tests.tracing import Swap, Trace

HANDLER = "dossierhouder@dordrecht.example"


def signal(
    received_on: str = "28-9-2016",
    source: str = "politie",
    status: str = "nieuw",
    assessed_on: str = "",
    inform: str = "",
    next_step_on: str = "1-12-2016",
    closed_on: str = "",
) -> dict[str, str]:
    """Return the tab with one signal."""
    return {
        "Signalen": (
            "Kenmerk|Ontvangen op|Bron|Organisatie|Behandelaar|Status|Beoordeeld op|Route"
            "|Overgedragen op|Teruggegeven op|Burgemeester informeren"
            "|Burgemeester geïnformeerd op|Driehoek op|Melder geïnformeerd op|Volgende stap op"
            "|Afgesloten op\n"
            f"S2016-001|{received_on}|{source}||{HANDLER}|{status}|{assessed_on}"
            f"|{assessed_on and 'politie'}|||{inform}||||{next_step_on}|{closed_on}\n"
        )
    }


ELSE = "De regel geldt niet voor dit kenmerk."

TRACES = (
    Trace(
        "signal-assess",
        chapter="5a",
        plan="De aandachtfunctionaris beoordeelt vervolgens of het signaal",
        word="beoordeel",
        tables=signal(),
        to=HANDLER,
        says="Kenmerk S2016-001, ontvangen op 28 september 2016, heeft nog de status nieuw.",
        almost=Swap("28-9-2016", "29-9-2016", "Pas op 4 oktober 2016."),
        fault=Swap("28-9-2016", "vorige week", 'In kolom "Ontvangen op" staat een fout.'),
    ),
    Trace(
        "signal-next-step",
        chapter="6",
        plan="een regierol in de vervolgstappen die gezet moeten worden",
        word="stap",
        tables=signal(next_step_on="3-10-2016"),
        to=HANDLER,
        says="Bij kenmerk S2016-001 stond de volgende stap op 3 oktober 2016.",
        almost=Swap("3-10-2016", "4-10-2016", "Pas op 4 oktober 2016."),
        fault=Swap("3-10-2016", "straks", 'In kolom "Volgende stap op" staat een fout.'),
    ),
    Trace(
        "signal-official",
        chapter="6",
        plan="in actie moet komen op het moment dat hij een ambtsbericht ontvangt",
        word="ontvang",
        tables=signal(source="ambtsbericht"),
        to="bestuurssecretariaat@dordrecht.example",
        says="Bij kenmerk S2016-001, ontvangen op 28 september 2016, staat een stap open die niet kan wachten.",
        almost=Swap(
            "S2016",
            "S2016",
            "Is al gemeld; was aan de beurt op 30 september 2016.",
            since="2016-09-26",
        ),
        fault=Swap("|nieuw|", "|open|", 'In kolom "Status" staat een fout.'),
    ),
    Trace(
        "signal-mayor",
        chapter="7",
        plan="De burgemeester wordt geïnformeerd als er concrete zaken spelen",
        word="geïnformeerd",
        tables=signal(status="in behandeling", assessed_on="3-10-2016", inform="ja"),
        to=HANDLER,
        says="Kenmerk S2016-001 is op 3 oktober 2016 beoordeeld; er moet nog iemand geïnformeerd worden.",
        almost=Swap("|ja|", "|nee|", ELSE),
        fault=Swap("|ja|", "|misschien|", 'In kolom "Burgemeester informeren" staat een fout.'),
    ),
    Trace(
        "signal-reporter",
        chapter="6",
        plan="Deze signalen komen binnen van maatschappelijke organisaties of burgers",
        tables=signal(
            received_on="22-9-2016",
            source="inwoner",
            status="in behandeling",
            assessed_on="26-9-2016",
        ),
        to=HANDLER,
        says="Kenmerk S2016-001 is op 26 september 2016 beoordeeld; de terugkoppeling staat nog open.",
        almost=Swap("inwoner", "politie", ELSE),
        fault=Swap("26-9-2016", "26-9", 'In kolom "Beoordeeld op" staat een fout.'),
    ),
    Trace(
        "signal-retention",
        chapter="6",
        plan="aan de hand van een privacyreglement",
        tables=signal(
            received_on="28-9-2015",
            status="afgesloten",
            assessed_on="1-10-2015",
            closed_on="3-10-2015",
        ),
        to=HANDLER,
        says="De bewaartermijn van kenmerk S2016-001 is voorbij sinds 3 oktober 2016.",
        almost=Swap("3-10-2015", "4-10-2015", "Pas op 4 oktober 2016."),
        fault=Swap("3-10-2015", "2015", 'In kolom "Afgesloten op" staat een fout.'),
    ),
)
