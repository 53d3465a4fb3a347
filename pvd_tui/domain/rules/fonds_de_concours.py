"""Rule 35: the fonds de concours of an EPCI never exceeds what its beneficiary pays himself (CGCT L5214-16 V).

« Le montant total des fonds de concours ne peut excéder la part du financement assurée, hors subventions, par le
bénéficiaire. » To be checked by a person of the trade before it is relied on; it warns, and says « à vérifier ».
"""

from collections.abc import Iterator
from typing import Final

from pvd_tui.domain.financeur import Caractere, Dispositif
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.montant import show_montant
from pvd_tui.domain.part_maitre_ouvrage import counted, parts
from pvd_tui.domain.plan_financement import PlanFinancement
from pvd_tui.domain.rules.context import Context, Rule, rule
from pvd_tui.domain.rules.financement import lines_of

SOURCE: Final = "CGCT L5214-16 V, à vérifier"


@rule(PlanFinancement)
def fonds_de_concours(plan: PlanFinancement, context: Context) -> Iterator[Finding]:
    """Rule 35: the EPCI gives at most what the beneficiary pays himself, subventions apart."""
    lines = lines_of(plan, context)
    given = sum(
        line.montant_retenu or 0
        for line in counted(lines)
        if line.dispositif is Dispositif.EPCI and line.caractere_retenu is Caractere.PUBLIC
    )
    sums = parts(lines)
    if not given or sums is None or given <= sums.maitre_ouvrage:
        return
    own = show_montant(sums.maitre_ouvrage)
    fact = f"Le fonds de concours de l’EPCI dépasse la part propre du bénéficiaire hors subventions ({own})."
    clears = f"Le réduire de {show_montant((given - sums.maitre_ouvrage + 1) // 2)}, reportés sur la part propre."
    yield Finding(35, Niveau.AVERTISSEMENT, f"{fact} À vérifier.", clears, None, SOURCE)


RULES: Final[tuple[Rule, ...]] = (fonds_de_concours,)
