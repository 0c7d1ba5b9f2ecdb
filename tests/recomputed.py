# ruff: noqa: S608 - the queries are put together of pieces that stand in this file
"""The report's figures once more, in SQL over the bare rows: nothing here knows a figure's code.

The rows go into SQLite with days as text, ja/nee as 1 and 0, and lists with `;` around each value.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

Rows = Sequence[Mapping[str, object]]

MEMBERS = "SELECT * FROM organisations WHERE joined_on < :stop AND coalesce(left_on, '9') >= :stop"
VALID = """
    SELECT p.organisation_id, lower(p.email) AS email, lower(p.name) AS name
    FROM participants p JOIN trainings t USING (training_id)
    WHERE p.status = 'aanwezig' AND t.kind IN ('basistraining', 'verdieping')
      AND t.status = 'gehouden' AND t.held_on < :stop
      AND (t.valid_months IS NULL OR date(t.held_on, '+' || t.valid_months || ' months') >= :stop)
"""
TRAINED = f"""
    SELECT DISTINCT v.organisation_id, v.email, v.name FROM ({VALID}) v
    JOIN ({MEMBERS}) m USING (organisation_id)
"""
TALKS = """
    SELECT * FROM school_talks WHERE status IN ('gehouden', 'opvolging loopt', 'afgerond')
      AND held_on >= :start AND held_on < :end
"""
SIGNALS = """
    SELECT * FROM signals WHERE status <> 'ingetrokken'
      AND received_on >= :start AND received_on < :end
"""
STARTED = "SELECT * FROM actions WHERE status <> 'vervallen' AND starts_on < :stop"
DELAYED = """
    coalesce(completed_on, '9') >= :stop
    AND (due_on < :stop OR (status = 'vertraagd' AND :today < :following))
"""
MEETINGS = """
    SELECT * FROM consultations WHERE status = 'gehouden' AND kind <> 'casusoverleg VHRR'
      AND held_on >= :start AND held_on < :end
"""
HELD = "status = 'gehouden' AND held_on >= :start AND held_on < :end"
COSTED = """
    SELECT * FROM trainings
    WHERE status = 'gehouden' AND cost > 0 AND substr(held_on, 1, 4) = :year
"""

ACTIVE = "c.active_from < :stop AND coalesce(c.active_until, '9') >= :stop"
IN_PERIOD = "held_on >= :start AND held_on < :end"

COUNTS = {  # one number: how many, or what they add up to
    "dialogues-held": f"SELECT count(*) FROM dialogues WHERE {HELD}",
    "dialogue-attendees": f"SELECT coalesce(sum(attendees), 0) FROM dialogues WHERE {HELD}",
    "school-talks": f"SELECT count(*) FROM ({TALKS})",
    "school-support-requested": f"SELECT count(*) FROM ({TALKS}) WHERE support_requested <> 'nee'",
    "school-support-given": """SELECT count(*) FROM school_talks WHERE support_requested <> 'nee'
        AND support_given_on >= :start AND support_given_on < :end""",
    "organisations-joined": f"SELECT count(*) FROM ({MEMBERS})",
    "organisations-new": """SELECT count(*) FROM organisations
        WHERE joined_on >= :start AND joined_on < :end""",
    "organisations-trained-focal": f"""SELECT count(DISTINCT m.organisation_id) FROM ({MEMBERS}) m
        JOIN contacts c USING (organisation_id)
        JOIN ({VALID}) v ON v.organisation_id = c.organisation_id AND v.email = lower(c.email)
        WHERE c.role LIKE '%;aandachtsfunctionaris;%' AND c.active_from < :stop
          AND coalesce(c.active_until, '9') >= :stop""",
    "organisations-with-deputy": f"""SELECT count(DISTINCT m.organisation_id) FROM ({MEMBERS}) m
        JOIN contacts c USING (organisation_id)
        JOIN ({VALID}) v ON v.organisation_id = c.organisation_id AND v.email = lower(c.email)
        WHERE c.role LIKE '%;aandachtsfunctionaris;%' AND {ACTIVE}
          AND m.organisation_id IN (SELECT organisation_id FROM contacts c
            WHERE c.role LIKE '%;vervangend aandachtsfunctionaris;%' AND {ACTIVE})""",
    "newsletter-declined": f"SELECT count(*) FROM contacts c WHERE c.newsletter = 0 AND {ACTIVE}",
    "contact-moments": f"SELECT count(*) FROM contact_moments WHERE {IN_PERIOD}",
    "agreements-made": f"""SELECT count(*) FROM contact_moments
        WHERE agreement IS NOT NULL AND {IN_PERIOD}""",
    "training-places": f"SELECT coalesce(sum(capacity), 0) FROM trainings WHERE {HELD}",
    "trainings-held": f"SELECT count(*) FROM trainings WHERE {HELD}",
    "participants-attended": f"""SELECT
        (SELECT count(*) FROM participants p JOIN trainings t USING (training_id)
         WHERE p.status = 'aanwezig' AND t.{HELD})
        + (SELECT coalesce(sum(headcount), 0) FROM trainings WHERE {HELD})""",
    "frontline-staff": f"SELECT coalesce(sum(frontline_staff), 0) FROM ({MEMBERS})",
    "staff-trained": f"SELECT count(*) FROM ({TRAINED})",
    "newsletters-sent": """SELECT count(*) FROM editions WHERE kind = 'netwerk'
        AND status = 'goedgekeurd' AND send_on >= :start AND send_on < :stop""",
    "signals-received": f"SELECT count(*) FROM ({SIGNALS})",
    "case-conferences": f"""SELECT count(*) FROM consultations
        WHERE kind = 'casusoverleg VHRR' AND attended AND {HELD}""",
    "actions-started": f"SELECT count(*) FROM ({STARTED})",
    "actions-on-schedule": f"SELECT count(*) FROM ({STARTED}) WHERE NOT ({DELAYED})",
    "actions-delayed": f"SELECT count(*) FROM ({STARTED}) WHERE {DELAYED}",
    "actions-completed": """SELECT count(*) FROM actions
        WHERE completed_on >= :start AND completed_on < :end""",
    "consultations-held": f"SELECT count(*) FROM ({MEETINGS})",
    "decisions-open": """SELECT count(*) FROM consultations
        WHERE decisions IS NOT NULL AND NOT done AND held_on < :stop""",
    "questions-received": """SELECT count(*) FROM questions
        WHERE received_on >= :start AND received_on < :end""",
    "actions-due-next": """SELECT count(*) FROM actions WHERE status <> 'vervallen'
        AND due_on >= :end AND due_on < :following
        AND coalesce(completed_on, '9') >= :stop""",
    "trainings-planned": """SELECT count(*) FROM trainings WHERE status <> 'geannuleerd'
        AND held_on >= :end AND held_on < :following""",
    "dialogues-planned": """SELECT count(*) FROM dialogues WHERE status <> 'vervallen'
        AND held_on >= :end AND held_on < :following""",
}
SHARES = {  # a part and a whole
    "dialogues-with-young-people": f"""SELECT sum(young_people), count(*)
        FROM dialogues WHERE {HELD}""",
    "agreements-kept": f"""SELECT sum(done), count(*) FROM contact_moments
        WHERE agreement IS NOT NULL AND {IN_PERIOD}""",
    "actions-on-time": f"SELECT sum(NOT ({DELAYED})), count(*) FROM ({STARTED})",
    "contact-share": f"""SELECT sum(organisation_id IN (SELECT organisation_id FROM contact_moments
        WHERE held_on >= :start AND held_on < :end)), count(*) FROM ({MEMBERS})""",
    "no-show-share": f"""SELECT sum(p.status = 'afwezig'), count(*) FROM participants p
        JOIN trainings t USING (training_id)
        WHERE p.status IN ('aanwezig', 'afwezig') AND t.{HELD}""",
    "staff-trained-share": f"""SELECT (SELECT count(*) FROM ({TRAINED})),
        (SELECT sum(frontline_staff) FROM ({MEMBERS}))""",
    "consultations-attended": f"SELECT sum(attended), count(*) FROM ({MEETINGS})",
    "answered-on-time": """SELECT sum(coalesce(answered_on, '9') <= answer_before), count(*)
        FROM questions WHERE answer_before >= :start AND answer_before < :stop""",
}
MONEY = {  # cents of the year
    "budgeted": "SELECT coalesce(sum(budgeted), 0) FROM budget WHERE year = CAST(:year AS INTEGER)",
    "spent": "SELECT coalesce(sum(spent), 0) FROM budget WHERE year = CAST(:year AS INTEGER)",
}
DAYS = {  # of each row the number of days
    "days-to-assessment": f"""SELECT julianday(assessed_on) - julianday(received_on)
        FROM ({SIGNALS}) WHERE assessed_on < :stop""",
    "days-to-informing": f"""SELECT julianday(reporter_informed_on) - julianday(received_on)
        FROM ({SIGNALS}) WHERE reporter_informed_on < :stop
        AND source IN ('partnerorganisatie', 'inwoner')""",
    "answer-days": """SELECT julianday(answered_on) - julianday(received_on) FROM questions
        WHERE received_on >= :start AND received_on < :end AND answered_on < :stop""",
}
RATING = f"""SELECT sum(rating * rating_count), sum(rating_count) FROM trainings
    WHERE rating_count > 0 AND {HELD}"""
SPENT_SHARE = "SELECT sum(spent), sum(budgeted) FROM budget WHERE year = CAST(:year AS INTEGER)"
COST = f"""SELECT (SELECT sum(cost) FROM ({COSTED})),
    (SELECT count(*) FROM participants JOIN ({COSTED}) t USING (training_id)
     WHERE participants.status = 'aanwezig')
    + (SELECT coalesce(sum(headcount), 0) FROM ({COSTED}))"""


@dataclass(frozen=True)
class Span:
    """A half year or another period, in days that this module works out itself."""

    start: date
    months: int
    today: date

    def moved(self, times: int) -> Span:
        """Return the period so many periods later."""
        return Span(_later(self.start, times * self.months), self.months, self.today)

    def values(self) -> dict[str, str]:
        """Give the days as the queries name them."""
        end = _later(self.start, self.months)
        return {
            "start": self.start.isoformat(),
            "end": end.isoformat(),
            "stop": min(end, self.today + timedelta(days=1)).isoformat(),
            "following": _later(end, self.months).isoformat(),
            "today": self.today.isoformat(),
            "year": str(self.start.year),
        }


def span(code: str, today: date) -> Span:
    """Read a period's code, such as 2016-H1."""
    year, part = code.split("-")
    months = {"H": 6, "Q": 3, "J": 12}[part[0]]
    return Span(date(int(year), (int(part[1:] or 1) - 1) * months + 1, 1), months, today)


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def recomputed(
    sheets: Mapping[str, Rows], code: str, today: date
) -> dict[str, tuple[object, object]]:
    """Compute every figure of a period, and what it is compared with; None where there is none."""
    base = _loaded(sheets)
    now = span(code, today)
    last_year = Span(date(now.start.year - 1, 1, 1), 12, today)
    mine, before, year = (_figures(base, each) for each in (now, now.moved(-1), last_year))
    of_year = {*MONEY, "spent-share", "cost-per-trained-person"}
    alone = {"actions-on-schedule", "actions-delayed", "actions-on-time", "decisions-open"}
    alone |= {"agreements-kept", "newsletter-declined"}  # the workbooks know only how it is now
    base.close()
    return {
        name: (value, None if name in alone else (year if name in of_year else before)[name])
        for name, value in mine.items()
    }


def _figures(base: sqlite3.Connection, period: Span) -> dict[str, object]:
    values = period.values()

    def asked(query: str) -> Sequence[int | None]:
        row: Sequence[int | None] = base.execute(query, values).fetchone()
        return row

    figures: dict[str, object] = {name: asked(query)[0] for name, query in COUNTS.items()}
    for name, query in SHARES.items():
        figures[name] = _divided(*asked(query), times=100)
    for name, query in MONEY.items():
        figures[name] = Decimal(asked(query)[0] or 0) / 100
    for name, query in DAYS.items():
        days = [row[0] for row in base.execute(query, values)]
        figures[name] = _rounded(Decimal(median(days)), 1) if days else None
    figures["training-rating"] = _divided(*asked(RATING), times=Decimal("0.01"), places=1)
    figures["spent-share"] = _divided(*asked(SPENT_SHARE), times=100)
    figures["cost-per-trained-person"] = _divided(*asked(COST), times=Decimal("0.01"), places=2)
    return figures


def _divided(
    part: int | None, whole: int | None, *, times: int | Decimal, places: int = 0
) -> Decimal | None:
    return _rounded(times * Decimal(part or 0) / whole, places) if whole else None


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _loaded(sheets: Mapping[str, Rows]) -> sqlite3.Connection:
    base = sqlite3.connect(":memory:")
    for name, rows in sheets.items():
        columns = list(dict.fromkeys(column for row in rows for column in row)) or _columns(name)
        listed = ", ".join(columns)
        base.execute(f"CREATE TABLE {name} ({listed})")
        marks = ", ".join("?" * len(columns))
        stored = [[_stored(row.get(column)) for column in columns] for row in rows]
        base.executemany(f"INSERT INTO {name} VALUES ({marks})", stored)
    return base


def _stored(value: object) -> object:
    """Write a value as the queries expect it; amounts and ratings as whole hundredths."""
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return int(value * 100)
        case tuple():
            return f";{';'.join(value)};"
        case bool():
            return int(value)
    return value


def _columns(name: str) -> Iterable[str]:
    """Name the columns of a sheet without rows, as the queries need them."""
    from tests.registers import shipped_schemas  # noqa: PLC0415 - only for sheets without rows

    return [column.name for column in shipped_schemas()[name].fields]
