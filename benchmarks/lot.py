"""A bundle of 50 000 changes: written, taken at the endpoint, answered, and taken by a colleague.

uv run python benchmarks/lot.py [COUNT]
"""

import os
import resource
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from pvd_tui.changes.change import Change
from storage import settings
from storage.store import Store
from sync import jeton, lot_client
from sync.client import Bilan, keep_grant
from sync.lot import read
from sync.protocol import EnrolRequest, Grant
from sync.server import lot as server_lot
from sync.server.database import open_database
from sync.server.enrolment import enrol, invite

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
Done = TypeVar("Done")


def main(count: int) -> None:
    """Measure each step."""
    os.environ[jeton.FILE_ONLY] = "1"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        engine = open_database(folder / "serveur.sqlite")
        grant = Grant(role="chef", departements=("02",), communes=("02361",))
        with Store.open(folder / "a.db") as author, Store.open(folder / "b.db") as colleague:
            for one in (author, colleague):
                request = EnrolRequest(code=invite(engine, grant, NOW), device=one.device, nonce="n" * 16)
                jeton.keep(Path(one.path), one.device, enrol(engine, request, NOW).token)
                one.settings.put(settings.SERVEUR, "http://127.0.0.1")
                keep_grant(one, grant)
            timed("create", lambda: fill(author, count), count)
            ecrit = timed("export", lambda: lot_client.write(author), count)
            print(f"  {len(ecrit.content):,} bytes, {len(ecrit.content) / count:.0f} a change")
            found = read(ecrit.content)
            timed("colleague looks", lambda: lot_client.look(colleague, found), count)
            apport = timed("colleague takes", lambda: lot_client.take(colleague, found), count)
            timed("colleague takes again", lambda: lot_client.take(colleague, found), count)
            expediteur = server_lot.sender(engine, found, NOW)
            timed("endpoint looks", lambda: server_lot.look(engine, found), count)
            bilan, answer = timed("endpoint takes", lambda: server_lot.take(engine, found, expediteur, NOW), count)
            print(f"  answer {len(answer):,} bytes")
            done = timed("answer", lambda: lot_client.apply(author, answer), count)
            assert isinstance(done, Bilan)  # noqa: S101 - the figures are of nothing otherwise
            print(apport.nouveau.nombre, bilan.enregistrees, done.envoyes, author.outbox.count())
        engine.dispose()


def fill(store: Store, count: int) -> None:
    """Write changes of actions as an import would, without folding each save."""
    changes = [
        Change(
            id=store.new_id(),
            table="action",
            record=str(uuid.UUID(int=number // 5 + 1)),
            set={
                "titre": f"Réhabilitation de la halle {number}",
                "commune": "02361",
                "description": f"Le lot {number} du marché couvert, avec ses abords et sa place",
            },
            over={},
            at="2026-11-20T08:00:00.000000+00:00",
            by=store.device,
            stream="dep:02",
            commune="02361",
        )
        for number in range(count)
    ]
    for start in range(0, count, 1000):
        store.outbox.receive(changes[start : start + 1000], None)


def timed(label: str, work: Callable[[], Done], count: int) -> Done:
    """Run a step and print what it took."""
    start = time.perf_counter()
    done = work()
    seconds = time.perf_counter() - start
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{label:<24} {seconds:6.1f} s  {count / seconds:9,.0f} /s   peak {most:,.0f} MB")
    return done


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
