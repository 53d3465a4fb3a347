"""Outlines of départements and régions out of a public GeoJSON file, for the map.

The files meant are those of anct-carto/pvd (IGN Admin Express, Licence Ouverte 2.0): a département is known by
`insee_dep`, a région by `insee_reg`. Others name the code `code`, as « france-geojson » does. Nothing is guessed:
a shape without a code, or a code of something else, is left out and counted.
"""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pvd_tui.domain.carte import Anneau, Contour
from pvd_tui.imports.fichier import FichierError, read_bytes

_CODES: Final = (("insee_dep", "lib_dep"), ("code_dept", "nom_dept"), ("insee_reg", "lib_reg"), ("code", "nom"))
_MOST_POINTS: Final = 400_000
_REMEDY: Final = (
    "Rien n’a été importé. Choisissez un fichier de contours au format GeoJSON, par exemple "
    "« fr-drom-4326-pur-style1-dep.geojson » du dépôt anct-carto/pvd."
)


def read_contours(path: Path) -> list[Contour]:
    """Read the outlines of a file; raises FichierError, in French, where it is none."""
    try:
        content: Any = json.loads(read_bytes(path).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FichierError(f"« {path.name} » n’est pas un fichier GeoJSON lisible. {_REMEDY}") from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise FichierError(f"« {path.name} » ne contient pas de contours. {_REMEDY}")
    found = {contour.code: contour for one in features if (contour := _contour(one)) is not None}
    if not found:
        raise FichierError(f"« {path.name} » ne nomme aucun département ni aucune région. {_REMEDY}")
    if sum(len(ring) for contour in found.values() for ring in contour.anneaux) > _MOST_POINTS:
        raise FichierError(f"« {path.name} » est trop détaillé pour une carte de terminal. {_REMEDY}")
    return [found[code] for code in sorted(found)]


def _contour(feature: object) -> Contour | None:
    """Read one outline, or None where it has no code or no shape."""
    if not isinstance(feature, dict):
        return None
    said, shape = feature.get("properties"), feature.get("geometry")
    if not isinstance(said, dict) or not isinstance(shape, dict):
        return None
    for code_key, name_key in _CODES:
        code, name = said.get(code_key), said.get(name_key)
        if isinstance(code, str) and code:
            rings = tuple(_rings(shape.get("type"), shape.get("coordinates")))
            echelon = "R" if code_key == "insee_reg" else ""
            return Contour(f"{echelon}{code}", str(name or code), rings) if rings else None
    return None


def _rings(kind: object, coordinates: object) -> Iterator[Anneau]:
    """Give the rings of a polygon or of several; a point that is no point leaves its ring out."""
    if not isinstance(coordinates, list):
        return
    polygons = coordinates if kind == "MultiPolygon" else [coordinates] if kind == "Polygon" else []
    for polygon in polygons:
        for ring in polygon if isinstance(polygon, list) else []:
            points = [_point(point) for point in ring] if isinstance(ring, list) else []
            kept = [point for point in points if point is not None]
            if len(kept) == len(points) >= 3:  # noqa: PLR2004 - fewer points enclose nothing
                yield kept


def _point(point: object) -> tuple[float, float] | None:
    if not isinstance(point, list) or len(point) < 2:  # noqa: PLR2004 - longitude and latitude
        return None
    lon, lat = point[0], point[1]
    if not all(isinstance(n, int | float) and not isinstance(n, bool) and math.isfinite(n) for n in (lon, lat)):
        return None
    return (float(lon), float(lat)) if abs(lon) <= 180 and abs(lat) <= 90 else None  # noqa: PLR2004 - degrees
