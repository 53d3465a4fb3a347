"""One edit, as it is remembered for ever.

    laptop ── Change(id, table, record, set, over, at, by, geste, stream, commune)
    server ── stamps seq, received_at, role, relais        (`design.md` §3)

A change is immutable. `set` gives new values to some fields of one record; `over` names, field by
field, the changes that its author saw. It *replaces* them on the fields it sets, and has merely
*seen* them on the fields it does not set (an archive sees every field, an edit sees an erasure).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""What a field of a change may hold."""

ARCHIVE: Final = "archive"
"""The reserved field that says whether a record is archived (rule 3)."""

EFFACE: Final = "efface"
"""The reserved field of an erasure: the list of the fields to blank (rule 8)."""

PREFECTURE: Final = "prefecture"
"""The role whose changes own the préfecture's fields (rule 4)."""


@dataclass(frozen=True, slots=True)
class Change:
    """Some fields of one record, set at once by one author who saw what `over` names."""

    id: str
    """UUIDv7, made on the laptop."""
    table: str
    record: str
    set: Mapping[str, Json]
    over: Mapping[str, Sequence[str]]
    at: str
    """The author's clock, ISO 8601 UTC with microseconds."""
    by: str
    """The device of the author, whoever carries the change."""
    stream: str
    """`dep:02`, or `fr` for what is national."""
    commune: str | None = None
    """The lead commune (INSEE) of the record's territory, None for the whole département."""
    geste: str | None = None
    """The gesture this change is part of, when it has more than one change (rule 6)."""
    stub: tuple[str, ...] = ()
    """Fields that this change set and whose value is left out: replaced before a first sync, or erased."""
    seq: int | None = None
    """Place in the stream, given by the server; None while the server has not acknowledged it."""
    received_at: str | None = None
    role: str | None = None
    relais: str | None = None
    refused: tuple[str, ...] = ()
    """Ids in `over` that the server refused and that will never arrive."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields this change sets, with or without their value."""
        return (*self.set, *self.stub)

    def stamped(
        self, *, seq: int, received_at: str, role: str, relais: str | None, refused: tuple[str, ...] = ()
    ) -> Self:
        """Give the same change with the server's stamps; newer stamps replace older ones."""
        return type(self)(  # `dataclasses.replace` takes three times as long, and a first sync does it 50 000 times
            self.id,
            self.table,
            self.record,
            self.set,
            self.over,
            self.at,
            self.by,
            self.stream,
            self.commune,
            self.geste,
            self.stub,
            seq,
            received_at,
            role,
            relais,
            refused,
        )
