"""The facts of the note: each figure opens its rows, each key has its definition, a département fills every block."""

import json
from datetime import date
from typing import Any

import pytest

from pvd_tui.domain.action import Action, Maturite, ObjectifEnvironnemental, Phase, StatutConventionnel, StatutPhase
from pvd_tui.domain.action_commune import ActionCommune
from pvd_tui.domain.campagne_note import CampagneNote
from pvd_tui.domain.chiffre import Chiffre, Nature, valeurs
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.convention import Convention, StatutConvention, TypeConvention
from pvd_tui.domain.convention_commune import ConventionCommune
from pvd_tui.domain.demande import Demande, EtatDemande
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.faits_note import FaitsNote, Perimetre, faits_note
from pvd_tui.domain.faits_note_definitions import DEFINITIONS, definition
from pvd_tui.domain.faits_note_temps import cle, temps_des_chiffres
from pvd_tui.domain.financeur import Dispositif
from pvd_tui.domain.poste import Poste, StatutPoste
from pvd_tui.domain.presence import Presence, StatutPresence
from pvd_tui.domain.registre import RegistreIndexe
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.seance_club import Echelon, EtatSeance, PublicSeance, SeanceClub
from pvd_tui.domain.signal import Frein, Levier, Signal
from pvd_tui.domain.transition import TransitionDemographique, TransitionEcologique, TransitionEconomique

AU = date(2023, 6, 25)
AISNE = Perimetre("departement", "02", "Aisne", ("02",))
CODES = ("02361", "02381", "02173", "02558", "02810", "02789", "02468")


def _commune(insee: str, **facts: Any) -> Commune:  # noqa: ANN401 - any field
    return Commune.model_validate({"id": insee, "titre": insee, "departement": "02", "epci": "200040426", **facts})


def _convention(record: str, commune: str | None, kind: TypeConvention, day: str | None, **facts: Any) -> Convention:  # noqa: ANN401 - any field
    values = {"id": record, "commune": commune, "type": kind, "statut": "Signée", "date_signature": day, **facts}
    return Convention.model_validate(values)


def departement() -> list[Entity]:
    """Make a département in which each block of the note has something to say."""
    cadre, adhesion = TypeConvention.CADRE_ORT, TypeConvention.ADHESION
    return [
        _commune("02361", site="s", population=4_490),
        _commune("02381", site="s", population=21_000),
        *(_commune(code) for code in CODES[2:]),
        _commune("02001", actif=False),
        Commune(id="51001", titre="Ailleurs", departement="51"),
        *(_convention(f"a{code}", code, adhesion, "2021-04-15") for code in CODES[:5]),
        _convention("a5", CODES[5], adhesion, None),
        _convention("c0", None, cadre, "2022-12-01", crte_inscrit_le="2023-02-01", crte="CRTE de la Thiérache"),
        ConventionCommune(id="l0", convention="c0", commune="02361"),
        ConventionCommune(id="l1", convention="c0", commune="02381"),
        _convention("c2", "02173", cadre, "2020-01-01", statut=StatutConvention.TERMINEE),
        _convention("c3", "02558", cadre, None),
        _convention("c4", "02810", cadre, None, statut="En cours", date_prevue="2023-10-01"),
        _convention("c5", "02789", cadre, None, statut=None),
        _convention("c6", "02173", cadre, "2026-01-01", statut="En cours"),
        Action(
            id="x1",
            commune="02361",
            phase=Phase.OPERATION,
            statut_phase=StatutPhase.TERMINE,
            statut_conventionnel=StatutConventionnel.LIVREE,
            maturite=Maturite.FICHE_ACTION,
            date_engagement=date(2022, 6, 1),
            fin_reelle=date(2023, 5, 1),
            cout_previsionnel=100_000_00,
            cout_definitif=120_000_00,
            transition_ecologique=TransitionEcologique.ENERGIE,
            transition_demographique=TransitionDemographique.JEUNESSE,
            transition_economique=TransitionEconomique.SANS_LIEN,
            objectifs_environnementaux=(ObjectifEnvironnemental.CLIMAT, ObjectifEnvironnemental.EAU),
            artificialisation=Reponse.OUI,
            budget_vert=Reponse.OUI,
        ),
        Action(
            id="x2",
            commune="02381",
            phase=Phase.ETUDE,
            cout_previsionnel=50_000_00,
            transition_ecologique=TransitionEcologique.SANS_LIEN,
            transition_demographique=TransitionDemographique.SANS_LIEN,
            transition_economique=TransitionEconomique.COMMERCE,
            objectifs_environnementaux=(),
            artificialisation=Reponse.NON,
            budget_vert=Reponse.NON,
        ),
        Action(id="x3", commune="51001", phase=Phase.OPERATION, date_engagement=date(2023, 1, 1)),
        ActionCommune(id="xc", action="x3", commune="02381"),
        Action(id="x4", commune="02361", phase=Phase.IDEE, date_abandon=date(2023, 1, 1)),
        Action(id="x5", commune="02810", phase=Phase.IDEE),
        Action(id="x6", commune="02810", phase=Phase.OPERATION, statut_conventionnel=StatutConventionnel.LIVREE),
        Action(id="x7", commune="51001", phase=Phase.IDEE),
        _demande("d1", "x1", "Fonds vert", "Notifiée", depot="2023-01-01", notifie="2023-05-01", asked=80, given=70),
        _demande("d2", "x2", "Fonds vert", "Déposée", depot="2023-06-01", asked=40),
        _demande("d3", "x2", "Fonds vert", None, asked=10),
        _demande("d4", "x1", "DETR", "Notifiée", depot="2022-01-01", notifie="2022-06-01", asked=30, given=30),
        _demande("d5", "x2", "DSIL", "Soldée", depot="2022-01-01", notifie="2022-07-01", asked=10, given=10),
        _demande("d6", "x6", "DETR", "Notifiée", depot="2022-01-01", notifie="2022-08-01", asked=5, given=5),
        _demande("d7", "x1", "Fonds vert", "Notifiée", depot="2023-01-01", notifie="2023-05-01", asked=9),
        _demande("d8", "x1", "DETR", "Déposée", depot="2023-07-01", asked=99),
        Poste(id="p1", site="s", statut=StatutPoste.POURVU, debut=date(2022, 1, 1), fin=date(2023, 10, 1)),
        Poste(id="p2", commune="02173", statut=StatutPoste.VACANT, vacant_depuis=date(2023, 1, 1)),
        Poste(id="p3", commune="02558", statut=StatutPoste.EN_RECRUTEMENT),
        Poste(id="p4", commune="02810"),
        SeanceClub(
            id="k1",
            departement="02",
            date=date(2023, 4, 1),
            etat=EtatSeance.TENUE,
            echelon=Echelon.DEPARTEMENTAL,
            public=PublicSeance.MIXTE,
            themes=("Habitat", "Commerce"),
        ),
        SeanceClub(id="k2", departement="02", date=date(2023, 5, 1), etat=EtatSeance.TENUE),
        SeanceClub(id="k3", departement="02", date=date(2023, 9, 1), etat=EtatSeance.PROJET),
        SeanceClub(
            id="k4",
            departement="51",
            date=date(2023, 4, 1),
            etat=EtatSeance.TENUE,
            echelon=Echelon.DEPARTEMENTAL,
            public=PublicSeance.MIXTE,
        ),
        Presence(id="q1", seance_club="k1", commune="02361", statut=StatutPresence.PRESENT),
        Presence(id="q2", seance_club="k1", commune="02381", statut=StatutPresence.REPRESENTE),
        Signal(id="g1", commune="02810", frein=Frein.FONCIER, levier=Levier.INGENIERIE_BDT, cause="Indivision"),
        CampagneNote(
            id="n1",
            titre="Campagne 2023",
            ouverture=date(2023, 6, 6),
            echeance=date(2023, 6, 25),
            date_operationnelle=date(2024, 1, 1),
        ),
    ]


def _demande(
    record: str,
    action: str,
    dispositif: str,
    etat: str | None,
    *,
    depot: str | None = None,
    notifie: str | None = None,
    asked: int | None = None,
    given: int | None = None,
) -> Demande:
    return Demande(
        id=record,
        action=action,
        dispositif=Dispositif(dispositif),
        etat=EtatDemande(etat) if etat else None,
        date_depot=date.fromisoformat(depot) if depot else None,
        date_notification=date.fromisoformat(notifie) if notifie else None,
        montant_demande=asked,
        montant_accorde=given,
    )


@pytest.fixture(scope="module")
def facts() -> FaitsNote:
    """Compute the note of that département."""
    return faits_note(RegistreIndexe(departement()), AISNE, AU)


EXPECTED = {
    "communes.total": 7,
    "communes.binomes": 2,
    "communes.population": 25_490,
    "communes.populations_non_renseignees": 5,
    "communes.au_dela_du_plafond": 1,
    "adhesion.signees": 5,
    "adhesion.non_datees": 1,
    "adhesion.inconnues": 1,
    "ort.signees": 3,
    "ort.signees_sans_date": 1,
    "ort.non_signees": 2,
    "ort.a_renseigner": 1,
    "ort.en_cours": 1,
    "ort.terminees": 1,
    "ort.part_signees": 42.9,
    "ort.hors_delai_18_mois": 1,
    "ort.delai_median_jours": 595,
    "ort.avant_adhesion": 1,
    "crte.inscrites": 2,
    "crte.non_inscrites": 0,
    "crte.a_renseigner": 5,
    "actions.total": 6,
    "actions.inconnues": 0,
    "actions.abandonnees": 1,
    "actions.engagees": 2,
    "actions.engagement_inconnu": 1,
    "actions.livrees": 2,
    "actions.cout_previsionnel": 150_000_00,
    "actions.couts_previsionnels_non_renseignes": 4,
    "actions.cout_definitif": 120_000_00,
    "actions.couts_definitifs_non_renseignes": 1,
    "operationnelles.total": 2,
    "operationnelles.part": 28.6,
    "operationnelles.non_operationnelles": 0,
    "operationnelles.non_evaluables": 5,
    "ingenierie.pourvus": 1,
    "ingenierie.vacants": 1,
    "ingenierie.en_recrutement": 1,
    "ingenierie.a_renseigner": 1,
    "ingenierie.fins_a_six_mois": 1,
    "ingenierie.amp_en_cours": 1,
    "ingenierie.communes_sans_poste": 2,
    "clubs.seances_tenues": 1,
    "clubs.premier_semestre": 1,
    "clubs.par_annee.2023": 1,
    "clubs.a_renseigner": 1,
    "clubs.participants": 1,
    "clubs.communes_representees": 2,
    "clubs.communes_jamais_venues": 6,
    "transitions.actions": 5,
    "transitions.ecologique.contribuent": 1,
    "transitions.ecologique.sans_lien": 1,
    "transitions.ecologique.non_renseignees": 3,
    "transitions.ecologique.part": 50.0,
    "transitions.economique.par_valeur.Commerce et artisanat de centre-ville": 1,
    "transitions.objectif_environnemental": 1,
    "transitions.part_objectif_environnemental": 50.0,
    "transitions.objectifs_non_renseignes": 3,
    "transitions.par_objectif.Ressource en eau": 1,
    "transitions.artificialisantes": 1,
    "transitions.part_artificialisantes": 50.0,
    "transitions.artificialisation_non_renseignee": 3,
    "transitions.fonds_vert.deposes": 3,
    "transitions.fonds_vert.accordes": 2,
    "transitions.fonds_vert.montant_demande": 129,
    "transitions.fonds_vert.montant_accorde": 70,
    "transitions.fonds_vert.montants_non_renseignes": 1,
    "transitions.fonds_vert.etats_non_renseignes": 1,
    "transitions.dotations_accordees": 45,
    "transitions.dotations_vertes": 30,
    "transitions.part_verte_dotations": 75.0,
    "transitions.dotations_non_renseignees": 5,
    "financements.demandes": 6,
    "financements.accordees": 5,
    "financements.montant_accorde": 115,
    "financements.accorde_par_dispositif.DETR": 35,
    "signaux.freins.Foncier/maîtrise": 1,
    "signaux.leviers.AMP/ingénierie BdT": 1,
}
"""Counted by hand from the records above."""


def test_every_block_says_what_was_counted_by_hand(facts: FaitsNote) -> None:
    """Nobody of another département, nobody who left the programme, a shared action once."""
    figures = facts.chiffres()
    assert {path: figures[path].valeur for path in EXPECTED} == EXPECTED


def test_every_figure_opens_the_rows_it_counts_or_adds_up(facts: FaitsNote) -> None:
    """Its ids are rows of its table, as many as it says or worth what it says."""
    registre = RegistreIndexe(departement())
    for path, figure in facts.chiffres().items():
        rows = [registre.one(figure.table, record) for record in figure.ids]
        assert None not in rows, path
        assert len(set(figure.ids)) == len(figure.ids), path
        if figure.nature is Nature.NOMBRE:
            assert figure.valeur == len(rows), path
        elif figure.nature is Nature.SOMME:
            assert (figure.valeur or 0) == sum(getattr(row, figure.champ or "") for row in rows), path
        elif figure.nature is Nature.PART and figure.champ is None and figure.sur:
            assert figure.valeur == round(100 * len(rows) / figure.sur, 1), path


def test_every_key_has_its_definition_and_every_definition_its_key(facts: FaitsNote) -> None:
    """The JSON is documented, and nothing that it no longer says."""
    paths = set(facts.chiffres())
    assert not [path for path in paths if not definition(path)]
    maps = {path.rpartition(".")[0] for path in paths}
    assert set(DEFINITIONS) <= paths | maps


def test_every_figure_says_which_time_it_read(facts: FaitsNote) -> None:
    """The table by key is that of the figures themselves, whatever the records."""
    told = temps_des_chiffres()
    assert {cle(path): str(figure.temps) for path, figure in facts.chiffres().items()}.items() <= told.items()
    assert set(told) == set(DEFINITIONS)


def test_the_json_is_nested_plain_and_stable(facts: FaitsNote) -> None:
    """Nested objects, dates as text, the same bytes each time."""
    written = json.dumps(facts.json(), ensure_ascii=False)
    again = faits_note(RegistreIndexe(reversed(departement())), AISNE, AU)

    assert json.loads(written) == facts.json()
    assert json.dumps(again.json(), ensure_ascii=False) == written
    assert facts.json()["entete"]["campagne"] == "Campagne 2023"
    assert facts.json()["entete"]["au"] == "2023-06-25"
    assert facts.json()["ort"]["prevues"] == [["02810", "2023-10-01"]]
    assert facts.chiffre("ort.signees") == facts.ort.signees
    assert facts.chiffre("ort.inconnu") is None


def test_the_list_of_communes_at_risk_names_the_fact_and_what_people_said(facts: FaitsNote) -> None:
    """One object a commune, with what is computed and what is retained."""
    listed = facts.json()["risques"]
    assert [one["insee"] for one in listed] == ["02810"]
    assert listed[0]["cause"] == "Indivision"
    assert listed[0]["criteres_manquants"] == ["convention"]
    assert listed[0]["action_corrective"] == "Signer la convention-cadre."
    assert {fact["regle"] for fact in listed[0]["faits"]} == {"R1", "R2"}
    assert (listed[0]["risque_calcule"], listed[0]["risque_retenu"]) == ("Oui", None)


def test_the_classes_of_the_ort_are_a_partition(facts: FaitsNote) -> None:
    """Each commune is in one of them."""
    ort = facts.ort
    classes = (ort.signees, ort.signees_sans_date, ort.non_signees, ort.a_renseigner)
    assert sorted(code for one in classes for code in one.ids) == sorted(CODES)


def test_an_empty_territory_has_figures_and_no_share() -> None:
    """Nothing is divided by nothing; an amount of no row is zero."""
    empty = faits_note(RegistreIndexe([]), Perimetre("departement", "99", "Nulle part", ("99",)), AU)
    assert (empty.communes.total.valeur, empty.ort.part_signees.valeur) == (0, None)
    assert (empty.ort.delai_median_jours.valeur, empty.financements.montant_accorde.valeur) == (None, 0)
    assert empty.risques == ()


def test_values_are_written_as_json_knows_them() -> None:
    """Words as text, days as ISO, figures as their value."""
    assert valeurs({"a": (Reponse.OUI, AU, Chiffre(3, "commune", ("x",)))}) == {"a": ["Oui", "2023-06-25", 3]}
