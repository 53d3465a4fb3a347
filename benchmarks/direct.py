"""Figures of a séance being held: `uv run python benchmarks/direct.py`.

With a journal of 500 lines, in a real terminal:

`direct_touche`   from a letter to the bytes that draw it in the line, against the same in an empty Textual `Input`
`direct_entree`   from Entrée to the bytes of « enregistrée », against a bare SQLite insert on the same disk, WAL and
                  `synchronous=FULL`, in a program that draws nothing

`ours` and `reference` are medians; the 95th percentiles stand beside them.
"""

import json
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.demarrage import OURS
from benchmarks.ecran import Timed, environment
from pvd_tui.domain.journal_seance import lire
from pvd_tui.domain.presence import StatutPresence
from storage import settings
from storage.seances import SeanceEnDirect
from storage.store import Store

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json

LINES: Final = 500
PRESSES: Final = 80
ENTRIES: Final = 40
WORD: Final = b"azertyuiop"
LIMIT: Final = 20.0
SIGNS: Final = ("", "! ", "* ", "? ", ": ", "+ ")

INPUT: Final = """
from textual.app import App
from textual.widgets import Input
from screens.driver import quiet_driver

class Reference(App):
    def get_driver_class(self):
        return quiet_driver(super().get_driver_class())

    def compose(self):
        champ = Input(placeholder="ici")
        champ.cursor_blink = False
        yield champ

Reference().run()
"""
"""The least that Textual can do with a letter."""


class Typed(Timed):
    """A program whose keys are timed to what they draw."""

    def until_drawn(self, key: bytes, mark: bytes) -> float:
        """Press a key; give the milliseconds until `mark` is among the bytes it drew."""
        self.settle(quiet=0.03)
        self.raw.clear()
        begin = time.perf_counter()
        os.write(self._fd, key)
        while mark not in self.raw:
            if time.perf_counter() - begin > LIMIT or not self._read(1.0):
                raise RuntimeError(f"never drawn: {key!r} {mark!r} {bytes(self.raw[-500:])!r}")
        return (time.perf_counter() - begin) * 1000


def held(path: Path) -> Path:
    """Write a séance of the day that goes on: 25 communes, a sheet of 18, five points, 500 notes, 80 suites."""
    clock = [datetime.now(UTC) - timedelta(hours=2)]
    with Store.open(path, clock=lambda: clock[0]) as store, store.transaction():
        store.settings.put(settings.DEPARTEMENT, "02")
        communes = [f"02{number}" for number in range(100, 125)]
        for insee in communes:
            store.create("commune", {"titre": f"Commune {insee}", "departement": "02"}, record=insee)
        day = clock[0].astimezone().date().isoformat()
        record = store.create("seance_club", {"titre": "Club", "numero": "2026-2", "departement": "02", "date": day})
        for ordre in range(1, 6):
            point: dict[str, Json] = {"seance_club": record, "titre": f"Point {ordre}", "ordre": ordre, "duree": 30}
            store.create("point_ordre_du_jour", point)
        direct = SeanceEnDirect(store, record, lambda: clock[0])
        for number in range(18):
            values: dict[str, Json] = {
                "seance_club": record,
                "titre": f"Personne {number}",
                "commune": communes[number],
            }
            line = store.create("presence", {**values, "statut": "Inscrit"})
            if number % 3:
                direct.pointer(line, StatutPresence.PRESENT)
        direct.ouvrir()
        direct.point_suivant()
        for number in range(LINES):
            clock[0] += timedelta(seconds=12)
            sign = SIGNS[number % len(SIGNS)]
            direct.noter(lire(f"{sign}ce qui se dit à la minute {number}, en une phrase de longueur ordinaire"))
    return path


def ours(env: Mapping[str, str]) -> tuple[list[float], list[float]]:
    """Type letters, then enter lines, in the live page."""
    with Typed([sys.executable, "-c", OURS], env) as program:
        program.until(lambda raw: b"interrompue" in raw)
        program.settle()
        program.raw.clear()
        program.key(b"\r")
        program.until(lambda raw: "retrouvées".encode() in raw)
        program.settle()
        letters = _letters(program)
        entries = []
        for number in range(ENTRIES):
            os.write(program._fd, f"{SIGNS[number % 2]}dit {number}".encode())  # noqa: SLF001 - our own terminal
            entries.append(program.until_drawn(b"\r", b"enregistr"))
        return letters, entries


def an_input(env: Mapping[str, str]) -> list[float]:
    """Type the same letters in Textual's own field."""
    with Typed([sys.executable, "-c", INPUT], env) as program:
        program.until(lambda raw: b"ci" in raw)  # the cursor is on its first letter
        program.settle()
        return _letters(program)


def _letters(program: Typed) -> list[float]:
    """Type a letter at a time, each drawn before the next; the line is emptied now and then."""
    times = []
    for place in range(PRESSES):
        letter = WORD[place % len(WORD) :][:1]
        times.append(program.until_drawn(letter, letter))
        if place % 40 == 39:  # noqa: PLR2004 - the field never has to scroll
            program.key(b"\x7f" * 40)
    return times


def inserts(folder: Path) -> list[float]:
    """Write one row a transaction, on the disk when it returns, and nothing else."""
    connection = sqlite3.connect(folder / "nu.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE note (texte TEXT)")
    times = []
    for number in range(ENTRIES):
        begin = time.perf_counter()
        connection.execute("INSERT INTO note VALUES (?)", (f"ligne entree {number}",))
        times.append((time.perf_counter() - begin) * 1000)
    connection.close()
    return times


def report(bench: str, mine: list[float], theirs: list[float]) -> None:
    """Print the medians and the 95th percentiles as a JSON line."""
    one, other = statistics.median(mine), statistics.median(theirs)
    figure = {"bench": bench, "ours": round(one, 2), "reference": round(other, 2), "ratio": round(one / other, 2)}
    p95 = {"ours_p95": round(_p95(mine), 2), "reference_p95": round(_p95(theirs), 2)}
    ratio = {"ratio_p95": round(_p95(mine) / _p95(theirs), 2)}
    print(json.dumps(figure | {"unit": "ms"} | p95 | ratio | {"lines": LINES, "count": len(mine)}))


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    """Measure both floors, then ours, in the same run."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        env = environment(folder) | {"PVD_BASE": str(held(folder / "pvd.db"))}
        floors = an_input(env), inserts(folder)
        for bench, mine, theirs in zip(("direct_touche", "direct_entree"), ours(env), floors, strict=True):
            report(bench, mine, theirs)


if __name__ == "__main__":
    main()
