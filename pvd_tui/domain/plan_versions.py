"""The versions of a plan de financement: one délibération each, never changed once it is voted (domain.md §0.6).

    Brouillon ──voter──▶ Voté ──a newer version is voted──▶ Remplacé
                          └──nouvelle version──▶ Brouillon (its lines copied, `remplace` names the voted one)

What came after the vote (granted amount, état, demande) may still be written on a voted line; what was voted may not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pvd_tui.domain.action import Action
from pvd_tui.domain.depense import Depense
from pvd_tui.domain.finding import Finding, GesteFormel, Niveau, blocking
from pvd_tui.domain.limites import cout_du_plan
from pvd_tui.domain.plan_financement import VOTES, PlanFinancement, StatutPlan
from pvd_tui.domain.registre import Registre, one, where
from pvd_tui.domain.ressource import Ressource
from pvd_tui.domain.rules import findings_of
from pvd_tui.domain.rules.context import Context
from pvd_tui.domain.rules.plan_vote import HORS_VOTE as HORS_VOTE  # noqa: PLC0414 - offered here too, with the versions
from pvd_tui.domain.texte import plain

SUIVI: Final = frozenset({"etat", "montant_accorde", "demande"})
"""What is written on a line after the vote: it says what became of what was voted."""
NON_COPIES: Final = frozenset({"deliberation", "date_deliberation", "cout_vote", "titre"})
"""What a new version does not take from the one it replaces."""


def is_vote(plan: PlanFinancement) -> bool:
    """Say whether a council voted this version."""
    return plan.statut in VOTES


def rang(plan: PlanFinancement) -> tuple[int, str]:
    """Order versions: by their number, then as they were made."""
    return (plan.version or 0, plan.id)


def plan_courant(plans: Iterable[PlanFinancement]) -> PlanFinancement | None:
    """Give the version one works on: the latest, voted or not."""
    return max(plans, key=rang, default=None)


def plan_en_vigueur(plans: Iterable[PlanFinancement]) -> PlanFinancement | None:
    """Give the version that counts: the last one voted, else the latest draft; sums are made of this one only."""
    known = list(plans)
    voted = [plan for plan in known if plan.statut is StatutPlan.VOTE]
    return plan_courant(voted or [plan for plan in known if plan.statut is not StatutPlan.REMPLACE] or known)


def nom_version(plan: PlanFinancement) -> str:
    """Name a version: « v2, voté le 05/07/2024 (DE2024-65) »."""
    number = f"v{plan.version or '?'}"
    if not is_vote(plan):
        return f"{number}, brouillon"
    when = f" le {plan.date_deliberation:%d/%m/%Y}" if plan.date_deliberation else ""
    act = f" ({plan.deliberation})" if plan.deliberation else ""
    return f"{number}, {str(plan.statut).lower()}{when if plan.statut is StatutPlan.VOTE else ''}{act}"


def points_du_vote(
    plan: PlanFinancement, deliberation: str, jour: date | None, registre: Registre, today: date
) -> list[Finding]:
    """List what prevents voting a plan: errors, an unbalanced plan (V3), no line (rules 16 and 25 [S27])."""
    voted = plan.model_copy(
        update={"statut": StatutPlan.VOTE, "deliberation": deliberation or None, "date_deliberation": jour}
    )
    found = blocking(findings_of(voted, Context(registre, today)), GesteFormel.VOTER_PLAN)
    if not where(registre, Ressource, plan_financement=plan.id):
        fact = "Le plan n’a aucune ligne de ressource."
        found.append(Finding(25, Niveau.ERREUR, fact, "Ajouter les ressources du plan.", None, "[S27]"))
    return found


def cout_a_voter(plan: PlanFinancement, registre: Registre) -> int | None:
    """Give the cost that the council votes, kept with the vote."""
    action = one(registre, Action, plan.action)
    return cout_du_plan(plan, action, where(registre, Depense, action=plan.action) if plan.action else [])


@dataclass(frozen=True, slots=True)
class LigneComparee:
    """One funder in two versions, amounts in cents; None where the line is not there, or its amount unknown."""

    nom: str
    avant: int | None
    apres: int | None
    presente_avant: bool = True
    presente_apres: bool = True

    @property
    def ecart(self) -> int | None:
        """Give what changed; a line that is not there counts for nothing, an unknown amount is not comparable."""
        before = self.avant if self.presente_avant else 0
        after = self.apres if self.presente_apres else 0
        return None if before is None or after is None else after - before

    @property
    def quoi(self) -> str:
        """Say in a word what became of the line."""
        if not self.presente_avant:
            return "ajoutée"
        if not self.presente_apres:
            return "retirée"
        return "" if self.avant == self.apres else "modifiée"


@dataclass(frozen=True, slots=True)
class Comparaison:
    """Two versions, line by line, and their totals."""

    lignes: tuple[LigneComparee, ...]
    cout: LigneComparee
    total: LigneComparee


def comparer(avant: PlanFinancement, apres: PlanFinancement, registre: Registre) -> Comparaison:
    """Compare two versions of a plan."""
    old, new = (where(registre, Ressource, plan_financement=plan.id) for plan in (avant, apres))
    cost = LigneComparee("Coût", cout_a_voter(avant, registre), cout_a_voter(apres, registre))
    total = LigneComparee("Total des ressources", _total(old), _total(new))
    return Comparaison(tuple(comparer_lignes(old, new)), cost, total)


def comparer_lignes(avant: Sequence[Ressource], apres: Sequence[Ressource]) -> list[LigneComparee]:
    """Put the lines of two versions side by side: the same dispositif and funder, the nth with the nth."""
    old, new = _keyed(avant), _keyed(apres)
    found = []
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key), new.get(key)
        shown = after or before
        if shown is not None:
            was, now = (montant_prevu(line) if line else None for line in (before, after))
            found.append(LigneComparee(nom_ligne(shown), was, now, before is not None, after is not None))
    return found


def montant_prevu(line: Ressource) -> int | None:
    """Give what was voted of a line: what is asked for, whatever was granted since."""
    return line.montant_demande if line.montant_demande is not None else line.montant_accorde


def nom_ligne(line: Ressource) -> str:
    """Name a line: « Préfecture · DETR »."""
    parts = [part for part in (line.financeur, line.dispositif, line.titre) if part]
    return " · ".join(dict.fromkeys(parts[:2])) or "(sans nom)"


def _keyed(lines: Iterable[Ressource]) -> dict[tuple[str, str, int], Ressource]:
    """Give each line a key that its copy in another version has too."""
    found: dict[tuple[str, str, int], Ressource] = {}
    for line in sorted(lines, key=lambda one: one.id):
        base = (str(line.dispositif or ""), plain(line.financeur or line.titre or ""))
        nth = sum(key[:2] == base for key in found)
        found[(*base, nth)] = line
    return found


def _total(lines: Sequence[Ressource]) -> int | None:
    amounts = [montant_prevu(line) for line in lines if line.etat != "Refusée"]
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None
