"""A séance being held, as every gesture in it sees it: the store, the séance, the hour."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from pvd_tui.changes.edit import Edit, edit
from storage.errors import RefusError

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from storage.fiche import Fiche
    from storage.store import Saved, Store


class SeanceTenue:
    """One séance on one store. The hour is that of `now`, where the laptop is."""

    def __init__(self, store: "Store", record: str, now: Callable[[], datetime]) -> None:
        """Work on this séance."""
        self.store = store
        self.record = record
        self._now = now

    @property
    def maintenant(self) -> datetime:
        """Give the time, where the laptop is."""
        return self._now().astimezone()

    @property
    def heure(self) -> str:
        """Give the hour as it is stamped: `09:41`."""
        return f"{self.maintenant:%H:%M}"

    @property
    def seance(self) -> "Fiche":
        """Read the séance; raises RefusError where it is not there."""
        return self.lue("seance_club", self.record)

    @property
    def ouverte(self) -> bool:
        """Whether the séance is open now, on any laptop."""
        values = self.seance.values
        return bool(values.get("ouverte_a")) and not values.get("close_a")

    def marque(self) -> int:
        """Give a number that grows with each change that this laptop knows: has anything come since?"""
        return int(self.store.connection.execute("SELECT coalesce(max(rang), 0) FROM change").fetchone()[0])

    def lue(self, table: str, record: str) -> "Fiche":
        """Read a record of the séance; raises RefusError for one that is not there, or was archived."""
        fiche = self.store.get(table, record)
        if fiche is None or fiche.folded.archived:
            raise RefusError(
                "Cette fiche n'est plus là (retirée ou annulée). Rien n'a été modifié. "
                "Ctrl+Z ou l'historique de la séance la rendent."
            )
        return fiche

    def changement(self, fiche: "Fiche", values: "Mapping[str, Json]") -> Edit | None:
        """Say what differs from a record as it was read, or None."""
        return edit(fiche.table, fiche.record, fiche.folded, values)

    def ecrire(self, fiche: "Fiche", values: "Mapping[str, Json]", titre: str) -> "Saved | None":
        """Save what differs from a record as it was read, as one gesture; None if nothing does."""
        change = self.changement(fiche, values)
        return self.store.save([change], titre) if change else None

    def enfants(self, table: str, *columns: str) -> "list[dict[str, Json]]":
        """Give the records of a table that belong to the séance, the oldest first."""
        return self.store.rows.page(table, {"seance_club": self.record}, columns=columns, order=(("id", False),))
