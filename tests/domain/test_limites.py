"""« Combien puis-je encore demander ? »: the vectors of domain.md §4.4, and the rules agree to the cent."""

from datetime import date
from typing import TYPE_CHECKING, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from pvd_tui.domain.action import Action
from pvd_tui.domain.depense import Depense
from pvd_tui.domain.financeur import DOTATIONS, Caractere, Dispositif
from pvd_tui.domain.limites import Borne, Limites, limites, limites_du_plan
from pvd_tui.domain.plan_financement import MotifDerogation, PlanFinancement
from pvd_tui.domain.regime import Regime
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.ressource import EtatRessource, Ressource
from pvd_tui.domain.rules import findings

if TYPE_CHECKING:
    from pvd_tui.domain.entity import Entity

EURO: Final = 100
TODAY: Final = date(2026, 11, 22)
GUISE: Final = Action(id="a", commune="02361")
PLAN: Final = PlanFinancement(id="p", action="a")
_LIMITS: Final = frozenset({14, 15, 16, 35})


def _line(dispositif: Dispositif, cents: int | None, ident: str = "") -> Ressource:
    return Ressource(id=ident or dispositif, plan_financement="p", dispositif=dispositif, montant_demande=cents)


def _cost(cents: int) -> Depense:
    return Depense(id="d", action="a", montant_previsionnel=cents)


def _derogation(**fields: object) -> PlanFinancement:
    return PLAN.model_copy(update={"derogation_motif": MotifDerogation.MONUMENT, **fields})


def _said(found: Limites) -> str:
    """Give the sentences, with plain spaces."""
    return found.phrase.replace("\u202f", " ")


def test_vector_a_eighty_percent_are_public_at_most() -> None:
    """Cost 1 000 000: 800 000 of public money, and nothing more once they are asked for."""
    assert limites(1_000_000 * EURO, []).reste() == 800_000 * EURO
    assert limites(1_000_000 * EURO, [_line(Dispositif.FONDS_VERT, 800_000 * EURO)]).reste() == 0


def test_vector_b_private_money_leaves_the_base() -> None:
    """Mécénat 200 000 of 1 000 000: 640 000 of public money."""
    found = limites(1_000_000 * EURO, [_line(Dispositif.MECENAT, 200_000 * EURO)])

    assert found.reste() == 640_000 * EURO
    assert _said(found).startswith("Vous pouvez encore demander 640 000 € (20 % de part du maître d’ouvrage).")
    assert _said(found).endswith("80 % des dotations : non évaluable, il manque la dépense subventionnable.")


def test_vector_c_the_same_plan_is_too_much_in_the_aisne_and_not_in_la_reunion() -> None:
    """820 000 of 1 000 000: 20 000 too much in métropole; 180 000 still possible where the rule does not apply."""
    lines = [_line(Dispositif.FONDS_VERT, 820_000 * EURO)]
    metropole = limites_du_plan(PLAN, GUISE, [_cost(1_000_000 * EURO)], lines)
    reunion = limites_du_plan(PLAN, Action(id="a", commune="97411"), [_cost(1_000_000 * EURO)], lines)

    assert _said(metropole).startswith("Dépassement de 20 000 € : 20 % de part du maître d’ouvrage.")
    assert reunion.reste() == 180_000 * EURO
    assert "sans objet dans ce territoire" in reunion.phrase


def test_vector_d_a_traced_derogation_lifts_the_part() -> None:
    """90 % for a protected monument, once the authority, the date and the reference are known; not before."""
    lines = [_line(Dispositif.DRAC, 900_000 * EURO)]
    said = _derogation()
    traced = _derogation(derogation_autorite="Préfet", derogation_date=TODAY, derogation_reference="2026-12")

    assert limites_du_plan(said, GUISE, [_cost(1_000_000 * EURO)], lines).reste() == 0
    assert limites_du_plan(traced, GUISE, [_cost(1_000_000 * EURO)], lines).reste() == 100_000 * EURO


def test_vector_e_audierne_could_have_asked_for_more() -> None:
    """Éclairage: 287 400 of 755 500 (38 %); 80 % would be 604 400."""
    assert limites(755_500 * EURO, [_line(Dispositif.SYNDICAT, 287_400 * EURO)]).reste() == 317_000 * EURO


def test_vector_f_an_unknown_cost_or_amount_is_not_evaluable() -> None:
    """NULL is not 0, and the sentence says what is missing."""
    unknown = limites(None, [])
    half = limites(1_000, [_line(Dispositif.DETR, None)])

    assert unknown.reste() is None
    assert unknown.phrase == "Combien encore demander : non évaluable, il manque le coût de l’opération."
    assert half.reste() is None
    assert half.manque == ("le montant de « DETR »",)


def test_the_dotations_have_a_limit_of_their_own() -> None:
    """80 % of the dépense subventionnable binds DETR and DSIL, not the others."""
    found = limites(1_000_000 * EURO, [_line(Dispositif.DETR, 300_000 * EURO)], depense_subventionnable=500_000 * EURO)

    assert found.reste() == 500_000 * EURO
    assert found.reste(Dispositif.DSIL) == 100_000 * EURO
    assert found.lie(Dispositif.DSIL) is next(one for one in found.toutes if one.borne is Borne.DOTATIONS)
    assert "Dont dotations (DETR, DSIL, DSID, DPV) : 100 000 € au plus" in _said(found)


def test_the_fonds_de_concours_follows_the_own_part() -> None:
    """600 000 of 1 000 000 are paid by others: the EPCI gives at most half of the rest."""
    lines = [_line(Dispositif.FONDS_VERT, 600_000 * EURO), _line(Dispositif.EPCI, 150_000 * EURO)]
    found = limites(1_000_000 * EURO, lines)

    assert found.reste(Dispositif.EPCI) == 50_000 * EURO
    assert "Fonds de concours de l’EPCI : 50 000 € au plus" not in _said(found)  # the 20 % bind first: 50 000 too
    assert limites(1_000_000 * EURO, lines[1:]).reste(Dispositif.EPCI) == 350_000 * EURO


def test_a_delegated_owner_pays_twenty_percent_even_overseas() -> None:
    """V5 has no exception."""
    action = Action(id="a", commune="97411", maitre_ouvrage_delegue="SEM")

    assert limites_du_plan(PLAN, action, [_cost(1_000 * EURO)], []).reste() == 800 * EURO


def test_refused_money_is_to_be_found_again() -> None:
    """A refused line gives its place back."""
    refused = _line(Dispositif.DETR, 500).model_copy(update={"etat": EtatRessource.REFUSEE})

    assert limites(1_000, [refused]).reste() == 800


_AMOUNT: Final = st.integers(0, 10**9)


@settings(max_examples=150, deadline=None)
@given(
    cout=st.integers(1_000, 10**9),
    prive=_AMOUNT,
    public=_AMOUNT,
    dotation=_AMOUNT,
    base=_AMOUNT,
    asked=st.sampled_from([Dispositif.DSIL, Dispositif.REGION, Dispositif.EPCI]),
    chef=st.booleans(),
)
def test_asking_for_all_of_it_keeps_every_rule_and_one_cent_more_breaks_one(
    *, cout: int, prive: int, public: int, dotation: int, base: int, asked: Dispositif, chef: bool
) -> None:
    """What the sentence promises is what the rules of the plan say, to the cent."""
    plan = PLAN.model_copy(update={"chef_de_file": chef, "depense_subventionnable": base})
    given_lines = [
        _line(Dispositif.MECENAT, prive % cout),
        _line(Dispositif.FONDS_VERT, public % cout),
        _line(Dispositif.DETR, dotation % cout),
    ]
    found = limites_du_plan(plan, GUISE, [_cost(cout)], given_lines)
    if any(one.depassement for one in found.toutes if one.ferme):
        return
    reste = found.reste(asked)
    assert reste is not None

    assert _broken(plan, cout, [*given_lines, _line(asked, reste)]) == set()
    assert _broken(plan, cout, [*given_lines, _line(asked, reste + 1)])


def _broken(plan: PlanFinancement, cout: int, lines: list[Ressource]) -> set[int]:
    """Give the rules of the limits that a plan breaks, its maître d'ouvrage paying the rest."""
    held = sum(line.montant_demande or 0 for line in lines)
    own = Ressource(
        id="moa", plan_financement="p", caractere=Caractere.MAITRE_OUVRAGE, montant_demande=max(0, cout - held)
    )
    records: list[Entity] = [plan, GUISE, _cost(cout), *lines, own]
    said = findings("plan_financement", plan.id, RegistreMemoire(records), TODAY)
    return {finding.rule for finding in said if finding.rule in _LIMITS}


def test_the_dotations_of_the_limits_are_those_of_the_rules() -> None:
    """One list."""
    bound = limites(100, [], depense_subventionnable=100).lie(Dispositif.DETR)

    assert bound is not None
    assert bound.borne in {Borne.DOTATIONS, Borne.PART}
    assert {str(one) for one in Dispositif if one in DOTATIONS} == set(DOTATIONS)


def test_ht_and_ttc_mixed_are_said_to_be_what_is_missing() -> None:
    """The costs are known: it is their régime that prevents counting, and the sentence says so."""
    plan = PlanFinancement(id="p", regime_montant=Regime.TTC)
    found = limites_du_plan(plan, GUISE, [_cost(100).model_copy(update={"regime_montant": Regime.HT})], [])

    assert found.reste() is None
    assert "un même régime, HT ou TTC" in found.phrase


def test_the_answer_is_what_must_be_given_back_first() -> None:
    """Where several limits are exceeded, the tightest one is said: giving less back would not be enough."""
    found = limites(1_000 * EURO, [_line(Dispositif.DETR, 1_500 * EURO)])
    bound = found.lie()

    assert bound is not None
    assert (bound.borne, bound.depassement) == (Borne.PART, 700 * EURO)
    assert _said(found).startswith("Dépassement de 700 € : 20 % de part du maître d’ouvrage.")
    alone = limites(1_000 * EURO, [_line(Dispositif.DETR, 1_500 * EURO)], taux=None)
    assert _said(alone).startswith("Dépassement de 500 € : les aides font plus que le coût de l’opération.")
