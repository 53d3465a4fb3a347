"""The territories that the map shows around a commune, from the widest to the narrowest, and their outlines."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from screens.plain import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pvd_tui.domain.carte import Anneau, Contour
    from storage.carte import CommuneCarte

_METROPOLE: Final = 41.0
"""Degrees of latitude north of which the mainland lies, and none of the overseas départements."""
_REGION: Final = "R"
"""How the code of an outline of a région begins."""


@dataclass(frozen=True, slots=True)
class Vue:
    """A part of the territory: all of it, a région, a département, an arrondissement."""

    titre: str
    region: str | None = None
    departement: str | None = None
    arrondissement: str | None = None

    def holds(self, commune: "CommuneCarte") -> bool:
        """Say whether a commune is in it."""
        return (
            (self.region is None or commune.region == self.region)
            and (self.departement is None or commune.departement == self.departement)
            and (self.arrondissement is None or commune.arrondissement == self.arrondissement)
        )


def vues_de(ici: "CommuneCarte | None", communes: "Sequence[CommuneCarte]") -> list[Vue]:
    """Give the territories around a commune; one that holds no fewer communes than the next is left out."""
    vues = [Vue("Toutes les communes")]
    if ici is not None and ici.region:
        vues.append(Vue(ici.region, ici.region))
    if ici is not None and ici.departement:
        vues.append(Vue(f"Département {ici.departement}", None, ici.departement))
    if ici is not None and ici.departement and ici.arrondissement:
        vues.append(Vue(f"Arrondissement {_de(ici.arrondissement)}", None, ici.departement, ici.arrondissement))
    counts = [sum(vue.holds(c) for c in communes) for vue in vues]
    return [vue for i, vue in enumerate(vues) if i == len(vues) - 1 or counts[i] != counts[i + 1]]


def anneaux(shown: "Iterable[CommuneCarte]", contours: "Iterable[Contour]") -> "list[Anneau]":
    """Give the outlines around some communes: their régions' where there are several and the file gave them."""
    held = list(contours)
    shown = list(shown)
    regions = {fold(c.region) for c in shown if c.region}
    departements = {c.departement for c in shown if c.departement}
    if len(departements) > 1:
        wide = [one for one in held if one.code.startswith(_REGION) and fold(one.nom) in regions]
        if len(wide) == len(regions):
            return [ring for one in wide for ring in one.anneaux]
    return [ring for one in held if one.code in departements for ring in one.anneaux]


def dessinees(shown: "Sequence[CommuneCarte]") -> "list[CommuneCarte]":
    """Give the communes that are drawn: those with coordinates; not the overseas ones beside the mainland.

    A frame that holds Guise and Saint-Pierre de la Réunion shows neither: they are in the list, and on the map of
    their own région.
    """
    placed = [c for c in shown if c.lat is not None and c.lon is not None]
    mainland = [c for c in placed if c.lat is not None and c.lat > _METROPOLE]
    regions = {c.region or c.departement for c in placed}
    return mainland if mainland and len(regions) > 1 else placed


def _de(nom: str) -> str:
    """Write « d'Apt », « de Vervins », « du Blanc », « des Andelys »."""
    if fold(nom)[:1] in {"a", "e", "i", "o", "u", "y", "h"}:
        return f"d'{nom}"
    article, _, rest = nom.partition(" ")
    short = {"Le": "du", "Les": "des", "La": "de la"}.get(article)
    return f"{short} {rest}" if short and rest else f"de {nom}"
