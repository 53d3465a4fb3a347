"""R1 to R7: facts with their source and their next step, never a score, never an exception (domain.md §2.6)."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from pvd_tui.domain.action import Action, Phase, StatutConventionnel, StatutPhase
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.constat import Cause, Constat
from pvd_tui.domain.convention import Convention, StatutConvention, TypeConvention
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.financeur import Dispositif
from pvd_tui.domain.phase_operationnelle import is_cadre
from pvd_tui.domain.plan_financement import PlanFinancement, StatutPlan
from pvd_tui.domain.poste import Poste, StatutPoste
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.ressource import EtatRessource, Ressource
from pvd_tui.domain.risques import MENACES, RisqueCommune, Risques, communes_du_programme, risques
from pvd_tui.domain.signal import EtatSignal, Frein, Levier, RegleSignal, Signal
from pvd_tui.domain.site import Site

AU = date(2023, 6, 25)
GUISE = Commune(id="02361", titre="Guise", departement="02")
ADHESION = Convention(
    id="ad",
    commune="02361",
    type=TypeConvention.ADHESION,
    statut=StatutConvention.SIGNEE,
    date_signature=date(2021, 4, 15),
)
CADRE = Convention(id="ca", commune="02361", type=TypeConvention.CADRE_ORT, statut=StatutConvention.EN_COURS)
SIGNEE = CADRE.model_copy(update={"statut": StatutConvention.SIGNEE, "date_signature": date(2022, 3, 1)})
IDEE = Action(id="a", commune="02361", titre="Halle", phase=Phase.IDEE)


def _risques(*records: Entity, au: date = AU, nouvelles: date | None = None) -> Risques:
    registre = RegistreMemoire((GUISE, *records))
    said = {"02361": nouvelles} if nouvelles else None
    return risques(registre, communes_du_programme(registre), au, said)


def _un(*records: Entity, au: date = AU, nouvelles: date | None = None) -> RisqueCommune:
    return _risques(*records, au=au, nouvelles=nouvelles).communes[0]


def _of(found: RisqueCommune, regle: RegleSignal) -> list[Constat]:
    return [one for one in (*found.constats, *found.a_renseigner) if one.regle is regle]


def test_a_commune_of_which_nothing_is_known_is_to_be_filled_in_and_not_at_risk() -> None:
    """Unknown never makes a commune at risk (`design.md` §6)."""
    found = _risques()
    commune = found.communes[0]

    assert (found.lignes, commune.constats, commune.calcule) == ((), (), Reponse.INCONNU)
    assert [one.cause for one in commune.a_renseigner] == [Cause.CONVENTION, Cause.CRTE, Cause.ENGAGEMENT]
    assert found.a_renseigner == (commune,)


def test_r1_says_each_test_that_fails_with_the_days_left_and_the_step() -> None:
    """Before 01/01/2024, a record of the programme."""
    found = _un(ADHESION, CADRE, IDEE)
    facts = {one.cause: one for one in found.constats if one.regle is RegleSignal.R1}

    assert set(facts) == {Cause.CONVENTION, Cause.ENGAGEMENT}
    assert facts[Cause.CONVENTION].jours == (date(2024, 1, 1) - AU).days
    assert facts[Cause.CONVENTION].clears == "Signer la convention-cadre."
    assert (facts[Cause.CONVENTION].table, facts[Cause.CONVENTION].record) == ("convention", "ca")
    assert found.calcule is Reponse.OUI


def test_r2_begins_the_day_after_the_eighteen_months() -> None:
    """15/04/2021 and 18 months: 15/10/2022 is still in time."""
    assert not _of(_un(ADHESION, CADRE, au=date(2022, 10, 15)), RegleSignal.R2)
    late = _of(_un(ADHESION, CADRE, au=date(2022, 10, 16)), RegleSignal.R2)
    assert [(one.jours, one.reponse) for one in late] == [(-1, Reponse.NON)]


def test_r2_of_a_signature_without_a_date_is_to_be_filled_in() -> None:
    """It accuses nobody of being late."""
    undated = CADRE.model_copy(update={"statut": StatutConvention.SIGNEE})
    assert [one.reponse for one in _of(_un(ADHESION, undated), RegleSignal.R2)] == [Reponse.INCONNU]


def test_r3_of_a_vacancy_and_of_a_contract_that_ends() -> None:
    """More than 90 days; nothing while another one holds the poste, or the renewal is asked for."""
    vacant = Poste(id="p", commune="02361", statut=StatutPoste.VACANT, vacant_depuis=AU - timedelta(days=91))
    ends = Poste(id="q", commune="02361", statut=StatutPoste.POURVU, fin=AU + timedelta(days=90))

    assert _of(_un(vacant), RegleSignal.R3)[0].etabli
    assert not _of(_un(vacant.model_copy(update={"vacant_depuis": AU - timedelta(days=90)})), RegleSignal.R3)
    assert not _of(_un(vacant.model_copy(update={"vacant_depuis": None})), RegleSignal.R3)[0].etabli
    assert _of(_un(ends), RegleSignal.R3)[0].jours == 90
    assert not _of(_un(ends.model_copy(update={"renouvellement": AU})), RegleSignal.R3)
    assert not _of(_un(vacant, ends.model_copy(update={"fin": None})), RegleSignal.R3)


def test_r3_reads_the_poste_of_the_site() -> None:
    """One chef de projet serves several communes (domain.md §0.2)."""
    registre = RegistreMemoire(
        (
            GUISE.model_copy(update={"site": "s"}),
            Poste(id="p", site="s", statut=StatutPoste.VACANT, vacant_depuis=date(2023, 1, 1)),
        )
    )
    found = risques(registre, communes_du_programme(registre), AU)
    assert [one.cause for one in found.lignes[0].constats] == [Cause.POSTE]
    assert not found.lignes[0].a_risque


def test_r4_is_what_a_person_said_while_it_is_open() -> None:
    """A signal of another frein stands beside, and is no finding."""
    said = Signal(id="s", commune="02361", frein=Frein.GOUVERNANCE, titre="Désaccord", ouvert_le=date(2023, 1, 1))
    other = Signal(id="t", commune="02361", frein=Frein.FONCIER, levier=Levier.EPF, etat=EtatSignal.OUVERT)
    found = _un(said, other)

    assert [one.record for one in _of(found, RegleSignal.R4)] == ["s"]
    assert (found.freins, found.leviers) == ((Frein.GOUVERNANCE, Frein.FONCIER), (Levier.EPF,))
    assert not _of(_un(said.model_copy(update={"clos_le": AU})), RegleSignal.R4)
    assert _of(_un(said.model_copy(update={"clos_le": date(2023, 7, 1), "etat": EtatSignal.CLOS})), RegleSignal.R4)
    assert not _of(_un(said, au=date(2022, 12, 31)), RegleSignal.R4)


def test_r5_waits_a_year_after_the_ort() -> None:
    """Without a phase, nobody can say; one action in phase Opération is enough."""
    assert not _of(_un(SIGNEE, IDEE, au=date(2023, 3, 1)), RegleSignal.R5)
    assert _of(_un(SIGNEE, IDEE), RegleSignal.R5)[0].etabli
    assert not _of(_un(SIGNEE), RegleSignal.R5)[0].etabli
    begun = IDEE.model_copy(update={"id": "b", "phase": Phase.OPERATION})
    assert not _of(_un(SIGNEE, IDEE, begun), RegleSignal.R5)
    given_up = begun.model_copy(update={"statut_phase": StatutPhase.ABANDONNE})
    assert _of(_un(SIGNEE, IDEE, given_up), RegleSignal.R5)[0].etabli


def test_r6_compares_what_is_left_with_what_was_voted() -> None:
    """Refused money comes back to the commune; 15 % more is the threshold; an unknown amount is not evaluable."""
    plan = PlanFinancement(id="p", action="a", statut=StatutPlan.VOTE, cout_vote=100_00, date_deliberation=AU)
    own = Ressource(id="r", plan_financement="p", dispositif=Dispositif.AUTOFINANCEMENT, montant_demande=40_00)
    detr = Ressource(id="d", plan_financement="p", dispositif=Dispositif.DETR, montant_demande=60_00)
    less = detr.model_copy(update={"montant_accorde": 54_00})
    none = detr.model_copy(update={"etat": EtatRessource.REFUSEE})

    assert not _of(_un(IDEE, plan, own, detr), RegleSignal.R6)
    assert not _of(_un(IDEE, plan, own, less), RegleSignal.R6)  # 46 / 40 is 1,15 and no more
    assert _of(_un(IDEE, plan, own, none), RegleSignal.R6)[0].etabli
    assert not _of(_un(IDEE, plan, own, detr.model_copy(update={"montant_demande": None})), RegleSignal.R6)
    over = IDEE.model_copy(update={"statut_conventionnel": StatutConventionnel.LIVREE})
    assert not _of(_un(over, plan, own, none), RegleSignal.R6)


def test_r7_reads_log_time_only() -> None:
    """91 days without a record; never where nobody asked the log."""
    assert _of(_un(nouvelles=AU - timedelta(days=91)), RegleSignal.R7)
    assert not _of(_un(nouvelles=AU - timedelta(days=90)), RegleSignal.R7)
    assert not _of(_un(), RegleSignal.R7)


def test_an_operational_commune_leaves_the_list() -> None:
    """Nothing can still fail."""
    cadre = SIGNEE.model_copy(update={"crte_inscrit_le": date(2022, 6, 1)})
    engaged = Action(id="e", commune="02361", phase=Phase.OPERATION, date_engagement=date(2022, 9, 1))
    found = _risques(ADHESION, cadre, engaged)

    assert found.lignes == ()
    assert found.communes[0].calcule is Reponse.NON


def test_a_site_is_one_line_and_each_fact_is_said_once() -> None:
    """The communes of a site share a convention (domain.md §0.11)."""
    site = Site(id="s", titre="Guise – Le Nouvion")
    communes = [Commune(id=code, titre=code, site="s", departement="02") for code in ("02361", "02558")]
    alone = Commune(id="02381", titre="Hirson", departement="02")
    shared = [ADHESION.model_copy(update={"id": f"ad{one.id}", "commune": one.id}) for one in (*communes, alone)]
    registre = RegistreMemoire((site, *communes, alone, *shared))
    found = risques(registre, communes_du_programme(registre), AU)

    assert {line.site: [one.insee for one in line.communes] for line in found.lignes} == {
        "s": ["02361", "02558"],
        "02381": ["02381"],
    }
    line = next(line for line in found.lignes if line.site == "s")
    assert line.nom == "Guise – Le Nouvion"
    assert len({(one.regle, one.sentence) for one in line.constats}) == len(line.constats)
    assert [cause for cause, _ in found.par_cause] == [Cause.CONVENTION]
    assert sum(len(lines) for _, lines in found.par_cause) == len(found.lignes)


def test_what_can_still_change_comes_first() -> None:
    """At risk before in difficulty; an échéance to come before one that is past."""
    registre = RegistreMemoire(
        (
            *(Commune(id=code, titre=code, departement="02") for code in ("02001", "02002", "02003")),
            Poste(id="p", commune="02001", statut=StatutPoste.VACANT, vacant_depuis=date(2022, 1, 1)),
            ADHESION.model_copy(update={"id": "x", "commune": "02002"}),
            ADHESION.model_copy(update={"id": "y", "commune": "02003", "date_signature": date(2023, 1, 1)}),
        )
    )
    found = risques(registre, communes_du_programme(registre), AU)

    assert [line.site for line in found.lignes] == ["02002", "02003", "02001"]
    after = risques(registre, communes_du_programme(registre), date(2024, 6, 1))
    assert all(line.jours is None for line in after.lignes)


def test_the_retained_judgement_stands_beside_the_computed_one() -> None:
    """It replaces nothing: a commune that the préfet retains is listed without a computed cause, and the reverse."""
    kept = GUISE.model_copy(update={"risque_retenu": Reponse.OUI, "motif_risque_retenu": "Conflit ouvert"})
    registre = RegistreMemoire((kept,))
    found = risques(registre, communes_du_programme(registre), AU)
    assert [(one.calcule, one.retenu, one.motif) for one in found.a_risque] == [
        (Reponse.INCONNU, Reponse.OUI, "Conflit ouvert")
    ]
    spared = kept.model_copy(update={"risque_retenu": Reponse.NON})
    again = RegistreMemoire((spared, ADHESION, CADRE))
    assert risques(again, communes_du_programme(again), AU).a_risque[0].retenu is Reponse.NON


DAYS = st.dates(date(2020, 10, 1), date(2026, 1, 1))
CONVENTIONS = st.lists(
    st.builds(
        Convention,
        id=st.uuids().map(str),
        commune=st.just("02361"),
        type=st.sampled_from([None, *TypeConvention]),
        statut=st.sampled_from([None, *StatutConvention]),
        vaut_ort=st.sampled_from([None, True, False]),
        date_signature=st.none() | DAYS,
        crte_inscrit_le=st.none() | DAYS,
        date_prevue=st.none() | DAYS,
    ),
    max_size=3,
)
ACTIONS = st.lists(
    st.builds(
        Action,
        id=st.uuids().map(str),
        commune=st.just("02361"),
        phase=st.sampled_from([None, *Phase]),
        statut_phase=st.sampled_from([None, *StatutPhase]),
        statut_conventionnel=st.sampled_from([None, *StatutConventionnel]),
        date_engagement=st.none() | DAYS,
        date_abandon=st.none() | DAYS,
        debut_reel=st.none() | DAYS,
    ),
    max_size=3,
)


@settings(max_examples=150, deadline=None)
@given(CONVENTIONS, ACTIONS, DAYS, st.integers(0, 900), st.integers(-1, 2))
def test_a_signature_never_makes_one_more_test_fail_and_clears_r2(
    conventions: list[Convention], actions: list[Action], day: date, later: int, which: int
) -> None:
    """Dated d, as of d or later: of a convention-cadre that is there, or of a new one."""
    au = day + timedelta(days=later)
    signed = {"statut": StatutConvention.SIGNEE, "date_signature": day, "vaut_ort": True}
    after = [Convention.model_validate({"id": "new", "commune": "02361", "type": "Cadre ORT", **signed}), *conventions]
    cadres = [one for one in conventions if is_cadre(one)]
    if 0 <= which < len(cadres):
        chosen = cadres[which]
        after = [one.model_copy(update=signed) if one is chosen else one for one in conventions]
    was, now = _un(*conventions, *actions, au=au), _un(*after, *actions, au=au)

    assert len(now.phase.manquants) <= len(was.phase.manquants)
    assert not _of(now, RegleSignal.R2)


@settings(max_examples=100, deadline=None)
@given(CONVENTIONS, ACTIONS, DAYS)
def test_rules_never_raise_and_always_say_what_would_help(
    conventions: list[Convention], actions: list[Action], au: date
) -> None:
    """A fact, a source and a single step, whatever is filled in."""
    found = _risques(*conventions, *actions, au=au, nouvelles=date(2020, 10, 1))
    commune = found.communes[0]
    for one in (*commune.constats, *commune.a_renseigner):
        assert one.sentence.endswith(".")
        assert one.clears.endswith(".")
        assert one.source
    if commune.phase.reponse is Reponse.OUI:
        assert not [one for one in commune.constats if one.regle is RegleSignal.R1]
    assert any(one.regle in MENACES for one in commune.constats) == (commune.calcule is Reponse.OUI)
