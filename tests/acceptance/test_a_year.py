"""A small network through 2016, hour by hour, while its sheets are edited: what it mails is known.

The mails below were worked out by hand from the rules in `automations/rules/`, with a calendar of
2016 beside them. A line is one mail's day, its receiver and the rules that it tells of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

from automations.engine.core.slots import parse_every, slots_between
from tests.adapters.test_days import ZONE, City, city, table, the_workspace

AN, WIJK = "an@dordrecht.example", "wijk@dordrecht.example"
HANDLER, COORDINATOR = "dossierhouder@dordrecht.example", "coordinator@dordrecht.example"
BO, DEE, CY = "bo@mee.example", "dee@mee.example", "cy@dalton.example"
P2, P3, P4 = "p2@dalton.example", "p3@mee.example", "p4@dalton.example"

EXPECTED = """
    04-02  dossierhouder  signal-assess             # three working days after 1 February
    08-02  dossierhouder  signal-assess             # five; the other case handlers are the same one
    08-02  an             contact-follow-up         # done on the 10th, so no second one
    01-03  dossierhouder  signal-next-step          # moved to here on 9 February; closed on the 2nd
    07-03  wijk           question-unanswered       # a working day before the 8th
    08-03  wijk           question-unanswered       # answered on the 9th
    21-03  p3             waiting-list              # somebody cancelled, so there is a place
    21-03  coordinator    waiting-list
    22-03  p2             training-no-answer        # before 31-3; Easter: two free days
    04-04  p2             training-no-answer        # the training moved, and with it the last day
    18-04  p3             training-coming-up        # three days before the new date
    20-04  bo             training-roster           # the trainer's organisation: both its contacts
    20-04  dee            training-roster
    22-04  coordinator    training-attendance
    25-04  p3             training-thanks           # due on the 22nd, filled in on the 25th
    06-05  wijk           action-progress-missing   # 20 working days before 6-6, Ascension is free
    17-05  an             action-due                # fourteen days before
    31-05  an             action-due                # the day itself
    13-06  an             action-due                # 7 June fell into the week off
    14-06  an             action-due                # fourteen days after …
    14-06  coordinator    action-due                # … and the coordinator hears it too
    15-06  an             contact-quiet             # Dalton: half a year since 15 December
    01-07  wijk           action-progress-missing   # the board met; the next report is due on 29-7
    08-07  coordinator    narrative-missing*9       # no chapter has a row
    12-07  an             contact-quiet             # MEE: half a year since 12 January
    22-07  coordinator    narrative-missing*9
    11-08  an             contact-quiet             # thirty days later; visited on 1-9
    22-08  p3             training-expiring         # sixty days before 21 October
    22-08  bo             training-expiring         # and the focal person
    01-09  p4             training-cancelled
    07-10  p3             training-expiring         # fourteen days before
    07-10  bo             training-expiring
    01-11  an             focal-point-leaving       # thirty days before was yesterday
    02-11  bo             confirm-details           # a year
    16-11  an             confirm-details           # fourteen days without an answer
    23-11  an             focal-point-leaving
    01-12  cy             confirm-details
    01-12  dee            confirm-details
    08-12  an             focal-point-missing       # five working days after 1 December
    15-12  an             confirm-details*2 focal-point-missing
    20-12  an             contact-quiet             # Dalton again: half a year since 20 June
    22-12  an             focal-point-missing
    22-12  coordinator    focal-point-missing       # three weeks
    29-12  an             focal-point-missing       # in the week of Christmas too
    """

Rows = dict[str, dict[str, str]]


class Town:
    """The sheets of a small network, by sheet and key; they are edited along the way."""

    def __init__(self) -> None:
        """Begin on 1 January 2016."""
        mee = {"Organisatie": "ORG-01"}
        partner = {"Status": "aangesloten", "Relatiebeheerder": AN, "Eerstelijns medewerkers": "20"}
        contact = {"Rol": "aandachtsfunctionaris", "Actief vanaf": "1-6-2015"}
        self.sheets: dict[str, Rows] = {
            "organisations": {
                "ORG-01": {**partner, "Organisatie": "MEE", "Soort": "zorg"},
                "ORG-02": {**partner, "Organisatie": "Dalton", "Soort": "onderwijs"},
            },
            "contacts": {
                "CP-001": {
                    **contact,
                    "Organisatie": "ORG-01",
                    "Naam": "Functionaris",
                    "E-mail": BO,
                },
                "CP-002": {**contact, "Organisatie": "ORG-02", "Naam": "Mentor", "E-mail": CY},
                "CP-003": {**contact, **mee, "Naam": "Vervanger", "E-mail": DEE},
            },
            "contact_moments": {},
            "trainings": {},
            "participants": {},
            "actions": {},
            "questions": {},
            "consultations": {},
            "narratives": {},
            "signals": {},
        }
        for key in ("ORG-01", "ORG-02"):
            self.put("organisations", key, {"Aangesloten op": "1-6-2015"})
        self.put("contacts", "CP-003", {"Rol": "vervangend aandachtsfunctionaris"})
        for key, day in (("CP-001", "2-11-2015"), ("CP-002", "1-12-2015"), ("CP-003", "1-12-2015")):
            self.put("contacts", key, {"Gegevens bevestigd op": day})
        board = {"Datum": "20-6-2016", "Overleg": "CPO", "Status": "gepland"}
        self.put("consultations", "V2016-001", board)
        self.met("C2015-001", "15-12-2015", "ORG-01")
        self.met("C2015-002", "15-12-2015", "ORG-02")
        self._trainings()
        action = {"Pijler": "communicatie en woordvoering", "Start": "1-1-2016"}
        action |= {"Beoogd resultaat": "Rust"}
        self.put("actions", "A-01", {**action, "Actie": "Afspraken", "Eigenaar": AN})
        self.put("actions", "A-01", {"Status": "loopt", "Einddatum": "31-5-2016"})
        self.put("actions", "A-01", {"Voortgang": "Het loopt."})
        self.put("actions", "A-02", {**action, "Actie": "Netwerk", "Eigenaar": WIJK})
        self.put("actions", "A-02", {"Status": "doorlopend"})
        chapters = the_workspace().schemas["narratives"]["chapter"].enum
        for chapter in chapters:
            words = {"Periode": "2015-H2", "Hoofdstuk": chapter, "Tekst": "Het ging goed."}
            self.sheets["narratives"][chapter] = words

    def _trainings(self) -> None:
        same = {"Titel": "Basistraining", "Soort": "basistraining", "Status": "open"}
        same |= {"Begintijd": "13:00", "Eindtijd": "17:00", "Locatie": "Stadskantoor"}
        same |= {"Uitnodigen": "niemand", "Geldig (maanden)": "6"}
        self.put("trainings", "T2016-01", {**same, "Datum": "14-4-2016", "Capaciteit": "1"})
        self.put("trainings", "T2016-01", {"Organisatie trainer": "ORG-01"})
        self.put("trainings", "T2016-02", {**same, "Datum": "8-9-2016", "Capaciteit": "9"})
        people = (
            ("P1", "T2016-01", "p1@mee.example", "ORG-01", "aangemeld"),
            ("P2", "T2016-01", P2, "ORG-02", "uitgenodigd"),
            ("P3", "T2016-01", P3, "ORG-01", "wachtlijst"),
            ("P4", "T2016-02", P4, "ORG-02", "aangemeld"),
        )
        for name, training, address, organisation, status in people:
            row = {"Training": training, "Naam": f"Medewerker {name}", "E-mail": address}
            row |= {"Organisatie": organisation, "Status": status}
            self.sheets["participants"][name] = row

    def put(self, sheet: str, key: str, cells: Mapping[str, str]) -> None:
        """Type into a row; a new one begins with its key."""
        column = the_workspace().schemas[sheet]
        title = column[column.primary_key[0]].title
        self.sheets[sheet].setdefault(key, {title: key}).setdefault(title, key)
        self.sheets[sheet][key] |= cells

    def met(self, key: str, day: str, organisation: str, **more: str) -> None:
        """Note a contact moment."""
        row = {"Datum": day, "Organisatie": organisation, "Soort": "gesprek", "Onderwerp": "Dag"}
        self.put("contact_moments", key, {**row, **more})

    def tables(self) -> dict[str, str]:
        """Write the tabs."""
        return {
            the_workspace().schemas[sheet].title: table(sheet, *rows.values())
            for sheet, rows in self.sheets.items()
        }


Edit = Callable[[Town], None]


def _signal(town: Town) -> None:
    row = {"Ontvangen op": "1-2-2016", "Bron": "politie", "Behandelaar": HANDLER}
    town.put("signals", "S2016-001", {**row, "Status": "nieuw", "Volgende stap op": "15-2-2016"})


def _assessed(town: Town) -> None:
    row = {"Status": "in behandeling", "Beoordeeld op": "8-2-2016", "Route": "politie"}
    row |= {"Burgemeester informeren": "nee", "Volgende stap op": "1-3-2016"}
    town.put("signals", "S2016-001", row)


def _closed(town: Town) -> None:
    row = {"Status": "afgesloten", "Afgesloten op": "2-3-2016", "Volgende stap op": ""}
    town.put("signals", "S2016-001", row)


def _question(town: Town) -> None:
    row = {"Ontvangen op": "3-3-2016", "Kanaal": "pers", "Onderwerp": "Aanpak"}
    town.put("questions", "Q2016-001", {**row, "Behandelaar": WIJK})


def _call(town: Town) -> None:
    more = {"Afspraak": "Bellen", "Opvolgen op": "8-2-2016", "Afgehandeld": "nee"}
    town.met("C2016-001", "12-1-2016", "ORG-01", **more)


def _attended(town: Town) -> None:
    town.put("participants", "P3", {"Status": "aanwezig"})
    town.put("trainings", "T2016-01", {"Status": "gehouden"})


def _finished(town: Town) -> None:
    town.put("actions", "A-01", {"Status": "afgerond", "Afgerond op": "15-6-2016"})


def cell(sheet: str, key: str, **cells: str) -> Edit:
    """Return an edit of some cells of one row; underscores in a header stand for blanks."""
    return lambda town: town.sheets[sheet][key].update(
        {name.replace("_", " "): value for name, value in cells.items()}
    )


# What staff do, each before eight in the morning.
EDITS: dict[str, Edit] = {
    "12-01": _call,
    "01-02": _signal,
    "09-02": _assessed,
    "10-02": cell("contact_moments", "C2016-001", Afgehandeld="ja"),
    "02-03": _closed,
    "03-03": _question,
    "09-03": cell("questions", "Q2016-001", Beantwoord_op="8-3-2016"),
    "21-03": cell("participants", "P1", Status="afgemeld"),
    "22-03": cell("participants", "P3", Status="aangemeld"),
    "04-04": cell("trainings", "T2016-01", Datum="21-4-2016"),
    "05-04": cell("participants", "P2", Status="afgemeld"),
    "25-04": _attended,
    "16-06": _finished,
    "20-06": lambda town: town.met("C2016-002", "20-6-2016", "ORG-02"),
    "21-06": cell("consultations", "V2016-001", Status="gehouden", Deelgenomen="ja"),
    "01-09": lambda town: (
        town.met("C2016-003", "1-9-2016", "ORG-01"),
        cell("trainings", "T2016-02", Status="geannuleerd")(town),
    )[-1],
    "01-11": cell("contacts", "CP-001", Actief_tot="30-11-2016"),
}
OFF = (date(2016, 6, 6), date(2016, 6, 10))  # the machine is off, from Monday to Friday


def lived(here: City, town: Town) -> None:
    """Let every hour of the year tick; what is due is done once, at the first tick after it."""
    workspace = the_workspace()
    jobs: dict[str, datetime] = {}
    for automation in workspace.automations:
        jobs.setdefault(automation.every, datetime(2016, 1, 1, tzinfo=ZONE))
    moment = datetime(2016, 1, 1, tzinfo=ZONE)
    while moment.year == 2016:
        local = moment.astimezone(ZONE)
        if local.hour == 7 and (edit := EDITS.get(f"{local:%d-%m}")):
            edit(town)
            here.cells.tables = town.tables()
        if not OFF[0] <= local.date() <= OFF[1]:
            for every, last in jobs.items():
                due = slots_between(
                    parse_every(every), last, moment, ZONE, workspace.calendar.is_working
                )
                if due:
                    jobs[every] = due[-1]
                    chosen = tuple(one for one in workspace.automations if one.every == every)
                    here.run_named(local.replace(tzinfo=None), chosen)
        moment = (moment.astimezone(UTC) + timedelta(hours=1)).astimezone(ZONE)


def told(here: City) -> list[str]:
    """Return the mails as the table above has them, findings and the Monday mail apart."""
    found = []
    for message in here.store.outbox.list():
        shown = here.store.outbox.show(message.id)
        assert shown is not None
        apart = {"check", "check-mended", "overview"}
        rules = Counter(one.item.rule for one in shown.items if one.item.rule not in apart)
        if rules:
            names = " ".join(
                name if number == 1 else f"{name}*{number}"
                for name, number in sorted(rules.items())
            )
            found.append((message.on, f"{message.to.partition('@')[0]}", names))
    return sorted(f"{on:%m-%d} {to} {names}" for on, to, names in found)


def expected() -> list[str]:
    """Return the table above."""
    lines = (line.partition("#")[0].split() for line in EXPECTED.strip().splitlines())
    return sorted(f"{day[3:]}-{day[:2]} {to} {' '.join(names)}" for day, to, *names in lines)


def test_a_year_mails_exactly_what_the_rules_say() -> None:
    """Joins and moves, answers and delays, a week off, both nights of summer time, Christmas."""
    town = Town()
    with city(town.tables()) as here:
        lived(here, town)
        assert told(here) == expected()
        mails = here.store.outbox.list()
        assert {one.state for one in mails} == {"sent"}
        weekly = [one.on for one in mails if one.template == "overview"]
        assert len(weekly) == 52
        late = date(2016, 6, 11)  # that of the week off, when the machine is on again
        assert [day for day in weekly if day.weekday()] == [late]
        handed = [moment.astimezone(ZONE) for moment, _ in here.postman.handed]
        urgent = {one.message_id for one in mails if one.urgent}
        free = [
            moment
            for moment, message in here.postman.handed
            if message not in urgent
            and not the_workspace().calendar.is_working(moment.astimezone(ZONE).date())
        ]
        assert free == []
        assert {moment.year for moment in handed} == {2016}
