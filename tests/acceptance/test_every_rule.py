"""Every rule that ships: from a sentence of the plan to a sentence in a mail, and what is skipped.

The plan itself lies outside this repository; what each rule serves is quoted in its trace.
"""

from __future__ import annotations

import pytest

from automations.engine.core.decision import Decision
from tests.reminding import shipped_rules
from tests.traces import governance, network, programme, signals, training
from tests.tracing import CHAPTERS, WORDS, Trace, lived, text_of

TRACES = (
    *network.TRACES,
    *training.TRACES,
    *programme.TRACES,
    *governance.TRACES,
    *signals.TRACES,
)
every_rule = pytest.mark.parametrize(
    "trace",
    [pytest.param(one, id=f"hoofdstuk {one.chapter}: {one.rule}") for one in TRACES],
)


def reasons(decision: Decision) -> list[str]:
    """Return why rows were left out."""
    return [WORDS.message(one.reason) for one in decision.skipped]


def test_every_rule_that_ships_serves_a_sentence_of_the_plan() -> None:
    """Each exactly once, in a chapter of the plan, and no chapter on policy goes without."""
    assert sorted(one.rule for one in TRACES) == sorted(rule.name for rule in shipped_rules())
    assert {one.chapter for one in TRACES} == CHAPTERS.keys()
    assert all(len(one.plan.split()) >= 4 for one in TRACES)


@every_rule
def test_what_the_plan_says_is_what_somebody_reads(trace: Trace) -> None:
    """From sheets as text to the text of the mail, with the word that the plan has for it."""
    mails = [mail for mail in lived(trace).mails if mail.to == trace.to]
    texts = [text_of(mail) for mail in mails]
    assert any(trace.says in text for text in texts), texts
    assert trace.word.lower() in trace.plan.lower()
    assert any(trace.word.lower() in text.lower() for text in texts)


@every_rule
def test_a_row_that_almost_qualified_is_named_with_its_reason(trace: Trace) -> None:
    """Nobody gets a mail about it, and whoever asks why not is told."""
    decision = lived(trace.swapped(trace.almost))
    assert not [mail for mail in decision.mails if trace.says in text_of(mail)]
    assert trace.almost.reason in reasons(decision)


@every_rule
def test_a_row_with_a_fault_is_left_out_and_the_cell_is_named(trace: Trace) -> None:
    """What cannot be read is never guessed."""
    decision = lived(trace.swapped(trace.fault))
    assert not [mail for mail in decision.mails if trace.says in text_of(mail)]
    assert trace.fault.reason in reasons(decision)
