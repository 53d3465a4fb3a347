"""Figures of the note: `uv run python -m benchmarks.note [--actions 64000] [--tours 3] [--departement 02]`.

On the communes of the official list where it is at hand (`../shared/data/`, else those of the référentiel), with the
real projects of 2018 as far as they are in those communes, then synthetic ones up to `--actions`:

`note_departement`, `note_region`, `note_nation`   CPU time of the note's JSON out of the store (`--source direct`),
                                                   beside one hand-written SQL pass over the same rows of the same file
`note_pdf`                                         the département's note as PDF, beside its JSON

Both are measured in turn, in the same run; the figures they share are compared first, or nothing is measured.
"""

import argparse
import csv
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pvd_tui import referentiel
from pvd_tui.changes.edit import Edit
from pvd_tui.domain.note_figee import Mots, canonique
from pvd_tui.reports.note_emise import perimetre, preparer, rendre
from storage.store import Store

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from pvd_tui.domain.faits_note import Perimetre

DATA: Final = Path(__file__).parents[2] / "shared" / "data"
PHASES: Final = ("Idée", "Étude", "Opération", None)
STATUTS: Final = ("En cours", "En retard", "Terminé", None)
DISPOSITIFS: Final = ("DETR", "DSIL", "Fonds vert")
BATCH: Final = 1_000


def main() -> None:
    """Fill a store, then print JSON lines: the medians of the rounds."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--actions", type=int, default=64_000)
    asked.add_argument("--tours", type=int, default=3)
    asked.add_argument("--departement", default="02")
    asked.add_argument("--region", default="32")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "pvd.db") as store:
        store.settings.put("role", "national")
        real = fill(store, options.actions)
        today = store.today().astimezone().date()
        wanted = {
            "note_departement": perimetre("departement", options.departement),
            "note_region": perimetre("region", options.region),
            "note_nation": perimetre("national", None),
        }
        for bench, where in wanted.items():
            compare(bench, store, where, today, options.tours, {"actions": options.actions, "real": real})
        _pdf(store, wanted["note_departement"], today, options.tours)


# What is measured.


def compare(bench: str, store: Store, where: "Perimetre", au: date, tours: int, more: dict[str, int]) -> None:
    """Print the CPU time of a note's JSON beside the SQL pass, once both said the same."""
    floor = sqlite3.connect(store.path)

    def note() -> str:
        return canonique(preparer(store, where, au, "direct", Mots()).json())

    def sql() -> dict[str, int]:
        return hand_written(floor, where.departements, au)

    said, told = json.loads(note()), sql()
    same = {path: said[path.partition(".")[0]][path.partition(".")[2]] for path in told}
    if same != told:
        raise SystemExit(f"{bench}: the note and the SQL pass differ: {same} {told}")
    rounds = [(_cpu(note), _cpu(sql)) for _ in range(tours)]
    floor.close()
    mine, theirs = (statistics.median(times) for times in zip(*rounds, strict=True))
    report(bench, mine, theirs, {"communes": told["communes.total"], "in_note": told["actions.total"], **more})


def _pdf(store: Store, where: "Perimetre", au: date, tours: int) -> None:
    """Print the CPU time of the département's PDF beside its JSON; the figures are computed once."""
    note = preparer(store, where, au, "direct", Mots())
    rounds = [(_cpu(lambda: rendre(note, "pdf")), _cpu(lambda: rendre(note, "json"))) for _ in range(tours)]
    mine, theirs = (statistics.median(times) for times in zip(*rounds, strict=True))
    report("note_pdf", mine, theirs, {"bytes": len(rendre(note, "pdf"))})


def report(bench: str, mine: float, theirs: float, more: dict[str, int]) -> None:
    """Print one JSON line."""
    figure = {"bench": bench, "ours": round(mine, 1), "reference": round(theirs, 2), "ratio": round(mine / theirs, 1)}
    print(json.dumps(figure | {"unit": "ms CPU"} | more), flush=True)


def _cpu(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return (time.process_time() - begin) * 1000


# The floor: what a person who knows SQL would write for these figures, over the same rows and columns.


def hand_written(floor: sqlite3.Connection, departements: Sequence[str] | None, au: date) -> dict[str, int]:
    """Count in SQL what the note counts; each of its tables is read once, with the columns that the note reads."""
    marks = "1" if departements is None else f"departement IN ({', '.join('?' * len(departements))})"
    codes, day = tuple(departements or ()), au.isoformat()
    run = floor.execute
    run("DROP TABLE IF EXISTS temp.pvd")
    run(f"CREATE TEMP TABLE pvd AS SELECT id, population, epci, site FROM commune WHERE archive = 0 AND {marks}", codes)  # noqa: S608 - marks only
    communes, people, large = run(
        "SELECT count(*), coalesce(sum(population), 0), total(population >= 20000) FROM pvd"
    ).fetchone()
    signed, late = run(_CONVENTIONS, {"au": day}).fetchone()
    actions, planned, _ = run(_ACTIONS).fetchone()
    filed, granted, _ = run(_DEMANDES, {"au": day}).fetchone()
    return {
        "communes.total": communes,
        "communes.population": people,
        "communes.au_dela_du_plafond": int(large),
        "ort.signees": signed,
        "ort.hors_delai_18_mois": late,
        "actions.total": actions,
        "actions.cout_previsionnel": planned,
        "financements.demandes": filed,
        "financements.montant_accorde": granted,
    }


_CONVENTIONS: Final = """
    WITH dates AS (SELECT min(CASE WHEN type = 'Cadre ORT' AND date_signature <= :au THEN date_signature END) AS ort,
        min(CASE WHEN type = 'Adhésion' AND date_signature <= :au THEN date_signature END) AS adhesion
        FROM convention WHERE archive = 0 AND commune IN (SELECT id FROM pvd) GROUP BY commune)
    SELECT count(ort), count(CASE WHEN ort IS NULL AND date(adhesion, '+18 months') < :au THEN 1 END) FROM dates"""
_ACTIONS: Final = """
    SELECT count(*), coalesce(sum(cout_previsionnel), 0), count(phase) + count(statut_phase)
        + count(statut_conventionnel) + count(thematique) + count(maturite) + count(date_engagement)
        + count(date_abandon) + count(fin_reelle) + count(cout_definitif) + count(transition_ecologique)
        + count(transition_demographique) + count(transition_economique) + count(objectifs_environnementaux)
        + count(artificialisation) + count(budget_vert)
    FROM action WHERE archive = 0 AND commune IN (SELECT id FROM pvd)"""
_DEMANDES: Final = """
    SELECT count(CASE WHEN d.date_depot <= :au THEN 1 END),
        coalesce(sum(CASE WHEN d.date_notification <= :au THEN d.montant_accorde END), 0),
        count(d.dispositif) + count(d.etat) + count(d.date_arrete) + count(d.montant_demande)
    FROM demande d JOIN action a ON a.id = d.action
    WHERE d.archive = 0 AND a.archive = 0 AND a.commune IN (SELECT id FROM pvd)"""


# What is measured on.


def fill(store: Store, count: int) -> int:
    """Write the communes with their conventions, then the actions with a demande each; give how many are real."""
    known = list(_communes())
    _save(store, [edit for one in known for edit in _commune(store, one)])
    codes = [one["insee"] for one in known]
    real = 0
    edits: list[Edit] = []
    for number, (insee, titre, cost, grant) in enumerate(_projets(codes, count)):
        real += grant is not None
        edits += _action(store, number, insee, titre, cost, grant)
        if len(edits) >= BATCH:
            _save(store, edits)
            edits = []
    _save(store, edits)
    return real


def _save(store: Store, edits: list[Edit]) -> None:
    for first in range(0, len(edits), BATCH):
        store.save(edits[first : first + BATCH], "Banc d'essai")


def _communes() -> Iterator[dict[str, str]]:
    """Give the communes of the programme with their dates, or those of the référentiel without any."""
    liste = DATA / "pvd_communes.csv"
    if liste.exists():
        with liste.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                dates = {"adhesion": row["date_convention_adhesion"], "ort": row["date_convention_cadre_ort"]}
                yield {"insee": row["insee"], **dates}
        return
    for place in referentiel.search_communes("saint", limit=1_600):
        yield {"insee": place.insee, "adhesion": "2021-04-15", "ort": "2023-05-04"}


def _commune(store: Store, row: dict[str, str]) -> Iterator[Edit]:
    place = referentiel.present_commune(row["insee"])
    values: dict[str, Json] = dict(referentiel.commune_fields(place)) if place else {}
    values["departement"] = referentiel.departement_of(row["insee"])
    values.pop("epci", None)
    yield Edit("commune", row["insee"], values)
    for kind, day in (("Adhésion", row["adhesion"]), ("Cadre ORT", row["ort"])):
        if day:
            signed = {"type": kind, "commune": row["insee"], "statut": "Signée", "date_signature": day}
            yield Edit("convention", store.new_id(), {"titre": kind, "departement": values["departement"], **signed})


def _projets(codes: Sequence[str], count: int) -> Iterator[tuple[str, str, int | None, int | None]]:
    """Give the real projects of these communes, then made ones: INSEE, title, cost and grant in cents."""
    given = 0
    for one in _reels(set(codes)):
        if given == count:
            return
        given += 1
        yield one
    for number in range(given, count):
        yield codes[number % len(codes)], f"Action de synthèse n° {number}", 1_000_000 * (number % 90 + 1), None


def _reels(codes: set[str]) -> Iterator[tuple[str, str, int | None, int | None]]:
    source = DATA / "projets_dotations_2018.ods"
    if not source.exists():
        return
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - only where the file is at hand

    head, *rows = CalamineWorkbook.from_path(source).get_sheet_by_index(0).to_python()
    at = {str(name): place for place, name in enumerate(head)}
    for row in rows:
        insee = str(row[at["CODGEO"]])
        if insee in codes:
            yield insee, str(row[at["DESCRIPTION"]])[:200], _cents(row[at["COUT"]]), _cents(row[at["SUBVENTION"]])


def _cents(cell: Any) -> int | None:  # noqa: ANN401 - a cell of a spreadsheet
    try:
        return round(float(str(cell).replace(" ", "").replace(",", ".")) * 100)
    except ValueError:
        return None


def _action(store: Store, number: int, insee: str, titre: str, cost: int | None, grant: int | None) -> Iterator[Edit]:
    """Give an action and its demande; one in five is granted, every real one is."""
    action = store.new_id()
    granted = grant if grant is not None else 250_000 * (number % 40 + 1) if number % 5 == 0 else None
    values: dict[str, Json] = {
        "titre": titre,
        "commune": insee,
        "phase": PHASES[number % 4],
        "statut_phase": STATUTS[number // 4 % 4],
        "cout_previsionnel": cost,
        "date_engagement": f"202{number % 4 + 1}-0{number % 9 + 1}-15" if number % 3 == 0 else None,
    }
    yield Edit("action", action, {name: value for name, value in values.items() if value is not None})
    asked: dict[str, Json] = {
        "titre": "Demande",
        "action": action,
        "dispositif": DISPOSITIFS[number % 3],
        "etat": "Notifiée" if granted else "Déposée",
        "date_depot": "2022-03-01",
        "montant_demande": granted or 500_000,
    }
    dated: dict[str, Json] = {"montant_accorde": granted, "date_notification": "2022-07-01"} if granted else {}
    yield Edit("demande", store.new_id(), asked | dated)


if __name__ == "__main__":
    main()
