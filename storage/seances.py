"""A séance of a club being held, offline, line by line: each gesture is on the disk when its method returns.

    séance   ouvrir   clore   rouvrir (seven days)   annuler
    journal  noter    continuer   modifier   lier   suite        (`storage.seance_journal`)
    feuille  pointer  pointer_tous   partir   inviter            (`storage.seance_feuille`)
    points   point_suivant   aller   suspendre   reprendre       (`storage.seance_deroule`)
    ensemble ranger                                              (`storage.seance_ensemble`)

Used by the live page and by `pvd seance`. Nothing is kept in memory but what the store says.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.seance_club import CompteRendu, EtatSeance
from storage.errors import RefusError
from storage.seance_deroule import Ordre
from storage.seance_feuille import Feuille
from storage.seance_journal import Journal

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from storage.history import Undone
    from storage.store import Saved

REOUVERTURE: Final = timedelta(days=7)
"""How long a séance that was closed may be opened again."""


class SeanceEnDirect(Journal, Feuille, Ordre):
    """One séance being held, on one store."""

    def ouvrir(self) -> "Saved | None":
        """Stamp the opening and fill in a sheet that is empty; None where the séance is open already."""
        seance = self.seance
        if seance.values.get("close_a"):
            raise RefusError("Cette séance est close. Rien n'a été modifié. Rouvrez-la d'abord (dans les sept jours).")
        if seance.values.get("ouverte_a"):
            return None
        values: dict[str, Json] = {"ouverte_a": self.heure}
        if not seance.values.get("date"):
            values["date"] = self.maintenant.date().isoformat()
        change = self.changement(seance, values)
        with self.store.transaction():
            return self.store.save([*([change] if change else []), *self.completer()], "Ouvrir la séance")

    def clore(self) -> "Saved":
        """Close the séance, held, its relevé to be written; its last point ends, what is there twice is made one."""
        with self.store.transaction():
            seance = self.seance
            if seance.values.get("close_a"):
                raise RefusError("Cette séance est déjà close. Rien n'a été modifié.")
            now: dict[str, Json] = {"close_a": self.heure, "etat": EtatSeance.TENUE, "point_courant": None}
            if not seance.values.get("ouverte_a"):
                now["ouverte_a"] = seance.values.get("heure_debut") or self.heure
            if not seance.values.get("date"):
                now["date"] = self.maintenant.date().isoformat()
            if not seance.values.get("compte_rendu"):
                now["compte_rendu"] = CompteRendu.A_REDIGER
            edits = [self.changement(seance, now)]
            if current := seance.values.get("point_courant"):
                edits.append(self._fin(str(current)))
            return self.store.save([*(one for one in edits if one), *self.a_ranger()], "Clore la séance")

    def rouvrir(self) -> "Saved":
        """Open again a séance that was closed, within seven days."""
        seance = self.seance
        if not seance.values.get("close_a"):
            raise RefusError("Cette séance n'est pas close. Rien n'a été modifié.")
        closed = self.instant("seance_club", self.record, "close_a")
        if closed is not None and self.maintenant - closed > REOUVERTURE:
            raise RefusError(
                f"Cette séance est close depuis plus de {REOUVERTURE.days} jours ({closed:%d/%m/%Y}) : elle ne se "
                "rouvre plus. Rien n'a été modifié. Ses notes et ses suites se corrigent une à une, dans leur fiche."
            )
        saved = self.ecrire(seance, {"close_a": None}, "Rouvrir la séance")
        if saved is None:
            raise RefusError("Cette séance n'est pas close. Rien n'a été modifié.")
        return saved

    def annuler(self) -> "Undone | None":
        """Take back this laptop's last gesture if it was made in this séance, else nothing."""
        with self.store.transaction():
            if not self._touche(self.store.history.next_records()):
                return None
            return self.store.history.undo()

    def retablir(self) -> "Undone | None":
        """Do again the last gesture taken back if it was made in this séance, else nothing."""
        with self.store.transaction():
            if not self._touche(self.store.history.next_records(redo=True)):
                return None
            return self.store.history.redo()

    def _touche(self, records: "list[tuple[str, str]]") -> bool:
        """Say whether all of these records are this séance or belong to it."""
        return bool(records) and all(self._mienne(table, record) for table, record in records)

    def _mienne(self, table: str, record: str) -> bool:
        if table == "seance_club":
            return record == self.record
        fiche = self.store.get(table, record)
        return fiche is not None and fiche.values.get("seance_club") == self.record
