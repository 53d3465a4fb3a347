"""Figures of the lists: `uv run python benchmarks/listes.py [--dossier FOLDER]`.

50 000 actions, each third one with a plan. CPU time of what the page of the list does for one key, its rows ready to
be drawn; the floor is the least that SQLite does for it, measured in turn in the same run.

`liste_filtre`     other conditions (reste > 0, two phases): count, sums, order, first page; floor: reading 50 000 ids
`liste_mots`       a word typed in the filter; same floor
`liste_tri`        another order (commune, then reste downwards): same floor
`liste_groupe`     groups by commune with their sums: same floor
`liste_page`       « page suivante »; floor: the same 128 rows by their ids, bare
`liste_lot`        a bulk edit of 1 000 actions, previewed and written; floor: 1 000 bare inserts and updates in one
                   transaction with the same pragmas
"""

import argparse
import json
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.search import SEED, fill
from pvd_tui.changes.edit import Edit
from pvd_tui.domain.vue import Condition, Operateur
from screens.actions import CATALOGUE
from screens.lignes_lues import Demande, Lignes
from storage.filtre import Filtre
from storage.masse import appliquer, preparer
from storage.store import Store

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json

ROUNDS = 7
LOT = 1_000
PAGE = 128
TODAY = date(2026, 11, 22)
PHASES = ("Idée", "Étude", "Opération")


def cpu(run: Callable[[], object]) -> float:
    """Give the CPU time that a call takes, in ms."""
    start = time.process_time()
    run()
    return (time.process_time() - start) * 1000


def money(store: Store) -> None:
    """Give every action a phase, a cost and an échéance, and each third one a plan with two lines."""
    draw = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    ids = store.rows.ids("action")
    for start in range(0, len(ids), LOT):
        edits = []
        for number, record in enumerate(ids[start : start + LOT], start):
            seen = store.folded("action", record).shown
            values: dict[str, Json] = {
                "phase": draw.choice(PHASES),
                "cout_previsionnel": draw.randrange(10**6, 10**9),
                "echeance": f"{draw.randrange(2026, 2030)}-{draw.randrange(1, 13):02d}-15",
                "code": f"{draw.randrange(1, 12)}.{draw.randrange(1, 30)}",
            }
            edits.append(Edit("action", record, values, {name: seen.get(name, ()) for name in values}))
            if number % 3 == 0:
                plan = store.new_id()
                edits.append(Edit("plan_financement", plan, {"action": record, "version": 1}))
                granted = draw.randrange(10**6, 10**8)
                line: dict[str, Json] = {"plan_financement": plan, "etat": "Obtenue", "montant_accorde": granted}
                edits.append(Edit("ressource", store.new_id(), line))
        store.save(edits, "Montants")


def shown(store: Store, demande: Demande) -> Lignes:
    """Do what the page does: read aside, then draw the first page."""
    lignes = Lignes(store, CATALOGUE, demande).read_aside()
    lignes.count()
    lignes.page(0, PAGE)
    return lignes


def demandes() -> dict[str, Demande]:
    """Give what each key asks of the list."""
    cols = CATALOGUE.colonnes
    fund = (Condition("reste", Operateur.PLUS, (0,)), Condition("phase", Operateur.EST, ("Étude", "Opération")))
    return {
        "liste_filtre": Demande(Filtre(conditions=fund, today=TODAY), cols, (("echeance", False),)),
        "liste_mots": Demande(Filtre(mots="halle"), cols, (("titre", False),)),
        "liste_tri": Demande(Filtre(), cols, (("commune", False), ("reste", True))),
        "liste_groupe": Demande(Filtre(), cols, (("reste", True),), "commune"),
    }


def ids_floor(connection: sqlite3.Connection) -> Callable[[], object]:
    """Read every id through the narrowest index, in no order."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return lambda: cursor.execute("SELECT id FROM action INDEXED BY action_liste WHERE archive = 0").fetchall()


def bare_lot(path: Path) -> Callable[[], object]:
    """Insert and update 1 000 rows in one transaction: the least that the log and the rows cost."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE change (id TEXT PRIMARY KEY, texte TEXT)")
    connection.execute("CREATE TABLE action (id TEXT PRIMARY KEY, pilote TEXT)")
    connection.executemany("INSERT INTO action VALUES (?, '')", [(str(n),) for n in range(LOT)])
    turn = iter(range(10_000))

    def run() -> None:
        number = next(turn)
        connection.execute("BEGIN IMMEDIATE")
        for n in range(LOT):
            connection.execute("INSERT INTO change VALUES (?, ?)", (f"{number}-{n}", "x" * 300))
            connection.execute("UPDATE action SET pilote = ? WHERE id = ?", (f"Pilote {number}", str(n)))
        connection.execute("COMMIT")

    return run


def report(bench: str, ours: list[float], floor: list[float]) -> None:
    """Print the medians and their ratio as a JSON line."""
    one, other = statistics.median(ours), statistics.median(floor)
    figure = {"bench": bench, "ours": round(one, 2), "reference": round(other, 2), "ratio": round(one / other, 2)}
    print(json.dumps(figure | {"unit": "ms CPU", "rows": 50_000, "cpus": os.cpu_count()}), flush=True)


def measure(store: Store, folder: Path) -> None:
    """Measure each in turn with its floor."""
    floor = ids_floor(store.connection)
    for bench, demande in demandes().items():
        shown(store, demande)
        ours, bare = [], []
        for _ in range(ROUNDS):
            ours.append(cpu(lambda: shown(store, demande)))  # noqa: B023 - called at once
            bare.append(cpu(floor))
        report(bench, ours, bare)
    _page(store)
    _lot(store, folder)


def _page(store: Store) -> None:
    lignes = shown(store, demandes()["liste_tri"])
    ours, bare = [], []
    for number in range(1, 60):
        ids = list(lignes.ids or ())[number * PAGE : (number + 1) * PAGE]
        marks = ", ".join("?" * len(ids))
        ours.append(cpu(lambda: lignes.page(number * PAGE, PAGE)))  # noqa: B023 - called at once
        query = f'SELECT * FROM "action" WHERE id IN ({marks})'  # noqa: S608 - checked names
        bare.append(cpu(lambda: store.connection.execute(query, ids).fetchall()))  # noqa: B023 - called at once
    report("liste_page", ours, bare)


def _lot(store: Store, folder: Path) -> None:
    ids = store.rows.ids("action", limit=LOT)
    run, ours, bare, turn = bare_lot(folder / "nu.db"), [], [], iter(range(100))

    def edit() -> None:
        lot = preparer(store, "action", ids, {"pilote": f"Pilote {next(turn)}"})
        appliquer(store, lot, "1 000 actions")

    for _ in range(3):
        ours.append(cpu(edit))
        bare.append(cpu(run))
    report("liste_lot", ours, bare)


def main() -> None:
    """Fill a store, then measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--dossier", type=Path, default=Path.cwd())
    folder = parser.parse_args().dossier
    with tempfile.TemporaryDirectory(dir=folder) as work, Store.open(Path(work) / "pvd.db") as store:
        fill(store, random.Random(SEED))  # noqa: S311 - a sample, not a secret
        money(store)
        measure(store, Path(work))


if __name__ == "__main__":
    main()
