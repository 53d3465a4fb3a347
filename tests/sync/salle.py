"""Two laptops in the same room: both record the same séance of the club, offline, one a minute after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pvd_tui.changes.change import Json
from pvd_tui.domain.journal_seance import lire
from pvd_tui.domain.presence import StatutPresence
from pvd_tui.domain.texte import plain
from storage.check import verify
from storage.seances import SeanceEnDirect
from storage.store import Store

GUISE, HIRSON = "02361", "02381"
NEUF = datetime(2026, 11, 19, 9, 0).astimezone()


@dataclass
class Montre:
    """The watch of one laptop."""

    retard: timedelta
    minutes: int = 0

    def __call__(self) -> datetime:
        """Give the time of that watch."""
        return NEUF + self.retard + timedelta(minutes=self.minutes)


@dataclass
class Greffier:
    """Somebody who records the séance on a laptop."""

    store: Store
    record: str
    retard: int
    """Minutes by which their gestures are later than the other's."""
    invite: Sequence[str]
    """How they write the guest: name, organisme."""
    excuse: bool
    """Whether they know that Luc Faure is excused."""
    notes: list[str] = field(default_factory=list)

    def tenir(self) -> None:
        """Hold the séance: open, point, note, go through the ordre du jour, close."""
        watch = Montre(timedelta(minutes=self.retard))
        direct = SeanceEnDirect(self.store, self.record, watch)
        direct.ouvrir()
        direct.point_suivant()
        self._pointer(direct, "Amina Petit", StatutPresence.PRESENT)
        if self.excuse:
            self._pointer(direct, "Luc Faure", StatutPresence.EXCUSE)
        direct.inviter("Jean Roux", commune=HIRSON)
        direct.inviter(self.invite[0], self.invite[1])
        for minute in (10, 20, 30):
            watch.minutes = minute
            for sign in ("!", "*", ""):
                text = f"{sign} dit à {minute} par {self.retard}"
                direct.noter(lire(text))
                self.notes.append(text.lstrip("!* "))
            direct.point_suivant()
        watch.minutes = 120
        line = self._ligne(direct, "Amina Petit")
        direct.partir(line)
        direct.clore()

    def _pointer(self, direct: SeanceEnDirect, nom: str, statut: StatutPresence) -> None:
        direct.pointer(self._ligne(direct, nom), statut)

    def _ligne(self, direct: SeanceEnDirect, nom: str) -> str:
        rows = direct.enfants("presence", "titre")
        return next(str(row["id"]) for row in rows if row["titre"] == nom)


def preparer(store: Store) -> str:
    """Write, at the préfecture, two communes, their people, and a séance with three points; give its id."""
    for code, nom in ((GUISE, "Guise"), (HIRSON, "Hirson")):
        store.create("commune", {"titre": nom, "departement": "02"}, record=code)
    for nom, code in (("Amina Petit", GUISE), ("Luc Faure", GUISE), ("Jean Roux", HIRSON)):
        store.create("personne", {"titre": nom, "commune": code, "departement": "02", "qualite": "Élu"})
    common: dict[str, Json] = {"departement": "02", "echelon": "Départemental", "public": "Mixte", "etat": "Convoquée"}
    seance = store.create("seance_club", {"titre": "Club de novembre", "date": "2026-11-19", **common})
    for ordre, titre in enumerate(("Accueil", "OPAH-RU", "Visite"), 1):
        store.create("point_ordre_du_jour", {"seance_club": seance, "titre": titre, "ordre": ordre, "duree": 15})
    return seance


def greffiers(a: Store, b: Store, seance: str) -> tuple[Greffier, Greffier]:
    """Give the two who record it: B writes a minute later, spells the guest otherwise, and does not know the excuse."""
    return (
        Greffier(a, seance, 0, ("Zoé Blanc", "CAUE de l’Aisne"), excuse=True),
        Greffier(b, seance, 1, ("zoe  BLANC", "CAUE"), excuse=False),
    )


def reunis(one: Greffier, other: Greffier) -> None:
    """See that both laptops hold the same séance, whole, and that nobody is asked anything."""
    said = [*one.notes, *other.notes]
    for store in (one.store, other.store):
        assert store.disputed() == 0
        assert verify(store).sain
        notes = lignes(store, "note_seance", one.record)
        assert sorted(str(note["texte"]) for note in notes) == sorted(said)
        journal = sorted(notes, key=lambda note: (str(note["heure"]), str(note["id"])))
        assert [str(note["texte"]).rpartition(" ")[2] for note in journal] == (["0"] * 3 + ["1"] * 3) * 3
        seance = lignes(store, "seance_club", one.record, "id")[0]
        assert (seance["ouverte_a"], seance["close_a"], seance["etat"]) == ("09:00", "11:01", "Tenue")
        points = lignes(store, "point_ordre_du_jour", one.record)
        assert sorted((str(p["debut_reel"]), str(p["fin_reelle"])) for p in points) == [
            ("09:00", "09:11"),
            ("09:10", "09:21"),
            ("09:20", "09:31"),
        ]
    for table in ("seance_club", "presence", "note_seance", "suite", "point_ordre_du_jour"):
        key = "id" if table == "seance_club" else "seance_club"
        assert lignes(one.store, table, one.record, key) == lignes(other.store, table, one.record, key)


def feuille(store: Store, seance: str) -> dict[str, tuple[Json, Json, Json]]:
    """Give the sheet, by name: statut, arrival, departure."""
    rows = lignes(store, "presence", seance)
    found = {plain(str(r["titre"])): (r["statut"], r["heure_arrivee"], r["heure_depart"]) for r in rows}
    assert len(found) == len(rows), "one row a person"
    return found


def lignes(store: Store, table: str, seance: str, key: str = "seance_club") -> list[dict[str, Json]]:
    """Give the rows of a séance as the store shows them, without what each laptop alone knows."""
    own = {"restreint", "maj_le", "maj_par"}
    if key == "id":
        rows = store.rows.these(table, [seance], store.plans[table].columns)
    else:
        rows = store.rows.page(table, {key: seance}, order=(("id", False),))
    return [{name: value for name, value in row.items() if name not in own} for row in rows]
