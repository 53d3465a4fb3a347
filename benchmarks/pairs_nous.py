"""Ours: a real `pvd-serveur` on SQLite or PostgreSQL, and a laptop in a process of its own.

Authentication, validation, grants, log, projection and search index are on; every page is on the disk (FULL).
"""

import argparse
import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from benchmarks.pairs_poste import Poste, PostgreSQL, fiche, free_port, obey, postgresql, running

PVD_SERVEUR: Final = [sys.executable, "-m", "sync.server"]
BATCH: Final = 1_000


class Nous:
    """A running `pvd-serveur`."""

    def __init__(self, folder: Path, where: Sequence[str], url: str, pids: Sequence[int]) -> None:
        """Remember its database and address, its processes, and where its laptops keep their stores."""
        self._folder, self._where, self.url, self.pids = folder, where, url, pids

    def poste(self, nom: str) -> Poste:
        """Start a laptop and enrol it as a préfecture, so that it may write everywhere."""
        base = str(self._folder / f"{nom}.db")
        poste = Poste([sys.executable, "-m", "benchmarks.pairs_nous", base], {"PVD_JETON_FICHIER": "1"})
        command = [*PVD_SERVEUR, "inviter", "--departement", "02", "--role", "prefecture"]
        command += ["--url-publique", self.url, *self._where]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        poste.ask("inscrire", invitation=said.split()[-1])
        return poste


@contextmanager
def serveur(folder: Path, base: PostgreSQL | None = None) -> Iterator[Nous]:
    """Run an endpoint until the block ends, on SQLite if no PostgreSQL is given."""
    where = ["--url", base.url] if base else ["--base", str(folder / "serveur.db")]
    port = free_port()
    with running([*PVD_SERVEUR, "lancer", "--port", str(port), *where], port) as pid:
        yield Nous(folder, where, f"http://127.0.0.1:{port}", [pid, base.pid] if base else [pid])


@contextmanager
def serveur_postgresql(folder: Path) -> Iterator[Nous]:
    """Run an endpoint on a PostgreSQL of its own."""
    with postgresql() as base, serveur(folder, base) as one:
        yield one


class _Laptop:
    """What a laptop's process does."""

    def __init__(self, path: Path) -> None:
        """Open its store."""
        from storage.store import Store  # noqa: PLC0415 - not needed by who starts the process

        self.store = Store.open(path)
        self._loop = asyncio.new_event_loop()
        self._http: Any = None
        self._headers = [0, 0]

    def enrol(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Take part with an invitation."""
        from sync.client import enrol  # noqa: PLC0415 - after the store, as in the program

        self._loop.run_until_complete(enrol(self.store, asked["invitation"]))
        return {"ok": True}

    def fill(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Make records, a thousand a gesture."""
        from pvd_tui.changes.edit import Edit  # noqa: PLC0415 - same

        total = asked["fiches"]
        for start in range(0, total, BATCH):
            numbers = range(start, min(start + BATCH, total))
            self.store.save([Edit("action", self.store.new_id(), fiche(n)) for n in numbers], "Banc d'essai")
        return {"ok": True}

    def edit(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Change one field of some records, one save each, as a person does."""
        from pvd_tui.changes.edit import Edit  # noqa: PLC0415 - same

        rows = self.store.connection.execute(
            "SELECT id FROM action ORDER BY id LIMIT ? OFFSET ?", (asked["fiches"], asked.get("depuis", 0))
        ).fetchall()
        for row in rows:
            seen = self.store.get("action", row[0])
            shown = {"cout_previsionnel": seen.folded.shown["cout_previsionnel"]} if seen else {}
            self.store.save([Edit("action", row[0], {"cout_previsionnel": asked["valeur"]}, shown)])
        return {"ok": True}

    def count(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """Say how many records are there."""
        return {"fiches": self.store.rows.count("action")}

    def point(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Reach the endpoint by another address from now on: a link that is slower."""
        from storage import settings  # noqa: PLC0415 - same

        self.store.settings.put(settings.SERVEUR, asked["url"])
        return {"ok": True}

    def synchronise(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Exchange until nothing waits; with `garde`, over the connection of the time before."""
        from sync.client import synchronise  # noqa: PLC0415 - same

        if not asked.get("garde"):
            self.close({})
        self._headers[:] = 0, 0
        self._http = self._http or self._client()
        began = time.perf_counter()
        bilan = self._loop.run_until_complete(synchronise(self.store, http=self._http))
        seconds = time.perf_counter() - began
        return {
            "secondes": seconds,
            "requetes": bilan.allers_retours,
            "octets_montants": bilan.octets_envoyes + self._headers[0],
            "octets_descendants": bilan.octets_recus + self._headers[1],
        }

    def close(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """Hang up."""
        if self._http is not None:
            self._loop.run_until_complete(self._http.aclose())
        self._http = None
        return {"ok": True}

    def _client(self) -> Any:  # noqa: ANN401 - httpx is imported late
        """Open a client as `sync.transport` does, which counts its headers too."""
        import httpx  # noqa: PLC0415 - same

        async def up(request: httpx.Request) -> None:
            self._headers[0] += sum(len(name) + len(value) + 4 for name, value in request.headers.raw) + 30

        async def down(answer: httpx.Response) -> None:
            self._headers[1] += sum(len(name) + len(value) + 4 for name, value in answer.headers.raw) + 20

        return httpx.AsyncClient(
            trust_env=False,
            limits=httpx.Limits(max_connections=2, keepalive_expiry=60.0),
            event_hooks={"request": [up], "response": [down]},
        )


def main() -> None:
    """Be a laptop."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("base", type=Path)
    laptop = _Laptop(asked.parse_args().base)
    obey(
        {
            "inscrire": laptop.enrol,
            "remplir": laptop.fill,
            "modifier": laptop.edit,
            "compter": laptop.count,
            "viser": laptop.point,
            "synchroniser": laptop.synchronise,
            "raccrocher": laptop.close,
        }
    )


if __name__ == "__main__":
    main()
