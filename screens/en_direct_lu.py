"""A séance being held, as it is read once when its page opens and kept up to date: notes, suites, sheet, points."""

from typing import TYPE_CHECKING, Final, NamedTuple

from pvd_tui.domain.deroule import Point
from pvd_tui.domain.journal_seance import Nomme
from pvd_tui.domain.note_seance import GenreNote
from pvd_tui.domain.pointage import LA, PRESENT, Compte, Pointee, compter
from screens.en_direct_entrees import entree, suite_dite
from screens.lignes import jour, texte
from screens.plain import fold
from screens.widgets.journal import Entree

if TYPE_CHECKING:
    from datetime import datetime

    from pvd_tui.changes.change import Json
    from storage.seances import SeanceEnDirect

_NOTE: Final = ("genre", "heure", "texte", "titre", "action", "commune", "repondue", "desaccord")
_SUITE: Final = ("note_seance", "numero", "titre", "pilote", "echeance", "communes")
_PRESENCE: Final = (
    *("titre", "commune", "fonction", "organisme", "qualite", "statut", "mode", "represente_par"),
    *("heure_arrivee", "heure_depart", "emarge", "personne"),
)
_SEANCE: Final = (
    *("titre", "numero", "date", "commune_hote", "echelon", "public", "quorum", "departement"),
    *("ouverte_a", "close_a", "point_courant"),
)

Ligne = dict[str, "Json"]


class Compteurs(NamedTuple):
    """What was written so far."""

    suites: int
    sans_echeance: int
    decisions: int
    questions: int
    """Not answered."""


class DirectLu:
    """What the live page shows of one séance."""

    def __init__(self, direct: "SeanceEnDirect") -> None:
        """Read through this séance's gestures."""
        self._direct = direct
        self._store = direct.store
        self.seance: Ligne = dict.fromkeys(_SEANCE)
        self.notes: dict[str, Ligne] = {}
        self.suites: dict[str, list[Ligne]] = {}
        """By note."""
        self.pointees: dict[str, Pointee] = {}
        self.points: list[Point] = []
        self.ouverte: datetime | None = None
        self._connus: list[Nomme] | None = None

    def relire(self) -> None:
        """Read all of it."""
        self.lire_seance()
        self.notes = {str(row["id"]): row for row in self._direct.enfants("note_seance", *_NOTE)}
        self.lire_suites()
        self.lire_feuille()

    def lire_seance(self) -> None:
        """Read what the séance says of itself, and its points with their stamps."""
        found = self._store.rows.these("seance_club", [self._direct.record], _SEANCE)
        self.seance = found[0] if found else dict.fromkeys(_SEANCE)
        instant = self._direct.instant
        self.ouverte = instant("seance_club", self._direct.record, "ouverte_a")
        self.points = []
        for row in self._direct.points():
            stamps = {
                field: instant("point_ordre_du_jour", str(row["id"]), field) if row[field] else None
                for field in ("debut_reel", "fin_reelle", "suspendu_a")
            }
            self.points.append(
                Point(
                    str(row["id"]),
                    texte(row["titre"]) or "sans titre",
                    _entier(row["duree"]),
                    stamps["debut_reel"],
                    stamps["fin_reelle"],
                    stamps["suspendu_a"],
                    _entier(row["suspension"]) or 0,
                )
            )

    def lire_note(self, record: str) -> None:
        """Read one note again; forget it where it is no longer there."""
        rows = self._store.rows.page("note_seance", {"id": record}, columns=_NOTE, order=())
        if rows:
            self.notes[record] = rows[0]
        else:
            self.notes.pop(record, None)

    def lire_suites(self) -> None:
        """Read the suites."""
        self.suites = {}
        for row in self._direct.enfants("suite", *_SUITE):
            self.suites.setdefault(str(row["note_seance"] or ""), []).append(row)

    def lire_feuille(self) -> None:
        """Read the attendance sheet, by name."""
        rows = self._store.rows.page("presence", {"seance_club": self._direct.record}, columns=_PRESENCE)
        self.pointees = {one.id: one for one in map(self._pointee, rows)}

    def lire_pointee(self, record: str) -> Pointee | None:
        """Read one line of the sheet again."""
        rows = self._store.rows.these("presence", [record], _PRESENCE)
        if not rows:
            return None
        self.pointees[record] = self._pointee(rows[0])
        return self.pointees[record]

    # What is shown of it.

    @property
    def titre(self) -> str:
        """Name the séance: « Séance 2026-2 », else by its title."""
        numero = texte(self.seance["numero"])
        return f"Séance {numero}" if numero else texte(self.seance["titre"]) or "Séance"

    def faits(self) -> str:
        """Say where and when, in a few words."""
        hote = self._commune(texte(self.seance["commune_hote"]))
        day = jour(self.seance["date"]) if self.seance["date"] else ""
        parts = [self.titre, hote, day, texte(self.seance["echelon"]), texte(self.seance["public"])]
        return " · ".join(part for part in parts if part)

    def entrees(self) -> list[Entree]:
        """Give the journal, by hour; then the suites that no note made."""
        ordered = sorted(self.notes.values(), key=lambda row: (texte(row["heure"]), str(row["id"])))
        alone = [Entree(f"suite {row['id']}", "", "SUITE", "suite", suite_dite(row)) for row in self.suites.get("", [])]
        return [*alone, *map(self._entree, ordered)]

    def entree(self, record: str) -> Entree | None:
        """Give one note of the journal."""
        row = self.notes.get(record)
        return None if row is None else self._entree(row)

    def compteurs(self) -> Compteurs:
        """Count suites, decisions, questions."""
        suites = [row for rows in self.suites.values() for row in rows]
        genres = [row["genre"] for row in self.notes.values()]
        open_questions = sum(
            row["genre"] == GenreNote.QUESTION and row["repondue"] is not True for row in self.notes.values()
        )
        without = sum(not row["echeance"] for row in suites)
        return Compteurs(len(suites), without, genres.count(GenreNote.DECISION), open_questions)

    def compte(self) -> Compte:
        """Count who is there."""
        return compter(self.pointees.values())

    def presents(self) -> str:
        """Say how many are there, of how many communes."""
        counted = self.compte()
        where = {"departement": self.seance["departement"]} if self.seance["departement"] else None
        total = self._store.rows.count("commune", where)
        return f"présents {counted.presents}/{counted.attendus} · communes représentées {counted.communes}/{total}"

    def quorum(self) -> str:
        """Say whether enough people are there, or how many of those it takes; nothing where no quorum is asked for."""
        quorum = _entier(self.seance["quorum"])
        presents = self.compte().presents
        return "" if not quorum else f"quorum {quorum} √" if presents >= quorum else f"quorum {presents}/{quorum}"

    def noms(self) -> list[str]:
        """Give the names a pilote may have: who is there first, then the others of the sheet."""
        ordered = sorted(self.pointees.values(), key=lambda one: one.statut != PRESENT)
        return list(dict.fromkeys(one.nom for one in ordered if one.nom))

    def communes(self) -> list[str]:
        """Give the names of the communes, those of the people who are there first."""
        here = [one.commune for one in self.pointees.values() if one.statut in LA and one.commune]
        return list(dict.fromkeys([*here, *(one.titre for one in self.connus() if one.table == "commune")]))

    def connus(self) -> list[Nomme]:
        """Give the communes and actions that a note may name; read at the first Tab only."""
        if self._connus is None:
            communes = self._store.rows.page("commune", columns=("titre",))
            actions = self._store.rows.page("action", columns=("titre", "code", "commune"))
            self._connus = [Nomme("commune", str(row["id"]), texte(row["titre"])) for row in communes]
            self._connus += [
                Nomme("action", str(row["id"]), texte(row["titre"]), texte(row["code"]), texte(row["commune"]))
                for row in actions
            ]
        return self._connus

    def insee(self, nom: str) -> str | None:
        """Give the commune of this name."""
        wanted = fold(nom)
        return next((one.record for one in self.connus() if one.table == "commune" and fold(one.titre) == wanted), None)

    # Rows.

    def _pointee(self, row: Ligne) -> Pointee:
        insee = texte(row["commune"])
        return Pointee(
            id=str(row["id"]),
            nom=texte(row["titre"]),
            commune=self._commune(insee),
            insee=insee,
            fonction=texte(row["fonction"]),
            organisme=texte(row["organisme"]),
            qualite=texte(row["qualite"]),
            statut=texte(row["statut"]) or "Inscrit",
            a_distance=row["mode"] == "À distance",
            represente_par=texte(row["represente_par"]),
            arrivee=texte(row["heure_arrivee"]),
            depart=texte(row["heure_depart"]),
            emarge=row["emarge"] if isinstance(row["emarge"], bool) else None,
            personne=texte(row["personne"]),
        )

    def _commune(self, insee: str) -> str:
        return self._store.rows.titres("commune", [insee]).get(insee, insee) if insee else ""

    def _entree(self, row: Ligne) -> Entree:
        return entree(row, self.suites.get(str(row["id"]), []), self._liens(row))

    def _liens(self, row: Ligne) -> str:
        """Say what a note is linked to."""
        named = []
        if row["action"]:
            found = self._store.rows.these("action", [str(row["action"])], ("titre", "code", "commune"))
            if found:
                code, titre = texte(found[0]["code"]), texte(found[0]["titre"])
                where = self._commune(texte(found[0]["commune"]))
                named.append(f"l'action {code} {titre}".replace("  ", " ") + (f" ({where})" if where else ""))
        if row["commune"]:
            named.append(self._commune(texte(row["commune"])))
        return ", ".join(named)


def _entier(value: "Json") -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
