"""The progress report as data: figures, tables, actions, narratives and the quality of the rows.

Word, Excel, JSON and the console all take it from here, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from automations.engine.core.approved_reports import (
    ApprovedData,
    Computed,
    Correction,
    beside_approved,
    corrections,
)
from automations.engine.core.figures import FIGURES, TABLES
from automations.engine.core.figures.actions import Standing, due_in, standing_at
from automations.engine.core.figures.compute import (
    Figure,
    TableData,
    compute_figures,
    compute_tables,
)
from automations.engine.core.figures.counted import Counted, counted
from automations.engine.core.figures.hiding import Hiding
from automations.engine.core.figures.registry import Chapter
from automations.engine.core.findings import Finding, Message
from automations.engine.core.periods import Period
from automations.engine.core.published import Published, parse_published
from automations.engine.core.quality import Quality, quality
from automations.engine.core.register import Record, Register
from automations.engine.core.story import story

PROGRESS, NETWORK, TRAININGS, MONEY = "voortgang", "netwerk", "trainingen", "financiën"
KEY_FIGURES = (  # what the board reads first
    "organisations-joined",
    "organisations-trained-focal",
    "staff-trained-share",
    "contact-share",
    "participants-attended",
    "dialogues-held",
    "actions-on-schedule",
    "actions-delayed",
    "signals-received",
    "spent",
)
THREAT = "beeld en dreiging"
NARRATIVES: Mapping[Chapter, str] = MappingProxyType(
    {
        Chapter.SUMMARY: "samenvatting",
        Chapter.STABILITY: "samenwerken aan sociale stabiliteit",
        Chapter.EXPERTISE: "signalering en deskundigheidsbevordering",
        Chapter.CASEWORK: "persoonsgerichte aanpak",
        Chapter.GOVERNANCE: "sturing en organisatie",
        Chapter.COMMUNICATION: "communicatie en woordvoering",
        Chapter.FINANCE: "financiën",
        Chapter.OUTLOOK: "vooruitblik",
    }
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of report: its chapters, and the figures and tables of them that it shows.

    The progress report shows everything, behind a summary; the others one subject of it.
    """

    name: str  # as people choose it
    id: str  # of its words: `report.kind-…`
    file: str
    chapters: tuple[Chapter, ...]
    only: frozenset[str] = frozenset()  # ids; empty: all of those chapters

    @property
    def title(self) -> Message:
        """What it is called, as in "de netwerkrapportage"."""
        return Message(f"report.kind-{self.id}")

    def shows(self, part: Figure | TableData) -> bool:
        """Tell whether a figure or table stands in it."""
        return part.chapter in self.chapters and (not self.only or part.id in self.only)


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind(PROGRESS, "progress", "voortgangsrapportage", tuple(Chapter)),
            Kind(
                NETWORK,
                "network",
                "netwerkrapportage",
                (Chapter.STABILITY, Chapter.EXPERTISE),
                frozenset(
                    {
                        *("agreements-made", "agreements-kept", "organisations-joined"),
                        *("organisations-new", "organisations-trained-focal", "contact-moments"),
                        *("organisations-with-deputy", "contact-share", "frontline-staff"),
                        *("staff-trained", "staff-trained-share", "newsletters-sent"),
                        *("newsletter-declined", "organisations-by-standing", "reach-by-kind"),
                    }
                ),
            ),
            Kind(
                TRAININGS,
                "trainings",
                "trainingsrapportage",
                (Chapter.EXPERTISE, Chapter.FINANCE, Chapter.OUTLOOK),
                frozenset(
                    {
                        *("trainings-held", "training-places", "participants-attended"),
                        *("no-show-share", "training-rating", "frontline-staff", "staff-trained"),
                        *("staff-trained-share", "reach-by-kind", "cost-per-trained-person"),
                        "trainings-planned",
                    }
                ),
            ),
            Kind(MONEY, "money", "financiele-rapportage", (Chapter.FINANCE,)),
        )
    }
)


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action of the plan: how it stood at the end of the period."""

    action_id: str
    chapter: Chapter
    title: str
    target: str | None
    due_on: date | None
    standing: Standing
    progress: str | None
    due_next: bool


@dataclass(frozen=True)
class Report:
    """Everything that a report shows, computed once."""

    kind: str
    period: Period
    made_on: date
    figures: tuple[Figure, ...]
    tables: tuple[TableData, ...]
    actions: tuple[ActionLine, ...]
    narratives: Mapping[
        str, str
    ]  # Markdown by the chapter's Dutch name; what is missing, is not in
    story: tuple[Message, ...]
    quality: Quality
    counted: Counted
    corrections: tuple[Correction, ...] = ()  # of what approved reports said of closed periods
    approved_on: date | None = None  # None: it is a draft

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """The chapters of its kind, in the order of the report."""
        return KINDS[self.kind].chapters

    def figure(self, name: str) -> Figure:
        """Return one figure by its id; raises KeyError."""
        return {figure.id: figure for figure in self.figures}[name]

    def figures_of(self, chapter: Chapter) -> tuple[Figure, ...]:
        """Return a chapter's figures; those of the summary come from the others."""
        if chapter is Chapter.SUMMARY:
            return tuple(self.figure(name) for name in KEY_FIGURES)
        return tuple(figure for figure in self.figures if figure.chapter is chapter)

    def tables_of(self, chapter: Chapter) -> tuple[TableData, ...]:
        """Return a chapter's tables."""
        return tuple(table for table in self.tables if table.chapter is chapter)

    def actions_of(self, chapter: Chapter) -> tuple[ActionLine, ...]:
        """Return a chapter's actions."""
        return tuple(action for action in self.actions if action.chapter is chapter)


def report(  # noqa: PLR0913 - all that a report depends on
    register: Register,
    findings: Iterable[Finding],
    period: Period,
    today: date,
    kind: str = PROGRESS,
    *,
    published: Sequence[Published] = (),
    approved: Sequence[ApprovedData] = (),
) -> Report:
    """Compute the report of `period` as it stands on `today`; `kind` is one of KINDS.

    What is hidden is the same in every kind: each is worked out from all figures and tables.
    `approved` are the approved reports: previous values come from them, and what the workbooks say
    differently since is listed as corrections. What they, and others that were `published`, have
    shown is reckoned with: a small number must not come out beside it.
    """
    period = Period(period.year, period.part, today)
    hiding = Hiding(FIGURES, TABLES, register, (*published, *_parsed(approved)))

    def as_then(of: Period) -> Computed:
        """Compute a period as its approved report did, which knew only those before it."""
        made = {
            one["made_on"] for one in approved if (one["kind"], one["period"]) == (kind, of.code)
        }
        known = [one for one in approved if all(one["made_on"] < day for day in made)]
        return _computed(Hiding(FIGURES, TABLES, register, _parsed(known)), register, of)

    computed = _computed(hiding, register, period)
    every, every_table = beside_approved(computed, kind, period, approved)
    shown = KINDS[kind]
    figures = tuple(filter(shown.shows, every))
    tables = tuple(filter(shown.shows, every_table))
    whole = kind == PROGRESS
    return Report(
        kind=kind,
        period=period,
        made_on=today,
        figures=figures,
        tables=tables,
        actions=_actions(register, period) if whole else (),
        narratives=_narratives(register, period),
        story=story({figure.id: figure for figure in every}) if whole else (),
        quality=quality(register, findings, figures, tables),
        counted=counted((FIGURES, TABLES), figures, tables, register, period),
        corrections=corrections(kind, period, approved, TABLES, as_then),
    )


def missing_chapters(register: Register, period: Period) -> tuple[str, ...]:
    """Name the chapters that have no text yet for a period, in their order."""
    written = _narratives(register, period)
    return tuple(name for name in NARRATIVES.values() if name not in written)


def gaps(made: Report) -> tuple[Message, ...]:
    """Say what a report lacks, so that nobody approves it without knowing."""
    period = made.period
    told = []
    if period.stop < period.end:
        told.append(Message("record.gap-running", {"day": period.end}))
    texts = (THREAT, *NARRATIVES.values()) if made.kind == PROGRESS else ()
    told += [Message("record.gap-text", {"chapter": n}) for n in texts if n not in made.narratives]
    told += [
        Message("record.gap-tab", {"tab": sheet.tab})
        for sheet in made.quality.sheets
        if not sheet.readable
    ]
    for place in made.quality.not_counted:
        if not place.whole:
            values = {
                "where": (place.tab, place.column) if place.column else place.tab,
                "number": place.count or Message("report.value-small"),
                "why": Message(f"report.reason-{place.reason}"),
            }
            told.append(Message("record.gap-rows", values))
    unfinished = sum(not one.complete for one in made.figures)
    unfinished += sum(not one.complete for one in made.tables)
    if unfinished:
        told.append(Message("record.gap-figures", {"number": unfinished}))
    return tuple(told)


def _parsed(approved: Iterable[ApprovedData]) -> tuple[Published, ...]:
    return tuple(map(parse_published, approved))


def _computed(hiding: Hiding, register: Register, period: Period) -> Computed:
    figures = compute_figures(FIGURES, hiding, register, period)
    return figures, compute_tables(TABLES, hiding, register, period)


def _narratives(register: Register, period: Period) -> Mapping[str, str]:
    return MappingProxyType(
        {
            row.chapter: row.text
            for row in register.narratives
            if row.period == period.code and row.chapter and row.text
        }
    )


def _actions(register: Register, period: Period) -> tuple[ActionLine, ...]:
    chapters = {name: chapter for chapter, name in NARRATIVES.items()}
    following = due_in(register, period.following(), unfinished_before=period.stop)
    due = {action.row for action in following.rows}
    return tuple(
        _action(action, chapters[action.pillar], period, due_next=action.row in due)
        for action in register.actions
        if action.pillar in chapters and action.title
    )


def _action(action: Record, chapter: Chapter, period: Period, *, due_next: bool) -> ActionLine:
    return ActionLine(
        action_id=action.action_id or "",
        chapter=chapter,
        title=action.title,
        target=action.target,
        due_on=action.due_on,
        standing=standing_at(action, period),
        progress=action.progress,
        due_next=due_next,
    )
