"""The way of a commune, and its page: what is done, what is due, what nobody can say."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.domain.action import Action, Phase, StatutPhase
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.convention import Convention, StatutConvention, TypeConvention
from pvd_tui.domain.convention_commune import ConventionCommune
from pvd_tui.domain.demande import Demande, EtatDemande
from pvd_tui.domain.fiche_commune import fiche_commune
from pvd_tui.domain.fiche_commune_texte import texte
from pvd_tui.domain.parcours import Passage, parcours
from pvd_tui.domain.personne import Civilite, Personne
from pvd_tui.domain.poste import Poste, StatutPoste
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.signal import EtatSignal, Frein, Signal

AU = date(2026, 11, 22)
GUISE = Commune(id="02361", titre="Guise", population=4490)
ADHESION = Convention(
    id="a",
    commune="02361",
    type=TypeConvention.ADHESION,
    statut=StatutConvention.SIGNEE,
    date_signature=date(2021, 4, 15),
)


def _cadre(**said: object) -> Convention:
    return Convention.model_validate({"id": "c", "type": "Cadre ORT", "statut": "Signée"} | said)


def _passages(*records: object) -> dict[str, Passage]:
    registre = RegistreMemoire([GUISE, *records])  # type: ignore[list-item] # entities, whatever their class
    return {etape.titre: etape.passage for etape in parcours("02361", registre, AU).etapes}


def test_nothing_known_is_to_be_filled_in_not_held_against_the_commune() -> None:
    """Without a record, every step is « à renseigner », but the signature that is not there."""
    said = _passages()
    assert said.pop("Convention-cadre valant ORT") is Passage.ATTENDU
    assert set(said.values()) == {Passage.A_RENSEIGNER}


def test_the_step_of_the_post_agrees_with_who_holds_it() -> None:
    """A woman is « cheffe de projet » on the page of her commune."""
    claire = Personne(id="claire", nom="Lemaire", civilite=Civilite.MADAME)
    poste = Poste(id="p", commune="02361", statut=StatutPoste.POURVU, personne="claire")
    assert _passages(claire, poste)["Cheffe de projet"] is Passage.FAIT
    assert _passages(poste)["Chef de projet"] is Passage.FAIT


def test_a_convention_of_a_group_counts_for_each_of_its_communes() -> None:
    """Signed, entered in the CRTE, an action engaged: the three steps, and the phase with them."""
    cadre = _cadre(date_signature=date(2023, 5, 4), crte_inscrit_le=date(2023, 12, 20), departement="02")
    row = ConventionCommune(id="r", convention="c", commune="02361")
    action = Action(id="x", commune="02361", titre="Halle", phase=Phase.OPERATION, date_engagement=date(2025, 9, 8))
    registre = RegistreMemoire([GUISE, ADHESION, cadre, row, action])
    way = parcours("02361", registre, AU)
    steps = {etape.titre: etape for etape in way.etapes}
    assert steps["Convention-cadre valant ORT"].detail == "signée, 201 jours après les 18 mois"
    assert steps["Inscription au CRTE"].jour == date(2023, 12, 20)
    assert steps["Première action engagée"].record == "x"
    assert steps["Phase opérationnelle"].passage is Passage.FAIT
    assert way.prochaine is not None
    assert way.prochaine.titre == "Chef de projet"


def test_the_delay_runs_from_the_adhesion() -> None:
    """Without a convention-cadre the limit is eighteen months after the adhésion, and says by how much it is over."""
    registre = RegistreMemoire([GUISE, ADHESION])
    step = next(e for e in parcours("02361", registre, AU).etapes if e.titre.startswith("Convention-cadre"))
    assert (step.passage, step.jour) == (Passage.ATTENDU, date(2022, 10, 15))
    assert "dépassés de 1499 jours" in step.detail


def test_a_contract_that_is_over_is_no_chef_de_projet() -> None:
    """« Pourvu » until yesterday is to be filled again."""
    poste = Poste(id="p", commune="02361", statut=StatutPoste.POURVU, fin=AU - timedelta(days=1))
    assert _passages(poste)["Chef de projet"] is Passage.ATTENDU
    assert _passages(poste.model_copy(update={"fin": AU}))["Chef de projet"] is Passage.FAIT


@given(st.dates(date(2021, 1, 1), date(2030, 1, 1)), st.dates(date(2021, 1, 1), date(2030, 1, 1)))
def test_a_later_day_never_undoes_a_step(signed: date, later: date) -> None:
    """What was done on a day is done on every later one."""
    registre = RegistreMemoire([GUISE, ADHESION, _cadre(commune="02361", date_signature=signed)])
    done = {e.titre for e in parcours("02361", registre, min(signed, later)).etapes if e.passage is Passage.FAIT}
    then = {e.titre for e in parcours("02361", registre, max(signed, later)).etapes if e.passage is Passage.FAIT}
    assert done <= then


def test_the_page_has_six_figures_three_freins_two_demands() -> None:
    """Unknown amounts are « à préciser »; closed signals, abandoned actions and refused demandes are left out."""
    actions = [
        Action(id="1", commune="02361", titre="Halle", phase=Phase.ETUDE, cout_previsionnel=1_000_00),
        Action(id="2", commune="02361", titre="Gare", phase=Phase.IDEE),
        Action(id="3", commune="02361", statut_phase=StatutPhase.ABANDONNE, cout_previsionnel=9_000_00),
    ]
    demandes = [
        Demande(id="d1", action="1", titre="DETR", etat=EtatDemande.DEPOSEE, montant_demande=300_00),
        Demande(id="d2", action="1", titre="DSIL", etat=EtatDemande.NOTIFIEE, montant_accorde=250_00),
        Demande(id="d3", action="1", titre="Région", etat=EtatDemande.REFUSEE, montant_demande=900_00),
        Demande(id="d4", action="2", titre="Ademe", etat=EtatDemande.A_DEPOSER),
    ]
    signaux = [
        Signal(id=str(i), commune="02361", frein=Frein.FONCIER, titre=f"Îlot {i}", ouvert_le=date(2026, 1, i + 1))
        for i in range(4)
    ] + [Signal(id="9", commune="02361", frein=Frein.COUTS, etat=EtatSignal.CLOS)]
    fiche = fiche_commune("02361", RegistreMemoire([GUISE, *actions, *demandes, *signaux]), AU)
    said = {chiffre.titre: (chiffre.valeur, chiffre.detail) for chiffre in fiche.chiffres}
    assert len(said) == 6
    assert said["Actions"] == ("2", "Idée 1, Étude 1")
    assert said["Coût"] == ("1\u202f000\u202f€", "1 à préciser")
    assert said["Accordé"] == ("250\u202f€", "25 % du coût connu")
    assert said["Demandé, en attente"] == ("300\u202f€", "2 demandes")
    assert fiche.freins == tuple(f"Foncier/maîtrise : Îlot {i}" for i in range(3))
    assert [demande.split(" · ")[0] for demande in fiche.demandes] == ["Halle", "Gare"]
    assert "Guise, au 22/11/2026" in texte(fiche)
    assert fiche_commune("99999", RegistreMemoire([]), AU).chiffres[3].valeur == "à préciser"
