"""La phase opérationnelle: three tests, and unknown is never no."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.domain.action import Action, Phase, StatutConventionnel, StatutPhase
from pvd_tui.domain.action_commune import ActionCommune
from pvd_tui.domain.convention import Convention, StatutConvention, TypeConvention
from pvd_tui.domain.convention_commune import ConventionCommune
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.phase_operationnelle import PhaseOperationnelle, is_engagee, phase_operationnelle
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.reponse import Reponse

GUISE = "02361"
AU = date(2023, 12, 31)
SIGNEE = Convention(
    id="c",
    commune=GUISE,
    type=TypeConvention.CADRE_ORT,
    vaut_ort=True,
    statut=StatutConvention.SIGNEE,
    date_signature=date(2023, 3, 1),
    crte_inscrit_le=date(2023, 4, 1),
)
ENGAGEE = Action(id="a", commune=GUISE, date_engagement=date(2023, 5, 1))


def _phase(*records: Entity) -> PhaseOperationnelle:
    return phase_operationnelle(GUISE, RegistreMemoire(records), AU)


def test_signed_entered_and_engaged_is_operational() -> None:
    """The three tests of the instruction."""
    assert _phase(SIGNEE, ENGAGEE).reponse is Reponse.OUI


@pytest.mark.parametrize(
    ("convention", "test", "answer"),
    [
        ({"date_signature": date(2024, 1, 1)}, "convention", Reponse.NON),
        ({"date_signature": None, "statut": StatutConvention.EN_COURS}, "convention", Reponse.NON),
        ({"date_signature": None}, "convention", Reponse.INCONNU),
        ({"date_signature": None, "statut": None}, "convention", Reponse.INCONNU),
        ({"statut": StatutConvention.NON_SIGNEE}, "convention", Reponse.INCONNU),
        ({"statut": None}, "convention", Reponse.OUI),
        ({"statut": StatutConvention.TERMINEE}, "convention", Reponse.OUI),
        ({"vaut_ort": None}, "convention", Reponse.OUI),
        ({"type": None}, "convention", Reponse.OUI),
        ({"vaut_ort": False}, "convention", Reponse.NON),
        ({"type": TypeConvention.ADHESION}, "convention", Reponse.NON),
        ({"crte_inscrit_le": None}, "crte", Reponse.INCONNU),
        ({"crte_inscrit_le": date(2024, 1, 1)}, "crte", Reponse.NON),
        ({"crte_inscrit_le": AU}, "crte", Reponse.OUI),
    ],
)
def test_each_fact_of_the_convention_answers_its_test(
    convention: dict[str, object], test: str, answer: Reponse
) -> None:
    """A date to come is no, a missing one is unknown, a contradiction is unknown."""
    phase = _phase(SIGNEE.model_copy(update=convention), ENGAGEE)

    assert getattr(phase, test).reponse is answer
    assert (phase.reponse is Reponse.OUI) == (answer is Reponse.OUI)


@pytest.mark.parametrize(
    ("action", "answer"),
    [
        ({"date_engagement": AU}, Reponse.OUI),
        ({"date_engagement": date(2024, 1, 1)}, Reponse.NON),
        ({"date_engagement": date(2024, 1, 1), "phase": Phase.OPERATION}, Reponse.NON),
        ({"phase": Phase.OPERATION}, Reponse.INCONNU),
        ({"statut_conventionnel": StatutConventionnel.ENGAGEE}, Reponse.INCONNU),
        ({"statut_conventionnel": StatutConventionnel.LIVREE, "phase": Phase.ETUDE}, Reponse.INCONNU),
        ({"debut_reel": date(2023, 1, 1), "phase": Phase.ETUDE}, Reponse.INCONNU),
        ({"phase": Phase.ETUDE}, Reponse.NON),
        ({"statut_conventionnel": StatutConventionnel.INSCRITE}, Reponse.NON),
        ({}, Reponse.INCONNU),
        ({"date_engagement": AU, "date_abandon": AU}, Reponse.NON),
        ({"date_engagement": AU, "date_abandon": date(2024, 1, 1)}, Reponse.OUI),
        ({"date_engagement": AU, "statut_phase": StatutPhase.ABANDONNE}, Reponse.NON),
        (
            {"date_engagement": AU, "statut_phase": StatutPhase.ABANDONNE, "date_abandon": date(2024, 1, 1)},
            Reponse.OUI,
        ),
        ({"phase": Phase.OPERATION, "statut_conventionnel": StatutConventionnel.ABANDONNEE}, Reponse.NON),
    ],
)
def test_an_action_is_engaged_from_its_first_act_unless_abandoned_by_then(
    action: dict[str, object], answer: Reponse
) -> None:
    """Phase Opération without a date is inconnu (`design.md` §6)."""
    assert is_engagee(Action(id="a").model_copy(update=action), AU) is answer


def test_one_engaged_action_is_enough_and_one_unknown_is_unknown() -> None:
    """The commune is as far as its furthest action."""
    idea = Action(id="i", commune=GUISE, phase=Phase.IDEE)
    doubtful = Action(id="d", commune=GUISE, phase=Phase.OPERATION)

    assert _phase(SIGNEE, idea, doubtful, ENGAGEE).engagement.reponse is Reponse.OUI
    assert _phase(SIGNEE, idea, doubtful).engagement.reponse is Reponse.INCONNU
    assert _phase(SIGNEE, idea).reponse is Reponse.NON
    assert _phase(SIGNEE).engagement.reponse is Reponse.INCONNU


def test_a_commune_nobody_filled_in_is_unknown() -> None:
    """It goes to « à renseigner », never to the list of communes at risk."""
    phase = _phase()

    assert phase.reponse is Reponse.INCONNU
    assert phase.manquants == ()
    assert len(phase.a_renseigner) == 3


def test_an_adhesion_alone_is_no_convention_cadre() -> None:
    """The file is known, and there is no ORT in it."""
    adhesion = Convention(id="a", commune=GUISE, type=TypeConvention.ADHESION, date_signature=date(2021, 5, 1))
    phase = _phase(adhesion, ENGAGEE)

    assert [critere.nom for critere in phase.manquants] == ["convention", "crte"]
    assert all(critere.clears for critere in phase.manquants)


def test_the_same_convention_is_signed_and_entered() -> None:
    """One convention signed and another entered in the CRTE do not add up."""
    signed = SIGNEE.model_copy(update={"id": "s", "crte_inscrit_le": None})
    entered = SIGNEE.model_copy(update={"id": "e", "date_signature": date(2024, 2, 1)})

    assert _phase(signed, entered, ENGAGEE).reponse is not Reponse.OUI
    assert _phase(signed, entered, SIGNEE, ENGAGEE).reponse is Reponse.OUI


def test_shared_conventions_and_actions_count_for_each_commune() -> None:
    """A convention of several communes and an action of two are found through their rows."""
    shared = SIGNEE.model_copy(update={"commune": None})
    row = ConventionCommune(id="r", convention="c", commune=GUISE)
    action = ENGAGEE.model_copy(update={"commune": "02381"})

    assert _phase(shared, action).reponse is Reponse.INCONNU
    assert _phase(shared, row, action, ActionCommune(id="x", action="a", commune=GUISE)).reponse is Reponse.OUI
    assert _phase(shared, ConventionCommune(id="r", convention="absente", commune=GUISE)).reponse is Reponse.INCONNU


_FACTS = ["date_signature", "crte_inscrit_le", "statut", "type", "vaut_ort", "commune", "date_engagement", "phase"]


@given(
    statut=st.sampled_from([StatutConvention.SIGNEE, StatutConvention.TERMINEE, None]),
    phase=st.sampled_from([Phase.OPERATION, None]),
    blank=st.sets(st.sampled_from(_FACTS)),
)
def test_unknown_never_makes_a_commune_non_operational(
    statut: StatutConvention | None, phase: Phase | None, blank: set[str]
) -> None:
    """Blanking any facts of an operational commune leaves it operational or unknown, never at risk."""
    held = SIGNEE.model_copy(update={"statut": statut}), ENGAGEE.model_copy(update={"phase": phase})
    faded = [record.model_copy(update=dict.fromkeys(blank & set(type(record).model_fields))) for record in held]

    assert _phase(*held).reponse is Reponse.OUI
    assert _phase(*faded).reponse is not Reponse.NON
