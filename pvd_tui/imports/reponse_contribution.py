"""One workbook that came back -> what the site answers: found by its labels, wherever its lines are.

The hidden sheet says which campaign and which site; where it was lost, the reference in sight says it. What cannot be
read is said and left out; a cell left empty says nothing, and takes nothing back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.champ import champ
from pvd_tui.domain.contribution import Contribution
from pvd_tui.domain.faits_campagne import FAITS
from pvd_tui.domain.questionnaire import CACHEE, REFERENCE, REMPLIE_LE, REPONSE, champ_de
from pvd_tui.domain.saisie import SaisieError, read
from pvd_tui.domain.texte import plain
from pvd_tui.imports.classeur import Cellule, Feuille, ligne, read_classeur, texte
from pvd_tui.imports.fichier import FichierError

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json

_LIGNES: Final = 400
"""Rows that are looked at: the workbook has about thirty."""
_ORDINAIRE: Final = 2
"""The column of the answers in a workbook whose title was lost, from 0."""


@dataclass(slots=True)
class ReponseRecue:
    """What one file says."""

    chemin: Path
    campagne: str = ""
    site: str = ""
    commune: str = ""
    ecrit_le: str = ""
    """When the workbook was written, as changes write time; empty where nobody knows."""
    depart: dict[str, str] = field(default_factory=dict)
    """The facts that the workbook was sent with."""
    valeurs: "dict[str, Json]" = field(default_factory=dict)
    """What is answered, by field."""
    remplie_le: date | None = None
    remarques: list[str] = field(default_factory=list)

    @property
    def vide(self) -> bool:
        """Say whether nobody filled anything in: only the facts it was sent with are there."""
        said = {name: value for name, value in self.valeurs.items() if name != "auteur"}
        return all(name in FAITS and self.depart.get(name) == value for name, value in said.items())


def lire_reponse(chemin: Path, today: date) -> ReponseRecue:
    """Read a file that came back; raises FichierError where it is no reply, or cannot be read."""
    classeur = read_classeur(chemin)
    found = ReponseRecue(chemin)
    shown = [sheet for sheet in classeur.feuilles if plain(sheet.nom) != CACHEE]
    for sheet in classeur.feuilles:
        if plain(sheet.nom) == CACHEE:
            _identite(found, sheet)
    for sheet in shown:
        _reference(found, sheet)
        _reponses(found, sheet, today)
    if not found.commune or not found.campagne:
        raise FichierError(
            "Ce classeur n’est pas une réponse à une campagne : ni sa feuille cachée ni sa référence ne disent quel "
            "site répond. Rien n’a été importé. Saisissez la contribution (« pvd campagne contribuer »)."
        )
    return found


def _identite(found: ReponseRecue, sheet: Feuille) -> None:
    """Read the hidden sheet."""
    for row in sheet.rangees[:_LIGNES]:
        name, said = texte(ligne(row.cellules, 0)), texte(ligne(row.cellules, 1))
        if name in {"campagne", "site", "commune", "ecrit_le"}:
            setattr(found, name, said)
        elif name in FAITS:
            found.depart[name] = said


def _reference(found: ReponseRecue, sheet: Feuille) -> None:
    """Read the reference in sight where the hidden sheet said nothing."""
    for row in sheet.rangees[:_LIGNES]:
        cells = [texte(cell) for cell in row.cellules]
        place = next((at for at, cell in enumerate(cells) if plain(cell) == plain(REFERENCE)), None)
        if place is None:
            continue
        said = next((cell for cell in cells[place + 1 :] if cell), "")
        campagne, _, commune = (part.strip() for part in said.partition("/"))
        found.campagne, found.commune = found.campagne or campagne, found.commune or commune


def _reponses(found: ReponseRecue, sheet: Feuille, today: date) -> None:
    """Read the answers, line by line; several lines of a list are put together."""
    column = _colonne(sheet)
    lists: dict[str, list[str]] = {}
    for row in sheet.rangees[:_LIGNES]:
        for name, said in _dites(row.cellules, column):
            if name == "recue_le":
                _jour(found, said, today)
            elif champ(Contribution, name).plusieurs:
                lists.setdefault(name, []).append(texte(said))
            else:
                _lire(found, name, texte(said), today)
    for name, words in lists.items():
        _lire_liste(found, name, words, today)


def _colonne(sheet: Feuille) -> int:
    """Find the column of the answers by its title."""
    for row in sheet.rangees[:_LIGNES]:
        for at, cell in enumerate(row.cellules):
            if isinstance(cell, str) and plain(cell) == plain(REPONSE):
                return at
    return _ORDINAIRE


def _dites(cells: Sequence[Cellule], column: int) -> Iterator[tuple[str, Cellule]]:
    """Give the field and the answer of a row; nothing where it asks for none, or is left empty."""
    for cell in cells[: max(column, 1)]:
        name = champ_de(cell) if isinstance(cell, str) else None
        if name is not None:
            said = ligne(cells, column)
            if said is not None:
                yield name, said
            return


def _jour(found: ReponseRecue, said: Cellule, today: date) -> None:
    """Read the day of the answer; one that is to come, or no day, is said and left out."""
    try:
        day = (
            said
            if isinstance(said, date)
            else date.fromisoformat(str(read(Contribution, "recue_le", texte(said), today)))
        )
    except (SaisieError, ValueError):
        found.remarques.append(f"{REMPLIE_LE} : « {texte(said)} » n’est pas une date ; laissée de côté")
        return
    if day > today:
        found.remarques.append(f"{REMPLIE_LE} : le {day:%d/%m/%Y} est à venir ; laissée de côté")
    else:
        found.remplie_le = day


def _lire(found: ReponseRecue, name: str, said: str, today: date) -> None:
    try:
        value = read(Contribution, name, said, today)
    except SaisieError as error:
        found.remarques.append(f"{champ(Contribution, name).titre} : « {said[:60]} » laissé de côté. {error.message}")
        return
    if value is not None:
        found.valeurs[name] = value


def _lire_liste(found: ReponseRecue, name: str, words: Sequence[str], today: date) -> None:
    """Read the words of a list one by one: a wrong one does not take the others with it."""
    kept: list[Json] = []
    for word in words:
        try:
            read_ = read(Contribution, name, word, today)
        except SaisieError:
            found.remarques.append(
                f"{champ(Contribution, name).titre} : « {word[:60]} » n’est pas dans la liste ; laissé de côté"
            )
            continue
        kept += [one for one in (read_ if isinstance(read_, list) else []) if one not in kept]
    if kept:
        found.valeurs[name] = kept
