"""Each figure on a small register: what counts, what does not, and what is left out and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from automations.engine.core.figures import FIGURES, TABLES
from automations.engine.core.figures.compute import Figure
from automations.engine.core.figures.registry import Chapter
from automations.engine.core.periods import parse_period
from automations.engine.core.report import KEY_FIGURES, KINDS, Report, report
from automations.engine.documents.wording import changed
from automations.engine.words import Words
from tests.registers import Row, register_of
from tests.text_tables import look

TODAY = date(2016, 10, 3)


def made(period: str = "2016-H1", today: date = TODAY, **sheets: list[Row]) -> Report:
    """Make the report of a register in which only these sheets could be read."""
    return report(register_of(**sheets), (), parse_period(period), today)


def shown(figure: Figure) -> tuple[object, object, object]:
    """Return a figure's value, previous value and rows."""
    return figure.value, figure.previous, figure.rows


def organisation(number: int, joined: str, left: str | None = None, **more: object) -> Row:
    """Make an organisation that joined, and perhaps left."""
    return {
        "organisation_id": f"ORG-{number:02}",
        "name": f"Organisatie {number}",
        "kind": "welzijn",
        "status": "gestopt" if left else "aangesloten",
        "joined_on": date.fromisoformat(joined),
        "left_on": date.fromisoformat(left) if left else None,
        "frontline_staff": 10,
        **more,
    }


def test_standings_come_from_dates_so_that_a_past_period_can_be_made_again() -> None:
    """Who left in August belonged in June; who joined in August did not."""
    organisations = [
        organisation(1, "2015-10-01"),
        organisation(2, "2016-02-01"),
        organisation(3, "2016-03-01", left="2016-08-01"),
        organisation(4, "2016-08-01"),
        organisation(5, "2015-10-01", left="2016-01-01"),
    ]
    then = made(organisations=organisations)
    assert shown(then.figure("organisations-joined")) == (3, 2, 3)
    assert shown(then.figure("organisations-new")) == (2, 2, 2)
    again = made(organisations=organisations, today=date(2018, 1, 1))
    assert shown(again.figure("organisations-joined")) == (3, 2, 3)


def test_the_first_and_the_last_day_belong_and_the_next_does_not() -> None:
    """A period is closed at the front and open at the end."""
    days = ["2015-12-31", "2016-01-01", "2016-06-30", "2016-07-01"]
    dialogues = [dialogue(number, day) for number, day in enumerate(days, start=1)]
    assert made(dialogues=dialogues).figure("dialogues-held").value == 2


def dialogue(number: int, day: str, **more: object) -> Row:
    """Make a dialogue that was held."""
    return {
        "dialogue_id": f"D2016-{number:02}",
        "held_on": date.fromisoformat(day),
        "status": "gehouden",
        "district": "Krispijn",
        "attendees": 10,
        "young_people": False,
        **more,
    }


def test_dialogues_count_what_was_held_and_who_came() -> None:
    """Planned and lapsed ones do not count."""
    report_ = made(
        dialogues=[
            dialogue(1, "2016-02-01", young_people=True),
            dialogue(2, "2016-03-01", attendees=15, district="Wielwijk"),
            dialogue(3, "2016-04-01", status="vervallen"),
            dialogue(4, "2015-10-01"),
        ]
    )
    assert shown(report_.figure("dialogues-held")) == (2, 1, 2)
    assert shown(report_.figure("dialogue-attendees")) == (25, 10, 2)
    assert shown(report_.figure("dialogues-with-young-people")) == (50, 0, 2)
    table = next(each for each in report_.tables if each.id == "dialogues-by-district")
    assert [(line.label, [cell.value for cell in line.cells]) for line in table.lines] == [
        ("Krispijn", [1, 1]),
        ("Wielwijk", [1, 0]),
    ]


def test_a_row_with_a_fault_is_left_out_and_said_to_be() -> None:
    """The figure that needs the cell leaves it out; the one that does not counts the row."""
    report_ = made(
        dialogues=[dialogue(1, "2016-02-01"), dialogue(2, "2016-03-01", faults=("attendees",))]
    )
    assert report_.figure("dialogues-held").value == 2
    attendees = report_.figure("dialogue-attendees")
    assert shown(attendees)[::2] == (10, 1)
    assert [(row.row, row.column, row.reason) for row in attendees.left_out] == [
        (3, "attendees", "fault")
    ]
    places = report_.quality.not_counted
    (place,) = (each for each in places if each.tab == "Dialooggesprekken")
    assert (place.tab, place.count, place.rows) == ("Dialooggesprekken", 1, (3,))


def test_a_fault_in_a_row_that_would_not_count_anyway_is_not_mentioned() -> None:
    """A lapsed dialogue without a readable date is no loss to the figures."""
    lapsed = dialogue(1, "2016-02-01", status="vervallen", faults=("held_on",))
    assert made(dialogues=[lapsed]).figure("dialogues-held").left_out == ()


def test_an_unreadable_tab_gives_no_figure_and_never_a_nought() -> None:
    """What was not read is not known."""
    figure = made(organisations=[]).figure("dialogues-held")
    assert figure.value is None
    assert [row.reason for row in figure.left_out] == ["unreadable"]


def test_a_tab_that_could_not_be_read_makes_unknown_whatever_needs_it() -> None:
    """Who attended is not nought when the trainings are gone, and neither is a line of a table."""
    report_ = made(organisations=[organisation(1, "2015-01-01")], participants=[])
    for name in ("participants-attended", "staff-trained", "organisations-trained-focal"):
        assert report_.figure(name).value is None, name
    for table in report_.tables:
        known = table.id == "organisations-by-standing"
        values = {cell.value is not None for line in table.lines for cell in line.cells}
        assert values <= {known}, table.id
    places = {place.tab: place for place in report_.quality.not_counted}
    assert places["Signalen"].whole
    assert "figure-signals-received" in places["Signalen"].figures


def test_a_row_whose_key_is_doubled_counts_for_nobody() -> None:
    """It might be one training typed twice."""
    rows = [dialogue(1, "2016-02-01", faults=("dialogue_id",))] * 2
    figure = made(dialogues=rows).figure("dialogues-held")
    assert (figure.value, figure.unknown, figure.complete) == (None, True, False)
    assert {row.reason for row in figure.left_out} == {"key"}


def signal(number: int, *, held: bool = False) -> Row:
    """Make a signal of February; of one that is held only its key can be read."""
    columns = ("received_on", "source", "status", "assessed_on", "route")
    return {
        "signal_id": f"S2016-{number:03}",
        "received_on": date(2016, 2, 1),
        "source": "politie",
        "status": "nieuw",
        "faults": columns if held else (),
    }


def test_held_signals_are_no_nought() -> None:
    """Whatever came in, nothing could be counted: no figure, table or sentence says that it did."""
    report_ = made(signals=[signal(number, held=True) for number in range(1, 8)])
    received = report_.figure("signals-received")
    assert shown(received) == (None, None, 0)
    assert (received.suppressed, received.unknown, received.complete) == (False, True, False)
    for name in ("signals-by-group", "signals-by-route"):
        (table,) = [each for each in report_.tables if each.id == name]
        assert {cell.value for line in table.lines for cell in line.cells} == {None}
        assert not table.hides
        assert not table.complete
    told = [sentence.id for sentence in report_.story]
    assert "report.story-signals-unknown" in told
    assert "report.story-signals" not in told


def test_signals_beside_held_ones_are_counted_and_said_to_be_not_all() -> None:
    """The number is what could be counted, and everybody can see that it is not the whole."""
    rows = [signal(number, held=number > 6) for number in range(1, 15)]
    report_ = made(signals=rows)
    received = report_.figure("signals-received")
    assert (received.value, received.complete) == (6, False)
    assert changed(Words("nl"), received) == "niet alles geteld"
    assert [one.id for one in report_.story][-2:] == [
        "report.story-signals",
        "report.story-signals-not-all",
    ]


def test_a_change_beside_rows_that_were_left_out_says_so() -> None:
    """In the column where readers see how it went."""
    rows = [dialogue(1, "2016-02-01"), dialogue(2, "2016-03-01", faults=("dialogue_id",))]
    figure = made(dialogues=rows).figure("dialogues-held")
    assert figure.value == 1
    assert changed(Words("nl"), figure) == "1 meer (niet alles geteld)"
    whole = made(dialogues=[dialogue(1, "2016-02-01")]).figure("dialogues-held")
    assert changed(Words("nl"), whole) == "1 meer"


@pytest.mark.parametrize("key", ["", "jansen"])
def test_a_row_without_a_key_is_left_out_and_said_to_be(key: str) -> None:
    """It is no record, and yet no figure loses it in silence; a lapsed one would not count."""
    table = f"""
        Kenmerk | Ontvangen op | Bron    | Behandelaar                    | Status
        {key}   | 1-2-2016     | politie | dossierhouder@dordrecht.example | nieuw
                | 1-2-2016     | politie | dossierhouder@dordrecht.example | ingetrokken
        """
    register = look({"Signalen": table}).register
    assert len(register.signals) == 0
    figure = report(register, (), parse_period("2016-H1"), TODAY).figure("signals-received")
    assert (figure.value, figure.unknown) == (None, True)
    assert [(one.row, one.column, one.reason) for one in figure.left_out] == [
        (2, "signal_id", "key")
    ]


def training(number: int, day: str, **more: object) -> Row:
    """Make a training that was held."""
    return {
        "training_id": f"T2016-{number:02}",
        "kind": "basistraining",
        "status": "gehouden",
        "held_on": date.fromisoformat(day),
        **more,
    }


def participant(
    training_id: str, email: str, organisation_id: str = "ORG-01", **more: object
) -> Row:
    """Make a participant who was there."""
    return {
        "training_id": training_id,
        "name": email.partition("@")[0],
        "email": email,
        "organisation_id": organisation_id,
        "status": "aanwezig",
        **more,
    }


def test_trained_staff_count_once_and_only_while_their_training_holds() -> None:
    """Twice trained counts once; expired in May does not count in June."""
    report_ = made(
        organisations=[organisation(1, "2015-01-01"), organisation(2, "2016-09-01")],
        trainings=[
            training(1, "2015-05-01", valid_months=12),
            training(2, "2016-02-01"),
            training(3, "2016-03-01", kind="netwerkbijeenkomst"),
        ],
        participants=[
            participant("T2016-01", "expired@a.example"),
            participant("T2016-01", "twice@a.example"),
            participant("T2016-02", "Twice@a.example"),
            participant("T2016-02", "once@a.example"),
            participant("T2016-02", "gone@a.example", status="afwezig"),
            participant("T2016-02", "outside@b.example", "ORG-02"),
            participant("T2016-03", "meeting@a.example"),
        ],
    )
    assert shown(report_.figure("staff-trained")) == (2, 2, 2)
    assert shown(report_.figure("frontline-staff")) == (10, 10, 1)
    assert shown(report_.figure("staff-trained-share")) == (20, 20, 2)


def test_a_head_count_without_names_cannot_be_trained_staff_and_is_said_so() -> None:
    """They count as present, and the appendix says that nobody knows who they were."""
    report_ = made(
        organisations=[organisation(1, "2015-01-01")],
        trainings=[training(1, "2016-02-01", headcount=30)],
        participants=[participant("T2016-01", "an@a.example")],
    )
    assert report_.figure("participants-attended").value == 31
    trained = report_.figure("staff-trained")
    assert trained.value == 1
    assert [row.reason for row in trained.left_out] == ["nameless"]


def test_an_organisation_is_covered_by_an_active_focal_person_with_a_valid_training() -> None:
    """A focal person who left, or was never trained, does not cover."""
    focal = {"role": ("aandachtsfunctionaris",), "active_from": date(2015, 1, 1)}
    report_ = made(
        organisations=[organisation(number, "2015-01-01") for number in (1, 2, 3)],
        contacts=[
            {"contact_id": "CP-001", "organisation_id": "ORG-01", "email": "a@a.example", **focal},
            {
                "contact_id": "CP-002",
                "organisation_id": "ORG-02",
                "email": "b@b.example",
                "active_until": date(2016, 3, 1),
                **focal,
            },
            {"contact_id": "CP-003", "organisation_id": "ORG-03", "email": "c@c.example", **focal},
        ],
        trainings=[training(1, "2015-12-10")],
        participants=[
            participant("T2016-01", "a@a.example"),
            participant("T2016-01", "b@b.example", "ORG-02"),
        ],
    )
    assert shown(report_.figure("organisations-trained-focal")) == (1, 2, 3)


def test_a_deputy_counts_beside_a_trained_focal_person_only() -> None:
    """One that left, and one of an organisation without a trained focal person, do not."""
    focal = {"role": ("aandachtsfunctionaris",), "active_from": date(2015, 1, 1)}
    deputy = {"role": ("vervangend aandachtsfunctionaris",), "active_from": date(2015, 1, 1)}
    report_ = made(
        organisations=[organisation(number, "2015-01-01") for number in (1, 2, 3)],
        contacts=[
            {"contact_id": "CP-001", "organisation_id": "ORG-01", "email": "a@a.example", **focal},
            {"contact_id": "CP-002", "organisation_id": "ORG-01", "email": "d@a.example", **deputy},
            {"contact_id": "CP-003", "organisation_id": "ORG-02", "email": "b@b.example", **focal},
            {
                "contact_id": "CP-004",
                "organisation_id": "ORG-02",
                "email": "e@b.example",
                "active_until": date(2016, 3, 1),
                **deputy,
            },
            {"contact_id": "CP-005", "organisation_id": "ORG-03", "email": "f@c.example", **deputy},
        ],
        trainings=[training(1, "2015-12-10")],
        participants=[
            participant("T2016-01", "a@a.example"),
            participant("T2016-01", "b@b.example", "ORG-02"),
        ],
    )
    assert shown(report_.figure("organisations-trained-focal")) == (2, 2, 3)
    assert shown(report_.figure("organisations-with-deputy")) == (1, 2, 3)


def test_agreements_are_those_of_the_period_and_kept_as_it_stands_now() -> None:
    """A moment without one is contact, and no agreement."""
    moments: list[Row] = [
        {"moment_id": "C2016-001", "held_on": date(2016, 2, 1), "agreement": "a", "done": True},
        {"moment_id": "C2016-002", "held_on": date(2016, 3, 1), "agreement": "b", "done": False},
        {"moment_id": "C2016-003", "held_on": date(2016, 4, 1), "agreement": None, "done": False},
        {"moment_id": "C2015-001", "held_on": date(2015, 9, 1), "agreement": "c", "done": True},
    ]
    report_ = made(contact_moments=moments)
    assert shown(report_.figure("contact-moments")) == (3, 1, 3)
    assert shown(report_.figure("agreements-made")) == (2, 1, 2)
    assert shown(report_.figure("agreements-kept")) == (50, None, 2)


def test_places_are_those_of_what_was_held() -> None:
    """A training that was cancelled had none."""
    report_ = made(
        trainings=[
            {**training(1, "2016-02-01"), "capacity": 20},
            {**training(2, "2016-03-01"), "capacity": 12},
            {**training(3, "2016-04-01"), "capacity": 99, "status": "geannuleerd"},
        ]
    )
    assert shown(report_.figure("training-places")) == (32, 0, 2)


def test_who_declines_the_newsletter_is_counted_while_active() -> None:
    """As the register says now; who left before the end of the period is not there any more."""
    since = {"active_from": date(2015, 1, 1)}
    contacts: list[Row] = [
        {"contact_id": "CP-001", "newsletter": False, **since},
        {"contact_id": "CP-002", "newsletter": True, **since},
        {"contact_id": "CP-003", "newsletter": False, "active_until": date(2016, 3, 1), **since},
    ]
    assert shown(made(contacts=contacts).figure("newsletter-declined")) == (1, None, 1)


def test_contact_is_counted_by_organisation_and_not_by_moment() -> None:
    """Three talks with one organisation are contact with one of two."""
    moments: list[Row] = [
        {
            "moment_id": f"C2016-{number:03}",
            "held_on": date(2016, number, 1),
            "organisation_id": "ORG-01",
        }
        for number in (2, 3, 4)
    ]
    organisations = [organisation(1, "2015-01-01"), organisation(2, "2015-01-01")]
    figure = made(organisations=organisations, contact_moments=moments).figure("contact-share")
    assert shown(figure) == (50, 0, 2)


def test_ratings_weigh_by_how_many_were_given() -> None:
    """Ten times a 4 and thirty times a 5 is 4.75, written as 4.8."""
    report_ = made(
        trainings=[
            training(1, "2016-02-01", rating=4.0, rating_count=10),
            training(2, "2016-03-01", rating=5.0, rating_count=30),
            training(3, "2016-04-01"),
        ]
    )
    assert shown(report_.figure("training-rating")) == (4.8, None, 2)
    assert report_.figure("trainings-held").value == 3


def test_kinds_with_one_organisation_go_together() -> None:
    """So that a line never speaks about one organisation."""
    kinds = ["welzijn", "welzijn", "welzijn", "zorg", "wonen"]
    report_ = made(
        organisations=[
            organisation(number, "2015-01-01", kind=kind) for number, kind in enumerate(kinds, 1)
        ],
        trainings=[],
        participants=[],
    )
    table = next(each for each in report_.tables if each.id == "reach-by-kind")
    lines = [(line.label, line.cells[0].value) for line in table.lines]
    assert lines == [("welzijn", 30), ("other-kinds", 20)]


def test_one_kind_left_over_is_joined_by_the_smallest() -> None:
    """Otherwise "overig" itself would be one organisation."""
    kinds = ["welzijn", "welzijn", "zorg", "zorg", "zorg", "wonen"]
    report_ = made(
        organisations=[
            organisation(number, "2015-01-01", kind=kind) for number, kind in enumerate(kinds, 1)
        ],
        trainings=[],
        participants=[],
    )
    table = next(each for each in report_.tables if each.id == "reach-by-kind")
    lines = [(line.label, line.cells[0].value) for line in table.lines]
    assert lines == [("zorg", 30), ("other-kinds", 30)]


def action(number: int, starts: str, due: str | None, **more: object) -> Row:
    """Make an action of the plan."""
    return {
        "action_id": f"A-{number:02}",
        "pillar": "sturing en organisatie",
        "title": f"Actie {number}",
        "status": "loopt",
        "starts_on": date.fromisoformat(starts),
        "due_on": date.fromisoformat(due) if due else None,
        **more,
    }


def test_actions_stand_by_their_dates_and_by_their_owners_word() -> None:
    """Past its date, or called delayed while the period is the latest: not on schedule."""
    actions = [
        action(1, "2016-01-01", "2016-12-01"),
        action(2, "2016-01-01", "2016-05-01"),
        action(3, "2016-01-01", "2016-12-01", status="vertraagd"),
        action(4, "2016-01-01", "2016-05-01", status="afgerond", completed_on=date(2016, 4, 1)),
        action(5, "2016-01-01", None, status="doorlopend"),
        action(6, "2016-08-01", "2016-12-01", status="gepland"),
        action(7, "2016-01-01", "2016-05-01", status="vervallen"),
    ]
    report_ = made(actions=actions)
    assert [str(line.standing) for line in report_.actions] == [
        *("running", "delayed", "delayed", "completed", "running", "planned", "lapsed")
    ]
    assert report_.figure("actions-started").value == 5
    assert shown(report_.figure("actions-on-schedule")) == (3, None, 3)
    assert shown(report_.figure("actions-delayed")) == (2, None, 2)
    assert shown(report_.figure("actions-completed")) == (1, 0, 1)
    assert shown(report_.figure("actions-on-time")) == (60, None, 5)
    assert shown(report_.figure("actions-due-next")) == (3, 2, 3)
    later = made(actions=actions, today=date(2018, 1, 1))
    assert later.figure("actions-delayed").value == 1


def test_consultations_leave_the_case_conference_to_its_own_chapter() -> None:
    """Otherwise its number could be worked out from a total."""
    kinds = ["CPO", "VAR", "casusoverleg VHRR", "driehoek"]
    consultations: list[Row] = [
        {
            "consultation_id": f"V2016-{number:03}",
            "held_on": date(2016, 3, 1),
            "kind": kind,
            "status": "gehouden",
            "attended": kind != "VAR",
            "decisions": "Akkoord" if kind == "CPO" else None,
        }
        for number, kind in enumerate(kinds, 1)
    ]
    report_ = made(consultations=consultations)
    assert shown(report_.figure("consultations-held")) == (3, 0, 3)
    assert shown(report_.figure("consultations-attended"))[::2] == (67, 3)
    assert report_.figure("decisions-open").value == 1
    assert report_.figure("case-conferences").suppressed
    table = next(each for each in report_.tables if each.id == "consultations-by-kind")
    lines = {line.label: line.cells[0].value for line in table.lines}
    assert lines["consultation-other"] == 1
    assert sum(value for value in lines.values() if isinstance(value, int)) == 3


def test_questions_are_on_time_when_answered_by_the_day_asked_for() -> None:
    """The day itself is in time; no answer at all is not."""
    answers = [date(2016, 3, 8), date(2016, 3, 9), None, date(2016, 3, 3), date(2016, 3, 3)]
    questions: list[Row] = [
        {
            "question_id": f"Q2016-{number:03}",
            "received_on": date(2016, 3, 1),
            "channel": "pers",
            "answer_before": date(2016, 3, 8),
            "answered_on": answer,
        }
        for number, answer in enumerate(answers, 1)
    ]
    report_ = made(questions=questions)
    assert report_.figure("questions-received").value == 5
    assert shown(report_.figure("answered-on-time")) == (60, None, 5)
    assert shown(report_.figure("answer-days")) == (4.5, None, 4)


def test_money_is_added_up_by_year_and_put_beside_the_year_before() -> None:
    """A budget is kept per year, so a half year is compared by its year."""
    budget: list[Row] = [
        {"post_id": f"B{year}-01", "year": year, "source": "rijk", "budgeted": b, "spent": s}
        for year, b, s in [
            (2016, Decimal("1000.50"), Decimal(250)),
            (2015, Decimal(500), Decimal(500)),
        ]
    ]
    report_ = made(budget=budget)
    assert shown(report_.figure("budgeted")) == (Decimal("1000.50"), Decimal(500), 1)
    assert shown(report_.figure("spent-share")) == (25, 100, 1)


def test_cost_per_person_counts_only_trainings_that_cost_something() -> None:
    """Six people, of whom five by head, at 300 euro: 50 euro each."""
    report_ = made(
        trainings=[
            training(1, "2016-02-01", cost=Decimal(300), headcount=5),
            training(2, "2016-03-01", headcount=50),
        ],
        participants=[participant("T2016-01", "a@a.example")],
    )
    assert report_.figure("cost-per-trained-person").value == Decimal("50.0")


def test_what_is_planned_lies_in_the_next_period() -> None:
    """Lapsed and later ones do not count."""
    report_ = made(
        dialogues=[
            dialogue(1, "2016-10-05", status="gepland"),
            dialogue(2, "2016-10-06", status="vervallen"),
            dialogue(3, "2017-01-05", status="gepland"),
        ],
        trainings=[training(1, "2016-10-06", status="open")],
    )
    assert report_.figure("dialogues-planned").value == 1
    assert report_.figure("trainings-planned").value == 1


def test_newsletters_count_when_approved_and_their_day_has_come() -> None:
    """A concept, an internal one and one of tomorrow were not sent to the network."""
    editions: list[Row] = [
        {"edition_id": f"N2016-{number:02}", "kind": kind, "status": status, "send_on": day}
        for number, (kind, status, day) in enumerate(
            [
                ("netwerk", "goedgekeurd", date(2016, 9, 1)),
                ("netwerk", "concept", date(2016, 9, 2)),
                ("intern", "goedgekeurd", date(2016, 9, 3)),
                ("netwerk", "goedgekeurd", date(2016, 10, 4)),
            ],
            1,
        )
    ]
    assert made("2016-H2", editions=editions).figure("newsletters-sent").value == 1


def test_the_board_reads_sentences_that_are_true() -> None:
    """Growth, standstill and a full score each have their own words."""
    words = Words("nl")
    organisations = [organisation(1, "2015-01-01"), organisation(2, "2016-02-01")]
    grew = made(organisations=organisations)
    assert words.message(grew.story[0]) == "Het netwerk groeide van 1 naar 2 organisaties."
    stood = made("2016-H2", organisations=organisations)
    same = "Het netwerk telt 2 organisaties, net als in de periode ervoor."
    assert words.message(stood.story[0]) == same


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_about_one_subject_has_the_figures_of_the_whole_one(kind: str) -> None:
    """The same numbers, and hidden alike: what is left out of it is left out for length only."""
    sheets = {"organisations": [organisation(1, "2015-01-01"), organisation(2, "2016-02-01")]}
    register = register_of(**sheets)
    period = parse_period("2016-H1")
    whole = report(register, (), period, TODAY)
    part = report(register, (), period, TODAY, kind)
    assert set(part.figures) <= set(whole.figures)
    assert set(part.tables) <= set(whole.tables)
    assert {one.chapter for one in part.figures} == set(part.chapters) - {Chapter.SUMMARY}
    every = {*(one.id for one in FIGURES), *(one.id for one in TABLES)}
    assert KINDS[kind].only <= every
    assert KINDS[kind].only in (set(), {one.id for one in (*part.figures, *part.tables)})


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_figure_and_table_has_its_words(language: str) -> None:
    """A figure without a definition cannot be followed back."""
    words = Words(language)
    for figure in FIGURES:
        assert words(f"report.figure-{figure.id}")
        assert words(f"report.definition-{figure.id}")
    for table in TABLES:
        assert words(f"report.table-{table.id}")
        assert words(f"report.rows-{table.id}")
        assert all(words(f"report.measure-{name}") for name, _ in table.measures)


def test_every_figure_stands_once_in_a_chapter_and_ten_in_the_summary() -> None:
    """An id is the name by which scripts find a figure."""
    names = [figure.id for figure in FIGURES]
    assert len(set(names)) == len(names)
    assert len(KEY_FIGURES) == len(set(KEY_FIGURES)) == 10
    assert set(KEY_FIGURES) <= set(names)
    chapters = {figure.chapter for figure in FIGURES}
    assert chapters == set(Chapter) - {Chapter.SUMMARY}
