"""What the référentiel says today of a commune, for the rules that ask."""

from pvd_tui.domain.rules.context import CommunePresente


def presente(insee: str) -> CommunePresente | None:
    """Give the present commune of a present or former INSEE code."""
    from pvd_tui import referentiel  # noqa: PLC0415 - read only when a rule asks for it

    place = referentiel.present_commune(insee)
    if place is None:
        return None
    around = referentiel.epci(place.epci) if place.epci else None
    return CommunePresente(place.insee, place.nom, place.epci, around.nom if around else None)


def connue(insee: str) -> bool:
    """Say whether an INSEE code is, or was, that of a commune."""
    return presente(insee) is not None
