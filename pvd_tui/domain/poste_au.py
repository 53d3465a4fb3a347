"""Who held the poste of chef de projet on a day: a statut says today, its dates say that day (domain.md §2.5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pvd_tui.domain.commune import Commune
from pvd_tui.domain.poste import Poste, StatutPoste
from pvd_tui.domain.registre import Registre, where


@dataclass(frozen=True, slots=True)
class SituationPoste:
    """One poste on one day."""

    poste: Poste
    statut: StatutPoste | None
    """None where nothing says it."""
    vacant_depuis: date | None = None
    """Since when nobody holds it, where that is known: the vacancy, or the end of the contract."""


def situation(poste: Poste, au: date) -> SituationPoste:
    """Say who held a poste on a day: its dates first, its statut where they are silent."""
    since = poste.vacant_depuis
    if poste.statut is StatutPoste.POURVU:
        since = None
    if since is not None and since <= au:
        left = StatutPoste.EN_RECRUTEMENT if poste.statut is StatutPoste.EN_RECRUTEMENT else StatutPoste.VACANT
        return SituationPoste(poste, left, since)
    if poste.debut is not None and poste.debut > au:
        return SituationPoste(poste, None)
    if poste.fin is not None and poste.fin < au:
        return SituationPoste(poste, StatutPoste.VACANT, poste.fin)
    if since is not None:  # vacant later than that day: held until then, as far as its beginning says it
        return SituationPoste(poste, StatutPoste.POURVU if poste.debut is not None else None)
    return SituationPoste(poste, poste.statut)


def postes_de(commune: Commune, registre: Registre) -> list[Poste]:
    """List the postes that serve a commune: its own, and those of its site."""
    own = where(registre, Poste, commune=commune.id)
    shared = where(registre, Poste, site=commune.site) if commune.site else []
    return list({poste.id: poste for poste in (*own, *shared)}.values())


def situations(postes: Iterable[Poste], au: date) -> list[SituationPoste]:
    """Say who held some postes on a day."""
    return [situation(poste, au) for poste in postes]
