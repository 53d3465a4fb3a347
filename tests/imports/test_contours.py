"""Outlines out of public files: what is one is read, what is none is refused in French."""

import json
from pathlib import Path
from typing import Any

import pytest

from pvd_tui.imports.contours import read_contours
from pvd_tui.imports.fichier import FichierError

RING = [[3.0, 49.0], [4.0, 49.0], [4.0, 50.0], [3.0, 49.0]]
OFFICIAL = Path(__file__).parents[2] / "../shared/data/anct_departements_simplifies.geojson"


def _file(folder: Path, *features: object) -> Path:
    path = folder / "contours.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return path


def _feature(kind: str, coordinates: object, **said: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": said, "geometry": {"type": kind, "coordinates": coordinates}}


def test_departements_and_regions_are_told_apart(tmp_path: Path) -> None:
    """A région's code is never taken for a département's; a polygon and several are read alike."""
    path = _file(
        tmp_path,
        _feature("Polygon", [RING], insee_dep="02", lib_dep="Aisne"),
        _feature("MultiPolygon", [[RING], [RING]], insee_reg="32", lib_reg="Hauts-de-France"),
    )
    found = {contour.code: (contour.nom, len(contour.anneaux)) for contour in read_contours(path)}
    assert found == {"02": ("Aisne", 1), "R32": ("Hauts-de-France", 2)}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"<html>",
        b"[" * 100_000,
        b'{"features": 3}',
        b'{"features": [{"properties": {"code": "02"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}]}',
        b'{"features": [{"properties": {"code": "02"}, "geometry": {"type": "Polygon", "coordinates": [[1, 2, 3]]}}]}',
        b'{"features": [{"properties": null, "geometry": []}, 7, null]}',
    ],
)
def test_what_is_no_outline_is_refused(tmp_path: Path, content: bytes) -> None:
    """One French sentence, nothing imported, no traceback."""
    path = tmp_path / "carte.json"
    path.write_bytes(content)
    with pytest.raises(FichierError, match="Rien n’a été importé"):
        read_contours(path)


def test_a_damaged_ring_leaves_the_others(tmp_path: Path) -> None:
    """A point that is no point (NaN, text, beyond the poles) leaves its ring out."""
    for bad in ([[float("nan"), 1.0], *RING], [["3", "49"], *RING], [[3.0, 99.0], *RING]):
        path = _file(tmp_path, _feature("Polygon", [bad, RING], code="02", nom="Aisne"))
        assert [len(contour.anneaux) for contour in read_contours(path)] == [1]


@pytest.mark.skipif(not OFFICIAL.exists(), reason="the official outlines are not beside the project")
def test_the_official_outlines_are_read() -> None:
    """The hundred and one départements of the public file."""
    assert len(read_contours(OFFICIAL)) == 101
