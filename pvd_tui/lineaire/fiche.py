"""A fiche line by line: its fields by rubrique, one answered at a time, each answer saved at once."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.fold import Nature
from pvd_tui.domain.affichage import show
from pvd_tui.domain.champ import Champ, Genre, champ
from pvd_tui.domain.finding import Niveau
from pvd_tui.domain.rules import findings
from pvd_tui.domain.saisie import SaisieError, read
from pvd_tui.domain.tables import TABLES
from pvd_tui.lineaire.dialogue import Dialogue, Touche
from screens.fiche_choix import choices, libelle, resume
from screens.fiche_liens import liees
from screens.fiche_mots import aide_de
from storage.registre import StoreRegistre

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pvd_tui.changes.change import Json
    from pvd_tui.domain.entity import Entity
    from storage.fiche import Fiche
    from storage.store import Store

_VIDER: Final = "-"


class _Garder:
    """An answer that changes nothing."""


_GARDER: Final = _Garder()
_GESTES: Final = (
    Touche("l", "fiches liées"),
    Touche("h", "historique"),
    Touche("c", "contrôles"),
    Touche("u", "annuler le dernier geste"),
    Touche("x", "archiver"),
)


class FicheLue:
    """One record, asked field by field."""

    def __init__(self, dialogue: Dialogue, store: "Store", today: date) -> None:
        """Speak through `dialogue` about the records of `store`."""
        self.dialogue, self.store, self.today = dialogue, store, today

    def ouvrir(self, table: str, record: str) -> None:
        """Read a record aloud, rubrique by rubrique, until one goes back."""
        cls = TABLES[table]
        while True:
            fiche = self.store.get(table, record)
            if fiche is None:
                self.dialogue.dire("Cette fiche n'est plus sur cet ordinateur.")
                return
            self._tete(cls, fiche)
            rubriques = [_rubrique(cls, fiche, titre, names) for titre, names in cls.rubriques]
            said = self.dialogue.choisir("Rubrique", rubriques, _GESTES)
            if said == "":
                return
            if isinstance(said, int):
                self._rubrique(cls, record, cls.rubriques[said])
            else:
                self._geste(said, fiche)

    def nouvelle(self, table: str, start: "Mapping[str, Json]") -> str | None:
        """Ask for what a new record needs, and create it; None if one gave up."""
        cls = TABLES[table]
        values: dict[str, Json] = dict(start)
        for name in dict.fromkeys(n for n in ("titre", cls.lead, cls.parent) if n and n in cls.model_fields):
            if values.get(name) is not None:
                continue
            asked = champ(cls, name)
            value = self._valeur(cls, asked, "")
            if isinstance(value, _Garder) and name == "titre":
                self.dialogue.dire("Rien n'a été créé.")
                return None
            if not isinstance(value, _Garder):
                values[name] = value
        made = self.dialogue.tenter(partial(self.store.create, table, values))
        if made:
            self.dialogue.dire(f"Enregistré : {values.get('titre') or cls.label}.")
        return made

    # One record.

    def _tete(self, cls: "type[Entity]", fiche: "Fiche") -> None:
        titre = str(fiche.values.get("titre") or "sans titre")
        state = " (archivée)" if fiche.folded.archived else ""
        self.dialogue.dire("", f"{cls.label.capitalize()} : {titre}{state}")
        for one in fiche.folded.desaccords:
            if one.nature is not Nature.ATTENTE and one.champ in cls.model_fields:
                self.dialogue.dire(f"Attention, {champ(cls, one.champ).titre} a plusieurs valeurs : voir Conflits.")

    def _rubrique(self, cls: "type[Entity]", record: str, rubrique: tuple[str, tuple[str, ...]]) -> None:
        """Read the fields of a rubrique, and change them one at a time."""
        while True:
            fiche = self.store.get(cls.table, record)
            if fiche is None:
                return
            self.dialogue.dire("", rubrique[0])
            lines = [f"{champ(cls, n).titre} : {self._shown(cls, n, fiche) or 'non renseigné'}" for n in rubrique[1]]
            said = self.dialogue.choisir("Champ", lines)
            if said == "":
                return
            if isinstance(said, int):
                self._changer(cls, fiche, rubrique[1][said])

    def _changer(self, cls: "type[Entity]", fiche: "Fiche", name: str) -> None:
        """Ask for another value of a field, and save it over what was read aloud."""
        asked = champ(cls, name)
        aide = aide_de(asked)
        exemple, qui = aide.exemple and f"Exemple : {aide.exemple}", aide.qui and f"Rempli par : {aide.qui}"
        self.dialogue.dire(*(line for line in (aide.definition, qui, exemple, aide.reponse) if line))
        value = self._valeur(cls, asked, self._shown(cls, name, fiche))
        if isinstance(value, _Garder) or value == fiche.values.get(name):
            self.dialogue.dire("Inchangé.")
            return
        if self.dialogue.tenter(partial(self.store.update, fiche, {name: value})):
            self.dialogue.dire("Enregistré.")
            self._controler(cls, fiche.record, name)

    def _valeur(self, cls: "type[Entity]", asked: Champ, now: str) -> "Json | _Garder":
        """Ask until the answer is a value; an empty line keeps what is there, « - » empties the field."""
        keep = f"Entrée garde « {now} », {_VIDER} vide" if now else "Entrée pour laisser vide"
        while True:
            typed = self.dialogue.demander(f"{asked.titre} ({keep})")
            if not typed:
                return _GARDER
            if typed == _VIDER:
                return None
            found = self._choix(asked, typed) if asked.genre is Genre.REFERENCE else typed
            if found is None:
                continue
            try:
                return read(cls, asked.nom, found, self.today)
            except SaisieError as error:
                self.dialogue.dire(str(error))

    def _choix(self, asked: Champ, typed: str) -> str | None:
        """Find the record that was meant by its name."""
        if asked.reference == "commune":
            from pvd_tui import referentiel  # noqa: PLC0415 - reads the référentiel, only when asked

            found = [(c.insee, f"{c.nom} ({c.departement})") for c in referentiel.search_communes(typed, limit=9)]
        else:
            from screens.plain import fold  # noqa: PLC0415 - one word

            found = [(c.id, c.label) for c in choices(self.store, asked, None) if fold(typed) in fold(c.label)][:9]
        if not found:
            self.dialogue.dire(f"Aucune fiche ne s'appelle « {typed} ».")
            return None
        if len(found) == 1:
            return found[0][0]
        said = self.dialogue.choisir("Laquelle", [label for _, label in found])
        return found[said][0] if isinstance(said, int) else None

    def _shown(self, cls: "type[Entity]", name: str, fiche: "Fiche") -> str:
        return libelle(self.store, champ(cls, name), show(cls, name, fiche.values.get(name)))

    # What can be done beside.

    def _geste(self, lettre: str, fiche: "Fiche") -> None:
        gestes: dict[str, Callable[[Fiche], None]] = {
            "l": self._liens,
            "h": self._historique,
            "c": lambda one: self._controler(TABLES[one.table], one.record, None),
            "u": self._annuler,
            "x": self._archiver,
        }
        gestes[lettre](fiche)

    def _controler(self, cls: "type[Entity]", record: str, name: str | None) -> None:
        """Say what the rules find: of one field after a change, of the whole record when asked."""
        found = findings(cls.table, record, StoreRegistre(self.store), self.today)
        said = [f for f in found if name is None or f.field == name]
        marks = {Niveau.ERREUR: "Bloquant", Niveau.AVERTISSEMENT: "À vérifier", Niveau.INFORMATION: "Pour information"}
        self.dialogue.dire(*(f"{marks[f.level]} : {f.sentence} {f.clears}" for f in said))
        if name is None and not said:
            self.dialogue.dire("Rien à signaler.")

    def _historique(self, fiche: "Fiche") -> None:
        cls = TABLES[fiche.table]
        for change in self.store.history.of(fiche.table, fiche.record):
            who = "cet ordinateur" if change.by == self.store.device else change.role or "un autre ordinateur"
            what = " ; ".join(f"{_titre(cls, n)} = {show(cls, n, v) or 'vide'}" for n, v in change.set.items())
            self.dialogue.dire(f"{change.at[:16].replace('T', ' à ')}, {who} : {what}")

    def _annuler(self, _fiche: "Fiche") -> None:
        done = self.dialogue.tenter(self.store.history.undo)
        self.dialogue.dire(f"Annulé : {done.titre}." if done else "Rien à annuler.")

    def _archiver(self, fiche: "Fiche") -> None:
        if fiche.folded.archived:
            if self.dialogue.oui("La rétablir ?"):
                self.dialogue.tenter(partial(self.store.restore, fiche))
        elif self.dialogue.oui("L'archiver ? u l'annule"):
            self.dialogue.tenter(partial(self.store.archive, fiche))

    def _liens(self, fiche: "Fiche") -> None:
        """Read the records that name this one, and open or make one."""
        while True:
            found = [
                (table, str(row["id"]), f"{TABLES[table].label.capitalize()} : {resume(self.store, table, row)}")
                for table in liees(fiche.table)
                for row in self.store.rows.page(table, {fiche.table: fiche.record}, limit=50)
            ]
            kinds = liees(fiche.table)
            said = self.dialogue.choisir("Fiche liée", [line for _, _, line in found], [Touche("n", "en créer une")])
            if said == "":
                return
            if isinstance(said, int):
                self.ouvrir(found[said][0], found[said][1])
                continue
            kind = self.dialogue.choisir("Quelle sorte", [TABLES[table].label for table in kinds])
            if isinstance(kind, int):
                start: dict[str, Json] = {fiche.table: fiche.record}
                if fiche.commune and TABLES[kinds[kind]].lead == "commune":
                    start["commune"] = fiche.commune
                self.nouvelle(kinds[kind], start)


def _rubrique(cls: "type[Entity]", fiche: "Fiche", titre: str, names: tuple[str, ...]) -> str:
    filled = sum(fiche.values.get(name) is not None for name in names if name in cls.model_fields)
    return f"{titre}, {filled} sur {len(names)} renseignés"


def _titre(cls: "type[Entity]", name: str) -> str:
    return champ(cls, name).titre if name in cls.model_fields else name
