"""First sync of many records, up and then down to a second laptop: ours beside PouchDB and Kinto, in one run.

    uv run python -m benchmarks.pairs [--fiches 10000] [--tours 3] [--postgresql] [--pairs nous pouchdb kinto]

Client and server are processes of their own that share the cores, over loopback. The peers take turns, so that a
noisy machine is noisy for each. A figure is the median of the turns; `cpu` is user and system time, which noise does
not touch. Ours authenticates, validates, filters by grant and forces to disk; the peers do none of it.
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks import pairs_kinto, pairs_nous, pairs_pouchdb
from benchmarks.pairs_poste import Mesure, Serveur, measure

Peer = Callable[[Path], AbstractContextManager[Serveur]]
PEERS: Final[Mapping[str, Peer]] = {
    "nous": pairs_nous.serveur,
    "nous_postgresql": pairs_nous.serveur_postgresql,
    "pouchdb": pairs_pouchdb.serveur,
    "pouchdb_100": partial(pairs_pouchdb.serveur, batch=100),
    "kinto": pairs_kinto.serveur,
    "kinto_postgresql": pairs_kinto.serveur_postgresql,
}
WAYS: Final = ("montee", "descente")


def main() -> None:
    """Measure the peers in turn and print JSON lines: one a turn, then one a way and peer."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--fiches", type=int, default=10_000)
    asked.add_argument("--tours", type=int, default=3)
    asked.add_argument("--postgresql", action="store_true", help="ours on PostgreSQL too")
    asked.add_argument("--pairs", nargs="+", choices=PEERS, default=["nous", "pouchdb"])
    options = asked.parse_args()
    names = [*options.pairs, *(["nous_postgresql"] if options.postgresql else [])]
    taken: dict[tuple[str, str], list[Mesure]] = {}
    for turn in range(options.tours):
        for name in names:
            for way, one in _first_sync(PEERS[name], options.fiches).items():
                taken.setdefault((name, way), []).append(one)
                print(json.dumps({"tour": turn, "pair": name, "sens": way} | _figures([one], options.fiches)))
    figures = {key: _figures(some, options.fiches) for key, some in taken.items()}
    for (name, way), found in figures.items():
        print(json.dumps({"bench": f"pairs_{way}", "pair": name, "fiches": options.fiches} | found))
    for way in WAYS:
        for mine in (name for name in names if name.startswith("nous")):
            for other in (name for name in names if not name.startswith("nous")):
                ratios = _ratios(figures[mine, way], figures[other, way])
                print(json.dumps({"bench": f"rapport_{way}", "ours": mine, "reference": other} | ratios))


def _first_sync(peer: Peer, fiches: int) -> dict[str, Mesure]:
    """Send everything from one laptop, then read it on another that has nothing."""
    with tempfile.TemporaryDirectory(prefix="pvd") as folder, peer(Path(folder)) as serveur:
        with serveur.poste("a") as first:
            first.ask("remplir", fiches=fiches)
            up = measure(first, serveur, sens="montee")
        with serveur.poste("b") as second:
            second.ask("compter")  # its process has started once it answers
            down = measure(second, serveur, sens="descente")
            found = second.ask("compter")["fiches"]
        if found != fiches:
            raise SystemExit(f"the second laptop has {found} records of {fiches}")
    return {"montee": up, "descente": down}


def _figures(some: Sequence[Mesure], fiches: int) -> dict[str, float]:
    """Give the medians of several turns, per record."""
    seconds = [one.secondes for one in some]
    return {
        "fiches_s": round(fiches / statistics.median(seconds)),
        "fiches_s_meilleur": round(fiches / min(seconds)),
        "octets_fiche_montants": round(statistics.median(one.octets_montants for one in some) / fiches, 1),
        "octets_fiche_descendants": round(statistics.median(one.octets_descendants for one in some) / fiches, 1),
        "requetes": statistics.median_high(one.requetes for one in some),
        "cpu_client_s_1000": round(statistics.median(one.cpu_client for one in some) / fiches * 1000, 4),
        "cpu_serveur_s_1000": round(statistics.median(one.cpu_serveur for one in some) / fiches * 1000, 4),
    }


def _ratios(ours: Mapping[str, float], theirs: Mapping[str, float]) -> dict[str, float]:
    """Say how many times faster, smaller and cheaper ours is."""

    def cpu(figures: Mapping[str, float]) -> float:
        return figures["cpu_client_s_1000"] + figures["cpu_serveur_s_1000"]

    def octets(figures: Mapping[str, float]) -> float:
        return figures["octets_fiche_montants"] + figures["octets_fiche_descendants"]

    return {
        "fiches_s": round(ours["fiches_s"] / theirs["fiches_s"], 2),
        "fiches_s_meilleur": round(ours["fiches_s_meilleur"] / theirs["fiches_s_meilleur"], 2),
        "cpu": round(cpu(theirs) / cpu(ours), 2),
        "octets": round(octets(theirs) / octets(ours), 2),
    }


if __name__ == "__main__":
    main()
