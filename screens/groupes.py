"""Where the headings of groups stand in a list, and which rows come below each."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from screens.widgets.source import Row
    from storage.rows import Groupe

GROUPE: Final = "~groupe:"
"""What the id of a heading begins with: no record's does."""


class Entete(NamedTuple):
    """One heading: its line on screen, and where its rows begin in the flat list."""

    row_id: str
    groupe: "Groupe"
    place: int
    debut: int
    ouvert: bool

    @property
    def fin(self) -> int:
        """The line after its last one."""
        return self.place + 1 + (self.groupe.nombre if self.ouvert else 0)


def disposer(groupes: "Sequence[Groupe]", fermes: Collection[str]) -> list[Entete]:
    """Put the headings in their lines; those of `fermes` hide their rows."""
    found: list[Entete] = []
    place = debut = 0
    for groupe in groupes:
        row_id = f"{GROUPE}{groupe.valeur}"
        found.append(Entete(row_id, groupe, place, debut, row_id not in fermes))
        place = found[-1].fin
        debut += groupe.nombre
    return found


def lignes_de(
    entetes: Sequence[Entete],
    offset: int,
    limit: int,
    heading: "Callable[[Entete], Row]",
    flat: "Callable[[int, int], Sequence[Row]]",
) -> "list[Row]":
    """Give at most `limit` lines from `offset`: headings, and the rows of the flat list between them."""
    lines: list[Row] = []
    at = max(0, bisect_right([e.place for e in entetes], offset) - 1)
    for one in entetes[at:]:
        start = offset + len(lines)
        if start == one.place:
            lines.append(heading(one))
            start += 1
        room = min(offset + limit, one.fin) - start
        if room > 0:
            lines += flat(one.debut + start - one.place - 1, room)
        if len(lines) >= limit:
            break
    return lines


def place_dans(entetes: Sequence[Entete], place: int) -> int:
    """Give the line of a row by its place in the flat list; its heading's where the group is closed."""
    one = entetes[bisect_right([e.debut for e in entetes], place) - 1]
    return one.place + 1 + place - one.debut if one.ouvert else one.place
