"""The tables of the endpoint. Text, integers and booleans only, so that both databases mean the same."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, PrimaryKeyConstraint, Table, Text
from sqlalchemy import UniqueConstraint as Unique

metadata: Final = MetaData()

stream: Final = Table(
    "stream",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("head", BigInteger, nullable=False),  # the last seq given; its row is the stream's lock
    Column("chain", Text, nullable=False),  # the hash of the last change
)

epoch: Final = Table(
    "epoch",
    metadata,
    Column("stream", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("first", BigInteger, nullable=False),
    PrimaryKeyConstraint("stream", "id"),
)

change: Final = Table(
    "change",
    metadata,
    Column("id", Text, primary_key=True),
    Column("stream", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("table", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("commune", Text),
    Column("geste", Text),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("set", Text, nullable=False),  # canonical JSON, as are over, stub and refused
    Column("over", Text, nullable=False),
    Column("stub", Text, nullable=False),
    Column("received_at", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("relais", Text),
    Column("refused", Text, nullable=False),
    Column("salt", Text),  # erased with the value; None for a change that came as a stub
    Column("digest", Text, nullable=False),
    Column("chain", Text, nullable=False),
    Unique("stream", "seq"),
)
Index("change_commune", change.c.stream, change.c.commune, change.c.seq)  # what a new commune of a grant asks for
Index("change_record", change.c.record, change.c.table, change.c.stream)  # what an erasure blanks

record: Final = Table(
    "record",
    metadata,
    Column("stream", Text, nullable=False),
    Column("table", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("commune", Text),  # the territory, fixed by the first change
    Column("emise", Boolean, nullable=False),  # a note_synthese that was born issued
    PrimaryKeyConstraint("stream", "record", "table"),  # in this order: looked up by record
)

replaced: Final = Table(  # the values that a first sync may leave out
    "replaced",
    metadata,
    Column("stream", Text, nullable=False),
    Column("table", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("role", Text, nullable=False),  # of the change that replaces
    PrimaryKeyConstraint("id", "field", "role", "stream", "table", "record"),
)

restamp: Final = Table(  # a stored change given out again, with the stamps it has now (see `journal`)
    "restamp",
    metadata,
    Column("stream", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("id", Text, nullable=False),
    Column("chain", Text, nullable=False),
    PrimaryKeyConstraint("stream", "seq"),
)

erasure: Final = Table(  # rule 8: what must stay blank, also for what arrives later and after a restore
    "erasure",
    metadata,
    Column("id", Text, primary_key=True),  # the change that erases
    Column("stream", Text, nullable=False),
    Column("table", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("fields", Text, nullable=False),  # JSON list
    Column("change", Text, nullable=False),  # the erasing change as on the wire, stamps included: no person is in it
)
Index("erasure_record", erasure.c.record, erasure.c.table, erasure.c.stream)

refused_change: Final = Table(
    "refused_change",
    metadata,
    Column("stream", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("received_at", Text, nullable=False),
    PrimaryKeyConstraint("stream", "id"),
)

device: Final = Table(
    "device",
    metadata,
    Column("id", Text, primary_key=True),
    Column("nom", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("departements", Text, nullable=False),  # JSON lists
    Column("communes", Text, nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("created_at", Text, nullable=False),
    Column("last_used_at", Text),
    Column("revoked_at", Text),
)

invitation: Final = Table(
    "invitation",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("nom", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("departements", Text, nullable=False),
    Column("communes", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("used_at", Text),
    Column("device", Text),
    Column("nonce_hash", Text),
)

setting: Final = Table(
    "setting",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

version: Final = Table("schema_version", metadata, Column("version", Integer, primary_key=True))

SCHEMA_VERSION: Final = 2
