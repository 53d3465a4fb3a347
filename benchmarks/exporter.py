"""Figures of what goes out: `uv run python -m benchmarks.exporter [--actions 5000] [--fiches 100] [--tours 3]`.

CPU time of writing the same table of actions to each format, beside the floor: Python's `csv` module writing the same
cells as plain text, measured in turn in the same run. Reading them from the store is told apart (`export_lecture`).
Fiches: as one document of `--fiches` fiches, facts gathered from the store included.
"""

import argparse
import csv
import io
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from pvd_tui.changes.edit import Edit
from pvd_tui.reports import fiches, schema
from pvd_tui.reports.document import Document
from pvd_tui.reports.extrait import Demande, extraire
from pvd_tui.reports.formats import DOCUMENTS, TABLEURS, rendre_document, rendre_tableau
from pvd_tui.reports.tableau import Tableau
from storage.store import Store

AU: Final = date(2026, 11, 22)
COMMUNES: Final = {"02361": "Guise", "02381": "Hirson", "02173": "Chauny"}
PHASES: Final = ("Idée", "Étude", "Opération")
DEPENSES: Final = ("Étude", "Maîtrise d’œuvre", "Travaux")
FINANCEURS: Final = ("DETR", "Fonds vert", "Conseil régional", "Autofinancement")
BATCH: Final = 500


def main() -> None:
    """Measure and print JSON lines: the median of the rounds."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--actions", type=int, default=5_000)
    asked.add_argument("--fiches", type=int, default=100)
    asked.add_argument("--tours", type=int, default=3)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "pvd.db") as store:
        store.settings.put("departement", "02")
        fill(store, options.actions)
        tableau = extraire(store, Demande("action"), AU)
        _tables(store, tableau, options.tours)
        _documents(store, options.fiches, options.tours)


def fill(store: Store, count: int) -> None:
    """Write actions as they are, each with its expenses and its plan."""
    store.save([Edit("commune", code, {"titre": nom, "departement": "02"}) for code, nom in COMMUNES.items()])
    for first in range(0, count, BATCH):
        edits = [edit for number in range(first, min(first + BATCH, count)) for edit in _action(store, number)]
        store.save(edits, f"Actions {first}")


def _action(store: Store, number: int) -> list[Edit]:
    action, plan = store.new_id(), store.new_id()
    values = {
        "titre": f"Halle du marché n° {number}",
        "commune": list(COMMUNES)[number % 3],
        "code": f"{number % 9}.{number}",
        "phase": PHASES[number % 3],
        "cout_previsionnel": 100_000 * (number % 900 + 1),
        "regime_montant": "HT",
        "echeance": f"2027-{number % 12 + 1:02}-15",
        "description": "Une halle fermée depuis 2019. " * 12,
        "objectifs": "Redonner un usage quotidien au centre. " * 5,
        "maitre_ouvrage": "Commune",
        "priorite": "1 Fort",
    }  # fmt: skip - as on the form
    lines = [
        Edit("depense", store.new_id(), {"action": action, "nature": nature, "montant_previsionnel": 1_000_000})
        for nature in DEPENSES
    ]
    funds = [
        Edit("ressource", store.new_id(), {"plan_financement": plan, "dispositif": name, "montant_demande": 750_000})
        for name in FINANCEURS
    ]
    made = Edit("plan_financement", plan, {"action": action, "version": 1, "regime_montant": "HT"})
    return [Edit("action", action, values), *lines, made, *funds]


def _tables(store: Store, tableau: Tableau, rounds: int) -> None:
    """Write one table to each format, the floor in turn with each."""
    runs: dict[str, Callable[[], object]] = {
        "export_lecture": lambda: extraire(store, Demande("action"), AU),
        **{f"export_{kind}": _to(tableau, kind) for kind in TABLEURS},
        "export_json": lambda: schema.donnees(store, Demande("action"), AU),
        "export_projets_territoire": lambda: schema.projets(store, store.rows.ids("action")),
    }
    rendre_tableau(Tableau("", (), (), AU), "xlsx"), rendre_tableau(Tableau("", (), (), AU), "ods")  # imports
    for name, run in runs.items():
        pairs = [(_cpu(run), _cpu(lambda: _floor(tableau))) for _ in range(rounds)]
        taken, floor = (statistics.median(side) for side in zip(*pairs, strict=True))
        print(
            json.dumps(
                {
                    "bench": name,
                    "lignes": len(tableau.lignes),
                    "colonnes": len(tableau.colonnes),
                    "ms_cpu": round(taken),
                    "plancher_ms": round(floor, 1),
                    "rapport": round(taken / floor, 1),
                }
            )
        )  # fmt: skip - one line of figures


def _documents(store: Store, count: int, rounds: int) -> None:
    """Write fiches as one document, in each format."""
    records = store.rows.ids("action")[:count]
    rendre_document(fiches.document(store, records[:1], "", AU), "docx")  # imports
    gathered = _median(lambda: fiches.document(store, records, "Annexe", AU), rounds)
    print(json.dumps({"bench": "fiches_lecture", "fiches": count, "ms_cpu": round(gathered)}))
    document = fiches.document(store, records, "Annexe", AU)
    for kind in DOCUMENTS:
        taken = _median(_as(document, kind), rounds)
        print(json.dumps({"bench": f"fiches_{kind}", "fiches": count, "ms_cpu": round(taken)}))


def _floor(tableau: Tableau) -> str:
    """Write the same cells with the csv module."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(tableau.lignes)
    return out.getvalue()


def _to(tableau: Tableau, kind: str) -> Callable[[], object]:
    return lambda: rendre_tableau(tableau, kind)


def _as(document: Document, kind: str) -> Callable[[], object]:
    return lambda: rendre_document(document, kind)


def _median(run: Callable[[], object], rounds: int) -> float:
    return statistics.median(_cpu(run) for _ in range(rounds))


def _cpu(run: Callable[[], object]) -> float:
    """Give the CPU time that a call takes, in ms."""
    start = time.process_time()
    run()
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    main()
