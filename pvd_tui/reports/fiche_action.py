"""The facts of a fiche action: everything its form prints, gathered once from where records are looked up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pvd_tui.domain.action import Action
from pvd_tui.domain.action_commune import ActionCommune
from pvd_tui.domain.avenant import Avenant
from pvd_tui.domain.axe import Axe
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.convention import Convention
from pvd_tui.domain.depense import Depense
from pvd_tui.domain.indicateur import Indicateur
from pvd_tui.domain.mesure import Mesure
from pvd_tui.domain.part_maitre_ouvrage import payantes
from pvd_tui.domain.plan_financement import PlanFinancement
from pvd_tui.domain.plan_versions import plan_en_vigueur
from pvd_tui.domain.regime import Regime
from pvd_tui.domain.registre import one, where
from pvd_tui.domain.ressource import EtatRessource, Ressource
from pvd_tui.domain.sous_operation import SousOperation

if TYPE_CHECKING:
    from pvd_tui.domain.registre import Registre


@dataclass(frozen=True, slots=True)
class Somme:
    """A sum of amounts, in cents, and how many of them are still to be made precise: unknown is not zero."""

    connu: int
    inconnus: int
    lignes: int

    @property
    def exact(self) -> int | None:
        """Give the sum if every amount is known and there is one at all."""
        return self.connu if self.lignes and not self.inconnus else None


def somme(montants: Iterable[int | None]) -> Somme:
    """Add amounts up."""
    amounts = list(montants)
    known = [amount for amount in amounts if amount is not None]
    return Somme(sum(known), len(amounts) - len(known), len(amounts))


@dataclass(frozen=True, slots=True)
class FicheAction:
    """One action and what belongs to it, as it stands on the day `au`."""

    action: Action
    communes: tuple[tuple[str, float | None], ...]
    """Name and share of the cost (%): the lead commune first."""
    convention: Convention | None
    axe: Axe | None
    avenant: Avenant | None
    operations: tuple[SousOperation, ...]
    depenses: tuple[Depense, ...]
    plan: PlanFinancement | None
    """The plan that was voted last, else the draft."""
    ressources: tuple[Ressource, ...]
    """The lines of the plan."""
    indicateurs: tuple[tuple[Indicateur, Mesure | None], ...]
    """Each with its latest measure."""
    au: date

    @property
    def regime(self) -> Regime | None:
        """Say whether the action's amounts are HT or TTC, if it says so."""
        return self.action.regime_montant

    @property
    def regime_depenses(self) -> Regime | None:
        """Say in what the expenses are, if all are in the same."""
        return _same([line.regime_montant or self.regime for line in self.depenses] or [self.regime])

    @property
    def regime_plan(self) -> Regime | None:
        """Say in what the plan is."""
        return (self.plan.regime_montant if self.plan else None) or self.regime

    @property
    def melange(self) -> bool:
        """Whether HT and TTC stand side by side, so that nothing can be added up."""
        return len({line.regime_montant or self.regime for line in self.depenses} - {None}) > 1

    @property
    def retenues(self) -> tuple[Ressource, ...]:
        """The lines that fund something: all but those refused."""
        return tuple(line for line in self.ressources if line.etat is not EtatRessource.REFUSEE)

    @property
    def ecart(self) -> int | None:
        """Give what the plan lacks (more than zero) or has too much; None where something is unknown or mixed."""
        costs = somme(_prevision(line) for line in self.depenses).exact if self.depenses else None
        held = somme(line.montant_retenu for line in payantes(self.ressources, self.regime_plan)).exact
        if costs is None or held is None or self.melange or self.regime_depenses is not self.regime_plan:
            return None
        return costs - held


def reunir(registre: "Registre", record: str, au: date) -> FicheAction | None:
    """Gather one action; None if it is not here (or archived)."""
    action = one(registre, Action, record)
    if action is None:
        return None
    plan = plan_en_vigueur(where(registre, PlanFinancement, action=record))
    return FicheAction(
        action=action,
        communes=_communes(registre, action),
        convention=one(registre, Convention, action.convention),
        axe=one(registre, Axe, action.axe),
        avenant=one(registre, Avenant, action.avenant),
        operations=tuple(sorted(where(registre, SousOperation, action=record), key=_place)),
        depenses=tuple(sorted(where(registre, Depense, action=record), key=_age)),
        plan=plan,
        ressources=tuple(sorted(where(registre, Ressource, plan_financement=plan.id), key=_age)) if plan else (),
        indicateurs=tuple(
            (one_, _derniere(where(registre, Mesure, indicateur=one_.id)))
            for one_ in sorted(where(registre, Indicateur, action=record), key=_age)
        ),
        au=au,
    )


def _communes(registre: "Registre", action: Action) -> tuple[tuple[str, float | None], ...]:
    """Name the lead commune, then those that share the action."""
    shares = {row.commune: row.cle for row in where(registre, ActionCommune, action=action.id) if row.commune}
    names: dict[str, float | None] = {}
    for insee in [*([action.commune] if action.commune else []), *sorted(shares)]:
        commune = one(registre, Commune, insee)
        names.setdefault((commune.titre if commune else None) or insee, shares.get(insee))
    return tuple(names.items())


def _derniere(mesures: Sequence[Mesure]) -> Mesure | None:
    """Give the latest measure that has a value."""
    valued = [mesure for mesure in mesures if mesure.valeur is not None]
    return max(valued, key=lambda mesure: (mesure.date or date.min, mesure.id), default=None)


def _prevision(line: Depense) -> int | None:
    """Give what an expense counts for: its forecast, else what it cost."""
    return line.montant_previsionnel if line.montant_previsionnel is not None else line.montant_definitif


def _age(record: Depense | Ressource | Indicateur) -> str:
    """Order lines as they were written: ids carry their time."""
    return record.id


def _place(operation: SousOperation) -> tuple[str, date, str]:
    """Order operations by their reference, then by when they begin."""
    return operation.reference or "\uffff", operation.debut or date.max, operation.id


def _same(regimes: Sequence[Regime | None]) -> Regime | None:
    """Give what all say, or None if they differ or one does not say."""
    return regimes[0] if len(set(regimes)) == 1 else None
