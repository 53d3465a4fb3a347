"""What is still to be funded: the cost less what is certain (experience.md §5.12, mock-up 2).

acquis   the maître d'ouvrage's own part, and every amount that is granted; without a plan, what the demandes obtained
reste    the cost less that, never below zero; unknown where the cost is

The plan that counts is the last version voted, else the latest draft; refused lines and the FCTVA fund nothing
(`part_maitre_ouvrage.counted`). The words below are those of the entities, without pydantic; a test holds them equal.
"""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pvd_tui.domain.demande import Demande
    from pvd_tui.domain.plan_financement import PlanFinancement
    from pvd_tui.domain.ressource import Ressource

REMPLACE: Final = "Remplacé"
VOTE: Final = "Voté"
MAITRE_OUVRAGE: Final = "Maître d’ouvrage"
OBTENUE: Final = "Obtenue"
REFUSEE: Final = "Refusée"
FCTVA: Final = "FCTVA"
PROPRES: Final = ("Autofinancement", "Emprunt", "Prêt de la Banque des territoires")
"""The sources that are the maître d'ouvrage's own money where the line does not say whose it is."""
PERDUES: Final = ("Refusée", "Sans suite", "Retirée", "Caduque")
"""The ends of a demande that bring nothing."""


def plan_retenu(plans: "Iterable[PlanFinancement]") -> "PlanFinancement | None":
    """Give the version of the plan that counts, as `plan_versions.plan_en_vigueur` does."""

    def rank(plan: "PlanFinancement") -> tuple[bool, bool, int, str]:
        return plan.statut == VOTE, plan.statut != REMPLACE, plan.version or 0, plan.id

    return max(plans, key=rank, default=None)


def acquis(lines: "Iterable[Ressource]", demandes: "Iterable[Demande]") -> int:
    """Add up what is certain: the plan's lines if it has any that count, else what the demandes obtained."""
    held = [line for line in lines if line.etat != REFUSEE and line.dispositif != FCTVA]
    if held:
        return sum(_certain(line) for line in held)
    return sum(one.montant_accorde or 0 for one in demandes if one.etat not in PERDUES)


def _certain(line: "Ressource") -> int:
    if line.caractere_retenu == MAITRE_OUVRAGE or line.etat == OBTENUE:
        return line.montant_retenu or 0
    return line.montant_accorde or 0


def reste(cout: int | None, certain: int) -> int | None:
    """Give what is still to be funded; None where the cost is unknown."""
    return None if cout is None else max(0, cout - certain)
