"""How fast a spreadsheet is previewed, imported and taken back, and in how much memory.

    uv run benchmarks/importer.py [FICHIER]

Two files: a synthetic one (10 000 projects of the communes of the Aisne, XLSX), and the one that is named, by default
the real list of 2018 beside the project where it is there. Processor time, user and system, of this process and of
the one that parses; the greatest memory of each.
"""

import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped] # it has no types

from pvd_tui import referentiel
from pvd_tui.changes.edit import Edit
from pvd_tui.imports.classeur import read_classeur
from pvd_tui.imports.importation import apercevoir, importer, preparer
from storage.store import Store

REELLE = Path(__file__).parents[2] / "shared" / "data" / "projets_dotations_2018.ods"
PROJETS = 10_000


def main() -> None:
    """Print the figures of both files."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        files = [_synthetique(here / "synthetique.xlsx"), Path(sys.argv[1]) if len(sys.argv) > 1 else REELLE]
        for path in files:
            if path.exists():
                print(json.dumps(_mesurer(here, path), ensure_ascii=False, indent=2))


def _synthetique(path: Path) -> Path:
    places = referentiel.communes_of_departement("02")
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(
            0, 0, ["Identifiant", "Commune", "Intitulé", "Coût HT", "Dispositif", "Montant accordé", "Année"]
        )
        for n in range(PROJETS):
            place = places[n % len(places)]
            row = (f"PVD-{n:06}", place.nom, f"Projet {n} : réhabilitation", f"{n * 97},50 €", "DETR", n * 31, 2024)
            sheet.write_row(n + 1, 0, row)
    return path


def _mesurer(folder: Path, path: Path) -> dict[str, object]:
    with Store.open(folder / f"{path.stem}.pvd") as store:
        codes = [one.insee for one in referentiel.communes_of_departement("02")]
        if path == REELLE:
            codes = _communes()
        store.settings.put("departement", "02")
        store.save([Edit("commune", insee, {"titre": insee}) for insee in codes], "Communes")
        times = [_spent()]
        classeur = read_classeur(path)
        times.append(_spent())
        prepared = preparer(store, classeur)
        apercu = apercevoir(store, prepared, reponses={"anciennes": "non"})
        times.append(_spent())
        importer(store, prepared, apercu)
        times.append(_spent())
        again = apercevoir(store, prepared)
        times.append(_spent())
        undone = store.history.undo()
        times.append(_spent())
        lecture, preview, write, second, undo = (round(b - a, 2) for a, b in itertools.pairwise(times))
        rows = len(apercu.lignes)
        return {
            "fichier": path.name,
            "lignes": rows,
            "modifications": len(apercu.edits),
            "lecture (s CPU)": lecture,
            "apercu (s CPU)": preview,
            "lignes par seconde, lecture et apercu": round(rows / (lecture + preview)),
            "import (s CPU)": write,
            "second apercu (s CPU)": second,
            "modifications du second import": len(again.edits),
            "annulation (s CPU)": undo,
            "annulees": undone.changes if undone else 0,
            "memoire au plus, des deux fichiers (Mo)": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "memoire du processus de lecture (Mo)": _memoire(path),
        }


def _communes() -> list[str]:
    """Give the codes of the official list."""
    lines = (REELLE.parent / "pvd_communes.csv").read_text(encoding="utf-8-sig").splitlines()
    return [line.split(",")[0] for line in lines[1:]]


def _spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _memoire(path: Path) -> int:
    """Give the greatest memory of a process that only reads the file."""
    code = (
        "import sys, os, resource\n"
        "from pvd_tui.imports.lecture import main\n"
        "sys.stdout = open(os.devnull, 'w')\n"
        "main(sys.argv[1])\n"
        "peak = [line for line in open('/proc/self/status') if line.startswith('VmHWM')]\n"
        "sys.stderr.write(peak[0].split()[1] if peak else '0')\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], stderr=subprocess.PIPE, text=True, check=False)
    return int(done.stderr or 0) // 1024


if __name__ == "__main__":
    main()
