"""A record as it is read: its values, what was seen, where it belongs."""

from dataclasses import dataclass

from pvd_tui.changes.change import Json
from pvd_tui.changes.fold import Folded


@dataclass(frozen=True, slots=True)
class Fiche:
    """One record; `folded.shown` are the heads that a form shows and must name when it saves."""

    table: str
    record: str
    folded: Folded
    stream: str
    commune: str | None
    restreint: bool

    @property
    def values(self) -> dict[str, Json]:
        """The fields as shown."""
        return self.folded.values
