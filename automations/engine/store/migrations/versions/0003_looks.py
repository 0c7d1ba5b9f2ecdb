"""What the last look saw of each tab: where its columns stood, and which rows it had.

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, and the number of the look."""
    op.create_table(
        "column_look",
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sheet", "name", name=op.f("pk_column_look")),
    )
    op.create_table(
        "row_look",
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sheet", "key", name=op.f("pk_row_look")),
    )
    counter = sa.table(
        "counter", sa.column("name", sa.Text()), sa.column("number", sa.BigInteger())
    )
    op.bulk_insert(counter, [{"name": "looks", "number": 0}])
