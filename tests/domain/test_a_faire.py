"""What the fiches call for, and by when."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.domain import a_faire, a_faire_club
from pvd_tui.domain.a_faire import AFaire, Ancre, Sorte, ordered
from pvd_tui.domain.a_faire_demandes import of_campagne, of_demande
from pvd_tui.domain.a_faire_notes import of_notes
from pvd_tui.domain.action import Action, StatutPhase
from pvd_tui.domain.campagne_financement import CampagneFinancement
from pvd_tui.domain.comite import Comite, TypeComite
from pvd_tui.domain.demande import Demande, DepartCaducite, EtatDemande
from pvd_tui.domain.financeur import Dispositif
from pvd_tui.domain.indicateur import Indicateur
from pvd_tui.domain.note_datee import NoteDatee
from pvd_tui.domain.poste import Poste, StatutPoste
from pvd_tui.domain.seance_club import CompteRendu, EtatSeance, SeanceClub
from pvd_tui.domain.suite import StatutSuite, Suite

TODAY = date(2026, 11, 22)
HALLE = {"a": Ancre("Halle du marché", "02361")}
DETR = CampagneFinancement(id="c", titre="DETR 2027", dispositif=Dispositif.DETR, cloture=date(2027, 1, 31))


def _demande(**fields: object) -> Demande:
    return Demande.model_validate({"id": "d", "titre": "DETR 2027", "action": "a", "dispositif": "DETR"} | fields)


def _sortes(lines: list[AFaire]) -> list[Sorte]:
    return [line.sorte for line in lines]


def test_an_action_that_is_over_waits_for_nobody() -> None:
    """Only an échéance past or within sixty days, of an action that goes on, is to be done."""
    soon = Action(id="1", echeance=TODAY + timedelta(days=60))
    late = Action(id="2", echeance=TODAY - timedelta(days=400))
    far = Action(id="3", echeance=TODAY + timedelta(days=61))
    done = Action(id="4", echeance=TODAY, statut_phase=StatutPhase.TERMINE)
    assert [line.record for line in a_faire.of_actions([soon, late, far, done], TODAY)] == ["1", "2"]


def test_a_suite_that_nobody_dated_is_to_be_dated() -> None:
    """It would else be on no list; one that is over or far ahead waits for nobody."""
    far, over = date(2099, 1, 1), StatutSuite.FAITE
    suites = [Suite(id="1", pilote="DDT"), Suite(id="2", statut=over), Suite(id="3", echeance=far)]
    (line,) = a_faire.of_suites(suites, date(2026, 12, 3))
    assert (line.record, line.quoi, line.champ) == ("1", "Suite à donner (DDT), sans échéance", "echeance")


def test_the_last_council_before_a_campaign_closes_is_counted_back_from() -> None:
    """Of the councils of the commune that are still to come, the last one that is in time; thirty days before it."""
    conseils = [
        Comite(id=str(i), type=TypeComite.CONSEIL_MUNICIPAL, commune=commune, date=day)
        for i, (commune, day) in enumerate(
            [
                ("02361", date(2026, 12, 10)),
                ("02361", date(2027, 1, 20)),
                ("02361", date(2027, 2, 2)),
                ("02381", date(2027, 1, 30)),
                ("02361", date(2026, 11, 1)),
            ]
        )
    ]
    depot, conseil = of_campagne(DETR, [_demande(etat=EtatDemande.A_DEPOSER)], HALLE, conseils, TODAY)
    assert (depot.sorte, depot.jour) == (Sorte.DEPOT, DETR.cloture)
    assert conseil.jour == date(2026, 12, 21)
    assert "conseil du 20/01/2027" in conseil.quoi
    assert conseil.titre == "DETR 2027 · Halle du marché"


def test_a_campaign_without_a_known_council_asks_for_its_date() -> None:
    """It is « à renseigner », never taken for a council that is not there; a délibération asks nothing more."""
    _, conseil = of_campagne(DETR, [_demande(etat=EtatDemande.ENVISAGEE)], HALLE, [], TODAY)
    assert "indiquer le dernier conseil municipal avant le 31/01/2027" in conseil.quoi
    voted = _demande(etat=EtatDemande.ENVISAGEE, date_deliberation=TODAY)
    assert _sortes(list(of_campagne(DETR, [voted], HALLE, [], TODAY))) == [Sorte.DEPOT]


def test_a_campaign_speaks_to_its_own_files_only() -> None:
    """Not to another dispositif, another campaign, a file handed in, nor once it is closed or far."""
    others = [
        _demande(etat=EtatDemande.A_DEPOSER, dispositif=Dispositif.DSIL),
        _demande(etat=EtatDemande.A_DEPOSER, campagne_financement="autre"),
        _demande(etat=EtatDemande.DEPOSEE),
    ]
    assert not list(of_campagne(DETR, others, HALLE, [], TODAY))
    elsewhere = DETR.model_copy(update={"departement": "51"})
    assert not list(of_campagne(elsewhere, [_demande(etat=EtatDemande.A_DEPOSER)], HALLE, [], TODAY))
    mine = [_demande(etat=EtatDemande.A_DEPOSER)]
    assert not list(of_campagne(DETR, mine, HALLE, [], date(2027, 2, 1)))
    assert not list(of_campagne(DETR, mine, HALLE, [], date(2026, 10, 1)))


def test_whoever_was_to_be_asked_again_is_on_the_list() -> None:
    """The last note of a talk says when: a later one of the same partner takes the older relance's place."""
    first = NoteDatee(id="1", action="a", partenaire="DRAC", titre="Étude", date=TODAY, relance=TODAY)
    later = NoteDatee(id="2", action="a", partenaire="DRAC", titre="Reçu", date=TODAY + timedelta(days=1))
    alone = NoteDatee(id="3", commune="02381", titre="Appeler la mairie", date=TODAY, relance=TODAY)
    far = NoteDatee(id="4", commune="02381", titre="Plus tard", relance=TODAY + timedelta(days=200))
    (line,) = of_notes([first], HALLE, TODAY)
    assert (line.sorte, line.jour, line.commune, line.titre) == (Sorte.RELANCE, TODAY, "02361", "Halle du marché")
    assert line.quoi == "Relancer DRAC : Étude"
    assert [one.quoi for one in of_notes([first, later, alone, far], HALLE, TODAY)] == ["Relancer : Appeler la mairie"]


def test_a_notified_subvention_counts_down_from_what_the_departement_says() -> None:
    """Twenty-four months from the notification, or from the dépôt where the campaign says so; then four years."""
    notified = _demande(
        etat=EtatDemande.NOTIFIEE,
        date_depot=date(2024, 12, 1),
        date_notification=date(2025, 3, 1),
        arrete="24-1",
        date_arrete=date(2025, 3, 1),
    )
    (line,) = of_demande(notified, HALLE["a"], None, TODAY)
    assert (line.sorte, line.jour) == (Sorte.CADUCITE, date(2027, 3, 1))
    marne = CampagneFinancement(id="m", depart_caducite=DepartCaducite.DEPOT)
    (line,) = of_demande(notified, HALLE["a"], marne, TODAY)
    assert line.jour == date(2026, 12, 1)
    begun = notified.model_copy(update={"date_commencement": date(2026, 1, 1)})
    assert not list(of_demande(begun, HALLE["a"], None, TODAY))


def test_a_demande_calls_for_papers_answers_and_publicity() -> None:
    """Missing papers; an answer after 120 days; the arrêté once notified; the proof of publicity before the solde."""
    asked = _demande(etat=EtatDemande.DEPOSEE, date_depot=TODAY - timedelta(days=120), pieces_manquantes=("RIB",))
    assert _sortes(list(of_demande(asked, None, None, TODAY))) == [Sorte.PIECES, Sorte.RELANCE]
    paid = _demande(etat=EtatDemande.ACOMPTE, date_commencement=date(2026, 1, 1), date_achevement=TODAY)
    assert _sortes(list(of_demande(paid, None, None, TODAY))) == [Sorte.ARRETE, Sorte.PUBLICITE]
    over = _demande(etat=EtatDemande.REFUSEE, pieces_manquantes=("RIB",))
    assert not list(of_demande(over, None, None, TODAY))


def test_meetings_are_prepared_then_written_up() -> None:
    """An ordre du jour within a fortnight, a compte rendu after; a séance is convened, held, written up."""
    ahead = Comite(id="1", type=TypeComite.COPIL, date=TODAY + timedelta(days=5))
    held = Comite(id="2", type=TypeComite.COPIL, date=TODAY - timedelta(days=20))
    assert _sortes(list(a_faire.of_comites([ahead, held], TODAY))) == [Sorte.COMITE, Sorte.COMPTE_RENDU]
    project = SeanceClub(id="3", date=TODAY + timedelta(days=30), etat=EtatSeance.PROJET)
    convened = SeanceClub(id="4", date=TODAY - timedelta(days=1), etat=EtatSeance.CONVOQUEE)
    written = SeanceClub(
        id="5", date=TODAY - timedelta(days=20), etat=EtatSeance.TENUE, compte_rendu=CompteRendu.A_REDIGER
    )
    today = written.model_copy(update={"date": TODAY})
    assert _sortes(list(a_faire_club.of_seances([today], TODAY))) == [Sorte.COMPTE_RENDU]
    lines = list(a_faire_club.of_seances([project, convened, written], TODAY))
    assert _sortes(lines) == [Sorte.CLUB, Sorte.CLUB, Sorte.COMPTE_RENDU]
    assert lines[0].jour == TODAY + timedelta(days=15)


def test_a_poste_warns_before_its_contract_ends() -> None:
    """Half a year before the end; a renewal two months before; a vacancy at once."""
    ends = Poste(id="1", statut=StatutPoste.POURVU, fin=TODAY + timedelta(days=180))
    far = Poste(id="2", statut=StatutPoste.POURVU, fin=TODAY + timedelta(days=181))
    vacant = Poste(id="3", statut=StatutPoste.VACANT)
    assert [line.record for line in a_faire.of_postes([ends, far, vacant], TODAY)] == ["1", "3"]


def test_an_indicateur_is_measured_every_year() -> None:
    """Never measured, or more than a year ago."""
    one = Indicateur(id="1", titre="Vacance", action="a")
    never, old, fresh = (one, None), (one, TODAY - timedelta(days=366)), (one, TODAY - timedelta(days=365))
    assert len(list(a_faire.of_indicateurs([never, old, fresh], HALLE, TODAY))) == 2


def test_the_facts_of_a_line_are_its_day_and_the_missing_papers() -> None:
    """So that a line put aside is back when its day moves or a paper more is asked for, not for another wording."""
    line = AFaire(Sorte.ECHEANCE, "action", "1", "Halle", "Échéance de l’action", TODAY)
    moved = AFaire(Sorte.ECHEANCE, "action", "1", "Halle", "Échéance de l’action", TODAY + timedelta(days=1))
    assert line.cle == moved.cle
    assert line.empreinte != moved.empreinte


@given(st.lists(st.tuples(st.sampled_from(Sorte), st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)))))
def test_what_is_late_comes_first_and_what_has_no_day_never_hides_it(facts: list[tuple[Sorte, date | None]]) -> None:
    """Dated lines are in the order of their days; a line without a day stands after what is due this fortnight."""
    lines = [AFaire(sorte, "action", str(i), "", "", day) for i, (sorte, day) in enumerate(facts)]
    found = ordered(lines, TODAY)
    dated = [line.jour for line in found if line.jour]
    assert dated == sorted(dated)
    assert len(found) == len(lines)
    first = next((i for i, line in enumerate(found) if line.jour is None), len(found))
    assert all(line.jour is None or line.jour >= TODAY for line in found[first:])
