"""What a convention covers: its communes, and the EPCIs that these belong to or that sign it (domain.md §2.2)."""

from dataclasses import dataclass

from pvd_tui.domain.commune import Commune
from pvd_tui.domain.convention import Convention
from pvd_tui.domain.convention_commune import ConventionCommune
from pvd_tui.domain.epci import Epci
from pvd_tui.domain.registre import Registre, one, where


@dataclass(frozen=True, slots=True)
class EpciConvention:
    """One EPCI of a convention."""

    id: str
    nom: str
    ville_principale: str | None
    """The INSEE code of its main town, where it is known."""
    communes: tuple[str, ...]
    """The communes of the convention that belong to it."""
    signataire: bool
    """Whether the convention names it as a signatory; nobody signs by being derived."""


def communes_de(convention: Convention, registre: Registre) -> list[str]:
    """List the communes of a convention: its own field, and its rows."""
    rows = where(registre, ConventionCommune, convention=convention.id)
    return sorted({code for code in (convention.commune, *(row.commune for row in rows)) if code})


def epcis_de(convention: Convention, registre: Registre) -> list[EpciConvention]:
    """List the EPCIs of a convention: the one that signs, then those of its communes."""
    members: dict[str, list[str]] = {convention.epci: []} if convention.epci else {}
    for insee in communes_de(convention, registre):
        found = one(registre, Commune, insee)
        if found is not None and found.epci:
            members.setdefault(found.epci, []).append(insee)
    return [_epci(code, tuple(communes), convention, registre) for code, communes in members.items()]


def _epci(code: str, communes: tuple[str, ...], convention: Convention, registre: Registre) -> EpciConvention:
    found = one(registre, Epci, code)
    nom = (found.titre if found else None) or code
    named = code == convention.epci or bool(
        convention.signataires and nom.casefold() in convention.signataires.casefold()
    )
    return EpciConvention(code, nom, found.ville_principale if found else None, communes, named)
