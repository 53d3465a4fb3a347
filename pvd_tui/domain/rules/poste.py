"""What the rules say about the poste of chef de projet: how much of it may be paid for."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.montant import show_montant
from pvd_tui.domain.poste import Poste, StatutPoste
from pvd_tui.domain.rules.context import Context, Rule, rule

PLAFOND: Final = 45_000_00
PLAFOND_ANAH: Final = 55_000_00
"""The ceiling when the Anah takes part."""
MAXIMUM_ANAH: Final = 40_000_00
MAXIMUM_BDT: Final = 15_000_00
_ALERTE: Final = 90
"""Days before the end of a contract."""
_SOURCE: Final = "[S16][S44]"


def subvention_possible(cout_charge: int, *, anah: bool) -> int:
    """Give the most that a year of the poste may be paid for: 75 % of its cost, under the ceiling."""
    return min(75 * cout_charge // 100, PLAFOND_ANAH if anah else PLAFOND)


@rule(Poste)
def subvention_plafonnee(poste: Poste, _context: Context) -> Iterator[Finding]:
    """Rule 29: at most 75 % and 45 000 € (55 000 € with the Anah), each funder under its own ceiling."""
    shares = (poste.subvention_etat, poste.subvention_anah, poste.subvention_bdt, poste.subvention_autre)
    known = [share for share in shares if share is not None]
    ceiling = PLAFOND_ANAH if poste.subvention_anah else PLAFOND
    if poste.cout_charge is not None:
        ceiling = subvention_possible(poste.cout_charge, anah=bool(poste.subvention_anah))
    elif known:
        fact = "Les 75 % ne sont pas évaluables : le coût chargé du poste est à préciser."
        yield Finding(30, Niveau.INFORMATION, fact, "Renseigner le coût chargé.", "cout_charge", "domain.md §10.2")
    if sum(known) > ceiling:
        yield _over("Les subventions du poste dépassent", ceiling, "subvention_etat")
    yield from _each(poste)


def _each(poste: Poste) -> Iterator[Finding]:
    """Check the funders that have a ceiling of their own."""
    cout, anah, bdt = poste.cout_charge, poste.subvention_anah, poste.subvention_bdt
    half = MAXIMUM_ANAH if cout is None else min(MAXIMUM_ANAH, cout // 2)
    quarter = MAXIMUM_BDT if cout is None else min(MAXIMUM_BDT, cout // 4)
    if anah is not None and anah > half:
        yield _over("La subvention de l’Anah dépasse", half, "subvention_anah")
    if bdt is not None and bdt > quarter:
        yield _over("La subvention de la Banque des territoires dépasse", quarter, "subvention_bdt")


def _over(what: str, ceiling: int, field: str) -> Finding:
    fact = f"{what} le plafond ({show_montant(ceiling)} par an)."
    return Finding(29, Niveau.AVERTISSEMENT, fact, f"Ramener à {show_montant(ceiling)} au plus.", field, _SOURCE)


class Cofinancement(NamedTuple):
    """What a year of a poste costs and who pays it, in cents."""

    cout_charge: int
    possible: int
    """The most that may be paid for, under the ceiling that holds."""
    possible_anah: int
    """The same if the Anah takes part."""
    connu: int
    """What the funders that are filled in pay."""
    reste_a_charge: int
    """What is left to the employer of what is filled in."""
    reste_au_mieux: int
    """What is left to the employer where all that is possible is paid."""


def cofinancement(poste: Poste) -> Cofinancement | None:
    """Compute what a year of a poste may be paid for; None while its cost is to be filled in."""
    cost = poste.cout_charge
    if cost is None:
        return None
    shares = (poste.subvention_etat, poste.subvention_anah, poste.subvention_bdt, poste.subvention_autre)
    most = subvention_possible(cost, anah=bool(poste.subvention_anah))
    known = sum(share or 0 for share in shares)
    with_anah = subvention_possible(cost, anah=True)
    return Cofinancement(cost, most, with_anah, known, max(cost - known, 0), cost - most)


@rule(Poste)
def cofinancement_possible(poste: Poste, _context: Context) -> Iterator[Finding]:
    """Say what a year of the poste may be paid for, and what is left to the employer (§2.5, « calculateur »)."""
    sums = cofinancement(poste)
    if sums is None:
        return
    more = f" ; {show_montant(sums.possible_anah)} avec l’Anah" if sums.possible_anah > sums.possible else ""
    best = f", {show_montant(sums.reste_au_mieux)} au mieux" if sums.connu < sums.possible else ""
    fact = (
        f"Cofinancement possible : {show_montant(sums.possible)} par an (75 %, plafonds){more}. "
        f"Reste à charge : {show_montant(sums.reste_a_charge)}{best}."
    )
    clears = "Une seule demande par an, sur la démarche de la préfecture." if sums.connu < sums.possible else ""
    yield Finding(29, Niveau.INFORMATION, fact, clears, "cout_charge", _SOURCE)


@rule(Poste)
def fin_de_contrat(poste: Poste, context: Context) -> Iterator[Finding]:
    """Warn ninety days before a contract ends without a renewal (§2.5; §2.6, R3)."""
    if poste.statut is not StatutPoste.POURVU or poste.fin is None or poste.renouvellement is not None:
        return
    left = (poste.fin - context.today).days
    if left < 0:
        fact, clears = f"Le contrat est fini depuis {-left} jours.", "Dire si le poste est vacant, ou sa nouvelle fin."
    elif left <= _ALERTE:
        fact, clears = f"Le contrat finit dans {left} jours.", "Demander le renouvellement, et noter la date."
    else:
        return
    yield Finding(29, Niveau.AVERTISSEMENT, fact, clears, "fin", "domain.md §2.5, §2.6 R3")


RULES: Final[tuple[Rule, ...]] = (subvention_plafonnee, cofinancement_possible, fin_de_contrat)
