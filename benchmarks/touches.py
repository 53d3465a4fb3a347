"""Figures of the keys: `uv run python benchmarks/touches.py`.

`touche_bas`   from ↓ to the last byte drawn, in a real terminal, in the list of 50 000 actions; against ↓ in
               Textual's `DataTable` with the first 20 000 of the same rows
`page_bas`     the same for « page suivante »

`ours` and `reference` are medians; the 95th percentiles stand beside them.
"""

import json
import statistics
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from benchmarks.demarrage import COUNT, FOOTER, OURS
from benchmarks.ecran import ACTIONS, Timed, environment, filled

PRESSES: Final = 80
ROWS: Final = 20_000
DOWN: Final = b"\x1b[B"
PAGE: Final = b"\x1b[6~"

TABLE: Final = f"""
import sys
from pathlib import Path
from textual.app import App
from textual.widgets import DataTable, Footer
from screens.driver import quiet_driver
from storage.store import Store

COLUMNS = ("code", "commune", "titre", "phase", "statut_phase", "echeance", "cout_previsionnel")

class Reference(App):
    BINDINGS = [("q", "quit", "Quitter")]

    def get_driver_class(self):
        return quiet_driver(super().get_driver_class())

    def compose(self):
        yield DataTable(cursor_type="row", zebra_stripes=False)
        yield Footer()

    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns("N°", "Commune", "Action", "Phase", "Statut", "Échéance", "Coût €")
        with Store.open(Path(sys.argv[1]), read_only=True) as store:
            rows = store.rows.page("action", columns=COLUMNS, limit={ROWS})
        table.add_rows([[str(row[name] or "") for name in COLUMNS] for row in rows])
        table.focus()

Reference().run()
"""
"""Textual's own table, with the rows that ours shows first."""


def presses(program: Timed, key: bytes) -> list[float]:
    """Press a key many times, each when the one before it has had its effect."""
    program.key(key)
    return [program.key(key) for _ in range(PRESSES)]


def ours(env: Mapping[str, str]) -> tuple[list[float], list[float]]:
    """Go down the list of actions, by rows, then by pages."""
    with Timed([sys.executable, "-c", OURS], env) as program:
        program.until(lambda raw: FOOTER in raw and COUNT in raw)
        program.settle()
        program.raw.clear()
        program.key(b"3")
        program.until(lambda raw: COUNT in raw and b"Filtrer" in raw)
        program.settle()
        return presses(program, DOWN), presses(program, PAGE)


def reference(env: Mapping[str, str]) -> tuple[list[float], list[float]]:
    """Go down Textual's table in the same way."""
    with Timed([sys.executable, "-c", TABLE, env["PVD_BASE"]], env) as program:
        program.until(lambda raw: b"Commune" in raw)
        program.settle(quiet=3.0)
        return presses(program, DOWN), presses(program, PAGE)


def report(bench: str, mine: list[float], theirs: list[float]) -> None:
    """Print the medians and the 95th percentiles as a JSON line."""
    one, other = statistics.median(mine), statistics.median(theirs)
    figure = {"bench": bench, "ours": round(one, 1), "reference": round(other, 1), "ratio": round(one / other, 3)}
    p95 = {"ours_p95": round(_p95(mine), 1), "reference_p95": round(_p95(theirs), 1)}
    print(json.dumps(figure | {"unit": "ms"} | p95 | {"rows": ACTIONS, "reference_rows": ROWS, "presses": PRESSES}))


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    """Measure ours, then Textual's table, in the same run."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        env = environment(folder) | {"PVD_BASE": str(filled(folder))}
        down, page = ours(env)
        their_down, their_page = reference(env)
        report("touche_bas", down, their_down)
        report("page_bas", page, their_page)


if __name__ == "__main__":
    main()
