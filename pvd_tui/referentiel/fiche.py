"""What the référentiel says of a commune, as the fiche `commune` writes it."""

from pvd_tui.referentiel.lookup import arrondissement, region
from pvd_tui.referentiel.reference import CommuneReference
from pvd_tui.referentiel.source import SOURCE


def commune_fields(place: CommuneReference) -> dict[str, str | int | bool]:
    """Give the fields of the fiche of a commune; what the COG does not say is left out, never empty."""
    its_region = region(place.region)
    its_arrondissement = arrondissement(place.arrondissement) if place.arrondissement else None
    fields = {
        "titre": place.nom,
        "departement": place.departement,
        "region": its_region.nom if its_region else None,
        "arrondissement": its_arrondissement.nom if its_arrondissement else None,
        "siren": place.siren,
        "epci": place.epci,
        "population": place.population,
        "codes_postaux": " ".join(place.codes_postaux) or None,
        "millesime": str(SOURCE.millesime),
        "actif": True,
    }
    return {name: value for name, value in fields.items() if value is not None}
