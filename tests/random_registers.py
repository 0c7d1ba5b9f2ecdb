"""Random, valid rows of every sheet that a report counts: small numbers and none are frequent."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

TODAY = date(2016, 10, 3)
FIRST = date(2014, 7, 1)
Row = dict[str, object]

KINDS = ("zorg", "welzijn", "onderwijs", "jongerenwerk", "wonen", "veiligheid")
CONSULTATIONS = (
    *("CPO", "college", "driehoek", "casusoverleg VHRR", "casusoverleg VHRR"),
    *("VAR", "ESS", "NCTV", "CTER", "overig"),
)
SOURCES = (
    *("partnerorganisatie", "inwoner", "politie", "openbaar ministerie", "ambtsbericht"),
    *("gemeente", "andere gemeente of Veiligheidshuis"),
)
ROUTES = ("geen vervolg", "advies aan melder", "zorg en hulpverlening", "politie", "nazorg")
PILLARS = (
    "samenwerken aan sociale stabiliteit",
    "signalering en deskundigheidsbevordering",
    "persoonsgerichte aanpak",
    "sturing en organisatie",
    "communicatie en woordvoering",
)


def random_sheets(seed: int) -> dict[str, list[Row]]:
    """Make the rows of every sheet; the same seed makes the same rows."""
    return _Maker(random.Random(seed)).sheets()  # noqa: S311 - data, not secrets


class _Maker:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def sheets(self) -> dict[str, list[Row]]:
        organisations = self._organisations()
        codes = [str(row["organisation_id"]) for row in organisations]
        budget = [self._post(number) for number in range(1, self._some(8) + 1)]
        trainings = self._trainings([str(post["post_id"]) for post in budget])
        return {
            "organisations": organisations,
            "contacts": [self._contact(code, number) for number, code in enumerate(codes * 2, 1)],
            "contact_moments": [self._moment(codes, n) for n in range(1, self._some(15) + 1)],
            "trainings": trainings,
            "participants": self._participants(trainings, codes),
            "actions": [self._action(n) for n in range(1, self._some(20) + 1)],
            "dialogues": [self._dialogue(codes, n) for n in range(1, self._some(20) + 1)],
            "school_talks": [self._talk(codes, n) for n in range(1, self._some(25) + 1)],
            "consultations": [self._consultation(n) for n in range(1, self._some(40) + 1)],
            "questions": [self._question(n) for n in range(1, self._some(25) + 1)],
            "budget": budget,
            "signals": [self._signal(codes, n) for n in range(1, self._some(50) + 1)],
            "editions": [self._edition(n) for n in range(1, self._some(8) + 1)],
        }

    def _some(self, most: int) -> int:
        """Return how many rows a sheet has: often none or few."""
        return self._chance.choice((0, self._chance.randint(1, 4), self._chance.randint(4, most)))

    def _one(self, values: Sequence[str]) -> str:
        return self._chance.choice(values)

    def _day(self, first: date = FIRST, last: date = TODAY) -> date:
        """Return a day up to the 28th, so that a month later is a day in every calendar."""
        day = first + timedelta(days=self._chance.randint(0, (last - first).days))
        return day.replace(day=min(day.day, 28))

    def _later(self, day: date, most: int = 60) -> date | None:
        """Return a day after it that has been, or none."""
        later = day + timedelta(days=self._chance.randint(0, most))
        return later if later <= TODAY and self._chance.random() < 0.8 else None

    def _organisations(self) -> list[Row]:
        rows: list[Row] = []
        for number in range(1, self._chance.randint(1, 15) + 1):
            status = self._one(("aangesloten", "aangesloten", "gestopt", "in gesprek"))
            joined = None if status == "in gesprek" else self._day()
            rows.append(
                {
                    "organisation_id": f"ORG-{number:02}",
                    "name": f"Organisatie {number}",
                    "kind": "onderwijs" if number == 1 else self._one(KINDS),
                    "status": status,
                    "joined_on": joined,
                    "left_on": self._day(joined) if joined and status == "gestopt" else None,
                    "owner": "collega@dordrecht.example",
                    "frontline_staff": self._chance.randint(0, 80),
                }
            )
        return rows

    def _contact(self, code: str, number: int) -> Row:
        start = self._day()
        return {
            "contact_id": f"CP-{number:03}",
            "organisation_id": code,
            "name": f"Medewerker {number}",
            "role": (self._one(("aandachtsfunctionaris", "vervangend aandachtsfunctionaris")),),
            "email": f"Medewerker{number % 9}@partner.example",
            "active_from": start,
            "active_until": self._day(start) if self._chance.random() < 0.2 else None,
            "newsletter": number % 3 > 0,
        }

    def _moment(self, codes: list[str], number: int) -> Row:
        held_on = self._day()
        agreed = number % 2 > 0
        return {
            "moment_id": f"C2016-{number:03}",
            "held_on": held_on,
            "organisation_id": self._one(codes),
            "kind": "telefoon",
            "subject": "Stand van zaken",
            "agreement": "Terugbellen" if agreed else None,
            "follow_up_on": held_on if agreed else None,
            "done": number % 4 == 1,
        }

    def _trainings(self, posts: list[str]) -> list[Row]:
        rows: list[Row] = []
        for number in range(1, self._some(12) + 1):
            status = self._one(("gehouden", "gehouden", "gehouden", "geannuleerd", "open"))
            rated = self._chance.choice((0, self._chance.randint(1, 30)))
            paid = bool(posts) and self._chance.random() < 0.5
            rows.append(
                {
                    "training_id": f"T2016-{number:02}",
                    "title": f"Training {number}",
                    "kind": self._one(("basistraining", "verdieping", "netwerkbijeenkomst")),
                    "status": status,
                    "held_on": self._day(TODAY, date(2017, 6, 28))
                    if status == "open"
                    else self._day(),
                    "starts_at": "13:00",
                    "ends_at": "17:00",
                    "location": "Stadskantoor",
                    "invite": "niemand",
                    "capacity": 400,
                    "headcount": self._chance.choice((None, None, self._chance.randint(0, 20))),
                    "rating": Decimal(self._chance.randint(10, 50)) / 10 if rated else None,
                    "rating_count": rated or None,
                    "valid_months": self._chance.choice((None, 12, 24)),
                    "cost": Decimal(self._chance.randint(0, 90000)) / 100 if paid else None,
                    "post_id": self._one(posts) if paid else None,
                }
            )
        return rows

    def _participants(self, trainings: list[Row], codes: list[str]) -> list[Row]:
        rows: list[Row] = []
        for training in trainings:
            held = training["status"] == "gehouden"
            for number in range(self._some(15)):
                came = self._one(("aanwezig", "aanwezig", "aanwezig", "afwezig", "afgemeld"))
                rows.append(
                    {
                        "training_id": training["training_id"],
                        "name": self._one(("Medewerker A", "medewerker a", "Medewerker B")),
                        "email": f"medewerker{number}@partner.example",
                        "organisation_id": codes[number % len(codes)],
                        "status": came if held else "aangemeld",
                    }
                )
        return rows

    def _action(self, number: int) -> Row:
        status = self._one(("gepland", "loopt", "doorlopend", "afgerond", "vertraagd", "vervallen"))
        start = self._day()
        return {
            "action_id": f"A-{number:02}",
            "pillar": self._one(PILLARS),
            "title": f"Actie {number}",
            "target": "Een resultaat",
            "owner": "collega@dordrecht.example",
            "status": status,
            "starts_on": start,
            "due_on": self._day(start, date(2017, 6, 28)),
            "completed_on": self._day(start) if status == "afgerond" else None,
            "progress": "Gaat goed",
        }

    def _dialogue(self, codes: list[str], number: int) -> Row:
        held = self._chance.random() < 0.8
        return {
            "dialogue_id": f"D2016-{number:02}",
            "held_on": self._day() if held else self._day(TODAY, date(2017, 6, 28)),
            "status": "gehouden" if held else "gepland",
            "district": self._one(("Krispijn", "krispijn", "Staart", '=1+1 "&* ~?', "Crabbehof")),
            "organisers": (self._one(codes),),
            "theme": "Samen leven",
            "young_people": self._chance.random() < 0.5,
            "attendees": self._chance.randint(0, 9) if held else None,
        }

    def _talk(self, codes: list[str], number: int) -> Row:
        day = self._day()
        asked = self._one(("nee", "meedenken aanpak", "School en Veiligheid"))
        given = self._later(day) if asked != "nee" else None
        return {
            "talk_id": f"O2016-{number:02}",
            "organisation_id": codes[0],
            "held_on": day,
            "status": self._one(("gehouden", "opvolging loopt", "afgerond", "vervallen")),
            "subject": self._one(("polarisatie", "radicalisering", "burgerschap")),
            "support_requested": asked,
            "support_given_on": given,
            "follow_up_on": TODAY if asked != "nee" and given is None else None,
        }

    def _consultation(self, number: int) -> Row:
        kind = self._one(CONSULTATIONS)
        discreet = kind in {"driehoek", "casusoverleg VHRR", "CTER"}
        return {
            "consultation_id": f"V2016-{number:03}",
            "held_on": self._day(),
            "kind": kind,
            "status": self._one(("gehouden", "gehouden", "vervallen")),
            "attended": self._chance.random() < 0.7,
            "decisions": None if discreet or self._chance.random() < 0.5 else "Een besluit",
            "done": self._chance.random() < 0.5,
        }

    def _question(self, number: int) -> Row:
        day = self._day()
        return {
            "question_id": f"Q2016-{number:03}",
            "received_on": day,
            "channel": self._one(("inwoner", "pers", "gemeenteraad", "partner", "collega")),
            "subject": "De aanpak",
            "owner": "collega@dordrecht.example",
            "answer_before": day + timedelta(days=self._chance.randint(0, 20)),
            "answered_on": self._later(day, 30),
        }

    def _post(self, number: int) -> Row:
        budget = self._chance.randint(0, 900000)
        return {
            "post_id": f"B2016-{number:02}",
            "year": self._chance.choice((2015, 2016)),
            "description": f"Post {number}",
            "kind": "training",
            "source": self._one(("rijk", "gemeente", "partner")),
            "budgeted": Decimal(budget) / 100,
            "spent": Decimal(self._chance.randint(0, budget)) / 100,
        }

    def _signal(self, codes: list[str], number: int) -> Row:
        day = self._day()
        source = self._one(SOURCES)
        assessed = self._later(day)
        return {
            "signal_id": f"S{day.year}-{number:03}",
            "received_on": day,
            "source": source,
            "organisation_id": self._one(codes) if source == "partnerorganisatie" else None,
            "handler": "dossierhouder@dordrecht.example",
            "status": "in behandeling" if assessed else self._one(("nieuw", "in beoordeling")),
            "assessed_on": assessed,
            "route": (self._one(ROUTES),) if assessed else (),
            "inform_mayor": False if assessed else None,
            "reporter_informed_on": assessed and self._later(assessed),
            "next_step_on": TODAY,
        }

    def _edition(self, number: int) -> Row:
        return {
            "edition_id": f"N2016-{number:02}",
            "kind": self._one(("netwerk", "intern")),
            "send_on": self._day(),
            "subject": "Nieuws",
            "introduction": "Nieuws uit het netwerk",
            "status": self._one(("goedgekeurd", "goedgekeurd", "concept")),
        }
