"""Bundles as the terminal uses them: `sync` behind `screens.lot.Lots`, each on a connection of its own."""

from collections.abc import Sequence
from pathlib import Path

from screens.lot import Lu
from storage.errors import StoreError
from storage.store import Store


class FichiersLot:
    """Implements `screens.lot.Lots` for the store at a path."""

    def __init__(self, path: Path | str) -> None:
        """Read from and write to this store."""
        self._path = path

    def exporter(self, chemin: Path) -> Sequence[str]:
        """Write what waits into a file, and say what is in it."""
        from sync import lot_client, lot_fichier, lot_phrases  # noqa: PLC0415 - pydantic, only when asked for

        lot_fichier.check_target(chemin)
        with Store.open(self._path) as store:
            ecrit = lot_client.write(store)
        lot_fichier.store(chemin, ecrit.content)
        return lot_phrases.written(ecrit, str(chemin))

    def lire(self, chemin: Path) -> Lu:
        """Look into a file; nothing is written."""
        from sync import lot, lot_client, lot_fichier, lot_phrases  # noqa: PLC0415 - pydantic, only when asked for

        found = lot.read(lot_fichier.load(chemin))

        def prendre() -> Sequence[str]:
            with Store.open(self._path) as store:
                take = lot_client.answer if found.entete.kind == "reponse" else lot_client.take
                return lot_phrases.done(take(store, found))

        with Store.open(self._path) as store:
            if found.entete.kind == "reponse":
                lot_client.check_answer(store, found)
                return Lu(lot_phrases.answer_held(found), prendre)
            apport = lot_client.look(store, found)
            return Lu(lot_phrases.held(store, found, apport), prendre if apport.nouveau.nombre else None)

    def refus(self, error: Exception) -> str:
        """Say why something was refused, in French."""
        from sync.errors import SyncError  # noqa: PLC0415 - only when something was refused

        if isinstance(error, SyncError | StoreError):
            return str(error)
        return f"Erreur imprévue ({type(error).__name__}). Ce qui était enregistré l'est toujours."
