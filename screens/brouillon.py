"""What is typed in the line of `n`, kept as a draft until it becomes a record: a killed terminal loses a second."""

from typing import TYPE_CHECKING

from storage.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pvd_tui.changes.change import Json
    from storage.store import Store


class Brouillon:
    """The draft of the title of something new; Accueil offers to take it up again."""

    def __init__(self, store: "Store", table: str, contexte: "Mapping[str, Json]") -> None:
        """Keep drafts of this table; a record taken up again starts with `contexte`."""
        self._store = store
        self._table = table
        self._contexte = {name: str(value) for name, value in contexte.items() if value}
        self._record: str | None = None

    def garder(self, text: str) -> None:
        """Keep this text; nothing is kept of an empty line, or of a store that cannot be written."""
        if not text.strip() or self._store.read_only:
            self.oublier()
            return
        self._record = self._record or self._store.new_id()
        kept = Draft(self._table, self._record, "titre", text, (), len(text), nouveau=True, contexte=self._contexte)
        self._store.drafts.put(kept)

    def oublier(self) -> None:
        """Forget it: it became a record, or was given up."""
        if self._record is not None:
            self._store.drafts.drop(self._table, self._record)
            self._record = None

    @property
    def repris(self) -> bool:
        """Whether it was taken up elsewhere, and is no longer ours."""
        return self._record is not None and not self._store.drafts.of(self._table, self._record)
