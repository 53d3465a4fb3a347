"""What the programme's rules say of a record as a decision would make it; they never block (`design.md` §4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.change import ARCHIVE, Json

if TYPE_CHECKING:
    from pvd_tui.domain.entity import Entity
    from pvd_tui.domain.finding import Finding
    from pvd_tui.domain.registre import Registre
    from pvd_tui.domain.rules.context import Context
    from storage.conflits import Carte
    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Resultat:
    """What the rules say of a record once decided; they never block."""

    points: tuple["Finding", ...]
    """What is wrong, or worth a look."""
    equilibre: bool | None = None
    """Whether the plan de financement it belongs to is balanced; None where there is none, or no telling."""

    def phrases(self) -> list[str]:
        """Say it, one short sentence each."""
        balanced = ["Plan équilibré √"] if self.equilibre else []
        points = [f"! {point.sentence}" for point in self.points]
        return [*points, *balanced] or ["Rien à revoir √"]


def resultat(store: "Store", carte: "Carte", choix: Mapping[str, Json]) -> Resultat:
    """Read the record as it would be with these choices, with the records around it."""
    from pvd_tui.domain.finding import Niveau  # noqa: PLC0415 - small, but the rules below are not
    from pvd_tui.domain.rules import findings_of  # noqa: PLC0415 - pydantic, only where something disagrees
    from pvd_tui.domain.rules.context import Context  # noqa: PLC0415 - same
    from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - same
    from storage.presente import connue, presente  # noqa: PLC0415 - same
    from storage.registre import StoreRegistre  # noqa: PLC0415 - same

    values = {**carte.folded.values, **choix}
    supposed, _ = TABLES[carte.table].lenient({**values, "id": carte.record})
    archived = values.get(ARCHIVE) is True
    around = _Suppose(StoreRegistre(store), supposed, archived=archived)
    context = Context(around, store.today().astimezone().date(), connue, presente)
    plans = [] if archived else _plans(around, supposed)
    found = [] if archived else findings_of(supposed, context)
    for plan in plans:
        found += findings_of(plan, context) if plan.id != carte.record else []
    points = tuple(point for point in found if point.level is not Niveau.INFORMATION)
    return Resultat(points, _balanced(plans, context))


def _balanced(plans: "Sequence[Entity]", context: "Context") -> bool | None:
    """Say whether all these plans are balanced (rule 16, V3); None where there is none, or no telling."""
    from pvd_tui.domain.rules.financement import equilibre  # noqa: PLC0415 - pydantic, only where something disagrees

    said = [finding.rule for plan in plans for finding in equilibre(plan, context)]
    return None if not plans or _NO_TELLING in said else not said


_NO_TELLING: Final = 30


def _plans(registre: "Registre", record: "Entity") -> "Sequence[Entity]":
    """Give the plans de financement whose balance a record weighs on."""
    match record.table:
        case "plan_financement":
            return [record]
        case "ressource":
            plan = getattr(record, "plan_financement", None)
            found = registre.one("plan_financement", plan) if plan else None
            return [found] if found else []
        case "action":
            return registre.where("plan_financement", action=record.id)
        case "depense":
            action = getattr(record, "action", None)
            return registre.where("plan_financement", action=action) if action else []
    return []


class _Suppose:
    """The records around, with one of them as it would be."""

    def __init__(self, around: "Registre", supposed: "Entity", *, archived: bool) -> None:
        """Suppose that this record is so."""
        self._around = around
        self._supposed = supposed
        self._archived = archived

    def one(self, table: str, record: str, /) -> "Entity | None":
        """Give a record."""
        if (table, record) != (self._supposed.table, self._supposed.id):
            return self._around.one(table, record)
        return None if self._archived else self._supposed

    def where(self, table: str, /, **fields: object) -> "Sequence[Entity]":
        """List records."""
        found = self._around.where(table, **fields)
        if table != self._supposed.table:
            return found
        fits = all(getattr(self._supposed, name, None) == value for name, value in fields.items())
        others = [record for record in found if record.id != self._supposed.id]
        return [*others, self._supposed] if fits and not self._archived else others
