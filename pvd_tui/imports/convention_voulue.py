"""Which conventions a list of communes makes: one per (EPCI or commune, date), never one per commune (domain.md §0.1).

Ids follow from what makes a convention unique, so that two laptops that import the same list make the
same rows. They are derived from the whole list, not from the part of it that a laptop may write.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pvd_tui.domain.convention import TypeConvention
from storage.ids import natural


@dataclass(frozen=True, slots=True)
class Signature:
    """One commune of one convention, as one line of the list says it."""

    type: TypeConvention
    departement: str
    commune: str
    epci: str | None
    date: date | None


@dataclass(frozen=True, slots=True)
class ConventionVoulue:
    """One convention: whose it is, when it was signed, which communes it concerns."""

    type: TypeConvention
    departement: str
    epci: str | None
    date: date | None
    communes: tuple[str, ...]

    @property
    def commune(self) -> str | None:
        """Give the commune of a convention that concerns no other: its territory."""
        return self.communes[0] if len(self.communes) == 1 else None

    @property
    def record(self) -> str:
        """Give the id: from the type, the commune or the EPCI in its département, and the date."""
        owner = (self.commune,) if self.commune else (self.departement, str(self.epci))
        return natural("convention", (self.type, *owner, self.date.isoformat() if self.date else "sans date"))


def conventions_voulues(signatures: Iterable[Signature]) -> list[ConventionVoulue]:
    """Group signatures into conventions; one without an EPCI or without a date stays with its commune."""
    groups: dict[tuple[TypeConvention, str, str, date | None], list[Signature]] = {}
    for one in signatures:
        owner = one.epci if one.epci and one.date else one.commune
        groups.setdefault((one.type, one.departement, owner, one.date), []).append(one)
    return [_group(some) for some in groups.values()]


def _group(some: list[Signature]) -> ConventionVoulue:
    first = some[0]
    communes = tuple(dict.fromkeys(one.commune for one in some))
    return ConventionVoulue(first.type, first.departement, first.epci, first.date, communes)
