"""A convention at a glance, and what it needs to be worth an ORT."""

from datetime import date

from pvd_tui.domain.action import Action, Phase, StatutPhase
from pvd_tui.domain.avenant import Avenant
from pvd_tui.domain.axe import Axe
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.conditions_ort import conditions_ort
from pvd_tui.domain.convention import Convention, SignatureVillePrincipale, StatutConvention, TypeConvention
from pvd_tui.domain.convention_commune import ConventionCommune
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.epci import Epci
from pvd_tui.domain.fiche_convention import FicheConvention, fiche_convention
from pvd_tui.domain.fiche_convention_texte import texte
from pvd_tui.domain.finding import Niveau
from pvd_tui.domain.perimetre_convention import epcis_de
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.rules import findings

AU = date(2026, 11, 22)
CADRE = Convention(
    id="c",
    titre="Cadre",
    type=TypeConvention.CADRE_ORT,
    statut=StatutConvention.SIGNEE,
    date_signature=date(2023, 5, 4),
)
TERRITOIRE: tuple[Entity, ...] = (
    Commune(id="02361", titre="Guise", epci="E1"),
    Commune(id="02381", titre="Hirson", epci="E2"),
    Epci(id="E1", titre="CC Thiérache", ville_principale="02361"),
    Epci(id="E2", titre="CC des Trois Rivières"),
    ConventionCommune(id="r1", convention="c", commune="02361"),
    ConventionCommune(id="r2", convention="c", commune="02381"),
)


def _answers(convention: Convention, *records: Entity) -> list[Reponse]:
    return [one.reponse for one in conditions_ort(convention, RegistreMemoire([convention, *records]))]


def test_an_ort_needs_an_epci_a_commune_and_the_main_town() -> None:
    """What nobody filled in is unknown; a signature that is missing is a no; a dérogation is a yes."""
    signed = CADRE.model_copy(update={"epci": "E1", "signature_ville_principale": SignatureVillePrincipale.SIGNEE})
    missing = signed.model_copy(update={"signature_ville_principale": SignatureVillePrincipale.MANQUANTE})
    waived = signed.model_copy(update={"signature_ville_principale": SignatureVillePrincipale.DEROGATION})

    assert _answers(CADRE) == [Reponse.INCONNU] * 3
    assert _answers(signed, *TERRITOIRE) == [Reponse.OUI] * 3
    assert _answers(missing, *TERRITOIRE)[2] is Reponse.NON
    assert _answers(waived, *TERRITOIRE)[2] is Reponse.OUI


def test_the_epcis_of_the_communes_are_proposed_never_taken_for_signatories() -> None:
    """The step that clears it names them; with one that signs, the other is a hint until it is named."""
    registre = RegistreMemoire([CADRE, *TERRITOIRE])
    assert [(epci.id, epci.signataire) for epci in epcis_de(CADRE, registre)] == [("E1", False), ("E2", False)]
    asked = conditions_ort(CADRE, registre)[0]
    assert asked.clears == "Renseigner l’EPCI qui signe : CC Thiérache ou CC des Trois Rivières."

    signed = CADRE.model_copy(update={"epci": "E1", "vaut_ort": True})
    found = [f for f in findings("convention", "c", RegistreMemoire([signed, *TERRITOIRE]), AU) if f.rule == 9]
    assert {(f.field, f.level) for f in found} == {
        ("signature_ville_principale", Niveau.AVERTISSEMENT),
        ("signataires", Niveau.INFORMATION),
    }
    assert any("Guise, ville principale" in f.sentence for f in found)
    named = signed.model_copy(update={"signataires": "CC des Trois Rivières, Région"})
    assert all(epci.signataire for epci in epcis_de(named, RegistreMemoire([named, *TERRITOIRE])))


def _page(*records: Entity) -> FicheConvention:
    return fiche_convention(CADRE, RegistreMemoire([CADRE, *TERRITOIRE, *records]), AU)


def test_the_page_gathers_communes_avenants_and_axes() -> None:
    """Avenants in the order of their days; an action taken out or abandoned is counted no more; unknown is not zero."""
    axe = Axe(id="x", convention="c", ordre=2, titre="Commerce")
    avenants = [
        Avenant(id="v2", convention="c", numero="2", date=date(2026, 3, 1)),
        Avenant(id="v1", convention="c", numero="1", date=date(2025, 3, 1), objet="Trois fiches\net plus"),
    ]
    actions = [
        Action(id="1", code="2.1", titre="Halle", convention="c", axe="x", avenant="v1", cout_previsionnel=1_000_00),
        Action(id="2", titre="Gare", axe="x", phase=Phase.OPERATION, date_engagement=date(2025, 9, 8)),
        Action(id="3", titre="Parc", convention="c", avenant_sortie="v2", cout_previsionnel=9_000_00),
        Action(id="4", titre="Pont", convention="c", statut_phase=StatutPhase.ABANDONNE, cout_previsionnel=9_000_00),
        Action(id="5", titre="École", convention="c"),
    ]
    fiche = _page(axe, *avenants, *actions)

    assert [commune.nom for commune in fiche.communes] == ["Guise", "Hirson"]
    assert fiche.communes[0].phase.convention.reponse is Reponse.OUI
    assert [(a.titre, a.entrees, a.sorties) for a in fiche.avenants] == [
        ("Avenant n° 1", ("2.1 Halle",), ()),
        ("Avenant n° 2", (), ("Parc",)),
    ]
    assert [(a.titre, a.actions, a.engagees, a.cout, a.inconnus) for a in fiche.axes] == [
        ("2 Commerce", 2, 1, 1_000_00, 1),
        ("Sans axe", 1, 0, None, 1),
    ]
    assert (fiche.total.actions, fiche.total.cout, fiche.total.inconnus) == (3, 1_000_00, 2)
    said = texte(fiche)
    for words in (
        "Guise : convention √, crte ?, engagement ?",
        "+ 2.1 Halle",
        "− Parc",
        "1\u202f000\u202f€ (1 à préciser)",
    ):
        assert words in said


def test_what_is_missing_is_said_whether_the_convention_claims_an_ort_or_not() -> None:
    """A cadre whose « vaut ORT » is not filled in lacks the same things; a convention d'adhésion lacks none of them."""
    assert [finding.field for finding in _page().manques] == ["epci", "signature_ville_principale"]
    adhesion = CADRE.model_copy(update={"type": TypeConvention.ADHESION})
    fiche = fiche_convention(adhesion, RegistreMemoire([adhesion, *TERRITOIRE]), AU)
    assert (fiche.conditions, fiche.manques) == ((), ())
