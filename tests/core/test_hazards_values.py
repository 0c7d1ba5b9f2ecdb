# ruff: noqa: RUF001 - signs that look like others are hazards too
"""What staff really type: each hazard a small table, with the lines of `check` below it.

Every line is expected, and no other: what is understood is understood in silence. Only the columns
that a table shows are there, with the rules that need no other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

import pytest

from automations.engine.finding_pages import Page, read_example
from tests.page_examples import lines
from tests.text_tables import Typed


@dataclass(frozen=True)
class Hazard:
    """A table with what `check` says about it; `cells` are words that stand for other cells."""

    name: str
    table: str
    cells: Typed = field(default_factory=dict)


HAZARDS = [
    Hazard(
        "dates in every Dutch habit",
        """
        Acties
        Code | Einddatum
        A-01 | 12-3-2017
        A-02 | 12/03/17
        A-03 | 12 mrt 2017
        A-04 | 12 maart 2017
        A-05 | 2017-03-12
        A-06 | 12.3.2017
        A-07 | <excel>
        A-08 | <moment>
        """,
        {"<excel>": date(2017, 3, 12), "<moment>": datetime.fromisoformat("2017-03-12 13:30")},
    ),
    Hazard(
        "dates that cannot exist",
        """
        Acties
        Code | Einddatum
        A-01 | 31-06-2017
        A-02 | 29-2-2017
        A-03 | 14-13-2017
        A-04 | 12-3-2500

        ✗ Acties B2  "31-06-2017" bestaat niet: juni heeft 30 dagen.
        ✗ Acties B3  "29-2-2017" bestaat niet: februari 2017 heeft 28 dagen.
        ✗ Acties B4  "14-13-2017" bestaat niet: er is geen maand 13.
        ✗ Acties B5  "12-3-2500" kan niet kloppen: het jaar 2500 ligt te ver weg.
        """,
    ),
    Hazard(
        "words where a date belongs",
        """
        Acties
        Code | Einddatum
        A-01 | z.s.m.
        A-02 | eind mei
        A-03 | z.s.m.

        ✗ Acties B2 en B4  "z.s.m." is geen datum. Schrijf een datum als 12-3-2016.
        ✗ Acties B3  "eind mei" is geen datum. Schrijf een datum als 12-3-2016.
        """,
    ),
    Hazard(
        "a date that lost its format",
        """
        Acties
        Code | Einddatum
        A-01 | <number>

        ✗ Acties B2  "42500" is geen datum. Schrijf een datum als 12-3-2016. Bedoelde u 10-05-2016?
        """,
        {"<number>": 42500},
    ),
    Hazard(
        "a number that somebody formatted as a date",
        """
        Acties
        Code | Einddatum
        A-01 | <twelve>
        A-02 | <zero>

        ✗ Acties B2  "12-01-1899" kan niet kloppen: het jaar 1899 ligt te ver weg.
        ✗ Acties B3  "30-12-1899" kan niet kloppen: het jaar 1899 ligt te ver weg.
        """,
        {"<twelve>": date(1899, 1, 12), "<zero>": datetime.fromisoformat("1899-12-30")},
    ),
    Hazard(
        "two-way dates beside one that is month-first",
        """
        Dialooggesprekken
        Code     | Datum
        D2016-01 | 9-12-2016
        D2016-02 | 9-27-2016
        D2016-03 | 9 december 2016
        D2016-04 | 2016-12-09
        D2016-05 | 9-9-2016
        D2016-06 | 27-9-2016
        D2016-07 | <excel>

        ✗ Dialooggesprekken B2  "9-12-2016" kan twee datums zijn, want elders in deze kolom staat de
            maand voorop. Schrijf de maand voluit. Bedoelde u 9 december 2016 of 12 september 2016?
        ✗ Dialooggesprekken B3  "9-27-2016" bestaat niet: er is geen maand 27. Schrijf eerst de dag,
            dan de maand. Bedoelde u 27-09-2016?
        """,
        {"<excel>": date(2016, 12, 9)},
    ),
    Hazard(
        "two-way dates alone are day, month, year",
        """
        Dialooggesprekken
        Code     | Datum
        D2016-01 | 9-12-2016
        D2016-02 | 12-9-2016
        """,
    ),
    Hazard(
        "a month-first date in another column casts no doubt",
        """
        Acties
        Code | Start     | Einddatum
        A-01 | 9-12-2016 | 12-27-2016

        ✗ Acties C2  "12-27-2016" bestaat niet: er is geen maand 27. Schrijf eerst de dag, dan de
            maand. Bedoelde u 27-12-2016?
        """,
    ),
    Hazard(
        "a date with something around it",
        """
        Acties
        Code | Einddatum
        A-01 | vr 14 oktober 2016
        A-02 | 1-9-2016 t/m 5-9-2016

        ✗ Acties B2  "vr 14 oktober 2016" is geen datum. Schrijf een datum als 12-3-2016. Bedoelde u
            14-10-2016?
        ✗ Acties B3  "1-9-2016 t/m 5-9-2016" is geen datum. Schrijf een datum als 12-3-2016.
        """,
    ),
    Hazard(
        "digits of another script",
        """
        Budget
        Post     | Jaar | Besteed
        B2016-01 | ２０１６ | ١٢

        ✗ Budget B2  "２０１６" is geen heel getal. Schrijf alleen cijfers, zoals 12.
        ✗ Budget C2  "١٢" is geen bedrag. Schrijf een bedrag als 1.250,00.
        """,
    ),
    Hazard(
        "amounts as they are written",
        """
        Budget
        Post     | Besteed
        B2016-01 | € 1.250,00
        B2016-02 | 1250,-
        B2016-03 | 1.250
        B2016-04 | 1250.5
        B2016-05 | € 1.250,50
        B2016-06 | 12,5 euro
        B2016-07 | <third>
        """,
        {"<third>": 1250 / 3},
    ),
    Hazard(
        "amounts that can be read in two ways",
        """
        Budget
        Post     | Besteed
        B2016-01 | 1,250
        B2016-02 | 1,250.00

        ✗ Budget B2  "1,250" is geen bedrag. Schrijf een bedrag als 1.250,00. Bedoelde u 1.250 of
            1,250?
        ✗ Budget B3  "1,250.00" is geen bedrag. Schrijf een bedrag als 1.250,00. Bedoelde u
            1.250,00?
        """,
    ),
    Hazard(
        "amounts below zero and amounts in words",
        """
        Budget
        Post     | Besteed
        B2016-01 | € -250,00
        B2016-02 | ca. 900
        B2016-03 | 100+50

        ✗ Budget B2  "€ -250,00" is te laag. Vul 0 of meer in.
        ✗ Budget B3  "ca. 900" is geen bedrag. Schrijf een bedrag als 1.250,00.
        ✗ Budget B4  "100+50" is geen bedrag. Schrijf een bedrag als 1.250,00.
        """,
    ),
    Hazard(
        "two numbers in one cell are not one number",
        """
        Organisaties
        Code   | Eerstelijns medewerkers
        ORG-01 | 12 13
        ORG-02 | 10-15
        ORG-03 | 12.0
        ORG-04 | <float>
        ORG-05 | 12,5

        ✗ Organisaties B2  "12 13" is geen heel getal. Schrijf alleen cijfers, zoals 12.
        ✗ Organisaties B3  "10-15" is geen heel getal. Schrijf alleen cijfers, zoals 12.
        ✗ Organisaties B6  "12,5" is geen heel getal. Schrijf alleen cijfers, zoals 12.
        """,
        {"<float>": 12.0},
    ),
    Hazard(
        "a mark from one to ten",
        """
        Trainingen
        Code     | Gemiddelde beoordeling | Aantal beoordelingen
        T2016-01 | 8,1                    | 12
        T2016-02 | 4.1                    | 12
        T2016-03 | 4,1                    | 12

        ✗ Trainingen B2  "8,1" is te hoog. Vul 5 of minder in.
        """,
    ),
    Hazard(
        "times in every Dutch habit",
        """
        Trainingen
        Code     | Begintijd | Eindtijd
        T2016-01 | 9.30      | 12:00
        T2016-02 | 9:30      | 12 uur
        T2016-03 | 9u30      | 12.00 uur
        T2016-04 | <part>    | <excel>
        """,
        {"<part>": 0.375, "<excel>": time(12)},
    ),
    Hazard(
        "times that are none, or that could be something else",
        """
        Trainingen
        Code     | Begintijd
        T2016-01 | 0930
        T2016-02 | 25:00
        T2016-03 | <nine>

        ✗ Trainingen B2  "0930" is geen tijd. Schrijf een tijd als 13:00. Bedoelde u 09:30?
        ✗ Trainingen B3  "25:00" bestaat niet: een dag loopt van 00:00 tot en met 23:59.
        ✗ Trainingen B4  "9" is geen tijd. Schrijf een tijd als 13:00. Bedoelde u 09:00?
        """,
        {"<nine>": 9},
    ),
    Hazard(
        "a date in a column of times is not midnight",
        """
        Trainingen
        Code     | Begintijd
        T2016-01 | <day>

        ✗ Trainingen B2  "06-10-2016" is geen tijd. Schrijf een tijd als 13:00.
        """,
        {"<day>": datetime.fromisoformat("2016-10-06")},
    ),
    Hazard(
        "ja and nee in every notation",
        """
        Overleggen
        Code      | Status   | Deelgenomen
        V2016-001 | gehouden | Ja
        V2016-002 | gehouden | n
        V2016-003 | gehouden | X
        V2016-004 | gehouden | WAAR
        V2016-005 | gehouden | 0
        V2016-006 | gehouden | <true>
        V2016-007 | gehouden | <one>
        """,
        {"<true>": True, "<one>": 1.0},
    ),
    Hazard(
        "ja with a condition is no ja",
        """
        Overleggen
        Code      | Status   | Deelgenomen
        V2016-001 | gehouden | ja, deels
        V2016-002 | gehouden | misschien
        V2016-003 | gehouden | <two>

        ✗ Overleggen C2  "ja, deels" is geen ja of nee. Kies ja of nee. Bedoelde u ja?
        ✗ Overleggen C3  "misschien" is geen ja of nee. Kies ja of nee.
        ✗ Overleggen C4  "2" is geen ja of nee. Kies ja of nee.
        """,
        {"<two>": 2},
    ),
    Hazard(
        "codes in the wrong case, with blanks that nobody sees",
        """
        Acties
        Code    | Actie
        a-01    | x
        A - 02  | x
        <nbsp>  | x
        <zero>  | x
        """,
        {"<nbsp>": "\u00a0A-03\u00a0", "<zero>": "A-04\u200b"},
    ),
    Hazard(
        "codes with a slip",
        """
        Overleggen
        Code      | Status
        V16-007   | gepland
        V2016_08  | gepland
        Overleg 9 | gepland

        ✗ Overleggen A2  "V16-007" heeft niet de goede vorm. Schrijf Code als V2016-001. Bedoelde u
            V2016-007?
        ✗ Overleggen A3  "V2016_08" heeft niet de goede vorm. Schrijf Code als V2016-001. Bedoelde u
            V2016-008?
        ✗ Overleggen A4  "Overleg 9" heeft niet de goede vorm. Schrijf Code als V2016-001.
        """,
    ),
    Hazard(
        "a code with a slip that another row has already",
        """
        Overleggen
        Code      | Datum
        V2016-007 | 1-2-2016
        V16-007   | 3-2-2016
        V16-008   | 4-2-2016

        ✗ Overleggen A3  "V16-007" heeft niet de goede vorm. Schrijf Code als V2016-001. De eerste
            vrije code is V2016-009.
        ✗ Overleggen A4  "V16-008" heeft niet de goede vorm. Schrijf Code als V2016-001. Bedoelde u
            V2016-008?
        """,
    ),
    Hazard(
        "a code that looks right in another alphabet",
        """
        Acties
        Code | Actie
        А-01 | x

        ✗ Acties A2  "А-01" heeft niet de goede vorm. Schrijf Code als A-01.
        """,
    ),
    Hazard(
        "rows without a code each get another free one",
        """
        Acties
        Code | Actie
        A-98 | x
             | y
             | z

        ✗ Acties A3  In deze regel staat nog niets bij Code. Vul dat in. De eerste vrije code is
            A-99.
        ✗ Acties A4  In deze regel staat nog niets bij Code. Vul dat in. De eerste vrije code is
            A-100.
        """,
    ),
    Hazard(
        "a code that was copied with its row, in another case",
        """
        Acties
        Code | Actie
        A-07 | x
        A-08 | y
        a-08 | z

        ✗ Acties A3 en A4  Code A-08 komt twee keer voor. De eerste vrije code is A-09.
        """,
    ),
    Hazard(
        "list values in any case, and misspelt",
        """
        Acties
        Code | Status
        A-01 | LOOPT
        A-02 | vertraagt
        A-03 | klaar

        ✗ Acties B3  "vertraagt" staat niet in de lijst van Status. Kies uit: gepland, loopt,
            doorlopend, afgerond, vertraagd, vervallen. Bedoelde u vertraagd?
        ✗ Acties B4  "klaar" staat niet in de lijst van Status. Kies uit: gepland, loopt,
            doorlopend, afgerond, vertraagd, vervallen.
        """,
    ),
    Hazard(
        "several values with the wrong sign between",
        """
        Trainingen
        Code     | Doelgroep
        T2016-01 | zorg; Welzijn
        T2016-02 | zorg, welzijn
        T2016-03 | zorg;welzijn;
        T2016-04 | zorg; jeugdhulpp

        ✗ Trainingen B3  "zorg, welzijn" staat niet in de lijst van Doelgroep. Kies een waarde uit
            de lijst. Bedoelde u zorg; welzijn?
        ✗ Trainingen B5  "jeugdhulpp" staat niet in de lijst van Doelgroep. Kies een waarde uit de
            lijst. Bedoelde u jeugdhulp?
        """,
    ),
    Hazard(
        "references by code, name and drop-down, and with a slip",
        """
        Organisaties
        Code   | Organisatie
        ORG-17 | Vluchtelingenwerk
        ORG-18 | Stadswinkel

        Contactmomenten
        Code      | Organisatie
        C2016-001 | org-17
        C2016-002 | stadswinkel
        C2016-003 | ORG-17 – Vluchtelingenwerk
        C2016-004 | ORG-71
        C2016-005 | Stadswinkels
        C2016-006 | Bibliotheek

        ✗ Contactmomenten B5  "ORG-71" staat niet in Organisaties. Bedoelde u ORG-17
            (Vluchtelingenwerk)?
        ✗ Contactmomenten B6  "Stadswinkels" staat niet in Organisaties. Bedoelde u ORG-18
            (Stadswinkel)?
        ✗ Contactmomenten B7  "Bibliotheek" staat niet in Organisaties. Kies iets uit de lijst, of
            zet het eerst in Organisaties.
        """,
    ),
    Hazard(
        "phone numbers as people write them, and none of them repeated",
        """
        Aandachtsfunctionarissen
        Code   | Telefoon
        CP-001 | 06-12345678
        CP-002 | +31 (0)6 12 34 56 78
        CP-003 | <number>
        CP-004 | 078/123.45.67
        CP-005 | 123 45 67
        CP-006 | 06-12345678 of 06-87654321

        ✗ Aandachtsfunctionarissen B6 en B7  Geen geldig telefoonnummer. Schrijf het met netnummer,
            zoals 078 123 45 67.
        """,
        {"<number>": 31612345678.0},
    ),
    Hazard(
        "addresses with a slip",
        """
        Acties
        Code | Eigenaar
        A-01 | An@Dordrecht.Example
        A-02 | an@dordrecht
        A-03 | an @dordrecht.example
        A-04 | an@dordrecht,example

        ✗ Acties B3  Geen geldig e-mailadres: na de @ ontbreekt een punt, zoals in gemeente.nl.
        ✗ Acties B4  Geen geldig e-mailadres: er staat een spatie in. Schrijf het adres aan elkaar.
            Bedoelde u an@dordrecht.example?
        ✗ Acties B5  Hier past één e-mailadres, met één @ en zonder komma of puntkomma. Bedoelde u
            an@dordrecht.example?
        """,
    ),
    Hazard(
        "links that are not safe",
        """
        Berichten
        Editie   | Volgorde | Link
        N2016-10 | 1        | www.dordrecht.example
        N2016-10 | 2        | javascript:alert(1)
        N2016-10 | 3        | https://dordrecht.example/agenda

        ✗ Berichten C2  "www.dordrecht.example" is geen veilige link. Begin de link met https://.
            Bedoelde u https://www.dordrecht.example?
        ✗ Berichten C3  "javascript:alert(1)" is geen veilige link. Begin de link met https://.
        """,
    ),
    Hazard(
        "error values and formulas without an outcome are not blanks",
        """
        Budget
        Post     | Besteed | Begroot
        B2016-01 | #N/B    | 100
        B2016-02 | 100     | =SUM(C1)
        B2016-03 |         | 100

        ✗ Budget B2  In deze cel staat de foutmelding #N/B. Typ de juiste waarde.
        ✗ Budget C3  De uitkomst van deze formule staat niet in het bestand. Open het in Excel en
            sla het op.
        ✗ Budget B4  Hier ontbreekt iets. Vul in: Besteed.
        """,
    ),
    Hazard(
        "cells that look empty are empty",
        """
        Acties
        Code   | Actie
        A-01   | <nbsp>
        <zero> | <thin>

        ✗ Acties B2  Hier ontbreekt iets. Vul in: Actie.
        """,
        {"<nbsp>": "\u00a0", "<zero>": "\u200b\ufeff", "<thin>": "\u2009 \u2003"},
    ),
    Hazard(
        "text that is too long, or holds what no keyboard types",
        """
        Edities
        Editie   | Onderwerp
        N2016-10 | <long>
        N2016-11 | <bell>

        ✗ Edities B2  Deze tekst is te lang: 32767 tekens, en in Onderwerp passen er 78. Maak
            hem korter.
        ✗ Edities B3  In deze cel staan onzichtbare tekens die er niet horen. Typ de tekst opnieuw.
        """,
        {"<long>": "x" * 32_767, "<bell>": "a\x07b"},
    ),
    Hazard(
        "a very long cell is quoted in part, and on one line",
        """
        Acties
        Code | Status
        A-01 | <long>

        ✗ Acties B2  "xxxxxxxxxxxxxxxxxxx xxxxxxxxxxxxxxxxxxx…" staat niet in de lijst van Status.
            Kies uit: gepland, loopt, doorlopend, afgerond, vertraagd, vervallen.
        """,
        {"<long>": "xxxxxxxxxxxxxxxxxxx\n" * 1600},
    ),
    Hazard(
        "no sensitive cell is repeated, and none is suggested",
        """
        Signalen
        Kenmerk   | Ontvangen op | Status
        S16-001   | z.s.m.       | nieuws

        ✗ Signalen A2  Deze waarde heeft niet de goede vorm. Schrijf Kenmerk als S2016-001.
        ✗ Signalen B2  Deze waarde is geen datum. Schrijf een datum als 12-3-2016.
        ✗ Signalen C2  Deze waarde staat niet in de lijst van Status. Kies uit: nieuw, in
            beoordeling, in behandeling, overgedragen, afgesloten, ingetrokken.
        """,
    ),
    Hazard(
        "the same mistake down a whole column",
        "Acties\nCode | Einddatum\n"
        + "".join(f"A-{number:03} | nnb\n" for number in range(1, 301))
        + "\n✗ Acties B2, B3, B4 … (300 cellen)  "
        + '"nnb" is geen datum. Schrijf een datum als 12-3-2016.',
    ),
]


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard.name)
def test_a_hazard_gives_the_lines_below_it_and_no_other(hazard: Hazard) -> None:
    """At the cell, in the words that a colleague reads."""
    example = read_example(hazard.table)
    page = Page("", "", "", (example,), (), "")
    assert lines(example, page, hazard.cells) == list(example.lines)


def test_the_table_has_hazards_enough() -> None:
    """Half of what the checker must stand; files, headers and rows have tables of their own."""
    assert len(HAZARDS) >= 30
    assert len({hazard.name for hazard in HAZARDS}) == len(HAZARDS)
