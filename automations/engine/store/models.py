"""The store's tables.

Times are UTC through one type. Every constraint has a name from one convention, so that a later
migration can find it on any database; nothing here leans on one dialect.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import get_args

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

from automations.engine.ports import RunStatus
from automations.engine.store.records import SlotState, State

STATES: tuple[str, ...] = get_args(State)
SLOT_STATES: tuple[str, ...] = get_args(SlotState)


class Moment(TypeDecorator[datetime]):
    """A moment: aware going in and coming out, UTC inside."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """Refuse a moment without a zone: nobody can tell later which one was meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"a moment without a time zone cannot be stored: {value}"
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """Give the moment its zone back, where the database has no notion of one."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Anchor(TypeDecorator[date]):
    """A day or none, never NULL: two NULLs are not equal, so an identity cannot hold one."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(
        self,
        value: date | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> str:
        """Write the day as text, and no day as nothing."""
        return value.isoformat() if value else ""

    def process_result_value(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> date | None:
        """Read the day back."""
        return date.fromisoformat(value) if value else None


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


FREE = text("state IN ('waiting', 'retry')")
CLAIMED = text("state IN ('claimed', 'handing-over')")


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


messages = Table(
    "message",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("message_id", Text, nullable=False, unique=True),
    Column("automation", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text),
    Column("on", Date, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("expires", Date),
    Column("sensitive", Boolean, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", Moment),
    Column("claimed_by", Text),
    Column("claimed_until", Moment),
    Column("handing_over_at", Moment),
    Column("sent_at", Moment),
    Column("transport", Text),
    Column("reply_code", Integer),
    Column("hold", String(16)),
    Column("fault", String(16)),
    Column("tried_since", Moment),
    Column("own_rule", Text),  # of the coordinator's own that a person has to see first
    Column("meaning", Text),  # what that rule meant when it made the mail
    _one_of("state", STATES),
    # What may leave, in its order, and what is claimed: so that a claim costs the same however
    # long the queue is. Not more: each index is written again with each change of state.
    Index(
        "ix_message_free", "urgent", "not_before", "id", sqlite_where=FREE, postgresql_where=FREE
    ),
    Index("ix_message_claimed", "id", sqlite_where=CLAIMED, postgresql_where=CLAIMED),
    sqlite_autoincrement=True,  # a person names a message by its number, so it is never used again
)

# Apart: a change of state would write the bytes again, and they are not kept as long.
contents = Table(
    "content",
    metadata,
    Column("message_id", ForeignKey("message.id", ondelete="CASCADE"), primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)

message_items = Table(
    "message_item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message_id", ForeignKey("message.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("rule", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("anchor", Anchor, nullable=False),
    Column("offset", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("sheet", Text),
    Column("row", Integer),
    Column("reason", Text),
    UniqueConstraint("rule", "key", "anchor", "offset", "recipient"),
)

# The rules of the coordinator's own that she saw at work, each with what it meant then.
approved_rules = Table(
    "approved_rule",
    metadata,
    Column("rule", Text, primary_key=True),
    Column("meaning", Text, primary_key=True),
    Column("approved_at", Moment, nullable=False),
)

noticed = Table(
    "noticed",
    metadata,
    Column("rule", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("since", Date, nullable=False),
)

signal_looks = Table(
    "signal_look",
    metadata,
    Column("key", Text, primary_key=True),
    Column("received_on", Date),
    Column("status", Text),
    Column("returned_on", Date),
    Column("closed_on", Date),
)

jobs = Table(
    "job",
    metadata,
    Column("name", Text, primary_key=True),
    Column("known_since", Moment, nullable=False),
)

slots = Table(
    "slot",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("job", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claimed_by", Text),
    Column("claimed_until", Moment),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("error", Text),
    UniqueConstraint("job", "due_at"),
    _one_of("state", SLOT_STATES),
)

runs = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("automation", Text, nullable=False, index=True),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment, nullable=False),
    Column("status", String(16), nullable=False),
    Column("messages", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("error", Text),
    _one_of("status", get_args(RunStatus)),
)

# How many rows each tab had at the last look that a person had nothing to say about.
tab_looks = Table(
    "tab_look",
    metadata,
    Column("sheet", Text, primary_key=True),
    Column("rows", Integer, nullable=False),
)

# Where each column of a tab stood at the last look, and what its header said.
column_looks = Table(
    "column_look",
    metadata,
    Column("sheet", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("header", Text, nullable=False),
    Column("position", Integer, nullable=False),
)

# The rows of each tab at the last look: a code, or a digest of a key that is none.
row_looks = Table(
    "row_look",
    metadata,
    Column("sheet", Text, primary_key=True),
    Column("key", Text, primary_key=True),
)

# What the store counts: the commits after which bytes may go, for the mark beside it, and looks.
counters = Table(
    "counter",
    metadata,
    Column("name", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
)

notes = Table(
    "note",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

# Approved editions of the newsletter. The mails of an approval are its batch: they stand there
# before the edition points at them, so that an approval that breaks off leaves the one before.
editions = Table(
    "edition",
    metadata,
    Column("edition", Text, primary_key=True),
    Column("batch", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("approved_on", Date, nullable=False),
    Column("day", Date, nullable=False),
    Column("at_once", Boolean, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("people", Text, nullable=False),  # contacts in a document that goes along, by code
    Column("page", Text, nullable=False),  # as anybody may see it: HTML, and plain text
    Column("plain", Text, nullable=False),
)

edition_mails = Table(
    "edition_mail",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("brings", Text, nullable=False),  # what is remembered of a document that goes along
    Column("bytes", LargeBinary, nullable=False),
    UniqueConstraint("batch", "recipient"),
)

# Approved reports, with their very files: what lies in a folder can be thrown away.
reports = Table(
    "approved_report",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("made_on", Date, nullable=False),
    Column("approved_at", Moment, nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("gaps", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("data", Text, nullable=False),  # the figures, after suppression
    UniqueConstraint("kind", "period"),
)

report_files = Table(
    "approved_report_file",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report_id", ForeignKey("approved_report.id", ondelete="CASCADE"), nullable=False),
    Column("sort", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    UniqueConstraint("report_id", "sort"),
)
