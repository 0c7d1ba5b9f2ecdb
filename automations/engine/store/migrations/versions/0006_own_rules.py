"""Rules of the coordinator's own: which of them she approved, and what waits for that.

Revision 0006, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("message", sa.Column("own_rule", sa.Text()))
    op.add_column("message", sa.Column("meaning", sa.Text()))
    op.create_table(
        "approved_rule",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("rule", "meaning", name=op.f("pk_approved_rule")),
    )
