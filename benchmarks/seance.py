"""A two-hour meeting of the club, replayed at human speed in a real terminal: `uv run python benchmarks/seance.py DIR`.

25 communes, 18 people of whom four come late and one is not on the sheet, five points, 120 notes, 14 suites. A tmux
terminal (else a bare one), no network, each key pressed one after the other; the program is killed (kill -9) in the
middle of a line and opened again. Then the séance is closed, the endpoint (`pvd-serveur`, SQLite) comes back, the
laptop synchronises, a second one enrols and receives, and the rows of both are compared.

    --vitesse 20    how many times faster than life: two hours in six minutes
    --sans-tmux     the bare terminal

Left in DIR: both stores, the relevé de décisions (docx, odt, txt, and docx without names), the screens as text.
"""

import argparse
import json
import statistics
import time
from pathlib import Path
from typing import Final

from benchmarks.seance_poste import Poste, endpoint, invitation, prepared
from benchmarks.seance_tenue import ENTREE, QUITTER, Greffiere, held
from storage.store import Store
from tests.terminal.salle import attendues

TABLES: Final = ("seance_club", "presence", "note_seance", "suite", "point_ordre_du_jour", "personne", "commune")


def main() -> None:
    """Replay, synchronise, compare, print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("dossier", type=Path)
    asked.add_argument("--vitesse", type=float, default=20)
    asked.add_argument("--sans-tmux", action="store_true")
    options = asked.parse_args()
    folder: Path = options.dossier.absolute()
    one, other = (Poste(folder, name, tmux=not options.sans_tmux) for name in ("a", "b"))
    seance = prepared(one)
    with endpoint(folder / "point.db", 0) as url:
        port = int(url.rpartition(":")[2])
        one.pvd("enroler", invitation(folder / "point.db", url), "--nom", "Poste A")
        one.pvd("synchroniser")
    begin = time.monotonic()
    who = held(one, options.vitesse)
    lasted = time.monotonic() - begin
    for name in ("releve.docx", "releve.odt", "releve.txt"):
        one.pvd("seance", "releve", "2026-2", "--vers", str(one.home / name))
    one.pvd("seance", "releve", "2026-2", "--sans-noms", "--relu", "--vers", str(one.home / "sans-noms.docx"))
    waiting = _waiting(one)
    with endpoint(folder / "point.db", port) as url:
        begin = time.monotonic()
        one.pvd("synchroniser")
        sent = time.monotonic() - begin
        other.pvd("enroler", invitation(folder / "point.db", url), "--nom", "Poste B")
        begin = time.monotonic()
        other.pvd("synchroniser")
        received = time.monotonic() - begin
        _shown(other, who.notes + sum(line.startswith("*") for line in who.typed))
    _report(who, _recorded(one, seance), {table: _same(one, other, table) for table in TABLES})
    print(json.dumps({"seconds": round(lasted), "changes": waiting, "sent_s": round(sent, 1)}))
    print(json.dumps({"received_s": round(received, 1), "journal": _journals(one, other)}))


def _shown(poste: Poste, lines: int) -> None:
    """See the séance on the screen of the second laptop."""
    terminal = poste.open()
    terminal.see("À faire", "F10 Menu")
    terminal.press("4")
    terminal.see("4 Clubs", "halles", "F10 Menu")
    terminal.press(ENTREE)
    terminal.see(f"Notes et suites ({lines})", "Yvonne Érable")
    (poste.home / "seance.txt").write_text(terminal.text, "utf-8")
    terminal.press(QUITTER)
    terminal.end()
    terminal.close()


def _waiting(poste: Poste) -> int:
    with Store.open(poste.base, read_only=True) as store:
        return store.outbox.count()


def _recorded(poste: Poste, seance: str) -> list[str]:
    """Give the notes that are on the disk, in the order they were written."""
    return [str(row["texte"]) for row in poste.rows("note_seance") if row["seance_club"] == seance]


def _same(one: Poste, other: Poste, table: str) -> str:
    ours, theirs = one.rows(table), other.rows(table)
    if ours != theirs:
        raise SystemExit(f"{table}: the second laptop does not show the same")
    return str(len(ours))


def _journals(one: Poste, other: Poste) -> str:
    said = [poste.pvd("seance", "journal", "2026-2") for poste in (one, other)]
    if said[0] != said[1]:
        raise SystemExit("the second laptop reads another journal")
    (one.home / "journal.txt").write_text(said[0], "utf-8")
    return "the same on both"


def _report(who: Greffiere, kept: list[str], rows: dict[str, str]) -> None:
    wanted = attendues(who.typed)
    lost = [line for line in wanted if line not in kept]
    p95 = statistics.quantiles(who.answers, n=20)[-1]
    print(json.dumps({"notes": len(kept), "lost": len(lost), "rows": rows}))
    figure = {"bench": "seance_entree", "ours": round(statistics.median(who.answers), 1), "ours_p95": round(p95, 1)}
    print(json.dumps(figure | {"unit": "ms", "count": len(who.answers), "worst": round(max(who.answers), 1)}))
    print(json.dumps({"cuts": len(who.cuts), "reopened_s": [round(one, 1) for one in who.cuts]}))
    print(json.dumps({"latest_s": round(who.late, 1), "what": "how far behind the script she was at worst"}))
    if kept != wanted:
        raise SystemExit(f"not what was typed, in this order: {lost}")


if __name__ == "__main__":
    main()
