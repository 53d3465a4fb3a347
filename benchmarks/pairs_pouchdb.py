"""The peer PouchDB 9 with express-pouchdb 4.2, both on LevelDB: installed on demand, outside the repository."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

from benchmarks.pairs_poste import Poste, free_port, running

PACKAGES: Final = ("pouchdb@9.0.0", "express-pouchdb@4.2.0")
BATCH: Final = 1_000
"""Documents in one of its batches: its own 100 costs it up to a third of its speed here."""
_SCRIPTS: Final = Path(__file__).parent


class PouchDB:
    """A running express-pouchdb."""

    def __init__(self, folder: Path, url: str, pids: list[int], environment: dict[str, str], batch: int) -> None:
        """Remember it and where its laptops keep their data."""
        self._folder, self.url, self.pids, self._environment, self._batch = folder, url, pids, environment, batch

    def poste(self, nom: str) -> Poste:
        """Start a laptop that knows it."""
        script = str(_SCRIPTS / "pairs_pouchdb_client.mjs")
        data = self._folder / nom
        return Poste(["node", script, str(data), self.url, str(self._batch)], self._environment)


@contextmanager
def serveur(folder: Path, batch: int = BATCH) -> Iterator[PouchDB]:
    """Run an endpoint until the block ends."""
    environment = {"PVD_PAIRS": str(_installed()), "NODE_ENV": "production"}
    port = free_port()
    data = folder / "serveur"
    data.mkdir()
    with running(["node", str(_SCRIPTS / "pairs_pouchdb_serveur.mjs"), str(data), str(port)], port, environment) as pid:
        yield PouchDB(folder, f"http://127.0.0.1:{port}/fiches", [pid], environment, batch)


def _installed() -> Path:
    """Give the folder that holds the packages, after installing them the first time."""
    folder = user_cache_path("pvd-tui") / "pairs" / "pouchdb"
    if not (folder / "node_modules" / "express-pouchdb").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}')
        command = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", *PACKAGES]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder
