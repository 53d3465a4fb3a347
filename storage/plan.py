"""What the store knows of a table: a summary of its entity, kept in the file itself.

Reading it from the file instead of from `pvd_tui.domain` keeps pydantic out of the start of the program.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, Union, get_args, get_origin

if TYPE_CHECKING:
    from pvd_tui.domain.entity import Entity

GESTE: Final = "geste"
"""The table that labels groups of changes (rule 6): nobody opens it, so nobody finds it by its words."""

META: Final = ("titre_tri", "stream", "territoire", "archive", "restreint", "desaccord", "maj_le", "maj_par")
"""Columns of every typed table beside the entity's fields."""


@dataclass(frozen=True, slots=True)
class TablePlan:
    """One typed table: its columns and its place in the programme."""

    table: str
    label: str
    columns: tuple[str, ...]
    """The entity's fields without `id`, in their order."""
    integers: tuple[str, ...] = ()
    reals: tuple[str, ...] = ()
    booleans: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    """Columns stored as JSON text."""
    searched: tuple[str, ...] = ()
    """Columns whose text the search index holds."""
    parent: str | None = None
    lead: str | None = None
    natural: tuple[str, ...] = ()
    prefecture: tuple[str, ...] = ()
    national: bool = False
    restreint: bool = False
    choix: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The words of each value list, in their order: phases follow one another, they are not letters."""
    references: Mapping[str, str] = field(default_factory=dict)
    """The table that a column of ids points into."""

    def dumps(self) -> str:
        """Give the plan as JSON, for the file."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)

    @classmethod
    def loads(cls, text: str) -> "TablePlan":
        """Read a plan back from the file."""
        facts: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in json.loads(text).items()}
        return cls(**facts)


_SCALARS: Final[dict[object, str]] = {bool: "boolean", int: "integer", float: "real", str: "text"}


def plan_of(entity: "type[Entity]") -> TablePlan:
    """Summarise an entity for the store."""
    kinds = {name: _kind(info.annotation) for name, info in entity.model_fields.items() if name != "id"}
    fields = entity.model_fields

    def of(kind: str) -> tuple[str, ...]:
        return tuple(name for name, k in kinds.items() if k == kind)

    from pvd_tui.domain.champ import champ  # noqa: PLC0415 - pydantic

    known = [champ(entity, name) for name in kinds]
    texts = tuple(n for n in of("text") if not any(type(m).__name__ == "Reference" for m in fields[n].metadata))
    return TablePlan(
        table=entity.table,
        label=entity.label,
        columns=tuple(kinds),
        integers=of("integer"),
        reals=of("real"),
        booleans=of("boolean"),
        lists=of("list"),
        searched=texts,
        parent=entity.parent,
        lead=entity.lead,
        natural=entity.natural,
        prefecture=tuple(sorted(entity.prefecture)),
        national=entity.national,
        restreint=entity.restreint_par_defaut,
        choix={one.nom: list(one.choix) for one in known if one.choix and not one.plusieurs},
        references={one.nom: one.reference for one in known if one.reference},
    )


def _kind(annotation: Any) -> str:  # noqa: ANN401 - a type annotation may be anything
    while get_origin(annotation) in (Union, UnionType) or hasattr(annotation, "__metadata__"):
        if any(type(m).__name__ == "Reference" for m in getattr(annotation, "__metadata__", ())):
            return "reference"
        annotation = next(a for a in get_args(annotation) if a is not type(None))
    if get_origin(annotation) in (tuple, list, set, frozenset, dict):
        return "list"
    return _SCALARS.get(annotation, "value")
