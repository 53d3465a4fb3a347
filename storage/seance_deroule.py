"""The ordre du jour of a séance being held: stamps, from which every timer is computed."""

from typing import TYPE_CHECKING, Final

from pvd_tui.domain.deroule import instant, secondes
from storage.errors import RefusError
from storage.seance_tenue import SeanceTenue

if TYPE_CHECKING:
    from datetime import datetime

    from pvd_tui.changes.change import Json
    from pvd_tui.changes.edit import Edit
    from storage.fiche import Fiche

_TABLE: Final = "point_ordre_du_jour"


class Ordre(SeanceTenue):
    """The ordre du jour of a séance."""

    def points(self) -> "list[dict[str, Json]]":
        """Give the points, in their order."""
        columns = ("titre", "ordre", "duree", "intervenant", "debut_reel", "fin_reelle", "suspendu_a", "suspension")
        return sorted(self.enfants(_TABLE, *columns), key=lambda row: (_rank(row["ordre"]), str(row["id"])))

    def point_suivant(self) -> str | None:
        """End the point being dealt with and begin the next one that is not begun; None after the last one."""
        current = self.seance.values.get("point_courant")
        rows = self.points()
        begun = next((i for i, row in enumerate(rows) if row["id"] == current), -1)
        following = next((row for row in rows[begun + 1 :] if not row["debut_reel"]), None)
        if following is None and current is None:
            return None
        return self.aller(str(following["id"]) if following else None)

    def aller(self, point: str | None) -> str | None:
        """End the point being dealt with and begin this one, or none; one that was ended goes on."""
        seance = self.seance
        current = seance.values.get("point_courant")
        if current == point:
            return point
        edits = [self.changement(seance, {"point_courant": point})]
        titre = "Ordre du jour terminé"
        if current:
            edits.append(self._fin(str(current)))
        if point:
            there = self.lue(_TABLE, point)
            edits.append(self._debut(there))
            titre = f"Point « {there.values.get('titre') or 'sans titre'} »"
        self.store.save([one for one in edits if one is not None], titre)
        return point

    def suspendre(self) -> None:
        """Stop the timer of the point being dealt with."""
        there = self._courant()
        if not there.values.get("suspendu_a"):
            self.ecrire(there, {"suspendu_a": self.heure}, "Suspension de séance")

    def reprendre(self) -> None:
        """Let the timer go on, less the time it was stopped."""
        there = self._courant()
        if there.values.get("suspendu_a"):
            self.ecrire(there, self._repris(there), "Reprise de séance")

    def instant(self, table: str, record: str, field: str) -> "datetime | None":
        """Give when a stamp was put, to the second where the change that put it says so."""
        fiche = self.store.get(table, record)
        return self._instant(fiche, field) if fiche else None

    def _courant(self) -> "Fiche":
        current = self.seance.values.get("point_courant")
        if not current:
            raise RefusError("Aucun point n'est commencé : F2 commence le premier. Rien n'a été noté.")
        return self.lue(_TABLE, str(current))

    def _debut(self, there: "Fiche") -> "Edit | None":
        values: dict[str, Json] = {"fin_reelle": None}
        if not there.values.get("debut_reel"):
            values["debut_reel"] = self.heure
        elif end := self._instant(there, "fin_reelle"):
            values["suspension"] = _rank(there.values.get("suspension")) + secondes(self.maintenant - end)
        return self.changement(there, values)

    def _fin(self, point: str) -> "Edit | None":
        there = self.store.get(_TABLE, point)
        if there is None or there.folded.archived:
            return None
        return self.changement(there, {"fin_reelle": self.heure, **self._repris(there)})

    def _repris(self, there: "Fiche") -> "dict[str, Json]":
        """Give the fields of a point whose suspension is over."""
        since = self._instant(there, "suspendu_a")
        if since is None:
            return {}
        return {
            "suspendu_a": None,
            "suspension": _rank(there.values.get("suspension")) + secondes(self.maintenant - since),
        }

    def _instant(self, fiche: "Fiche", field: str) -> "datetime | None":
        stamp = fiche.values.get(field)
        shown = set(fiche.folded.shown.get(field, ()))
        if not stamp:
            return None
        ats = [change.at for change in self.store.history.of(fiche.table, fiche.record) if change.id in shown]
        return instant(str(stamp), max(ats, default=""), self.maintenant)


def _rank(value: object) -> int:
    return value if isinstance(value, int) else 0
