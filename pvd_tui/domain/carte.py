"""A map in cells: outlines become a mask, communes a cell each, arrows the way from one to the next.

Degrees are (longitude, latitude); a cell is (column, line) from the top left and about twice as high as wide, so
that a degree is drawn as long as it is on the ground at the latitude of the map.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

Point = tuple[float, float]
"""Longitude and latitude, in degrees."""
Anneau = Sequence[Point]
"""A closed line; holes are rings inside rings."""
Case = tuple[int, int]
"""Column and line."""

_AISE: Final = 4
"""Cells a commune from which there is room for each to have its own."""
_PROCHE: Final = 4
"""Rings of cells looked through in a frame that is too small."""
_HAUTEUR: Final = 2.0
"""How many times higher than wide a cell of a terminal is."""


@dataclass(frozen=True, slots=True)
class Contour:
    """The outline of a territory, as a public file gives it."""

    code: str
    nom: str
    anneaux: tuple[Anneau, ...]


@dataclass(frozen=True, slots=True)
class Cadre:
    """How degrees become cells: the point of the top left, and the degrees of a cell each way."""

    ouest: float
    nord: float
    par_colonne: float
    par_ligne: float
    largeur: int
    hauteur: int

    def case(self, point: Point) -> Case:
        """Give the cell of a point, the nearest one of the frame where it is outside."""
        x = math.floor((point[0] - self.ouest) / self.par_colonne)
        y = math.floor((self.nord - point[1]) / self.par_ligne)
        return min(max(x, 0), self.largeur - 1), min(max(y, 0), self.hauteur - 1)


def cadrer(points: Iterable[Point], largeur: int, hauteur: int) -> Cadre:
    """Fit points into a box of cells, in the middle of it, without stretching them."""
    some = list(points) or [(2.5, 46.5)]
    west, east = min(p[0] for p in some), max(p[0] for p in some)
    south, north = min(p[1] for p in some), max(p[1] for p in some)
    shrink = max(math.cos(math.radians((south + north) / 2)), 0.05)
    across, down = (east - west) * shrink, north - south
    cell = max(across / max(largeur - 1, 1), down / max(hauteur - 1, 1) / _HAUTEUR, 1e-4)
    wide, high = cell / shrink, cell * _HAUTEUR
    spare_x, spare_y = largeur * wide - (east - west), hauteur * high - (north - south)
    return Cadre(west - spare_x / 2, north + spare_y / 2, wide, high, largeur, hauteur)


def masque(anneaux: Iterable[Anneau], cadre: Cadre) -> frozenset[Case]:
    """Give the cells whose middle is inside the rings (even and odd: a ring inside a ring is a hole)."""
    edges = [(a, b) for ring in anneaux for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)]
    inside: set[Case] = set()
    for line in range(cadre.hauteur):
        lat = cadre.nord - (line + 0.5) * cadre.par_ligne
        cuts = sorted(_cut(a, b, lat) for a, b in edges if (a[1] > lat) != (b[1] > lat))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            first = math.ceil((start - cadre.ouest) / cadre.par_colonne - 0.5)
            last = math.ceil((end - cadre.ouest) / cadre.par_colonne - 0.5)
            inside.update((column, line) for column in range(max(first, 0), min(last, cadre.largeur)))
    return frozenset(inside)


def _cut(a: Point, b: Point, lat: float) -> float:
    """Give the longitude where an edge crosses a parallel."""
    return a[0] + (lat - a[1]) * (b[0] - a[0]) / (b[1] - a[1])


def placer(points: Mapping[str, Point], cadre: Cadre) -> dict[str, Case]:
    """Give each commune a cell of its own: its own, or the nearest one that is free; the same ones each time.

    A frame too small for so many communes lets some share a cell: a commune far from its place would be a lie.
    """
    roomy = _AISE * len(points) <= cadre.largeur * cadre.hauteur
    rings = cadre.largeur + cadre.hauteur if roomy else _PROCHE
    places: dict[str, Case] = {}
    taken: set[Case] = set()
    for code in sorted(points):
        x, y = cadre.case(points[code])
        places[code] = next((case for case in _around(x, y, cadre, rings) if case not in taken), (x, y))
        taken.add(places[code])
    return places


def _around(x: int, y: int, cadre: Cadre, rings: int) -> Iterable[Case]:
    """Give the cells of the frame, the nearest ones first."""
    yield x, y
    for ring in range(1, rings):
        reach = ring * 2
        near = [
            (column, line)
            for line in range(max(0, y - ring), min(cadre.hauteur, y + ring + 1))
            for column in range(max(0, x - reach), min(cadre.largeur, x + reach + 1))
            if max(abs(line - y), math.ceil(abs(column - x) / 2)) == ring
        ]
        yield from sorted(near, key=lambda case: (abs(case[0] - x) + 2 * abs(case[1] - y), case))


class Sens(Enum):
    """The four arrows: column and line steps."""

    GAUCHE = (-1, 0)
    DROITE = (1, 0)
    HAUT = (0, -1)
    BAS = (0, 1)


def voisine(places: Mapping[str, Case], ici: str, sens: Sens) -> str | None:
    """Give the next commune in a direction: near, and rather straight ahead; None where there is none."""
    here = places.get(ici)
    if here is None:
        return min(places, default=None)
    best: tuple[float, str] | None = None
    for code, (x, y) in places.items():
        ahead, aside = _ahead(here, (x, y), sens)
        if ahead > 0:
            best = min(best or (math.inf, ""), (ahead + 2.5 * aside, code))
    return best[1] if best else None


def _ahead(here: Case, there: Case, sens: Sens) -> tuple[float, float]:
    """Give how far ahead and how far aside a cell is, a line counting for two columns."""
    across, down = there[0] - here[0], (there[1] - here[1]) * _HAUTEUR
    step_x, step_y = sens.value
    return (across * step_x, abs(down)) if step_x else (down * step_y, abs(across))
