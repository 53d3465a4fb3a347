"""What a département says about a dispositif: its campagnes de financement, the nearest to a demande first."""

from pvd_tui.domain.action import Action
from pvd_tui.domain.campagne_financement import CampagneFinancement
from pvd_tui.domain.condition_signature import ConditionSignature
from pvd_tui.domain.demande import Demande
from pvd_tui.domain.registre import Registre, one, where


def campagnes_de(demande: Demande, registre: Registre) -> list[CampagneFinancement]:
    """List the campaigns that say something of a demande: its own, its département's newest first, those of all."""
    own = one(registre, CampagneFinancement, demande.campagne_financement)
    if demande.dispositif is None:
        return [own] if own else []
    action = one(registre, Action, demande.action)
    departement = departement_of(action.commune) if action and action.commune else None
    known = where(registre, CampagneFinancement, dispositif=demande.dispositif)
    near = [found for found in known if found.departement in {None, departement} and found != own]
    near.sort(key=lambda found: (found.departement is None, -(found.annee or 0)))
    return [own, *near] if own else near


def campagne_caducite(demande: Demande, registre: Registre) -> CampagneFinancement | None:
    """Give the campaign that says what the 24 months run from, or the demande's own one."""
    campagnes = campagnes_de(demande, registre)
    said = next((found for found in campagnes if found.depart_caducite is not None), None)
    return said or one(registre, CampagneFinancement, demande.campagne_financement)


def condition_locale(demande: Demande, registre: Registre) -> ConditionSignature | None:
    """Give what the département asks for before anything is signed; None where it says nothing."""
    said = (found.condition_signature for found in campagnes_de(demande, registre))
    return next((condition for condition in said if condition is not None), None)


def departement_of(insee: str) -> str:
    """Give the département of an INSEE code: three characters overseas."""
    return insee[:3] if insee.startswith(("97", "98")) else insee[:2]
