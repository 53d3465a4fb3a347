"""What the rules say about a plan de financement: V1 to V8 of domain.md §4.4, rules 14 to 20, 25 and 30.

An amount « à préciser » makes a check not evaluable, never wrong (rule 30, vector f).
"""

from collections.abc import Iterable, Iterator
from typing import Final

from pvd_tui.domain.action import Action
from pvd_tui.domain.dates import show_date
from pvd_tui.domain.depense import Depense, Section
from pvd_tui.domain.financeur import DETR_DSIL, DOTATIONS
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.limites import MAXIMUM_DOTATIONS, cout_du_plan, regimes
from pvd_tui.domain.montant import show_montant
from pvd_tui.domain.part_maitre_ouvrage import Parts, counted, is_soumis, parts, payantes, taux_minimal
from pvd_tui.domain.plan_financement import MotifDerogation, PlanFinancement, StatutPlan
from pvd_tui.domain.regime import Regime
from pvd_tui.domain.registre import one, where
from pvd_tui.domain.ressource import Ressource
from pvd_tui.domain.rules.context import Context, Rule, rule

_EURO: Final = 100
_DIXIEME: Final = 0.1
_EPSILON: Final = 1e-9


@rule(PlanFinancement)
def part_minimale(plan: PlanFinancement, context: Context) -> Iterator[Finding]:
    """Rule 14, V1: the maître d'ouvrage pays 20 % of the public funding, his own part included [S21][S22]."""
    action = one(context.registre, Action, plan.action)
    soumis = is_soumis(action.commune if action else None)
    sums = parts(lines_of(plan, context))
    if sums is None:
        yield from _not_evaluable(plan, context, "La part du maître d’ouvrage")
        return
    taux = taux_minimal(plan)
    if soumis is False or sums.taux_maitre_ouvrage is None or sums.is_enough(taux):
        return
    fact = f"La part du maître d’ouvrage est de {sums.taux_dit} des financements publics (minimum {taux} %)."
    derogation = plan.derogation_motif
    if derogation is None or derogation is MotifDerogation.CORSE:
        clears = f"Réduire les subventions de {show_montant(_excess(sums, taux))}, ou renseigner une dérogation."
        yield Finding(14, Niveau.AVERTISSEMENT, fact, clears, "derogation_motif", "CGCT L1111-10 III [S21][S22]")
    elif plan.derogation_autorite and plan.derogation_date and plan.derogation_reference:
        tracee = f"{fact} Dérogation « {derogation} » du {show_date(plan.derogation_date)}."
        yield Finding(14, Niveau.INFORMATION, tracee, "", "derogation_motif", "CGCT L1111-10 III [S21]")
    else:
        clears = "Renseigner l’autorité, la date et la référence de la dérogation."
        yield Finding(14, Niveau.AVERTISSEMENT, fact, clears, "derogation_reference", "CGCT L1111-10 III [S21]")


@rule(PlanFinancement)
def cumul_des_dotations(plan: PlanFinancement, context: Context) -> Iterator[Finding]:
    """Rule 15, V2: DSIL, DETR, DSID and DPV together pay at most 80 % of the dépense subventionnable [S24]."""
    lines = [line for line in counted(lines_of(plan, context)) if line.dispositif in DOTATIONS]
    total = _total(line.montant_retenu for line in lines)
    base = plan.depense_subventionnable
    if not lines:
        return
    if total is None or base is None:
        yield _unknown("Le cumul des dotations (80 %)", "depense_subventionnable" if base is None else None)
    elif 100 * total > MAXIMUM_DOTATIONS * base:
        fact = f"Les dotations ({show_montant(total)}) dépassent 80 % de la dépense subventionnable."
        clears = f"Les ramener à {show_montant(MAXIMUM_DOTATIONS * base // 100)} au plus."
        yield Finding(15, Niveau.AVERTISSEMENT, fact, clears, "depense_subventionnable", "[S24]")


@rule(PlanFinancement)
def equilibre(plan: PlanFinancement, context: Context) -> Iterator[Finding]:
    """Rule 16, V3: ressources and dépenses are equal to 1 € (domain.md §4.4); an error once the plan is voted.

    A refused line pays nothing.
    """
    depenses = where(context.registre, Depense, action=plan.action) if plan.action else []
    action = one(context.registre, Action, plan.action)
    said = regimes(plan, action, depenses)
    if len(said) > 1:
        fact = "Le plan et les dépenses mêlent HT et TTC : l’équilibre n’est pas évaluable."
        clears = "Exprimer le plan et les dépenses dans le même régime."
        yield Finding(30, Niveau.INFORMATION, fact, clears, "regime_montant", "domain.md §4.4")
        return
    cout = cout_du_plan(plan, action, depenses)
    kept = payantes(lines_of(plan, context), next(iter(said), None))
    held = _total(line.montant_retenu for line in kept) if kept else None
    if cout is None or held is None:
        yield _unknown("L’équilibre du plan", None)
    elif abs(held - cout) > _EURO:
        level = Niveau.ERREUR if plan.statut is StatutPlan.VOTE else Niveau.AVERTISSEMENT
        more, less = ("ressources", "dépenses") if held > cout else ("dépenses", "ressources")
        fact = f"Les {more} dépassent les {less} de {show_montant(abs(held - cout))}."
        yield Finding(16, level, fact, "Corriger les lignes du plan.", None, "domain.md §4.4 V3")


@rule(PlanFinancement)
def depenses_eligibles(plan: PlanFinancement, context: Context) -> Iterator[Finding]:
    """Rule 17, V4: DETR and DSIL pay investment, HT [S28]."""
    if not plan.action or not any(line.dispositif in DETR_DSIL for line in counted(lines_of(plan, context))):
        return
    depenses = where(context.registre, Depense, action=plan.action)
    if any(line.section is Section.FONCTIONNEMENT for line in depenses):
        fact = "DETR et DSIL ne financent que l’investissement : une dépense est en fonctionnement."
        clears = "Sortir cette dépense du dossier, ou corriger sa section."
        yield Finding(17, Niveau.AVERTISSEMENT, fact, clears, None, "[S28]")
    if plan.regime_montant is Regime.TTC or any(line.regime_montant is Regime.TTC for line in depenses):
        fact = "DETR et DSIL se demandent hors taxes : des montants sont TTC."
        yield Finding(17, Niveau.AVERTISSEMENT, fact, "Exprimer les montants HT.", "regime_montant", "[S28]")


@rule(PlanFinancement)
def maitrise_ouvrage_deleguee(plan: PlanFinancement, context: Context) -> Iterator[Finding]:
    """Rule 18, V5: who delegates pays 20 % of the public funding, and joins the convention [S28]."""
    action = one(context.registre, Action, plan.action)
    if action is None or not action.maitre_ouvrage_delegue:
        return
    clears = "Joindre la convention de délégation à l’action."
    if action.convention_moa_deleguee is None:
        fact = "On ignore si la convention de maîtrise d’ouvrage déléguée est jointe."
        yield Finding(18, Niveau.INFORMATION, fact, clears, None, "[S28]")
    elif not action.convention_moa_deleguee:
        fact = "La convention de maîtrise d’ouvrage déléguée n’est pas jointe."
        yield Finding(18, Niveau.AVERTISSEMENT, fact, clears, None, "[S28]")
    sums = parts(lines_of(plan, context))
    if sums is not None and sums.taux_maitre_ouvrage is not None and not sums.is_enough(20):
        fact = f"Le délégant apporte {sums.taux_dit} des financements publics (minimum 20 %)."
        yield Finding(18, Niveau.AVERTISSEMENT, fact, "Augmenter la part du délégant.", None, "[S28]")


@rule(PlanFinancement)
def vote_delibere(plan: PlanFinancement, context: Context) -> Iterator[Finding]:
    """Rule 25: a voted plan has the number and the date of its délibération [S27]."""
    if plan.statut is not StatutPlan.VOTE:
        return
    if not plan.deliberation:
        fact = "Le plan est dit voté, sans numéro de délibération."
        yield Finding(25, Niveau.ERREUR, fact, "Renseigner la délibération.", "deliberation", "[S27]")
    voted = plan.date_deliberation
    if voted is None or voted > context.today:
        fact = "Le plan est dit voté, sans date de délibération passée."
        clears = "Renseigner la date de la délibération."
        yield Finding(25, Niveau.ERREUR, fact, clears, "date_deliberation", "[S27]")


@rule(Ressource)
def taux_exact(line: Ressource, _context: Context) -> Iterator[Finding]:
    """Rule 19, V6: the rate shown is amount / assiette to 0.1 point (domain.md §4.4)."""
    amount = line.montant_retenu
    if line.taux is None:
        return
    if amount is None or not line.assiette:
        yield _unknown("Le taux affiché", "assiette")
    elif abs(line.taux - 100 * amount / line.assiette) > _DIXIEME + _EPSILON:
        exact = f"{100 * amount / line.assiette:.1f}".replace(".", ",")
        fact = f"Le taux affiché n’est pas montant / assiette ({exact} %)."
        yield Finding(19, Niveau.AVERTISSEMENT, fact, f"Mettre le taux à {exact} %.", "taux", "domain.md §4.4 V6")


@rule(Ressource)
def accorde_au_plus_demande(line: Ressource, _context: Context) -> Iterator[Finding]:
    """Rule 20, V7: no more is granted than was asked for, unless somebody confirms it (domain.md §4.4)."""
    if line.montant_accorde is not None and line.montant_demande is not None:
        yield from more_granted(line.montant_accorde, line.montant_demande)


def more_granted(granted: int, asked: int) -> Iterator[Finding]:
    """Rule 20, V7, for a line of a plan and for a demande alike."""
    if granted > asked:
        fact = f"Le montant accordé dépasse le montant demandé de {show_montant(granted - asked)}."
        yield Finding(20, Niveau.AVERTISSEMENT, fact, "Confirmer ou corriger.", "montant_accorde", "domain.md §4.4 V7")


def lines_of(plan: PlanFinancement, context: Context) -> list[Ressource]:
    """List the lines of a plan."""
    return where(context.registre, Ressource, plan_financement=plan.id)


def _total(amounts: Iterable[int | None]) -> int | None:
    """Add amounts up; one unknown amount makes the sum unknown."""
    total = 0
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def _excess(sums: Parts, taux: int) -> int:
    """Say by how much the subventions exceed what this part of the maître d'ouvrage allows, rounded up."""
    allowed = sums.maitre_ouvrage * (100 - taux) // taux
    return sums.public - allowed


def _not_evaluable(plan: PlanFinancement, context: Context, what: str) -> Iterator[Finding]:
    """Say that a check lacks an amount, where there are lines at all."""
    if lines_of(plan, context):
        yield _unknown(what, None)


def _unknown(what: str, field: str | None) -> Finding:
    """Rule 30: unknown is not zero."""
    fact = f"{what} n’est pas évaluable : un montant est à préciser."
    return Finding(30, Niveau.INFORMATION, fact, "Renseigner les montants.", field, "domain.md §10.2")


PLAN_RULES: Final[tuple[Rule, ...]] = (
    part_minimale,
    cumul_des_dotations,
    equilibre,
    depenses_eligibles,
    maitrise_ouvrage_deleguee,
    vote_delibere,
)
RESSOURCE_RULES: Final[tuple[Rule, ...]] = (taux_exact, accorde_au_plus_demande)
