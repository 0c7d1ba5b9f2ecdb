"""The first mail to somebody outside says what is kept about them: which one that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from automations.engine.core.automation import Automation
from automations.engine.core.decision import Inputs, after, decide
from automations.engine.core.intents import History, Mail
from automations.engine.core.settings import Settings
from automations.engine.core.workdays import Calendar
from tests.registers import register_of

TODAY = date(2016, 10, 3)
SETTINGS = Settings(
    organisation="Gemeente Dordrecht",
    network="Netwerk",
    roles={
        "coordinator": ("coordinator@dordrecht.example",),
        "case_handlers": ("Bureau@elders.example",),
    },
)
AN, BO = "an@jw.example", "bo@zorg.example"


def writing(*to: str) -> Automation:
    """Make an automation that writes to these people, in this order."""

    def cards() -> Iterator[Mail]:
        for number, address in enumerate(to):
            yield Mail(("card", str(number)), address, "card", {}, TODAY)

    return Automation(cards.__name__, "day 08:00", cards)


def firsts(
    *to: str, history: History | None = None, settings: Settings = SETTINGS
) -> list[tuple[str, bool]]:
    """Decide: to whom each mail goes, and whether it is their first."""
    inputs = Inputs(
        register=register_of(),
        findings=(),
        today=TODAY,
        history=history or History(),
        rules=(),
        calendar=Calendar(),
        settings=settings,
    )
    return [(mail.to, mail.first) for mail in decide([writing(*to)], inputs).mails]


def written(*addresses: str, via: str = "smtp") -> History:
    """Give a history in which these addresses were written to."""
    return History(written=frozenset((address, via) for address in addresses))


def test_somebody_who_was_never_written_to_gets_a_first_mail() -> None:
    """Who was written to does not; small letters or capitals, it is one address."""
    history = written(BO)
    assert firsts(AN, "Bo@Zorg.example", history=history) == [
        (AN, True),
        ("Bo@Zorg.example", False),
    ]


def test_of_two_mails_of_one_day_the_first_is_the_first() -> None:
    """It is not said twice."""
    assert firsts(AN, BO, "AN@jw.example") == [(AN, True), (BO, True), ("AN@jw.example", False)]


def test_a_colleague_gets_no_first_mail() -> None:
    """They keep the register; so does who has a role, wherever they work."""
    colleagues = ("an@dordrecht.example", "Bureau@elders.example")
    assert firsts(*colleagues) == [(address, False) for address in colleagues]


def test_tomorrow_it_was_said() -> None:
    """A plan of several days names one first mail, as the runs of those days do."""
    inputs = Inputs(register_of(), (), TODAY, History(), (), Calendar(), SETTINGS)
    history = after(History(), decide([writing(AN)], inputs))
    assert history.written == {(AN, "")}
    again = replace(history, items=frozenset())  # the same card, as if it were another
    assert firsts(AN, history=again) == [(AN, False)]


def test_what_only_lay_in_a_folder_was_read_by_nobody() -> None:
    """The day that mail goes through a server, everybody gets their first; in the folder, once."""
    tried = written(AN, via="folder")
    assert firsts(AN, history=tried) == [(AN, True)]
    assert firsts(AN, history=tried, settings=replace(SETTINGS, to_folder=True)) == [(AN, False)]
