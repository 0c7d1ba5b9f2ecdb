"""Why a mail is held, and whose fault a refusal is; rows of tabs; commits that let mail go.

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the tables."""
    op.add_column("message", sa.Column("hold", sa.String(length=16)))
    op.add_column("message", sa.Column("fault", sa.String(length=16)))
    op.add_column("message", sa.Column("tried_since", sa.DateTime(timezone=True)))
    op.execute("UPDATE message SET hold = 'many' WHERE state = 'held'")
    free = sa.text("state IN ('waiting', 'retry')")
    op.create_index(
        "ix_message_free",
        "message",
        ["urgent", "not_before", "id"],
        sqlite_where=free,
        postgresql_where=free,
    )
    claimed = sa.text("state IN ('claimed', 'handing-over')")
    op.create_index(
        "ix_message_claimed", "message", ["id"], sqlite_where=claimed, postgresql_where=claimed
    )
    op.drop_index("ix_message_state_not_before", "message")
    op.create_table(
        "tab_look",
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sheet", name=op.f("pk_tab_look")),
    )
    counter = op.create_table(
        "counter",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.bulk_insert(counter, [{"name": "hand-overs", "number": 0}])
