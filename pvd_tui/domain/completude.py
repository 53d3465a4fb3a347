"""How full a fiche action is, and what it lacks to be mature (domain.md §1.1, §1.2, rule 11 [S11], §10.3, 28).

The rate counts the rubriques of the paper form that are filled in, not the fields: a fiche is judged as the committee
reads it. What is missing says where it is written: a field of the fiche, or a kind of record that belongs to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pvd_tui.domain.action import Action
from pvd_tui.domain.depense import Depense
from pvd_tui.domain.indicateur import Indicateur
from pvd_tui.domain.non_concerne import RubriqueFiche
from pvd_tui.domain.plan_financement import PlanFinancement
from pvd_tui.domain.registre import Registre, where
from pvd_tui.domain.ressource import Ressource


@dataclass(frozen=True, slots=True)
class Manque:
    """One thing that is missing: « de description », and where to write it."""

    quoi: str
    """With its article: the fiche « n'a pas … »."""
    champ: str | None = None
    table: str | None = None
    """The kind of record to add, where it is not a field."""


@dataclass(frozen=True, slots=True)
class Completude:
    """How many rubriques of the form say something, and those that say nothing."""

    remplies: int
    total: int
    vides: tuple[Manque, ...]

    @property
    def taux(self) -> int:
        """Give the rate, in whole percent; 100 only when nothing is missing."""
        return 100 * self.remplies // self.total


_RUBRIQUES: Final = (
    ("l’axe", ("axe",)),
    ("le titre", ("titre",)),
    ("le numéro de l’action", ("code",)),
    ("la phase", ("phase",)),
    ("le niveau de priorité", ("priorite",)),
    ("le maître d’ouvrage", ("maitre_ouvrage",)),
    ("la description", ("description",)),
    ("les objectifs", ("objectifs",)),
    ("les partenaires", ("partenaires",)),
    ("le début prévu", ("debut_prevu",)),
    ("la fin prévue", ("fin_prevue",)),
    ("les programmes et contrats liés", ("contrats", "autres_programmes")),
    ("la conséquence sur la centralité", ("centralite",)),
    ("les annexes", ("annexes",)),
)
"""The rubriques of the form that are fields: filled in as soon as one of them is."""

_NON_CONCERNE: Final = {
    "axe": RubriqueFiche.AXE,
    "priorite": RubriqueFiche.PRIORITE,
    "objectifs": RubriqueFiche.OBJECTIFS,
    "partenaires": RubriqueFiche.PARTENAIRES,
    "debut_prevu": RubriqueFiche.CALENDRIER,
    "fin_prevue": RubriqueFiche.CALENDRIER,
    "contrats": RubriqueFiche.PROGRAMMES,
    "centralite": RubriqueFiche.CENTRALITE,
    "annexes": RubriqueFiche.ANNEXES,
    "depense": RubriqueFiche.DEPENSES,
    "ressource": RubriqueFiche.FINANCEMENT,
    "indicateur": RubriqueFiche.INDICATEURS,
}
"""The rubrique that « non concerné » names, by the first field or the table of the form's rubrique."""


def _concerne(action: Action, name: str) -> bool:
    """Say whether the action is concerned by the rubrique of a field or of a table."""
    return _NON_CONCERNE.get(name) not in (action.non_concerne or ())


def completude(action: Action, registre: Registre) -> Completude:
    """Say how full a fiche is."""
    empty = [
        Manque(name, fields[0])
        for name, fields in _RUBRIQUES
        if _concerne(action, fields[0]) and not any(getattr(action, field) for field in fields)
    ]
    empty += [Manque(name, None, table) for name, table in _tables(action, registre)]
    total = len(_RUBRIQUES) + len(_TABLES)
    return Completude(total - len(empty), total, tuple(empty))


def manques(action: Action, registre: Registre) -> Iterator[Manque]:
    """Name what a fiche lacks to be a fiche-action: who, what, when, how much, whose money, judged how (rule 11)."""
    if action.maitre_ouvrage is None:
        yield Manque("de maître d’ouvrage", "maitre_ouvrage")
    if not action.description:
        yield Manque("de description", "description")
    if _concerne(action, "debut_prevu") and (action.debut_prevu is None or action.fin_prevue is None):
        field = "debut_prevu" if action.debut_prevu is None else "fin_prevue"
        yield Manque("de calendrier (début et fin prévus)", field)
    words = {"depense": "de dépense", "ressource": "de ressource", "indicateur": "d’indicateur"}
    for _, table in _tables(action, registre):
        yield Manque(words[table], None, table)


_TABLES: Final = (
    ("les dépenses", "depense"),
    ("les ressources du plan de financement", "ressource"),
    ("les indicateurs", "indicateur"),
)


def _tables(action: Action, registre: Registre) -> Iterator[tuple[str, str]]:
    """Give the tables of the form that have no line."""
    plans = where(registre, PlanFinancement, action=action.id)
    there = {
        "depense": bool(where(registre, Depense, action=action.id)),
        "ressource": any(where(registre, Ressource, plan_financement=plan.id) for plan in plans),
        "indicateur": bool(where(registre, Indicateur, action=action.id)),
    }
    return ((name, table) for name, table in _TABLES if _concerne(action, table) and not there[table])
