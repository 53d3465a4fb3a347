"""The schema as first released (0.1.0).

Its tables may be there already: that release made them one by one, and could be killed in between.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0001"
down_revision: Final = None


def upgrade() -> None:
    """Create the tables of the first release, where they do not exist."""
    _create("stream", "stream", _text("stream"), _bigint("head"), _text("chain"))
    _create("epoch", ("stream", "id"), _text("stream"), _text("id"), _bigint("first"))
    _create_change()
    _create(
        "record",
        ("stream", "record", "table"),
        *(_text(name) for name in ("stream", "table", "record")),
        _text("commune", nullable=True),
        sa.Column("emise", sa.Boolean, nullable=False),
    )
    _create(
        "replaced",
        ("id", "field", "role", "stream", "table", "record"),
        *(_text(name) for name in ("stream", "table", "record", "id", "field", "role")),
    )
    _create("refused_change", ("stream", "id"), *(_text(name) for name in ("stream", "id", "code", "received_at")))
    _create(
        "device",
        "id",
        *(_text(name) for name in ("id", "nom", "role", "departements", "communes", "token_hash", "created_at")),
        *(_text(name, nullable=True) for name in ("last_used_at", "revoked_at")),
        sa.UniqueConstraint("token_hash"),
    )
    _create(
        "invitation",
        "code_hash",
        *(_text(name) for name in ("code_hash", "nom", "role", "departements", "communes", "created_at", "expires_at")),
        *(_text(name, nullable=True) for name in ("used_at", "device", "nonce_hash")),
    )
    _create("setting", "name", _text("name"), _text("value"))
    _create("schema_version", "version", sa.Column("version", sa.Integer, nullable=False))
    if op.get_bind().scalar(sa.text("SELECT version FROM schema_version")) is None:
        op.execute("INSERT INTO schema_version (version) VALUES (1)")


def _create_change() -> None:
    before = ("id", "stream", "table", "record", "commune", "geste", "at", "by", "set", "over", "stub")
    after = ("received_at", "role", "relais", "refused", "salt", "digest", "chain")
    optional = {"commune", "geste", "relais", "salt"}
    columns: list[sa.schema.SchemaItem] = [_text(name, nullable=name in optional) for name in (*before, *after)]
    columns.insert(2, _bigint("seq"))
    _create("change", "id", *columns, sa.UniqueConstraint("stream", "seq"))


def _create(name: str, key: str | tuple[str, ...], *parts: sa.schema.SchemaItem) -> None:
    columns = (key,) if isinstance(key, str) else key
    op.create_table(name, *parts, sa.PrimaryKeyConstraint(*columns), if_not_exists=True)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _bigint(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)
