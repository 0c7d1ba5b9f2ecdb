"""Schema files: the ones that ship, and every kind of mistake in one's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from automations.engine.core.schema import Kind, Schemas
from automations.engine.schemas import SchemaError, load_schemas
from automations.engine.words import Words, languages

SHIPPED = Path(__file__).parents[2] / "sheets_schema"

# The data dictionary: every sheet with its columns, in order.
DICTIONARY = """
organisations: organisation_id name kind status joined_on left_on owner next_step next_step_on
  frontline_staff training_need training_for newsletter
contacts: contact_id organisation_id name job role email phone active_from active_until
  confirmed_on sounding_board shareable newsletter absent_from absent_until
contact_moments: moment_id held_on organisation_id kind subject agreement support follow_up_on done
trainings: training_id title kind status held_on starts_at ends_at location organiser_id
  trainer_organisation_id trainer audience invite capacity enrol_before headcount rating
  rating_count valid_months cost post_id
participants: training_id name email organisation_id status enrolled_on
actions: action_id pillar title target owner sector portfolio_holder partners status starts_on
  due_on completed_on progress
dialogues: dialogue_id held_on status district organisers contact_id theme young_people open
  attendees follow_up
school_talks: talk_id organisation_id held_on status subject support_requested support_given_on
  follow_up_on
consultations: consultation_id held_on kind status attended decisions follow_up_on done
questions: question_id received_on channel subject owner answer_before answered_on
budget: post_id year description kind source budgeted spent request submitted_on accountable
  accounted_on
signals: signal_id received_on source organisation_id handler status assessed_on route
  transferred_on returned_on inform_mayor mayor_informed_on triangle_on reporter_informed_on
  next_step_on closed_on
editions: edition_id kind send_on subject introduction status
items: edition_id position title body link link_text audience
report_requests: requested_on period kind requested_by make
narratives: period chapter text author
rules: rule_id about column_1 is_1 value_1 column_2 is_2 value_2 anchor send to subject text active
"""

GOOD = """
name: visits
title: Bezoeken
description: Bezoeken aan partners.
x-workbook: visits
x-file: bezoeken.xlsx
primaryKey: [visit_id]
fields:
  - {name: visit_id, title: Code, type: string, description: De code.}
  - {name: held_on, title: Datum, type: date, description: De dag.}
  - {name: partner, title: Partner, type: string, description: De partner.}
  - {name: owner, title: Eigenaar, type: string, format: email, description: De eigenaar.}
  - {name: topics, title: Thema, type: list, description: Waarover.}
"""

PARTNERS = """
name: partners
title: Partners
description: De partners.
x-workbook: visits
primaryKey: [partner_id]
fields:
  - {name: partner_id, title: Code, type: string, description: De code.}
  - {name: status, title: Status, type: string, description: Hoe ver.}
"""

LINK = """
foreignKeys:
  - fields: [partner]
    reference: {resource: partners, fields: [partner_id]}
    x-link: partner_row
    x-backlink: visits
"""


def _load(folder: Path, **files: str) -> Schemas:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return load_schemas([folder])


def _mistakes(folder: Path, **files: str) -> list[tuple[str, str]]:
    """Return where the mistakes are and which they are, without their catalogue."""
    with pytest.raises(SchemaError) as caught:
        _load(folder, **files)
    for language in languages():
        for mistake in caught.value.mistakes:
            assert Words(language).message(mistake.message)
    return [(one.place, one.message.id) for one in caught.value.mistakes]


def test_every_column_of_the_data_dictionary_is_there_in_its_order() -> None:
    """Seventeen sheets, and no column more or less than the dictionary lists."""
    wanted = {
        name: names.split()
        for name, names in re.findall(r"(\w+): ([^:]+)(?=\n\w+:|\Z)", DICTIONARY)
    }

    shipped = load_schemas([SHIPPED])

    assert {n: [c.name for c in s.fields] for n, s in shipped.sheets.items()} == wanted
    assert list(shipped.sheets) == list(wanted)


def test_every_rule_speaks_every_language_and_every_column_says_what_it_is_for() -> None:
    """Words for people are complete: a rule in each language, a description for each column."""
    for schema in load_schemas([SHIPPED]).sheets.values():
        assert schema.description
        for rule in (*schema.rules, *schema.same):
            assert set(rule.says) == set(languages()), rule.name
        for column in schema.fields:
            assert column.description.endswith((".", "?")), column.name


def test_rules_of_the_coordinator_may_be_about_every_tab_but_the_sensitive_ones() -> None:
    """The drop-down "Over tabblad" names all tabs except the signals and the rules themselves."""
    shipped = load_schemas([SHIPPED])

    tabs = [s.title for s in shipped.sheets.values() if not s.sensitive and s.name != "rules"]

    assert list(shipped["rules"]["about"].enum) == tabs


def test_the_kinds_of_organisations_are_the_same_wherever_they_are_chosen() -> None:
    """An audience is a list of the kinds that organisations can have."""
    shipped = load_schemas([SHIPPED])

    kinds = shipped["organisations"]["kind"].enum

    assert shipped["trainings"]["audience"].enum == kinds
    assert shipped["items"]["audience"].enum == kinds


def test_the_pillars_are_chapters_of_the_report() -> None:
    """Each pillar of the plan has a chapter that a narrative can be written for."""
    shipped = load_schemas([SHIPPED])

    pillars = shipped["actions"]["pillar"].enum

    assert set(pillars) < set(shipped["narratives"]["chapter"].enum)


def test_a_good_file_becomes_a_schema(tmp_path: Path) -> None:
    """Types and formats become kinds; a sheet without x-file lives in its workbook's file."""
    loaded = _load(tmp_path, visits=GOOD + LINK, partners=PARTNERS)

    visits = loaded["visits"]
    assert [column.kind for column in visits.fields] == [
        Kind.TEXT,
        Kind.DATE,
        Kind.TEXT,
        Kind.EMAIL,
        Kind.TEXT,
    ]
    assert visits["topics"].many
    assert visits["visit_id"].required, "a key is always required"
    assert loaded["partners"].file == "bezoeken.xlsx"
    assert loaded.links["partners"] == {"visits": ("visits", True)}


def test_a_later_folder_replaces_a_file_and_adds_one(tmp_path: Path) -> None:
    """A workspace has its own schemas beside the shipped ones; the same file name wins."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    (first / "visits.yaml").write_text(GOOD, "utf-8")
    (second / "visits.yaml").write_text(GOOD.replace("Bezoeken\n", "Ontmoetingen\n"), "utf-8")
    (second / "partners.yaml").write_text(PARTNERS, "utf-8")

    loaded = load_schemas([first, second, tmp_path / "none"])

    assert [schema.title for schema in loaded.sheets.values()] == ["Partners", "Ontmoetingen"]


def test_all_mistakes_in_all_files_are_named_at_once_with_their_lines(tmp_path: Path) -> None:
    """Somebody who mends a file sees everything in one go, each with file, key and line."""
    with pytest.raises(SchemaError) as caught:
        _load(
            tmp_path,
            visits=GOOD.replace("type: date", "type: day").replace("title: Code", "titel: Code"),
            partners=PARTNERS.replace("[partner_id]", "[partner]"),
        )

    folder = tmp_path.name
    assert [(one.file, one.place, one.line) for one in caught.value.mistakes] == [
        (f"{folder}/partners.yaml", "primaryKey.0", 6),
        (f"{folder}/visits.yaml", "fields.0.title", 9),
        (f"{folder}/visits.yaml", "fields.0.titel", 9),
        (f"{folder}/visits.yaml", "fields.1.type", 10),
    ]


def test_a_file_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    """What cannot be read at all is a mistake like any other."""
    assert _mistakes(tmp_path, visits="name: [visits") == [("", "files.yaml")]


ONE_CHANGE = {
    "an unknown key": ("x-file: bez", "x-fiel: bez", ("x-fiel", "files.unknown")),
    "a wrong type": ("title: Datum", "title: 3", ("fields.1.title", "files.text")),
    "another name than the file's": ("name: visits", "name: visit", ("name", "schemas.stem")),
    "a name with a capital": ("name: held_on", "name: Held", ("fields.1.name", "schemas.name")),
    "a reserved name": ("name: held_on", "name: row", ("fields.1.name", "schemas.reserved")),
    "a name twice": ("name: owner", "name: held_on", ("fields.3.name", "schemas.doubled")),
    "a header twice": ("title: Thema", "title: ' datum'", ("fields.4.title", "schemas.header")),
    "a header that is a name": (
        "title: Thema",
        "title: Owner",
        ("fields.4.title", "schemas.header"),
    ),
    "a format of another type": (
        "type: date",
        "type: date, format: email",
        ("fields.1.format", "schemas.format"),
    ),
    "two formats": (
        "format: email",
        "format: email, x-format: phone",
        ("fields.3.x-format", "schemas.format"),
    ),
    "a delimiter without a list": (
        "type: date",
        "type: date, delimiter: ';'",
        ("fields.1.delimiter", "schemas.only-lists"),
    ),
    "a delimiter that is a letter": (
        "type: list",
        "type: list, delimiter: e",
        ("fields.4.delimiter", "schemas.delimiter"),
    ),
    "a pattern that is none": (
        "title: Partner",
        "title: Partner, constraints: {pattern: '^('}",
        ("fields.2.constraints.pattern", "schemas.pattern"),
    ),
    "a limit of another type": (
        "title: Datum",
        "title: Datum, constraints: {maxLength: 3}",
        ("fields.1.constraints.maxLength", "schemas.constraint"),
    ),
    "limits the wrong way round": (
        "type: date",
        "type: integer, constraints: {minimum: 5, maximum: 4}",
        ("fields.1.constraints.minimum", "schemas.bounds"),
    ),
    "a length of nothing": (
        "title: Partner",
        "title: Partner, constraints: {maxLength: 0}",
        ("fields.2.constraints.maxLength", "files.bound"),
    ),
    "a list value with the delimiter": (
        "title: Thema",
        "title: Thema, constraints: {enum: ['a;b']}",
        ("fields.4.constraints.enum.0", "schemas.enum-delimiter"),
    ),
    "a default of another type": (
        "title: Datum",
        "title: Datum, x-default: true",
        ("fields.1.x-default", "schemas.default"),
    ),
    "a default that is no number": (
        "type: date",
        "type: integer, x-default: true",
        ("fields.1.x-default", "schemas.default"),
    ),
    "a column that may be left out and must be filled": (
        "title: Datum",
        "title: Datum, x-optional: true, constraints: {required: true}",
        ("fields.1.x-optional", "schemas.optional"),
    ),
    "a role for what is no address": (
        "title: Partner",
        "title: Partner, x-one-of-role: board",
        ("fields.2.x-one-of-role", "schemas.role"),
    ),
    "a key of several values": (
        "[visit_id]",
        "[topics]",
        ("primaryKey.0", "schemas.key-list"),
    ),
    "a key that is no column": ("[visit_id]", "[visit]", ("primaryKey.0", "schemas.column")),
    "a workbook without a file": (
        "x-file: bezoeken.xlsx",
        "",
        ("x-workbook", "schemas.no-file"),
    ),
    "a file that is no workbook": (
        "bezoeken.xlsx",
        "bezoeken.ods",
        ("x-file", "schemas.file-name"),
    ),
    "a tab with a colon": ("title: Bezoeken", "title: 'a:b'", ("title", "schemas.tab-title")),
    "a tab of the service's own": (
        "title: Bezoeken",
        "title: Uitleg",
        ("title", "schemas.tab-doubled"),
    ),
    "a condition that cannot be read": (
        "title: Partner",
        "title: Partner, x-required-when: [{when: held_on is}]",
        ("fields.2.x-required-when.0.when", "schemas.expression"),
    ),
    "a condition on a column that is not there": (
        "title: Partner",
        "title: Partner, x-required-when: [{when: held == today}]",
        ("fields.2.x-required-when.0.when", "schemas.column"),
    ),
    "a condition on what a column does not have": (
        "title: Partner",
        "title: Partner, x-required-when: [{when: held_on.year > 2015}]",
        ("fields.2.x-required-when.0.when", "schemas.no-link"),
    ),
    "a drop-down that looks at no column": (
        "title: Partner",
        "title: Partner, x-offers: {what: values, of: owner, column: nothing}",
        ("fields.2.x-offers.column", "schemas.column"),
    ),
}


@pytest.mark.parametrize("change", ONE_CHANGE.values(), ids=ONE_CHANGE)
def test_a_mistake_in_one_file_is_named_at_its_key(
    tmp_path: Path, change: tuple[str, str, tuple[str, str]]
) -> None:
    """One slip in a good file gives one mistake, where the slip is."""
    old, new, expected = change
    assert old in GOOD

    assert _mistakes(tmp_path, visits=GOOD.replace(old, new, 1)) == [expected]


def test_a_list_value_may_be_there_once_whatever_its_capitals(tmp_path: Path) -> None:
    """List values ignore case, so two that differ in case only are one."""
    found = GOOD.replace("title: Partner", "title: Partner, constraints: {enum: [Zorg, zorg]}")

    assert _mistakes(tmp_path, visits=found) == [
        ("fields.2.constraints.enum.0", "schemas.enum-doubled"),
        ("fields.2.constraints.enum.1", "schemas.enum-doubled"),
    ]


ONE_LINK = {
    "to a sheet that is not there": (
        "resource: partners",
        "resource: partner",
        ("foreignKeys.0.reference.resource", "schemas.sheet"),
    ),
    "to a column that is no key": (
        "fields: [partner_id]",
        "fields: [status]",
        ("foreignKeys.0.reference.fields", "schemas.not-key"),
    ),
    "from a column that is not there": (
        "fields: [partner]",
        "fields: [partners]",
        ("foreignKeys.0.fields", "schemas.column"),
    ),
    "with the name of a column": (
        "x-link: partner_row",
        "x-link: partner",
        ("foreignKeys.0.x-link", "schemas.link"),
    ),
    "back with the name of a column": (
        "x-backlink: visits",
        "x-backlink: status",
        ("foreignKeys.0.x-backlink", "schemas.link"),
    ),
    "narrowed by a column of the wrong sheet": (
        "x-backlink: visits",
        "x-backlink: visits\n    x-where: held_on is none",
        ("foreignKeys.0.x-where", "schemas.column"),
    ),
}


@pytest.mark.parametrize("change", ONE_LINK.values(), ids=ONE_LINK)
def test_a_mistake_in_a_link_is_named_at_its_key(
    tmp_path: Path, change: tuple[str, str, tuple[str, str]]
) -> None:
    """References are checked over files: the sheet, its key, and the names of the links."""
    old, new, expected = change
    visits = GOOD + LINK.replace(old, new, 1)

    assert _mistakes(tmp_path, visits=visits, partners=PARTNERS) == [expected]


RULES = {
    "over a link to a column that is not there": ('partner_row.state == "x"', "schemas.column"),
    "over a link that leads to many": ("partner_row.visits.held_on", "schemas.through-many"),
    "with a filter on a column that is not there": (
        'partner_row.visits|selectattr("dat")|list|length > 1',
        "schemas.column",
    ),
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_is_checked_over_links(tmp_path: Path, rule: tuple[str, str]) -> None:
    """A misspelt column is found when the program starts, not when the rule first matters."""
    must, entry = rule
    added = f"""
x-rules:
  - {{name: a-rule, must: '{must}', column: held_on, says: {{nl: Kan niet., en: Cannot be.}}}}
"""

    found = _mistakes(tmp_path, visits=GOOD + LINK + added, partners=PARTNERS)

    assert found == [("x-rules.0.must", entry)]


def test_a_rule_that_depends_on_today_cannot_be_an_error(tmp_path: Path) -> None:
    """A row does not become wrong because a night has passed."""
    added = """
x-rules:
  - {name: past, must: held_on <= today, column: held_on, says: {nl: Later., en: Later.}}
"""

    assert _mistakes(tmp_path, visits=GOOD + added) == [("x-rules.0.severity", "schemas.today")]


def test_two_rules_of_one_name_are_a_mistake(tmp_path: Path) -> None:
    """A rule is known by its name."""
    rule = "{name: past, must: held_on > held_on, column: held_on, says: {nl: Nee., en: No.}}"

    found = _mistakes(tmp_path, visits=f"{GOOD}\nx-rules: [{rule}, {rule}]\n")

    assert found == [("x-rules.1.name", "schemas.doubled")]


@pytest.mark.parametrize(
    ("owner", "entry"), [("held_on", "schemas.owner"), ("boss", "schemas.column")]
)
def test_the_owner_is_a_column_with_an_address(tmp_path: Path, owner: str, entry: str) -> None:
    """Whoever hears about a row must be somebody who can be written to."""
    assert _mistakes(tmp_path, visits=f"{GOOD}\nx-owner: {owner}\n") == [("x-owner", entry)]


def test_two_tabs_of_one_workbook_have_different_titles(tmp_path: Path) -> None:
    """A workbook cannot have two tabs of one name."""
    partners = PARTNERS.replace("title: Partners", "title: bezoeken")

    assert _mistakes(tmp_path, visits=GOOD, partners=partners) == [("title", "schemas.tab-doubled")]


def test_one_workbook_is_one_file(tmp_path: Path) -> None:
    """Two sheets of a workbook cannot name two files."""
    partners = PARTNERS.replace("x-workbook: visits", "x-workbook: visits\nx-file: ander.xlsx")

    assert _mistakes(tmp_path, visits=GOOD, partners=partners) == [("x-file", "schemas.other-file")]


def test_a_link_to_a_file_with_mistakes_is_not_a_second_mistake(tmp_path: Path) -> None:
    """Only the file that is wrong is named, not every file that refers to it."""
    partners = PARTNERS.replace("title: Status", "titel: Status")

    found = _mistakes(tmp_path, visits=GOOD + LINK, partners=partners)

    assert {place for place, _ in found} == {"fields.1.title", "fields.1.titel"}


def test_a_condition_over_a_file_with_mistakes_is_not_judged(tmp_path: Path) -> None:
    """What the other file will look like once it is mended, nobody knows yet."""
    rule = "{name: a-rule, must: partner_row.state, column: held_on, says: {nl: Nee., en: No.}}"
    partners = PARTNERS.replace("title: Status", "titel: Status")

    found = _mistakes(tmp_path, visits=f"{GOOD}{LINK}x-rules: [{rule}]\n", partners=partners)

    assert {place for place, _ in found} == {"fields.1.title", "fields.1.titel"}


def test_a_column_refers_to_one_sheet(tmp_path: Path) -> None:
    """A second reference from the same column is a mistake."""
    twice = LINK + LINK.replace("foreignKeys:\n", "")

    found = _mistakes(tmp_path, visits=GOOD + twice, partners=PARTNERS)

    assert found == [("foreignKeys.1.fields", "schemas.doubled")]


def test_a_sheet_cannot_have_a_name_that_the_register_uses(tmp_path: Path) -> None:
    """`register.tables` is every table, so no sheet is called that."""
    tables = GOOD.replace("name: visits", "name: tables")

    assert _mistakes(tmp_path, tables=tables) == [("name", "schemas.reserved")]
