"""What a list keeps, as SQL: exact values, words of the title or of the commune, the conditions of a view."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from pvd_tui.changes.change import Json
from pvd_tui.domain.vue import MES_COMMUNES, Condition, Operateur, Valeur, jour
from storage.calcules import CALCULES
from storage.derives import DERIVES
from storage.errors import RefusError
from storage.plan import META, TablePlan
from storage.projection import cell
from storage.search import plain
from storage.tri import bare

_TIMES: Final = frozenset({"maj_le"})
"""Columns that hold a moment where people mean a day."""

_TITRE_OR_COMMUNE: Final = "(titre_tri LIKE ? OR {} IN (SELECT id FROM commune WHERE titre_tri LIKE ?))"
_SIGNS: Final = {
    Operateur.AU_MOINS: ">=",
    Operateur.AU_PLUS: "<=",
    Operateur.PLUS: ">",
    Operateur.MOINS: "<",
}


@dataclass(frozen=True, slots=True)
class Filtre:
    """What a list keeps."""

    where: Mapping[str, Json] = field(default_factory=dict)
    """Fields that hold exactly these values."""
    mots: str = ""
    """Words that the title, or the name of the commune, holds, without accents or case."""
    conditions: Sequence[Condition] = ()
    today: date = date.min
    """The day that relative dates start from."""
    communes: Sequence[str] = ()
    """The communes of this laptop, for « mes communes »; empty where all of them are."""


def column(plan: TablePlan, name: str) -> str:
    """Give the name of a column, checked; raises RefusError for one that the table does not have."""
    added = (*META, *DERIVES.get(plan.table, ()), *CALCULES.get(plan.table, ()))
    if name != "id" and name not in plan.columns and name not in added:
        raise RefusError(
            f"« {name} » n'est pas un champ de « {plan.table} ». Champs connus : {', '.join(plan.columns)}."
        )
    return name


def valeur(plan: TablePlan, name: str) -> str:
    """Write the value of a column: itself, or what is counted for it."""
    known = column(plan, name)
    return CALCULES.get(plan.table, {}).get(known) or f'"{known}"'


def condition(
    plan: TablePlan, wanted: "Mapping[str, Json] | Filtre | None", *, archived: bool | None
) -> tuple[str, list[Json]]:
    """Write what is wanted as an SQL condition and its parameters."""
    filtre = wanted if isinstance(wanted, Filtre) else Filtre(wanted or {})
    parts = [] if archived is None else [f"archive = {int(archived)}"]
    facts: list[Json] = []
    for name, value in filtre.where.items():
        known = column(plan, name)
        parts.append(f'"{known}" IS NULL' if value is None else f'"{known}" = ?')
        facts += [] if value is None else [cell(value)]
    for pattern in _patterns(filtre.mots):
        by = next((name for name in ("commune", "territoire") if name in plan.columns or name in META), "")
        titled = plan.table == "commune" or not by
        parts.append("titre_tri LIKE ?" if titled else _TITRE_OR_COMMUNE.format(by))
        facts += [pattern] * (1 if titled else 2)
    for one in filtre.conditions:
        part, values = _one(plan, one, filtre)
        parts.append(part)
        facts += values
    return " AND ".join(parts) or "1", facts


def _patterns(text: str) -> list[str]:
    return [f"%{word}%" for word in plain(text).replace("_", " ").split()]


def _one(plan: TablePlan, one: Condition, filtre: Filtre) -> tuple[str, list[Json]]:
    """Write one condition of a view."""
    name = valeur(plan, one.champ)
    if one.operateur is Operateur.VIDE:
        return f"coalesce({name}, '') = ''", []
    if one.operateur is Operateur.REMPLI:
        return f"coalesce({name}, '') <> ''", []
    if one.operateur in {Operateur.CONTIENT, Operateur.NE_CONTIENT_PAS}:
        return _inside(name, one)
    valeurs = [jour(value, filtre.today) if _is_day(plan, one.champ) else value for value in one.valeurs]
    shown = f"substr({name}, 1, 10)" if one.champ in _TIMES else name
    if one.operateur in _SIGNS:
        return f"{shown} {_SIGNS[one.operateur]} ?", [cell(valeurs[0])]
    if MES_COMMUNES in valeurs:
        if not filtre.communes:
            return "1", []
        valeurs = [value for value in valeurs if value != MES_COMMUNES] + list(filtre.communes)
    return _among(plan, one, shown, valeurs)


def _inside(name: str, one: Condition) -> tuple[str, list[Json]]:
    """Look for every word inside a text, each letter meaning itself; the title has its own column for it."""
    where = "titre_tri" if one.champ == "titre" else f"nu({name})"
    words: list[Json] = [bare(word).strip() for word in str(one.valeurs[0]).split()] if one.valeurs else []
    said = " AND ".join([f"instr({where}, ?) > 0"] * len(words)) or "1"
    return (said if one.operateur is Operateur.CONTIENT else f"NOT ifnull({said}, 0)"), words


def _among(plan: TablePlan, one: Condition, name: str, valeurs: Sequence[Valeur]) -> tuple[str, list[Json]]:
    """Compare with one of several values; « n'est pas » keeps what is not filled in."""
    known = [value for value in valeurs if value is not None]
    marks = ", ".join("?" * len(known))
    facts: list[Json] = [cell(value) for value in known]
    if one.champ in plan.lists:
        said = (
            f"EXISTS (SELECT 1 FROM json_each(CASE WHEN json_valid({name}) THEN {name} ELSE '[]' END) "  # noqa: S608 - checked names
            f"WHERE value IN ({marks}))"
        )
    elif one.champ in plan.searched:
        said = f"nu({name}) IN ({marks})"
        facts = [bare(value) for value in known]
    else:
        said = f"{name} IN ({marks})"
    if None in valeurs:
        said = f"({said} OR coalesce({name}, '') = '')"
    return (said if one.operateur is Operateur.EST else f"NOT ifnull({said}, 0)"), facts


def _is_day(plan: TablePlan, name: str) -> bool:
    """Whether a column may hold days: the plan knows texts, numbers and lists, what is left are days and choices."""
    return name not in {*plan.searched, *plan.integers, *plan.reals, *plan.lists, *plan.references}
