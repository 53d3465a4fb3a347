"""Changes given out again (restamp), erasures, and the indexes that read by commune and by record."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0002"
down_revision: Final = "0001"


def upgrade() -> None:
    """Add what the second schema has more."""
    op.create_table(
        "restamp",
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("chain", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("stream", "seq"),
    )
    op.create_table(
        "erasure",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("id", "stream", "table", "record", "fields", "change")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("erasure_record", "erasure", ["record", "table", "stream"])
    op.create_index("change_commune", "change", ["stream", "commune", "seq"])
    op.create_index("change_record", "change", ["record", "table", "stream"])
    op.execute("UPDATE schema_version SET version = 2")
