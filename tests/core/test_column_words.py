"""What a column asks, read back from its schema."""

from __future__ import annotations

from dataclasses import replace

from automations.engine.core.column_words import column_notes
from automations.engine.core.expressions import compile_expression
from automations.engine.core.findings import Severity
from automations.engine.core.schema import Condition, Field, Kind, Reference, Schema, Schemas
from automations.engine.words import Words

WORDS = Words("en")
STATUS = Field("status", "Status", Kind.TEXT, "How far it is.", enum=("open", "closed"))


def _notes(column: Field) -> list[str]:
    sheet = Schema("visits", "Visits", "visits", "v.xlsx", "All.", (STATUS, column), ("status",))
    schemas = Schemas({"visits": sheet})
    return [WORDS.message(note) for note in column_notes(sheet, column, schemas)]


def _column(kind: Kind = Kind.TEXT, **more: object) -> Field:
    return replace(Field("asked", "Asked", kind, "What is asked."), **more)  # type: ignore[arg-type] - any of its fields


def test_a_column_that_asks_nothing_says_nothing() -> None:
    """No note is made up where the schema is silent."""
    assert _notes(_column()) == []


def test_a_key_is_required_and_unique() -> None:
    """The primary key is both, and its list is named."""
    assert _notes(replace(STATUS, required=True))[:2] == [
        "Always fill this in.",
        "Each value may occur only once.",
    ]


def test_a_required_column_does_not_say_when_as_well() -> None:
    """Always is stronger than sometimes."""
    when = (Condition(compile_expression('status == "open"')),)

    assert _notes(_column(required=True, required_when=when)) == ["Always fill this in."]


def test_a_condition_is_read_back_in_words_as_badly_as_it_is_meant() -> None:
    """An error must be filled in, a warning should be."""
    when = compile_expression('status == "open"')

    assert _notes(_column(required_when=(Condition(when),))) == [
        'Fill this in when: "Status" is open.'
    ]
    assert _notes(_column(required_when=(Condition(when, Severity.WARNING),))) == [
        'Preferably fill this in when: "Status" is open.'
    ]


def test_a_condition_that_always_holds_is_not_read_back() -> None:
    """A column that is missed in every row says just that."""
    always = (Condition(compile_expression("true"), Severity.WARNING),)

    assert _notes(_column(required_when=always)) == ["Fill this in if you can."]


def test_limits_are_named_with_the_ends_they_have() -> None:
    """From, to, or both; and the length of a text."""
    number = Kind.INTEGER

    assert _notes(_column(number, minimum=1.0)) == ["At least 1."]
    assert _notes(_column(number, maximum=5.0)) == ["At most 5."]
    assert _notes(_column(number, minimum=1.0, maximum=5.0)) == ["From 1 up to 5."]
    assert _notes(_column(max_length=80)) == ["At most 80 characters."]


def test_what_may_be_chosen_is_named_with_how_to_write_it() -> None:
    """Lists, roles, several values, Markdown, the default and the example."""
    assert _notes(_column(enum=("a", "b"), many=True)) == [
        "Choose from: a, b.",
        "Several are allowed, with ; between.",
    ]
    assert _notes(_column(Kind.EMAIL, one_of_role="board")) == [
        "Only addresses that the settings list under board."
    ]
    assert _notes(_column(Kind.MARKDOWN)) == ["Markdown may be used."]
    assert _notes(_column(Kind.YES_NO, default=True, example="yes")) == [
        "Empty means: yes.",
        "Example: yes",
    ]


def test_a_reference_names_the_tab_and_the_file() -> None:
    """Staff read where the code stands; a sheet that is not loaded is not named."""
    here = Reference("visits", "status", "visit", "asked_of")

    assert _notes(_column(reference=here)) == [
        "Refers to tab Visits in v.xlsx. Type the code or the name, or choose from the list."
    ]
    assert _notes(_column(reference=replace(here, sheet="none"))) == []
