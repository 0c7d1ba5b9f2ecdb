"""One mail a day to each person, as far as that goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from automations.engine.core.digest import capped_in, digest, digests_in
from automations.engine.core.findings import Finding, Message, Severity
from automations.engine.core.intents import Alert, History, Item, Mail, Reminder, Skipped
from automations.engine.core.register import Record
from tests.reminding import COORDINATOR, SETTINGS

AN, BO = "an@city.example", "bo@city.example"
TODAY = date(2016, 10, 3)  # a Monday


def reminder(key: str, to: str = AN, anchor: date = TODAY, **more: object) -> Reminder:
    """Return a reminder about a row."""
    values: dict[str, object] = {
        "item": Item("action-due", key, anchor, "0 days", to),
        "sheet": "actions",
        "row": 2,
        "sentence": f"{key}.",
        "headline": key,
        "reason": Message("rules.later", {"on": TODAY}),
        "on": TODAY,
        "about": Record("actions", 2, key, {}),
        "family": "programme",
        **more,
    }
    return Reminder(**values)  # type: ignore[arg-type]


def alert(key: str, to: str = AN, *, sensitive: bool = False) -> Alert:
    """Return a finding for its owner."""
    finding = Finding(
        "programme",
        "type",
        Severity.ERROR,
        Message("findings.type-date"),
        sheet="actions",
        row=2,
        cell="F2",
        key=key,
    )
    return Alert(Item("check", key, None, "", to), finding, sensitive)


def mails(
    reminders: Sequence[Reminder] = (),
    alerts: Sequence[Alert] = (),
    history: History | None = None,
) -> list[Mail]:
    """Join into mails."""
    found = digest(reminders, alerts, TODAY, history or History(), SETTINGS)
    return [one for one in found if isinstance(one, Mail)]


def waiting(
    reminders: Sequence[Reminder], alerts: Sequence[Alert], history: History
) -> list[Skipped]:
    """Join into mails, and return what waits."""
    found = digest(reminders, alerts, TODAY, history, SETTINGS)
    return [one for one in found if isinstance(one, Skipped)]


def test_what_one_person_should_hear_is_one_mail() -> None:
    """Reminders and findings together; another person's apart."""
    found = mails([reminder("A-01"), reminder("A-02"), reminder("A-03", BO)], [alert("A-04")])
    assert [(mail.to, mail.template, [item.key for item in mail.items]) for mail in found] == [
        (AN, "digest", ["A-01", "A-02", "A-04"]),
        (BO, "digest", ["A-03"]),
    ]
    assert [one.sentence for one in found[0].about["reminders"]] == ["A-01.", "A-02."]  # type: ignore[attr-defined]
    assert len(found[0].about["findings"]) == 1  # type: ignore[arg-type]


def test_the_longest_waiting_comes_first() -> None:
    """Whatever order the rules found it in."""
    found = mails(
        [
            reminder("later", anchor=date(2016, 10, 17)),
            reminder("oldest", anchor=date(2016, 9, 26)),
            reminder("today"),
        ]
    )
    assert [item.key for item in found[0].items] == ["oldest", "today", "later"]


def test_what_is_urgent_or_has_a_template_of_its_own_goes_alone() -> None:
    """The rest still shares one mail."""
    found = mails(
        [
            reminder("A-01", urgent=True),
            reminder("A-02", template="training_reminder"),
            reminder("A-03"),
            reminder("A-04"),
        ]
    )
    assert {mail.template: [item.key for item in mail.items] for mail in found} == {
        "urgent": ["A-01"],
        "training_reminder": ["A-02"],
        "digest": ["A-03", "A-04"],
    }
    own = next(mail for mail in found if mail.template == "training_reminder")
    assert own.about["reminder"] is own.about["reminders"][0]  # type: ignore[index]
    assert own.about["row"] is own.about["reminder"].about


def test_signals_never_share_a_mail_with_anything_else() -> None:
    """Neither with other reminders nor with findings of other sheets."""
    found = mails(
        [reminder("A-01"), reminder("S2016-001", sensitive=True)],
        [alert("A-02"), alert("S2016-002", sensitive=True)],
    )
    assert [(mail.template, mail.sensitive, [i.key for i in mail.items]) for mail in found] == [
        ("digest", False, ["A-01", "A-02"]),
        ("signal_digest", True, ["S2016-001", "S2016-002"]),
    ]
    assert found[1].reply_to == "handler@city.example"


def test_an_urgent_signal_goes_alone_with_a_neutral_template() -> None:
    """The template for signals has a neutral subject."""
    (mail,) = mails([reminder("S2016-001", sensitive=True, urgent=True)])
    assert (mail.template, mail.urgent, mail.sensitive) == ("signal_digest", True, True)


def test_who_had_todays_digest_waits_for_the_next() -> None:
    """Except for what is urgent, and for what is of no use any more by then."""
    had = History(digests=frozenset({(AN, "digest", TODAY)}))
    late = [reminder("A-01"), reminder("A-02", expires=date(2016, 10, 4))]
    assert mails(late, [alert("A-03")], had) == []
    reasons = [(one.rule, one.row, one.reason) for one in waiting(late, [alert("A-03")], had)]
    tomorrow = Message("rules.waits", {"on": date(2016, 10, 4)})
    assert reasons == [("action-due", 2, tomorrow)] * 2 + [("check", 2, tomorrow)]
    too_late = mails([reminder("A-04", expires=TODAY)], (), had)
    assert [(mail.template, mail.expires) for mail in too_late] == [("urgent", TODAY)]
    assert len(mails([reminder("A-05", urgent=True)], (), had)) == 1
    assert len(mails([reminder("A-06", BO)], (), had)) == 1


def test_one_kind_of_digest_does_not_keep_back_the_other() -> None:
    """About signals there is one a day too, counted apart; what is urgent goes at any time."""
    plain, signal = reminder("A-01"), reminder("S2016-001", sensitive=True)
    found = [alert("A-02"), alert("S2016-002", sensitive=True)]
    had = History(digests=frozenset({(AN, "digest", TODAY)}))
    assert [mail.template for mail in mails([plain, signal], found, had)] == ["signal_digest"]
    had = History(digests=frozenset({(AN, "signal_digest", TODAY)}))
    assert [mail.template for mail in mails([plain, signal], found, had)] == ["digest"]
    assert len(waiting([plain, signal], found, had)) == 2
    urgent = reminder("S2016-003", sensitive=True, urgent=True)
    assert [mail.urgent for mail in mails([urgent], (), had)] == [True]
    too_late = reminder("S2016-004", sensitive=True, expires=TODAY)
    assert [mail.template for mail in mails([too_late], (), had)] == ["signal_digest"]


def test_what_is_urgent_about_signals_is_not_the_digest_of_the_day() -> None:
    """It has the same neutral template, and would keep the real one back."""
    urgent = reminder("S2016-003", sensitive=True, urgent=True)
    assert digests_in(mails([urgent])) == frozenset()
    assert digests_in(mails([reminder("S2016-004", sensitive=True)])) == {
        (AN, "signal_digest", TODAY)
    }


def test_the_next_digest_of_a_friday_is_on_monday() -> None:
    """What expires on Saturday would be too late then."""
    friday = date(2016, 10, 7)
    had = History(digests=frozenset({(AN, "digest", friday)}))
    (found,) = digest([reminder("A-01", expires=date(2016, 10, 8))], (), friday, had, SETTINGS)
    assert isinstance(found, Mail)
    assert found.template == "urgent"


def test_a_mail_is_of_use_as_long_as_anything_in_it_is() -> None:
    """One item without an end keeps the mail; else the last end counts."""
    early, late = date(2016, 10, 4), date(2016, 10, 6)
    assert mails([reminder("A-01", expires=early), reminder("A-02")])[0].expires is None
    both = [reminder("A-01", expires=early), reminder("A-02", expires=late)]
    assert mails(both)[0].expires == late
    assert mails([reminder("A-01", expires=early)], [alert("A-02")])[0].expires is None


def test_an_answer_goes_to_the_owner_that_all_rows_share() -> None:
    """Else to the coordinator."""
    shared = [reminder("A-01", reply_to=BO), reminder("A-02", reply_to=BO)]
    assert mails(shared)[0].reply_to == BO
    mixed = [reminder("A-01", reply_to=BO), reminder("A-02", reply_to=AN)]
    assert mails(mixed)[0].reply_to == COORDINATOR
    assert mails((), [alert("A-01")])[0].reply_to == COORDINATOR


def test_the_name_of_a_mail_tells_nothing_and_follows_from_its_items() -> None:
    """The same items give the same name, others another; no row or person is in it."""
    first, again = mails([reminder("A-01")])[0], mails([reminder("A-01")])[0]
    other = mails([reminder("A-02")])[0]
    assert first.key == again.key != other.key
    assert "A-01" not in "".join(first.key)
    assert AN not in "".join(first.key)


def test_each_item_carries_its_reason() -> None:
    """So that everything that goes out can be explained."""
    (mail,) = mails([reminder("A-01")], [alert("A-02")])
    assert [(sheet, row) for sheet, row, _ in mail.reasons] == [("actions", 2), ("actions", 2)]
    assert len(mail.reasons) == len(mail.items)


REMINDERS = st.lists(
    st.builds(
        reminder,
        st.sampled_from(["A-01", "A-02", "A-03", "A-04"]),
        st.sampled_from([AN, BO]),
        anchor=st.dates(date(2016, 9, 1), date(2016, 11, 1)),
        urgent=st.booleans(),
        sensitive=st.booleans(),
        template=st.sampled_from([None, "own"]),
        expires=st.none() | st.dates(TODAY, date(2016, 10, 20)),
    ),
    max_size=8,
)


@given(reminders=REMINDERS, had=st.booleans())
def test_nobody_gets_two_digests_and_nothing_goes_out_twice(
    reminders: list[Reminder], *, had: bool
) -> None:
    """Whatever was found, each item is in at most one mail, to its own recipient."""
    kinds = ("digest", "signal_digest")
    history = History(digests=frozenset((AN, kind, TODAY) for kind in kinds if had))
    found = mails(reminders, [alert("A-09")], history)
    items = [item for mail in found for item in mail.items]
    assert len(items) == len(set(items))
    digests = [(mail.to, mail.template) for mail in found if mail.template == "digest"]
    digests += [(mail.to, mail.template) for mail in found if mail.key[0] == "signal_digest"]
    assert len(digests) == len(set(digests))
    assert not (had and AN in {to for to, _ in digests})
    for mail in found:
        assert {item.recipient for item in mail.items} == {mail.to}
        assert len({one.sensitive for one in mail.about["reminders"]} | {mail.sensitive}) == 1  # type: ignore[attr-defined]
    if not had:
        assert set(items) == {one.item for one in reminders} | {alert("A-09").item}


PARTNER = "an@partner.example"


def had(number: int, on: date = date(2016, 10, 1), to: str = PARTNER) -> History:
    """Return a history in which somebody got so many mails that count."""
    return History(capped=frozenset((to, str(one), on) for one in range(number)))


def test_a_partner_gets_four_automatic_mails_in_a_month_and_the_rest_waits() -> None:
    """What waits is named with its row; urgent mails and other months do not count."""
    one = reminder("A-01", PARTNER)
    assert len(mails([one], history=had(3))) == 1
    assert mails([one], history=had(4)) == []
    (waits,) = waiting([one], [], had(4))
    assert (waits.rule, waits.reason.id) == (one.item.rule, "rules.waits-cap")
    assert len(mails([reminder("A-01", PARTNER, urgent=True)], history=had(9))) == 1
    assert len(mails([one], history=had(9, date(2016, 9, 30)))) == 1


def test_a_colleague_has_no_cap() -> None:
    """They asked for it: the rows are theirs."""
    assert len(mails([reminder("A-01", AN)], history=had(40, to=AN))) == 1


def test_mails_of_one_day_count_too() -> None:
    """The most urgent ones go."""
    alone = [reminder(f"A-0{n}", PARTNER, template="training_reminder") for n in range(1, 7)]
    assert len(mails(alone)) == 4
    assert len(waiting(alone, [], History())) == 2


def test_what_a_decision_sends_counts_from_then_on() -> None:
    """The plan of a month knows it, as the store does."""
    found = mails([reminder("A-01", PARTNER)])
    assert {(to, on) for to, _, on in capped_in(found)} == {(PARTNER, TODAY)}
    assert capped_in([replace(found[0], template="newsletter")]) == frozenset()
    assert capped_in([replace(found[0], urgent=True)]) == frozenset()
