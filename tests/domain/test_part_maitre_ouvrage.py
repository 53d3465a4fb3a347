"""The part of the maître d'ouvrage: the vectors of domain.md §4.4, to the cent."""

from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.domain.financeur import Caractere, Dispositif
from pvd_tui.domain.part_maitre_ouvrage import (
    TAUX,
    is_soumis,
    parts,
    payantes,
    subventions_possibles,
    taux_minimal,
)
from pvd_tui.domain.plan_financement import MotifDerogation, PlanFinancement
from pvd_tui.domain.regime import Regime
from pvd_tui.domain.ressource import EtatRessource, Ressource

EURO = 100


def _line(caractere: Caractere | None, euros: int | None, **fields: object) -> Ressource:
    amount = None if euros is None else euros * EURO
    return Ressource(id="r", caractere=caractere, montant_demande=amount).model_copy(update=fields)


def test_vector_a_twenty_percent_exactly_is_enough() -> None:
    """Cost 1 000 000, public 800 000, MOA 200 000: 20.0 %."""
    sums = parts([_line(Caractere.PUBLIC, 800_000), _line(Caractere.MAITRE_OUVRAGE, 200_000)])

    assert sums is not None
    assert sums.taux_maitre_ouvrage == 20
    assert sums.is_enough(TAUX)


def test_vector_b_private_money_leaves_the_base() -> None:
    """Mécénat 200 000 of 1 000 000: the public base is 800 000, subventions at most 640 000, MOA at least 160 000."""
    assert subventions_possibles(1_000_000 * EURO, 200_000 * EURO) == 640_000 * EURO
    mecenat = _line(None, 200_000, dispositif=Dispositif.MECENAT)
    enough = parts([mecenat, _line(Caractere.PUBLIC, 640_000), _line(Caractere.MAITRE_OUVRAGE, 160_000)])

    assert enough is not None
    assert enough.base_publique == 800_000 * EURO
    assert enough.is_enough(TAUX)


def test_vector_f_an_unknown_amount_makes_the_sum_unknown() -> None:
    """NULL is not 0."""
    assert parts([_line(Caractere.PUBLIC, None)]) is None
    assert parts([_line(None, 10)]) is None
    assert parts([]) is None
    assert subventions_possibles(None, 0) is None


def test_refused_lines_and_the_fctva_fund_nothing() -> None:
    """They are shown in the plan, and left out of its sums."""
    refused = _line(Caractere.PUBLIC, 999, etat=EtatRessource.REFUSEE)
    fctva = _line(None, 999, dispositif=Dispositif.FCTVA)
    sums = parts([refused, fctva, _line(Caractere.MAITRE_OUVRAGE, 1)])

    assert sums is not None
    assert sums.base_publique == 1 * EURO


def test_what_is_granted_counts_before_what_was_asked_for() -> None:
    """« Obtenu » is surer than « sollicité »."""
    assert _line(Caractere.PUBLIC, 10, montant_accorde=700).montant_retenu == 700
    assert _line(Caractere.PUBLIC, 10, montant_accorde=0).montant_retenu == 0


def test_the_rate_follows_the_plan_and_the_territory() -> None:
    """30 % with a chef de file, 10 % for some works in Corsica, nothing overseas."""
    assert taux_minimal(PlanFinancement(id="p")) == 20
    assert taux_minimal(PlanFinancement(id="p", chef_de_file=True)) == 30
    assert taux_minimal(PlanFinancement(id="p", derogation_motif=MotifDerogation.CORSE)) == 10
    assert is_soumis("97411") is False
    assert is_soumis("02361") is True
    assert is_soumis(None) is None


def test_each_dispositif_says_whose_money_it_is() -> None:
    """Loans are the maître d'ouvrage's, foundations are private, « Autre » must be said by the row."""
    assert Dispositif.EMPRUNT.caractere is Caractere.MAITRE_OUVRAGE
    assert Dispositif.PRET.caractere is Caractere.MAITRE_OUVRAGE
    assert Dispositif.MISSION_BERN.caractere is Caractere.PRIVE
    assert Dispositif.FONDS_VERT.caractere is Caractere.PUBLIC
    assert Dispositif.AUTRE.caractere is None


@given(cout=st.integers(0, 10**11), prive=st.integers(0, 10**11))
def test_what_may_still_be_asked_for_always_leaves_the_part(cout: int, prive: int) -> None:
    """Asking for all of it keeps the maître d'ouvrage at 20 % or above."""
    possible = subventions_possibles(cout, prive)
    assert possible is not None
    part = max(0, cout - prive) - possible

    assert part * 100 >= TAUX * (part + possible)


def test_the_fctva_pays_only_where_taxes_are_counted() -> None:
    """HT it is neutral: it would make a plan look covered; the grid, the rule and the printed fiche ask here."""
    fctva = _line(None, 999, dispositif=Dispositif.FCTVA)
    refused = _line(Caractere.PUBLIC, 999, etat=EtatRessource.REFUSEE)

    assert payantes([fctva, refused], Regime.HT) == []
    assert payantes([fctva, refused], Regime.TTC) == payantes([fctva, refused], None) == [fctva]
