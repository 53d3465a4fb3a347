"""The linear program from its first question to the last: what waits, the lists, a search, the exchange."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.tables import TABLES
from pvd_tui.domain.texte import counted
from pvd_tui.lineaire.dialogue import Dialogue, FinError, Touche
from pvd_tui.lineaire.fiche import FicheLue
from screens.fiche_choix import resume
from screens.lignes import jour
from storage import settings
from storage.filtre import Filtre

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from storage.store import Store

PAGE: Final = 15
"""Lines said at once: as many as one remembers, and fewer than a screen."""

_LISTES: Final = (
    ("commune", "Communes"),
    ("action", "Actions"),
    ("demande", "Demandes de subvention"),
    ("convention", "Conventions"),
    ("seance_club", "Séances de club"),
    ("suite", "Suites à donner"),
    ("personne", "Personnes"),
)
_ACCUEIL: Final = (Touche("u", "annuler le dernier geste"), Touche("d", "la séance en direct, ligne par ligne"))
_SUITE: Final = (
    Touche("s", "page suivante"),
    Touche("p", "page précédente"),
    Touche("f", "filtrer"),
    Touche("n", "en créer une"),
)


def tenir(dialogue: Dialogue, store: "Store") -> None:
    """Hold the conversation until the person leaves or the input ends; everything said done is on the disk."""
    with suppress(FinError):
        _Session(dialogue, store).accueillir()
    dialogue.dire("Au revoir. Tout est enregistré.")


class _Session:
    def __init__(self, dialogue: Dialogue, store: "Store") -> None:
        self.dialogue, self.store = dialogue, store
        self.today = store.today().astimezone().date()
        self.fiches = FicheLue(dialogue, store, self.today)

    def accueillir(self) -> None:
        """Greet, then ask what to do until one goes back from here."""
        nom = (self.store.settings.get(settings.NOM) or "").split(" ")[0]
        self.dialogue.dire(f"PVD, mode linéaire. Bonjour{' ' + nom if nom else ''}.")
        self.dialogue.dire("Un numéro ouvre, une lettre agit, Entrée seule revient. À l'accueil, Entrée quitte.")
        menu = ["À faire", "Chercher", "Conflits", *(titre for _, titre in _LISTES), "Synchroniser"]
        while True:
            conflits = self.store.disputed()
            waiting = f"{counted(self.store.outbox.count(), 'modification')} à envoyer"
            self.dialogue.dire("", f"Accueil. {waiting}, {counted(conflits, 'conflit')}.")
            said = self.dialogue.choisir("Que faire", menu, _ACCUEIL)
            if said == "":
                return
            if said == "u":
                self._annuler()
            elif said == "d":
                self._direct()
            elif isinstance(said, int):
                self._aller(said)

    def _direct(self) -> None:
        """Hold the séance that is open, or the day's, line by line."""
        from pvd_tui.lineaire.direct import tenir as tenir_seance  # noqa: PLC0415 - only here

        tenir_seance(self.dialogue, self.store)

    def _annuler(self) -> None:
        """Take back the last gesture, and say what was left because it changed since."""
        if self.store.history.size(redo=False) == 0:
            self.dialogue.dire("Rien à annuler.")
        elif done := self.dialogue.tenter(self.store.history.undo):
            left = f" Laissé tel quel, modifié depuis : {counted(len(done.kept), 'champ')}." if done.kept else ""
            said = "Annulé" if done.changes else "Rien n'a pu être annulé de"
            self.dialogue.dire(f"{said} : {done.titre}.{left}")

    def _aller(self, place: int) -> None:
        firsts = (self._a_faire, self._chercher, self._conflits)
        if place < len(firsts):
            firsts[place]()
        elif place < len(firsts) + len(_LISTES):
            self._lister(*_LISTES[place - len(firsts)])
        else:
            self._synchroniser()

    def _a_faire(self) -> None:
        from storage.a_faire import ListeAFaire  # noqa: PLC0415 - only here

        lines = ListeAFaire(self.store).lines(self.today)
        if not lines:
            self.dialogue.dire("Rien n'attend : les fiches sont à jour.")
            return
        said = [f"{line.titre or 'sans titre'}, {line.quoi}{_le(line.jour)}" for line in lines]
        self._pages("À faire", said, [(line.table, line.record) for line in lines])

    def _chercher(self) -> None:
        words = self.dialogue.demander("Mots cherchés")
        hits = self.store.search.find(words, limit=50) if words else []
        if not hits:
            near = self.store.search.near(words) if words else []
            self.dialogue.dire("Rien de trouvé." + (f" Vouliez-vous dire : {near[0].titre} ?" if near else ""))
            return
        said = [f"{TABLES[hit.table].label.capitalize()} : {hit.titre or 'sans titre'}" for hit in hits]
        self._pages(counted(len(hits), "résultat"), said, [(hit.table, hit.record) for hit in hits])

    def _pages(self, titre: str, lines: Sequence[str], records: Sequence[tuple[str, str]]) -> None:
        """Say lines a page at a time; a number opens its record."""
        start = 0
        while True:
            some = lines[start : start + PAGE]
            self.dialogue.dire("", f"{titre}, {start + 1} à {start + len(some)} sur {len(lines)}")
            touches = [t for t, ok in zip(_SUITE, (start + PAGE < len(lines), start > 0), strict=False) if ok]
            said = self.dialogue.choisir("Ouvrir", some, touches)
            if said == "":
                return
            if isinstance(said, int) and records[start + said][0] == "club":  # what a département owes is no record
                self._club()
            elif isinstance(said, int) and records[start + said][0] == "campagne":  # a contribution, perhaps to begin
                self._contribuer(records[start + said][1])
            elif isinstance(said, int):
                self.fiches.ouvrir(*records[start + said])
            else:
                start += PAGE if said == "s" else -PAGE

    def _club(self) -> None:
        """Say the clubs as the instruction counts them."""
        from pvd_tui.reports.club import texte  # noqa: PLC0415 - only here
        from storage.club import compter  # noqa: PLC0415 - same

        if club := compter(self.store, self.today):
            self.dialogue.dire(*texte(club).splitlines())

    def _contribuer(self, site: str) -> None:
        """Open the contribution of a site, begun with what is known; of a préfecture, say how far the campaign is."""
        from pvd_tui.domain.contributions import avancement  # noqa: PLC0415 - only here
        from storage.contributions import campagne, commencer, contributions_par_site  # noqa: PLC0415 - same

        held = campagne(self.store)
        sites = contributions_par_site(self.store, held)
        found = next((one for one in sites if one.site == site), None)
        if found is None:
            self.dialogue.dire(avancement(sites).phrase)
        elif found.contribution is not None:
            self.fiches.ouvrir("contribution", found.contribution.id)
        elif made := self.fiches.nouvelle("contribution", commencer(self.store, found, held)):
            self.fiches.ouvrir("contribution", made)

    def _lister(self, table: str, titre: str) -> None:
        """Read a list a page at a time, filtered by words if one wants."""
        start, filtre = 0, ""
        while True:
            where = Filtre(mots=filtre)
            total = self.store.rows.count(table, where)
            rows = self.store.rows.page(table, where, columns=_columns(self.store, table), limit=PAGE, offset=start)
            what = f", filtre « {filtre} »" if filtre else ""
            self.dialogue.dire("", f"{titre}{what}, {start + 1 if rows else 0} à {start + len(rows)} sur {total}")
            shown = (start + PAGE < total, start > 0, True, True)
            touches = [touche for touche, ok in zip(_SUITE, shown, strict=True) if ok]
            said = self.dialogue.choisir("Ouvrir", [self._ligne(table, row) for row in rows], touches)
            if said == "" and not filtre:
                return
            if said == "":
                start, filtre = 0, ""
            elif isinstance(said, int):
                self.fiches.ouvrir(table, str(rows[said]["id"]))
            elif said == "f":
                start, filtre = 0, self.dialogue.demander("Mots que la ligne contient")
            elif said == "n":
                self._nouvelle(table)
            else:
                start += PAGE if said == "s" else -PAGE

    def _nouvelle(self, table: str) -> None:
        if table == "commune":
            self.dialogue.dire("Une commune s'ajoute par son code : pvd creer commune id=02361.")
            return
        made = self.fiches.nouvelle(table, {})
        if made:
            self.fiches.ouvrir(table, made)

    def _ligne(self, table: str, row: "Mapping[str, Json]") -> str:
        """Say a row on one line: its title, its commune by name, what else tells it apart."""
        said = [resume(self.store, table, row)]
        if table != "commune" and row.get("commune"):
            said.append(self.store.rows.titres("commune", [str(row["commune"])]).get(str(row["commune"]), ""))
        said += [jour(row[name]) if name in _JOURS else str(row[name]) for name in _DISTINCTS if row.get(name)]
        return ", ".join(part for part in said if part)

    def _conflits(self) -> None:
        """Read each field that has two values, and let one be kept."""
        from storage import conflits as boite  # noqa: PLC0415 - only here

        found = [one for one in boite.lister(self.store) if not one.a_confirmer]
        if not found:
            self.dialogue.dire("Aucun conflit.")
            return
        said = self.dialogue.choisir("Fiche", [f"{one.titre} : {', '.join(one.champs)}" for one in found])
        carte = boite.carte(self.store, found[said].table, found[said].record) if isinstance(said, int) else None
        if carte is None:
            return
        self.dialogue.dire("m garde tout ce qui vient de cet ordinateur, l ce qui vient des autres.")
        letter = self.dialogue.choisir("Trancher", [], [Touche("m", "le mien"), Touche("l", "le leur")])
        if letter in {"m", "l"}:
            decided = boite.tout(carte, mien=letter == "m")
            if self.dialogue.tenter(lambda: boite.trancher(self.store, carte, decided)):
                self.dialogue.dire(
                    "Enregistré ; u à l'accueil ramène le conflit. « pvd conflits » choisit champ par champ."
                )

    def _synchroniser(self) -> None:
        from sync.aside import run  # noqa: PLC0415 - asyncio, only where there is a network
        from sync.client import synchronise  # noqa: PLC0415 - httpx and pydantic
        from sync.errors import SyncError  # noqa: PLC0415 - same

        try:
            bilan = run(synchronise(self.store))
        except SyncError as error:
            self.dialogue.dire(str(error))
            return
        self.dialogue.dire(f"Synchronisé : {counted(bilan.envoyes, 'envoyée')}, {counted(bilan.recus, 'reçue')}.")


_JOURS: Final = frozenset({"date", "echeance"})
_DISTINCTS: Final = ("phase", "statut_phase", "etat", "statut", "date", "echeance")


def _columns(store: "Store", table: str) -> tuple[str, ...]:
    return tuple(store.rows.plan(table).columns)


def _le(day: object) -> str:
    from datetime import date  # noqa: PLC0415 - one use

    return f", le {day:%d/%m/%Y}" if isinstance(day, date) else ""
