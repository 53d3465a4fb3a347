"""The people of a territory as one writes to them: « Madame la Maire », « maire de Guise » (domain.md §10.3, 10)."""

from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui import referentiel
from pvd_tui.domain.politesse import appel, nom_complet, qualite_de
from pvd_tui.reports.tableau import ColonneTableau, Tableau

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pvd_tui.domain.personne import Personne

_COLONNES: Final = tuple(map(ColonneTableau, ("Nom", "Fonction", "Pour écrire", "Organisme", "Commune", "Courriel")))


def contacts(people: "Iterable[Personne]", au: date) -> Tableau:
    """Lay out the people: name, function in their gender and of which commune, how a letter begins."""
    return Tableau("Contacts", _COLONNES, [_ligne(one) for one in people], au)


def _ligne(one: "Personne") -> tuple[str, ...]:
    place = referentiel.commune(one.commune) if one.commune else None
    nom = nom_complet(one.civilite, one.prenom, one.nom) if one.nom else one.titre or ""
    said = qualite_de(one.fonction, one.civilite, place.de_la() if place else "") if one.fonction else ""
    commune = f"{place.nom} ({place.insee})" if place else one.commune or ""
    return nom, said, f"{appel(one.civilite, one.fonction)},", one.organisme or "", commune, one.courriel or ""
