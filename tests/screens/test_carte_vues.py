"""The territories around a commune, and what is drawn of them."""

from dataclasses import fields
from typing import Any

from pvd_tui.domain.carte import Contour
from screens.carte_vues import anneaux, dessinees, vues_de
from storage.carte import CommuneCarte


def _commune(insee: str, region: str, departement: str, arrondissement: str, lat: float | None = 49.0) -> CommuneCarte:
    said: dict[str, Any] = dict.fromkeys(field.name for field in fields(CommuneCarte))
    place = {"insee": insee, "nom": insee, "region": region, "departement": departement, "lon": 3.0, "lat": lat}
    return CommuneCarte(**said | place | {"arrondissement": arrondissement})


GUISE = _commune("02361", "Hauts-de-France", "02", "Vervins")
LAON = _commune("02408", "Hauts-de-France", "02", "Laon")
ALBERT = _commune("80016", "Hauts-de-France", "80", "Péronne")
ABLIS = _commune("78003", "Île-de-France", "78", "Rambouillet")
CILAOS = _commune("97424", "La Réunion", "974", "Saint-Pierre", -21.1)
RING = ((2.0, 48.0), (4.0, 48.0), (4.0, 50.0))


def test_one_steps_from_the_country_to_the_arrondissement() -> None:
    """A territory that shows no more than the next one is left out."""
    said = [vue.titre for vue in vues_de(GUISE, [GUISE, LAON, ALBERT, ABLIS])]
    assert said == ["Toutes les communes", "Hauts-de-France", "Département 02", "Arrondissement de Vervins"]
    assert [vue.titre for vue in vues_de(GUISE, [GUISE, LAON])] == ["Département 02", "Arrondissement de Vervins"]
    assert [vue.titre for vue in vues_de(None, [GUISE])] == ["Toutes les communes"]
    apt = _commune("84003", "Provence-Alpes-Côte d'Azur", "84", "Apt")
    assert vues_de(apt, [apt])[-1].titre == "Arrondissement d'Apt"


def test_overseas_communes_are_not_drawn_beside_the_mainland() -> None:
    """They are on the map of their own région; a commune without a place is on none."""
    assert dessinees([GUISE, CILAOS]) == [GUISE]
    assert dessinees([CILAOS]) == [CILAOS]
    assert dessinees([_commune("1", "R", "02", "A", None)]) == []


def test_regions_are_outlined_where_there_are_several_departements() -> None:
    """With the file of the régions; else each département's outline, where it was imported."""
    region = Contour("R32", "Hauts-de-France", (RING,))
    aisne, somme = Contour("02", "Aisne", (RING, RING)), Contour("80", "Somme", (RING, RING, RING))
    assert len(anneaux([GUISE, ALBERT], [region, aisne, somme])) == 1
    assert len(anneaux([GUISE, ALBERT], [aisne, somme])) == 5
    assert len(anneaux([GUISE, LAON], [region, aisne, somme])) == 2
    assert len(anneaux([GUISE, ABLIS], [region, aisne])) == 2
