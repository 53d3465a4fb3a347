"""A line of a table, read: its commune, and the value of each field that a column gives it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.change import Json
from pvd_tui.imports.cibles import Cible, cibles
from pvd_tui.imports.classeur import Cellule, texte
from pvd_tui.imports.presences import jour_de
from pvd_tui.imports.valeurs import lire
from pvd_tui.imports.vocabulaire import Nature
from pvd_tui.referentiel import CommuneReference

if TYPE_CHECKING:
    from pvd_tui.imports.entete import LigneLue, TableauLu
    from pvd_tui.imports.rapprochement import Colonne

_MILLE: Final = re.compile(r"\bk\s?€|\(k€\)|\ben milliers\b|\bmilliers d.euros\b", re.IGNORECASE)
_MILLION: Final = re.compile(r"\bm\s?€|\ben millions\b", re.IGNORECASE)


@dataclass(slots=True)
class LigneDite:
    """One line of the file that is about a commune."""

    numero: int
    commune: CommuneReference
    cellules: Mapping[str, Cellule]
    """The cell of each target that has one column."""
    valeurs: Mapping[str, Mapping[str, Json]]
    """Table to the fields that the line gives, those of nothing known left out."""
    freins: tuple[tuple[str, Cellule], ...] = ()
    presences: tuple[tuple[date, Cellule], ...] = ()
    avertissements: list[str] = field(default_factory=list)

    def texte(self, cible: str) -> str:
        """Give the text of a target."""
        return " ".join(texte(self.cellules.get(cible)).split())


@dataclass(frozen=True, slots=True)
class _Champ:
    index: int
    cible: Cible
    facteur: int


class Lecteur:
    """Reads the lines of one table by one matching of its columns."""

    def __init__(self, tableau: "TableauLu", colonnes: "Sequence[Colonne]", today: date) -> None:
        """Prepare what is asked of every line."""
        self._today = today
        kept = [(one, cibles()[one.cible]) for one in colonnes if one.retenue]
        self._seules = [(one.index, cible.cle) for one, cible in kept if not cible.plusieurs]
        self._champs = [
            _Champ(one.index, cible, _facteur(one.titre)) for one, cible in kept if cible.champ and not cible.plusieurs
        ]
        self._freins = [(one.index, one.titre) for one, cible in kept if cible.cle == "signal.frein"]
        days = [(one.index, tableau.jours[one.index] or jour_de(one.titre)) for one, c in kept if c.table == "presence"]
        self._jours = [(index, day) for index, day in days if day is not None]
        self.hors_liste: Counter[tuple[str, str]] = Counter()
        """Words that a list of values has not: said once for the file, not on every line."""

    def reperes(self, line: "LigneLue") -> dict[str, Cellule]:
        """Give the cells that say whose line it is, and those that stand for themselves."""
        return {cle: line.cellules[index] for index, cle in self._seules if index < len(line.cellules)}

    def lire(self, line: "LigneLue", place: CommuneReference) -> LigneDite:
        """Read the values of a line."""
        cells = line.cellules
        values: dict[str, dict[str, Json]] = {}
        said: list[str] = []
        for one in self._champs:
            cell = cells[one.index] if one.index < len(cells) else None
            if cell is None or one.cible.champ is None:
                continue
            value, odd = lire(one.cible.champ, cell, self._today, one.facteur)
            if odd and one.cible.nature is Nature.CHOIX:
                self.hors_liste[one.cible.titre, " ".join(texte(cell).split())[:80]] += 1
            elif odd:
                said.append(f"{one.cible.titre} : {odd}")
            if value is not None:
                table, _, nom = one.cible.cle.partition(".")
                values.setdefault(table, {})[nom] = value
        return LigneDite(
            line.numero,
            place,
            self.reperes(line),
            values,
            tuple((title, cells[i]) for i, title in self._freins if i < len(cells) and cells[i] is not None),
            tuple((day, cells[i]) for i, day in self._jours if i < len(cells) and cells[i] is not None),
            said,
        )


def _facteur(titre: str) -> int:
    """Give what the amounts of a column are multiplied by: « (k€) », « en M€ »."""
    return 1_000 if _MILLE.search(titre) else 1_000_000 if _MILLION.search(titre) else 1
