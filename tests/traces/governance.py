"""The rules about steering, communication and money: chapters 5b and 7 to 9."""

from __future__ import annotations

from tests.tracing import Swap, Trace

COORDINATOR = "coordinator@dordrecht.example"
EDITION = """
Editie   | Voor    | Verzenden op | Onderwerp | Inleiding | Status
N2016-08 | netwerk | 4-8-2016     | Augustus  | Dag       | goedgekeurd
"""
BUDGET = """
Post     | Jaar | Omschrijving | Soort    | Bron     | Begroot | Besteed | Verantwoord op
B2016-03 | 2016 | Trainingen   | training | gemeente | 1000    | 950     |
"""
AGAIN = "Is al gemeld; was aan de beurt op 30 september 2016."

TRACES = (
    Trace(
        "consultation-follow-up",
        chapter="7",
        plan="stemt –samen met andere partners- af om te komen tot een gezamenlijke strategie",
        tables={
            "Overleggen": """
            Code      | Datum     | Overleg | Status   | Deelgenomen | Besluiten | Opvolgen op | Afgehandeld
            V2016-004 | 12-9-2016 | ESS     | gehouden | ja          |           | 3-10-2016   | nee
            """
        },
        to=COORDINATOR,
        says="Uit het overleg ESS van 12 september 2016 (V2016-004) moet nog iets worden opgevolgd",
        almost=Swap("| nee", "| ja", '"Afgehandeld" is ja.'),
        fault=Swap("3-10-2016", "3-10-16-1", 'In kolom "Opvolgen op" staat een fout.'),
    ),
    Trace(
        "question-unanswered",
        chapter="8",
        plan="Afhankelijk van vragen uit de samenleving, informeren wij over onze aanpak",
        word="vra",
        tables={
            "Vragen": """
            Code      | Ontvangen op | Kanaal | Onderwerp    | Behandelaar          | Beantwoorden vóór | Beantwoord op
            Q2016-009 | 28-9-2016    | pers   | De aanpak    | an@dordrecht.example | 3-10-2016         |
            """
        },
        to="an@dordrecht.example",
        says="(Q2016-009) die vóór 3 oktober 2016 beantwoord moet zijn.",
        almost=Swap(
            "3-10-2016         |", "3-10-2016 | 30-9-2016", '"Beantwoord op" is 30 september 2016.'
        ),
        fault=Swap("3-10-2016", "spoed", 'In kolom "Beantwoorden vóór" staat een fout.'),
    ),
    Trace(
        "edition-due",
        chapter="5a",
        plan="De netwerkpartners ontvangen regelmatig nieuws over ontwikkelingen",
        word="nieuws",
        tables={"Edities": EDITION},
        to=COORDINATOR,
        says="De laatste nieuwsbrief (N2016-08) ging uit op 4 augustus 2016.",
        almost=Swap("4-8-2016", "5-8-2016", "Pas op 4 oktober 2016."),
        fault=Swap(
            "4-8-2016", "4-8-16-1", 'In Edities rij 2 staat een fout in kolom "Verzenden op".'
        ),
    ),
    Trace(
        "edition-not-approved",
        chapter="8",
        plan="Interne communicatie is er op gericht om medewerkers te informeren",
        tables={
            "Edities": EDITION.replace("4-8-2016", "10-10-2016").replace("goedgekeurd", "concept")
        },
        to=COORDINATOR,
        says="Nieuwsbrief N2016-08 staat klaar voor 10 oktober 2016, maar is nog een concept.",
        almost=Swap("concept", "goedgekeurd", '"Status" is goedgekeurd.'),
        fault=Swap("concept", "bijna", 'In kolom "Status" staat een fout.'),
    ),
    Trace(
        "budget-almost-spent",
        chapter="9",
        plan="De personele inzet is gedekt in de huidige begroting",
        tables={"Budget": BUDGET},
        to=COORDINATOR,
        says="Van budgetpost B2016-03 (Trainingen) is € 950,00 van de € 1.000,00 besteed, meer dan 90 procent.",
        almost=Swap("950", "901", AGAIN, since="2016-09-30"),
        fault=Swap("950", "veel", 'In Budget rij 2 staat een fout in kolom "Besteed".'),
    ),
    Trace(
        "budget-overspent",
        chapter="5b",
        plan="extra middelen voor deskundigheidsbevordering van professionals",
        word="extra",
        tables={"Budget": BUDGET.replace("950", "1100")},
        to=COORDINATOR,
        says="is € 1.100,00 besteed, en € 1.000,00 begroot. Klopt dat?",
        almost=Swap("1100", "1001", AGAIN, since="2016-09-30"),
        fault=Swap("1000", "duizend", 'In Budget rij 2 staat een fout in kolom "Begroot".'),
    ),
    Trace(
        "budget-account",
        chapter="9",
        plan="verzorgt de verantwoording aan het ministerie",
        word="verantwoord",
        today="2017-01-16",
        tables={"Budget": BUDGET.replace("gemeente", "rijk")},
        to=COORDINATOR,
        says="Budgetpost B2016-03 (Trainingen) komt van het rijk, en het jaar is voorbij.",
        almost=Swap("rijk", "partner", '"Bron" is partner.'),
        fault=Swap("| 2016", "| vorig jaar", 'In kolom "Jaar" staat een fout.'),
    ),
    Trace(
        "narrative-missing",
        chapter="7",
        plan="legt halfjaarlijks verantwoording af",
        today="2016-10-10",
        tables={
            "Overleggen": """
            Code      | Datum      | Overleg | Status  | Deelgenomen | Besluiten | Opvolgen op | Afgehandeld
            V2016-009 | 14-11-2016 | CPO     | gepland |             |           |             | nee
            """,
            "Toelichting": """
            Periode | Hoofdstuk  | Tekst        | Auteur
            2016-H1 | samenvatting | Het netwerk groeit | an@dordrecht.example
            """,
        },
        to=COORDINATOR,
        says="de toelichting bij financiën is er nog niet.",
        almost=Swap("14-11-2016", "15-11-2016", "Pas op 11 oktober 2016."),
        fault=Swap(
            "2016-H1 | samenvatting",
            "2016-1 | financiën",
            'In Toelichting rij 2 staat een fout in kolom "Periode".',
        ),
    ),
)
