"""The peer Kinto (PyPI), in an environment of its own: installed on demand, outside the repository.

Its laptop is the least that can be: batches of 25 `PUT` up (Kinto's own limit), the whole collection down in one
answer and into one SQLite table. Nothing is merged, nothing can be searched.
"""

import argparse
import http.client
import json
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from platformdirs import user_cache_path

from benchmarks.pairs_poste import Poste, PostgreSQL, fiche, free_port, obey, postgresql, running

PACKAGE: Final = "kinto[postgresql]==26.5.0"
MOST: Final = 25
COLLECTION: Final = "/v1/buckets/pvd/collections/fiches"
_INI: Final = """
[server:main]
use = egg:waitress#main
host = 127.0.0.1
port = {port}
threads = 8
[app:main]
use = egg:kinto
kinto.bucket_create_principals = system.Everyone
kinto.bucket_write_principals = system.Everyone
kinto.storage_backend = kinto.core.storage.{base}
kinto.storage_url = {url}
kinto.permission_backend = kinto.core.permission.{base}
kinto.permission_url = {url}
kinto.cache_backend = kinto.core.cache.{base}
kinto.cache_url = {url}
"""


class Kinto:
    """A running Kinto."""

    def __init__(self, folder: Path, port: int, pids: list[int]) -> None:
        """Remember it and where its laptops keep their data."""
        self._folder, self._port, self.pids = folder, port, pids
        self.url = f"http://127.0.0.1:{port}/v1"

    def poste(self, nom: str) -> Poste:
        """Start a laptop that knows it."""
        data = str(self._folder / f"{nom}.db")
        return Poste([sys.executable, "-m", "benchmarks.pairs_kinto", data, str(self._port)])


@contextmanager
def serveur(folder: Path, base: PostgreSQL | None = None) -> Iterator[Kinto]:
    """Run an endpoint until the block ends, in memory if no PostgreSQL is given."""
    port, ini, kinto = free_port(), folder / "kinto.ini", _installed()
    url = base.url.replace("%", "%%") if base else ""
    ini.write_text(_INI.format(port=port, base="postgresql" if base else "memory", url=url))
    if base:
        subprocess.run([kinto, "migrate", "--ini", ini], check=True, capture_output=True)
    with running([str(kinto), "start", "--ini", str(ini)], port) as pid:
        yield Kinto(folder, port, [pid, base.pid] if base else [pid])


@contextmanager
def serveur_postgresql(folder: Path) -> Iterator[Kinto]:
    """Run an endpoint on a PostgreSQL of its own."""
    with postgresql() as base, serveur(folder, base) as one:
        yield one


def _installed() -> Path:
    """Give Kinto's command, after installing it the first time."""
    folder = user_cache_path("pvd-tui") / "pairs" / "kinto"
    if not (folder / "bin" / "kinto").exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["uv", "venv", "--quiet", "--python", sys.executable, folder], check=True)
        python = folder / "bin" / "python"
        subprocess.run(["uv", "pip", "install", "--quiet", "--python", python, PACKAGE, "waitress"], check=True)
    return folder / "bin" / "kinto"


class _Laptop:
    """What a laptop's process does."""

    def __init__(self, path: Path, port: int) -> None:
        """Open its table and its connection."""
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.execute("PRAGMA journal_mode = wal")
        self._base.execute("PRAGMA synchronous = full")
        self._base.execute("CREATE TABLE IF NOT EXISTS fiche (id TEXT PRIMARY KEY, vu INTEGER, texte TEXT)")
        self._line = http.client.HTTPConnection("127.0.0.1", port)
        self._count = [0, 0, 0]

    def fill(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Make records."""
        rows = [(str(uuid.uuid4()), json.dumps(fiche(n))) for n in range(asked["fiches"])]
        self._base.execute("BEGIN")
        self._base.executemany("INSERT INTO fiche VALUES (?, NULL, ?)", rows)
        self._base.execute("COMMIT")
        return {"ok": True}

    def count(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """Say how many records are there."""
        return {"fiches": self._base.execute("SELECT count(*) FROM fiche").fetchone()[0]}

    def synchronise(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Send what no server has, or read all that it has."""
        self._ask("PUT", "/v1/buckets/pvd", {"permissions": {"write": ["system.Everyone"]}})
        self._ask("PUT", COLLECTION, {})
        self._count[:] = 0, 0, 0
        began = time.perf_counter()
        if asked["sens"] == "montee":
            self._send()
        else:
            self._receive()
        seconds = time.perf_counter() - began
        requests, up, down = self._count
        return {"secondes": seconds, "requetes": requests, "octets_montants": up, "octets_descendants": down}

    def _send(self) -> None:
        waiting = self._base.execute("SELECT id, texte FROM fiche WHERE vu IS NULL").fetchall()
        for start in range(0, len(waiting), MOST):
            some = waiting[start : start + MOST]
            puts = [{"path": f"{COLLECTION}/records/{one}", "body": {"data": json.loads(text)}} for one, text in some]
            said = self._ask("POST", "/v1/batch", {"defaults": {"method": "PUT"}, "requests": puts})
            seen = [(one["body"]["data"]["last_modified"], one["body"]["data"]["id"]) for one in said["responses"]]
            self._base.execute("BEGIN")
            self._base.executemany("UPDATE fiche SET vu = ? WHERE id = ?", seen)
            self._base.execute("COMMIT")

    def _receive(self) -> None:
        said = self._ask("GET", f"{COLLECTION}/records?_sort=last_modified", None)
        rows = [(one.pop("id"), one.pop("last_modified"), json.dumps(one)) for one in said["data"]]
        self._base.execute("BEGIN")
        self._base.executemany("INSERT INTO fiche VALUES (?, ?, ?)", rows)
        self._base.execute("COMMIT")

    def _ask(self, method: str, path: str, content: object) -> Any:  # noqa: ANN401 - any JSON
        body = None if content is None else json.dumps(content).encode()
        headers = {"Content-Type": "application/json", "Authorization": "Basic YTph"}
        self._line.request(method, path, body, headers)
        answer = self._line.getresponse()
        raw = answer.read()
        if answer.status >= 400:  # noqa: PLR2004 - HTTP's faults
            raise SystemExit(f"{answer.status} {raw!r}")
        self._count[0] += 1
        self._count[1] += len(body or b"")
        self._count[2] += len(raw)
        return json.loads(raw)


def main() -> None:
    """Be a laptop."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("base", type=Path)
    asked.add_argument("port", type=int)
    options = asked.parse_args()
    laptop = _Laptop(options.base, options.port)
    obey({"remplir": laptop.fill, "compter": laptop.count, "synchroniser": laptop.synchronise})


if __name__ == "__main__":
    main()
