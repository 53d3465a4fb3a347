"""The part of the maître d'ouvrage: 20 % of the *public* funding, not of the cost (domain.md §0.7, §4.4 V1).

base publique = part du maître d'ouvrage + Σ subventions publiques      private money is left out
part ≥ taux × base          so          subventions ≤ (100 - taux) % of (coût - privé)

All the limits of a plan at once, which one binds, and the sentence of it: `pvd_tui.domain.limites.limites_du_plan`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pvd_tui.domain.financeur import Caractere, Dispositif
from pvd_tui.domain.plan_financement import MotifDerogation, PlanFinancement
from pvd_tui.domain.regime import Regime
from pvd_tui.domain.ressource import EtatRessource, Ressource

TAUX: Final = 20
"""CGCT L1111-10 III [S21][S22]."""
TAUX_CHEF_DE_FILE: Final = 30
"""CGCT L1111-9 I, unless a CTEC says otherwise [S21]."""
TAUX_CORSE: Final = 10
"""Some works of an EPCI in Corsica [S21]."""
NON_SOUMIS: Final = ("971", "972", "973", "974", "975", "976", "977", "978")
"""The territories the rule does not apply to: five départements, Saint-Pierre, Saint-Barthélemy, Saint-Martin."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a plan's lines add up to, in cents; only built when every line is known."""

    maitre_ouvrage: int
    public: int
    prive: int

    @property
    def base_publique(self) -> int:
        """Give what the 20 % are taken of."""
        return self.maitre_ouvrage + self.public

    @property
    def taux_maitre_ouvrage(self) -> float | None:
        """Give the part of the maître d'ouvrage, in percent; None when nobody pays."""
        return 100 * self.maitre_ouvrage / self.base_publique if self.base_publique else None

    @property
    def taux_dit(self) -> str:
        """Write that part to a tenth, rounded down: 19.99 % is not 20 %."""
        tenths = 1000 * self.maitre_ouvrage // self.base_publique if self.base_publique else 0
        return f"{tenths // 10},{tenths % 10} %"

    def is_enough(self, taux: int) -> bool:
        """Say whether the part reaches a rate, to the cent."""
        return 100 * self.maitre_ouvrage >= taux * self.base_publique


def counted(ressources: Iterable[Ressource]) -> list[Ressource]:
    """Leave out what funds nothing: refused lines, and the FCTVA, which is no subvention."""
    return [
        line
        for line in ressources
        if line.etat is not EtatRessource.REFUSEE and line.dispositif is not Dispositif.FCTVA
    ]


def payantes(ressources: Iterable[Ressource], regime: Regime | None) -> list[Ressource]:
    """Keep the lines that pay for the cost (V3): not the refused ones, nor the FCTVA where no taxes are counted."""
    return [
        line
        for line in ressources
        if line.etat is not EtatRessource.REFUSEE
        and (line.dispositif is not Dispositif.FCTVA or regime is not Regime.HT)
    ]


def parts(ressources: Iterable[Ressource]) -> Parts | None:
    """Add up a plan's lines, or None if an amount or its character is unknown, or there is no line."""
    sums = dict.fromkeys(Caractere, 0)
    lines = counted(ressources)
    for line in lines:
        if line.montant_retenu is None or line.caractere_retenu is None:
            return None
        sums[line.caractere_retenu] += line.montant_retenu
    if not lines:
        return None
    return Parts(sums[Caractere.MAITRE_OUVRAGE], sums[Caractere.PUBLIC], sums[Caractere.PRIVE])


def taux_minimal(plan: PlanFinancement) -> int:
    """Give the rate that applies to a plan, dérogations apart."""
    if plan.derogation_motif is MotifDerogation.CORSE:
        return TAUX_CORSE
    return TAUX_CHEF_DE_FILE if plan.chef_de_file else TAUX


def is_soumis(insee: str | None) -> bool | None:
    """Say whether a commune's territory is subject to the rule; None if the commune is unknown."""
    return None if not insee else not insee.startswith(NON_SOUMIS)


def subventions_possibles(cout: int | None, prive: int, taux: int = TAUX) -> int | None:
    """Say how much public money a cost may receive at most, private money left out; None if it is unknown."""
    if cout is None:
        return None
    return max(0, cout - prive) * (100 - taux) // 100
