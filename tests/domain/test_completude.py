"""How full a fiche is, and what it lacks to be mature: each thing missing says where to write it."""

from datetime import date
from typing import TYPE_CHECKING

from pvd_tui.domain.action import Action
from pvd_tui.domain.completude import completude, manques
from pvd_tui.domain.depense import Depense
from pvd_tui.domain.indicateur import Indicateur
from pvd_tui.domain.non_concerne import RubriqueFiche
from pvd_tui.domain.paragraphe import paragraphe
from pvd_tui.domain.plan_financement import PlanFinancement, StatutPlan
from pvd_tui.domain.regime import Regime
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.ressource import EtatRessource, Ressource

if TYPE_CHECKING:
    from pvd_tui.domain.entity import Entity

EMPTY = Action(id="a")
FULL = EMPTY.model_copy(
    update={
        "titre": "Halle du marché",
        "code": "2.3",
        "maitre_ouvrage": "la commune de La Fère",
        "description": "Réhabilitation de la halle\net de ses abords.",
        "debut_prevu": date(2026, 9, 15),
        "fin_prevue": date(2027, 12, 31),
        "phase": "Opération",
    }
)


def _around(action: Action) -> RegistreMemoire:
    rows: list[Entity] = [
        action,
        Depense(id="d", action="a", montant_previsionnel=1_480_000_00, regime_montant=Regime.HT),
        Indicateur(id="i", action="a"),
        PlanFinancement(id="p", action="a", statut=StatutPlan.VOTE, regime_montant=Regime.HT, version=1),
        PlanFinancement(id="q", action="a", statut=StatutPlan.BROUILLON, version=2),
        Ressource(id="1", plan_financement="p", dispositif="DETR", montant_demande=29_600_000, etat="Obtenue"),
        Ressource(id="2", plan_financement="p", financeur="Région", montant_demande=1_00, etat=EtatRessource.REFUSEE),
    ]
    return RegistreMemoire(rows)


def test_an_empty_fiche_lacks_all_that_makes_it_mature() -> None:
    """Six things, each with the field or the kind of record where it is written."""
    missing = list(manques(EMPTY, RegistreMemoire([EMPTY])))

    assert [(one.champ, one.table) for one in missing] == [
        ("maitre_ouvrage", None),
        ("description", None),
        ("debut_prevu", None),
        (None, "depense"),
        (None, "ressource"),
        (None, "indicateur"),
    ]
    assert completude(EMPTY, RegistreMemoire([EMPTY])).taux == 0


def test_a_whole_fiche_lacks_nothing_and_its_rate_counts_the_rubriques() -> None:
    """10 of 17 are filled in: 58 %, and what is empty is listed."""
    assert list(manques(FULL, _around(FULL))) == []
    found = completude(FULL, _around(FULL))

    assert (found.remplies, found.total, found.taux) == (10, 17, 58)
    assert "l’axe" in [one.quoi for one in found.vides]


def test_what_an_action_is_not_concerned_by_is_not_missing() -> None:
    """« Non concerné » is said, so it counts as filled in; « à préciser » does not, and neither is zero."""
    said = EMPTY.model_copy(update={"non_concerne": (RubriqueFiche.DEPENSES, RubriqueFiche.FINANCEMENT)})
    around = RegistreMemoire([said])
    assert [one.champ or one.table for one in manques(said, around)] == [
        "maitre_ouvrage",
        "description",
        "debut_prevu",
        "indicateur",
    ]
    assert completude(said, around).remplies == 2
    assert "Elle n’appelle pas de dépense." in paragraphe(said, around, date(2026, 11, 22))
    guess = EMPTY.model_copy(update={"estimation": True, "cout_previsionnel": 48_000_00})
    assert "est estimé à 48" in paragraphe(guess, RegistreMemoire([guess]), date(2026, 11, 22))


def test_a_fiche_is_written_as_a_paragraph() -> None:
    """Who, what, when, how much, with whose money, where it stands; of the plans, the one that was voted."""
    said = paragraphe(FULL, _around(FULL), date(2026, 11, 22), "de La Fère").replace("\u202f", " ")

    assert said == (
        "L’action 2.3 de La Fère, « Halle du marché », est portée par la commune de La Fère. "
        "Réhabilitation de la halle et de ses abords. "
        "Elle doit commencer le 15/09/2026 et doit s’achever le 31/12/2027. "
        "Son coût prévisionnel est de 1 480 000 € HT. "
        "Le plan de financement prévoit 296 000 € (DETR, obtenus). "
        "N’a pas été obtenu : Région. "
        "Au 22/11/2026, elle est en phase opérationnelle."
    )


def test_a_paragraph_says_nothing_of_what_is_not_known() -> None:
    """An empty fiche is one short sentence, and a cost « à préciser »."""
    assert paragraphe(EMPTY, RegistreMemoire(), date(2026, 11, 22)) == (
        "L’action, « sans titre », est inscrite au plan d’action. Son coût reste à préciser."
    )
