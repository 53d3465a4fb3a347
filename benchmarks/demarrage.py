"""Figures of the start: `uv run python benchmarks/demarrage.py`.

`demarrage`  from the start of the process to the first full screen (dashboard and footer) of `pvd`, with 50 000
             actions in the store, in a real terminal; against an empty Textual program (a Static and Textual's own
             footer, the same driver) started in turn with it, best of each
"""

import json
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.ecran import ACTIONS, Timed, environment, filled

ROUNDS: Final = 9

EMPTY: Final = """
from textual.app import App
from textual.widgets import Footer, Static
from screens.driver import quiet_driver

class Empty(App):
    BINDINGS = [("q", "quit", "Quitter")]

    def get_driver_class(self):
        return quiet_driver(super().get_driver_class())

    def compose(self):
        yield Static("Bonjour")
        yield Footer()

Empty().run()
"""
"""The reference: what Textual costs before anything is asked of it."""

OURS: Final = "from pvd_tui.cli import main; main()"
FOOTER: Final = b"Menu"
COUNT: Final = "50\u00a0000".encode()


def measure(command: Sequence[str], env: Mapping[str, str], marks: Sequence[bytes]) -> float:
    """Start a program; give the milliseconds until its screen holds all these words."""
    with Timed(command, env) as program:
        return program.until(lambda raw: all(mark in raw for mark in marks))


def main() -> None:
    """Start both in turn, and print the medians and the best."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        env = environment(folder) | {"PVD_BASE": str(filled(folder))}
        ours, reference = [], []
        for turn in range(ROUNDS + 1):
            taken = measure([sys.executable, "-c", OURS], env, (FOOTER, COUNT))
            empty = measure([sys.executable, "-c", EMPTY], env, (b"Bonjour", b"Quitter"))
            if turn:  # the first ones compile and fill the caches
                ours.append(taken)
                reference.append(empty)
    one, other = statistics.median(ours), statistics.median(reference)
    figure = {"bench": "demarrage", "ours": round(one), "reference": round(other), "ratio": round(one / other, 2)}
    best = {"ours_min": round(min(ours)), "reference_min": round(min(reference))}
    ratio = {"ratio_min": round(min(ours) / min(reference), 2)}
    print(json.dumps(figure | {"unit": "ms"} | best | ratio | {"rounds": ROUNDS, "actions": ACTIONS}))


if __name__ == "__main__":
    main()
