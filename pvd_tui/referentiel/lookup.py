"""Places by their code. An unknown code gives None (or nothing in the list), never an error."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from pvd_tui.referentiel import bundle
from pvd_tui.referentiel.reference import (
    ArrondissementReference,
    CommuneReference,
    DepartementReference,
    EpciReference,
    RegionReference,
    departement_of,
)

POPULATION: Final = 7
"""The column of the population municipale in `communes.tsv`."""


def commune(insee: str) -> CommuneReference | None:
    """Return the present commune that has this INSEE code."""
    fields = bundle.record("communes.tsv", _code(insee))
    return None if fields is None else _commune(fields)


def present_commune(insee: str) -> CommuneReference | None:
    """Return the present commune for a present or former INSEE code.

    A former code is that of a commune that was merged, of a commune déléguée or associée, or of an
    arrondissement of Paris, Lyon or Marseille.
    """
    found = commune(insee)
    if found is None and (former := bundle.record("anciennes.tsv", _code(insee))) is not None:
        found = commune(former[1])
    return found


def former_codes(insee: str) -> tuple[str, ...]:
    """Return the codes that the present commune of this code has taken over, sorted."""
    return _former_codes().get(_code(insee), ())


def communes_of_departement(code: str) -> tuple[CommuneReference, ...]:
    """Return the present communes of a département, by INSEE code."""
    if departement(code) is None:
        return ()
    return tuple(_commune(fields) for fields in bundle.records_from("communes.tsv", _code(code)))


def communes_by_code_postal(code: str) -> tuple[CommuneReference, ...]:
    """Return the present communes that this code postal serves, most populous first."""
    found = bundle.record("codes_postaux.tsv", code.strip())
    served = [] if found is None else [bundle.record("communes.tsv", insee) for insee in found[1].split()]
    return tuple(_commune(fields) for fields in sorted(filter(None, served), key=by_population))


def communes_of(codes: Iterable[str]) -> tuple[CommuneReference, ...]:
    """Return the present communes among these INSEE codes, in the given order."""
    return tuple(found for found in map(commune, codes) if found is not None)


def by_population(fields: list[str]) -> tuple[int, str]:
    """Order lines of communes from the most populous to the least, unknown last, then by code."""
    return (-int(fields[POPULATION] or -1), fields[0])


def region(code: str) -> RegionReference | None:
    """Return the région of this code (« 32 », « 01 » for Guadeloupe)."""
    fields = bundle.record("territoires.tsv", f"R{_code(code)}")
    return None if fields is None else _region(fields)


def regions() -> tuple[RegionReference, ...]:
    """Return every région and collectivité, by code."""
    return tuple(_region(fields) for fields in bundle.records_from("territoires.tsv", "R"))


def departement(code: str) -> DepartementReference | None:
    """Return the département of this code (« 02 », « 2A », « 974 »)."""
    fields = bundle.record("territoires.tsv", f"D{_code(code)}")
    return None if fields is None else _departement(fields)


def departements() -> tuple[DepartementReference, ...]:
    """Return every département and collectivité, by code."""
    return tuple(_departement(fields) for fields in bundle.records_from("territoires.tsv", "D"))


def arrondissement(code: str) -> ArrondissementReference | None:
    """Return the arrondissement of this code (« 024 », « 9743 »)."""
    fields = bundle.record("territoires.tsv", f"A{_code(code)}")
    if fields is None:
        return None
    key, nom, liaison, chef_lieu, of_region, of_departement = fields
    return ArrondissementReference(
        code=key[1:],
        nom=nom,
        liaison=int(liaison),
        chef_lieu=chef_lieu,
        region=of_region,
        departement=of_departement,
    )


def epci(siren: str) -> EpciReference | None:
    """Return the EPCI à fiscalité propre of this SIREN."""
    fields = bundle.record("epci.tsv", siren.replace(" ", ""))
    if fields is None:
        return None
    key, kind, nom, membres = fields
    return EpciReference(siren=key, nom=nom, type=kind, membres=tuple(membres.split()))


def _code(typed: str) -> str:
    return typed.strip().upper()


def _commune(fields: list[str]) -> CommuneReference:
    insee, nom, liaison, of_region, of_arrondissement, siren, of_epci, population, codes_postaux = fields
    return CommuneReference(
        insee=insee,
        nom=nom,
        liaison=int(liaison),
        departement=departement_of(insee),
        region=of_region,
        arrondissement=of_arrondissement or None,
        siren=siren or None,
        epci=of_epci or None,
        population=int(population) if population else None,
        codes_postaux=tuple(codes_postaux.split()),
    )


def _region(fields: list[str]) -> RegionReference:
    key, nom, liaison, chef_lieu = fields
    return RegionReference(code=key[1:], nom=nom, liaison=int(liaison), chef_lieu=chef_lieu)


def _departement(fields: list[str]) -> DepartementReference:
    key, nom, liaison, chef_lieu, of_region = fields
    return DepartementReference(code=key[1:], nom=nom, liaison=int(liaison), chef_lieu=chef_lieu, region=of_region)


@cache
def _former_codes() -> dict[str, tuple[str, ...]]:
    taken: dict[str, tuple[str, ...]] = {}
    for row in bundle.lines("anciennes.tsv"):
        former, present = row.split("\t")
        taken[present] = (*taken.get(present, ()), former)
    return taken
