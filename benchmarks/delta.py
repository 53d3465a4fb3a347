"""A delta of 20 edits on a slow link: requests, bytes each way and time, cold and warm, ours beside PouchDB.

    uv run python -m benchmarks.delta [--fiches 1000] [--modifications 20] [--tours 3] [--pairs nous pouchdb]

The link is our own (`lien.py`): RTT 300 ms, 256 kbit/s up, 1 Mbit/s down. Both laptops have all records before, over
the same link while it is fast. *Cold*: the connection is opened too, which costs one more RTT here (two with TLS).
*Warm*: it is still open from the exchange before. Bytes are counted on the link, headers included.

    montee     one laptop sends 20 edits
    descente   the other reads them
    croisee    each has 20 edits; one sends its own and reads the other's at once
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from benchmarks import pairs_nous, pairs_pouchdb
from benchmarks.lien import Lien, opened
from benchmarks.pairs_poste import Poste, Serveur

Peer = Callable[[Path], AbstractContextManager[Serveur]]
PEERS: Final[Mapping[str, Peer]] = {
    "nous": pairs_nous.serveur,
    "nous_postgresql": pairs_nous.serveur_postgresql,
    "pouchdb": pairs_pouchdb.serveur,
}


def main() -> None:
    """Measure each peer and print JSON lines: the median of each case."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--fiches", type=int, default=1_000)
    asked.add_argument("--modifications", type=int, default=20)
    asked.add_argument("--tours", type=int, default=3)
    asked.add_argument("--pairs", nargs="+", choices=PEERS, default=list(PEERS))
    options = asked.parse_args()
    for name in options.pairs:
        taken: dict[tuple[str, str], list[Trajet]] = {}
        for case, one in _deltas(PEERS[name], options.fiches, options.modifications, options.tours):
            taken.setdefault(case, []).append(one)
        for (sens, connexion), some in taken.items():
            print(json.dumps({"bench": f"delta_{sens}", "pair": name, "connexion": connexion} | _figures(some)))


@dataclass(frozen=True, slots=True)
class Trajet:
    """One synchronisation over the slow link."""

    secondes: float
    requetes: int
    octets_montants: int
    octets_descendants: int
    connexions: int


def _deltas(peer: Peer, fiches: int, edits: int, turns: int) -> Iterator[tuple[tuple[str, str], Trajet]]:
    with tempfile.TemporaryDirectory(prefix="pvd") as folder, peer(Path(folder)) as serveur:
        address = urlsplit(serveur.url)
        with (
            opened(address.port or 80) as lien,
            serveur.poste("a") as first,
            serveur.poste("b") as second,
        ):
            for poste in (first, second):
                poste.ask("viser", url=lien.url + address.path)
            first.ask("remplir", fiches=fiches)
            for poste, sens in ((first, "montee"), (second, "descente")):
                poste.ask("synchroniser", sens=sens)
                poste.ask("synchroniser", sens="descente" if sens == "montee" else "montee")  # its own echo, its marks
            valeurs = count(1)
            for _ in range(turns):
                for connexion in ("froide", "tiede"):
                    yield from _turn(lien, (first, second), edits, connexion, valeurs)


def _turn(
    lien: Lien, postes: tuple[Poste, Poste], edits: int, connexion: str, valeurs: Iterator[int]
) -> Iterator[tuple[tuple[str, str], Trajet]]:
    first, second = postes

    def ready() -> None:
        for poste in postes:
            if connexion == "tiede":
                poste.ask("synchroniser", sens="rien", garde=True)
            else:
                poste.ask("raccrocher")

    ready()
    first.ask("modifier", fiches=edits, valeur=next(valeurs))
    yield ("montee", connexion), _travel(lien, first, "montee")
    yield ("descente", connexion), _travel(lien, second, "descente")
    ready()
    first.ask("modifier", fiches=edits, valeur=next(valeurs))
    first.ask("synchroniser", sens="montee", garde=True)
    second.ask("modifier", fiches=edits, depuis=100, valeur=next(valeurs))
    yield ("croisee", connexion), _travel(lien, second, "deux")
    first.ask("synchroniser", sens="descente", garde=True)


def _travel(lien: Lien, poste: Poste, sens: str) -> Trajet:
    """Synchronise over the slow link; ours goes both ways at once, whichever it is asked for."""
    lien.passed()
    lien.lent = True
    said = poste.ask("synchroniser", sens=sens, garde=True)
    lien.lent = False
    up, down, connections = lien.passed()
    return Trajet(said["secondes"], said["requetes"], up, down, connections)


def _figures(some: Sequence[Trajet]) -> dict[str, float]:
    return {
        "secondes": round(statistics.median(one.secondes for one in some), 3),
        "secondes_meilleur": round(min(one.secondes for one in some), 3),
        "requetes": statistics.median_high(one.requetes for one in some),
        "octets_montants": statistics.median_high(one.octets_montants for one in some),
        "octets_descendants": statistics.median_high(one.octets_descendants for one in some),
        "connexions": statistics.median_high(one.connexions for one in some),
    }


if __name__ == "__main__":
    main()
