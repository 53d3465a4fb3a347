"""The preview of an import: per line and per record, what would happen and why. Nothing is written here.

Dirty official data warns, it never fails (domain.md §0.9). The edits are ready to save: what they replace is
what the preview showed, whatever arrives in between (`design.md` §3, rule 1).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.edit import Edit, edit
from pvd_tui.domain.programme import Programme
from pvd_tui.imports.conventions import Conventions
from pvd_tui.imports.fiches import FicheVoulue, commune_voulue, epci_voulus, place_of
from pvd_tui.imports.perimetre import Perimetre
from pvd_tui.imports.question import Question
from storage.store import Saved, reborn

if TYPE_CHECKING:
    from datetime import date

    from pvd_tui.domain.doublons import Paire
    from pvd_tui.imports.fiches import Place
    from pvd_tui.imports.liste_pvd import LignePvd
    from storage.store import Store


class Sort(StrEnum):
    """What becomes of a line, or of a record."""

    CREER = "créer"
    MODIFIER = "modifier"
    INCHANGEE = "inchangée"
    REFUSEE = "refusée"
    HORS_PERIMETRE = "hors périmètre"
    LAISSEE = "laissée de côté"

    def compte(self, count: int) -> str:
        """Write how many lines become so: « 2 à créer », « 1 refusée », « 3 laissées de côté »."""
        if self in {Sort.CREER, Sort.MODIFIER}:
            return f"{count} à {self}"
        first, _, rest = self.value.partition(" ")
        plural = "s" if count > 1 and first.endswith("e") else ""
        return f"{count} {first}{plural} {rest}".rstrip()


@dataclass(frozen=True, slots=True)
class FicheApercu:
    """What would happen to one record."""

    table: str
    record: str
    titre: str
    sort: Sort
    lignes: tuple[int, ...]
    """The lines of the file that it comes from."""
    motif: str = ""
    champs: tuple[str, ...] = ()
    """The fields that would change."""
    edit: Edit | None = None


@dataclass(frozen=True, slots=True)
class LigneApercu:
    """What would happen to one line of the file."""

    numero: int
    insee: str
    nom: str
    sort: Sort
    motif: str = ""
    avertissements: tuple[str, ...] = ()
    titre: str = ""
    """What the line calls its project, if it is about one."""


@dataclass(frozen=True, slots=True)
class Apercu:
    """The whole preview."""

    lignes: tuple[LigneApercu, ...]
    fiches: tuple[FicheApercu, ...]
    libelle: str = ""
    """The label of the gesture, where it is not the official list's."""
    questions: tuple[Question, ...] = ()
    """What a person must answer before some lines are imported."""
    remarques: tuple[str, ...] = ()
    """What is said once for the whole file."""
    doublons: "tuple[Paire, ...]" = ()
    """New fiches that may be there already under another title."""

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Give what would be saved, parents before children."""
        return tuple(fiche.edit for fiche in self.fiches if fiche.edit is not None)

    @property
    def compte(self) -> Counter[Sort]:
        """Count the lines by what becomes of them."""
        return Counter(ligne.sort for ligne in self.lignes)

    @property
    def titre(self) -> str:
        """Label the gesture."""
        if self.libelle:
            return self.libelle
        count = sum(ligne.sort not in _LEFT_OUT for ligne in self.lignes)
        return f"Import de la liste PVD ({count} commune{'s' if count > 1 else ''})"


_LEFT_OUT: Final = frozenset({Sort.REFUSEE, Sort.HORS_PERIMETRE, Sort.LAISSEE})
_PROGRAMME: Final = Programme()


def preview(store: "Store", lignes: Sequence["LignePvd"], departement: str | None = None) -> Apercu:
    """Say what importing these lines into this store would do."""
    perimetre = Perimetre.of(store, departement)
    places, refused = _places(lignes, perimetre)
    kept = {number: place for number, place in places.items() if number not in refused}
    conventions = Conventions(store, list(places.values()), {place.insee for place in kept.values()})
    wanted = [*epci_voulus(list(kept.values())), *map(commune_voulue, kept.values()), *conventions.fiches]
    fiches = tuple(compare(store, one, perimetre) for one in wanted)
    sorts = _sorts(fiches)
    said: dict[str, list[str]] = {}
    for insee, warning in conventions.avertissements:
        said.setdefault(insee, []).append(warning)
    today = store.today().date()
    return Apercu(tuple(_lines(lignes, places, refused, sorts, _Warnings(today, said))), fiches)


def apply(store: "Store", apercu: Apercu) -> Saved | None:
    """Write the preview as one gesture, whole or not at all; None if there is nothing to write."""
    return store.save(apercu.edits, apercu.titre) if apercu.edits else None


def _places(
    lignes: Sequence["LignePvd"], perimetre: Perimetre
) -> tuple[dict[int, "Place"], dict[int, tuple[Sort, str]]]:
    """Find the present commune of each line, and say which lines are left out and why."""
    places: dict[int, Place] = {}
    refused: dict[int, tuple[Sort, str]] = {}
    first: dict[str, int] = {}
    for ligne in lignes:
        place = place_of(ligne)
        if place is None:
            reason = ligne.refus or f"Le code INSEE {ligne.insee} est inconnu du référentiel."
            refused[ligne.numero] = (Sort.REFUSEE, reason)
        elif place.insee in first:
            refused[ligne.numero] = (Sort.REFUSEE, f"Cette commune est déjà à la ligne {first[place.insee]}.")
        else:
            first[place.insee] = ligne.numero
            places[ligne.numero] = place
            if reason := perimetre.why_not(place.insee, place.departement) or "":
                refused[ligne.numero] = (Sort.HORS_PERIMETRE, reason)
    return places, refused


def compare(store: "Store", wanted: FicheVoulue, perimetre: Perimetre) -> FicheApercu:
    """Compare a record with what the store holds."""
    said = (wanted.table, wanted.record, wanted.titre)
    if wanted.partagee and (reason := perimetre.why_not_shared()):
        return FicheApercu(*said, Sort.HORS_PERIMETRE, wanted.lignes, reason)
    before = store.get(wanted.table, wanted.record)
    if before is None:
        change = Edit(wanted.table, wanted.record, wanted.creation)
        return FicheApercu(*said, Sort.CREER, wanted.lignes, "", tuple(wanted.creation), change)
    if before.folded.archived:
        reason = "Cette fiche est archivée : elle sera restaurée."
        return FicheApercu(*said, Sort.CREER, wanted.lignes, reason, (), reborn(before, wanted.creation))
    held = [name for name in wanted.complement if before.values.get(name) is not None and name not in wanted.valeurs]
    values = {name: value for name, value in wanted.creation.items() if name not in held}
    again = edit(wanted.table, wanted.record, before.folded, values)
    if again is None:
        return FicheApercu(*said, Sort.INCHANGEE, wanted.lignes)
    return FicheApercu(*said, Sort.MODIFIER, wanted.lignes, "", tuple(again.set), again)


def _sorts(fiches: Sequence[FicheApercu]) -> dict[int, Sort]:
    """Say what becomes of each line: created with its commune, modified with any record of its own."""
    sorts: dict[int, Sort] = {}
    for fiche in fiches:
        if fiche.table == "commune":
            sorts.update(dict.fromkeys(fiche.lignes, fiche.sort))
        elif fiche.table != "epci" and fiche.edit is not None:
            for number in fiche.lignes:
                if sorts.get(number) is Sort.INCHANGEE:
                    sorts[number] = Sort.MODIFIER
    return sorts


@dataclass(frozen=True, slots=True)
class _Warnings:
    """Says what is odd in a line."""

    today: "date"
    said: Mapping[str, Sequence[str]]

    def of(self, ligne: "LignePvd", place: "Place") -> Iterator[str]:
        """Give the warnings of a line."""
        yield from ligne.avertissements
        if place.insee != ligne.insee:
            yield f"le code {ligne.insee} n’existe plus : commune reprise par {place.nom} ({place.insee})"
        if place.population is not None and place.population >= _PROGRAMME.population_maximale:
            yield f"{place.population} habitants, le programme en vise moins de {_PROGRAMME.population_maximale}"
        yield from self._dates(ligne)
        yield from self.said.get(place.insee, ())

    def _dates(self, ligne: "LignePvd") -> Iterator[str]:
        if ligne.adhesion is None:
            yield "adhésion sans date : pas de convention d’adhésion"
        elif ligne.adhesion < _PROGRAMME.debut_programme:
            yield f"adhésion du {ligne.adhesion:%d/%m/%Y}, avant le lancement du programme"
        elif ligne.adhesion > self.today:
            yield f"adhésion datée du {ligne.adhesion:%d/%m/%Y}, à venir"
        if ligne.ort_signee and ligne.ort is None:
            yield "ORT dite signée, sans date"
        if ligne.ort is None:
            return
        if ligne.ort_signee is False:
            yield f"ORT dite non signée, pourtant datée du {ligne.ort:%d/%m/%Y} : pas de convention-cadre"
        if ligne.ort > self.today:
            yield f"ORT datée du {ligne.ort:%d/%m/%Y}, à venir"
        if ligne.adhesion is not None and ligne.ort < ligne.adhesion:
            yield "ORT antérieure à l’adhésion"


def _lines(
    lignes: Sequence["LignePvd"],
    places: Mapping[int, "Place"],
    refused: Mapping[int, tuple[Sort, str]],
    sorts: Mapping[int, Sort],
    warnings: _Warnings,
) -> Iterator[LigneApercu]:
    for ligne in lignes:
        place = places.get(ligne.numero)
        insee, nom = (place.insee, place.nom) if place else (ligne.insee, ligne.nom)
        if ligne.numero in refused:
            yield LigneApercu(ligne.numero, insee, nom, *refused[ligne.numero])
        elif place is not None:
            said = tuple(warnings.of(ligne, place))
            yield LigneApercu(ligne.numero, insee, nom, sorts[ligne.numero], "", said)
