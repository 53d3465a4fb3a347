"""« Combien puis-je encore demander ? »: every limit of a plan at once, and the one that binds (domain.md §10.3, 1).

    part du maître d'ouvrage   subventions ≤ (100 - taux) % of (coût - privé)             CGCT L1111-10 III, V1 and V5
    cumul des dotations        DETR + DSIL + DSID + DPV ≤ 80 % of the dépense subventionnable        [S24], V2
    fonds de concours          EPCI ≤ the part of the maître d'ouvrage, subventions apart       CGCT L5214-16 V
    coût                       what is paid for is not paid for twice                                        V3

Only what is asked for is bounded: the part of the maître d'ouvrage is what remains. The lines are taken as they are
typed; an unknown amount makes the answer « non évaluable », never zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pvd_tui.domain.action import Action
from pvd_tui.domain.depense import Depense
from pvd_tui.domain.financeur import DOTATIONS, Caractere, Dispositif
from pvd_tui.domain.montant import show_montant
from pvd_tui.domain.part_maitre_ouvrage import TAUX, counted, is_soumis, subventions_possibles, taux_minimal
from pvd_tui.domain.plan_financement import VOTES, MotifDerogation, PlanFinancement
from pvd_tui.domain.regime import Regime
from pvd_tui.domain.ressource import Ressource

MAXIMUM_DOTATIONS: Final = 80
"""Percent of the dépense subventionnable that the dotations may pay together [S24]."""


class Borne(StrEnum):
    """What bounds what may still be asked for."""

    PART = "part du maître d’ouvrage"
    DOTATIONS = "cumul des dotations"
    FONDS_DE_CONCOURS = "fonds de concours"
    COUT = "coût de l’opération"
    PRUDENCE = "aides publiques à 80 %"


@dataclass(frozen=True, slots=True)
class Limite:
    """One limit, in cents: how much at most, how much already, and for whom."""

    borne: Borne
    plafond: int
    utilise: int
    regle: str
    """The rule in a few words: « 20 % de part du maître d’ouvrage »."""
    source: str
    pour: frozenset[Dispositif] | None = None
    """The dispositifs it bounds; None for all public money."""
    ferme: bool = True
    """Whether it is law; the other ones are only said."""

    @property
    def reste(self) -> int:
        """Give what is left under the limit."""
        return max(0, self.plafond - self.utilise)

    @property
    def depassement(self) -> int:
        """Give by how much it is exceeded."""
        return max(0, self.utilise - self.plafond)


@dataclass(frozen=True, slots=True)
class Limites:
    """What bounds a plan, or what is missing to say it."""

    toutes: tuple[Limite, ...] = ()
    manque: tuple[str, ...] = ()
    """What must be known first, in French: « le coût »."""
    sans_objet: tuple[str, ...] = ()
    """Why a limit does not apply here, in French."""

    def lie(self, dispositif: Dispositif | None = None) -> Limite | None:
        """Give the limit that binds for a dispositif (any other public one if None); None if not evaluable."""
        if not any(one.borne is Borne.COUT for one in self.toutes):
            return None
        bound = [one for one in self.toutes if one.ferme and (one.pour is None or dispositif in one.pour)]
        return min(bound, key=lambda one: (one.reste, -one.depassement))

    def reste(self, dispositif: Dispositif | None = None) -> int | None:
        """Give how much may still be asked of a dispositif, in cents; None if not evaluable."""
        bound = self.lie(dispositif)
        return bound.reste if bound else None

    @property
    def phrases(self) -> tuple[str, ...]:
        """Say it in French, the answer first, one short sentence each."""
        bound = self.lie()
        if bound is None:
            return (f"Combien encore demander : non évaluable, il manque {_et(self.manque)}.",)
        said = [_answer(bound), *(_more(one) for one in self.toutes if one is not bound and _worth_saying(one, bound))]
        said += [f"80 % des dotations : non évaluable, il manque {_et(self.manque)}."] if self.manque else []
        return (*said, *self.sans_objet)

    @property
    def phrase(self) -> str:
        """Say the whole in one line."""
        return " ".join(self.phrases)


def limites_du_plan(
    plan: PlanFinancement, action: Action | None, depenses: Sequence[Depense], ressources: Iterable[Ressource]
) -> Limites:
    """Give the limits of a plan from its records as they are typed now."""
    subject = is_soumis(action.commune if action else None) is not False
    waived = is_deroge(plan)
    why = () if subject else ("Part minimale : sans objet dans ce territoire (CGCT L1111-10 III).",)
    if subject and waived:
        why = (f"Part minimale : dérogation « {plan.derogation_motif} ».",)
    taux = taux_minimal(plan) if subject and not waived else None
    if action is not None and action.maitre_ouvrage_delegue:
        taux = max(taux or 0, TAUX)
        why = ()
    cout = cout_du_plan(plan, action, depenses)
    if cout is None and len(regimes(plan, action, depenses)) > 1:
        return Limites(manque=("un même régime, HT ou TTC, pour le plan et les dépenses",))
    return limites(cout, ressources, taux=taux, depense_subventionnable=plan.depense_subventionnable, sans_objet=why)


def limites(
    cout: int | None,
    ressources: Iterable[Ressource],
    *,
    taux: int | None = TAUX,
    depense_subventionnable: int | None = None,
    sans_objet: tuple[str, ...] = (),
) -> Limites:
    """Give the limits of a cost and of lines; no `taux` where no minimal part applies."""
    lines = [line for line in counted(ressources) if line.caractere_retenu is not Caractere.MAITRE_OUVRAGE]
    missing = (["le coût de l’opération"] if cout is None else []) + _unknown(lines)
    if cout is None or missing:
        return Limites(manque=tuple(missing))
    prive = _sum(line for line in lines if line.caractere_retenu is Caractere.PRIVE)
    publics = [line for line in lines if line.caractere_retenu is Caractere.PUBLIC]
    public = _sum(publics)
    found = [Limite(Borne.COUT, max(0, cout - prive), public, "le reste du coût", "domain.md §4.4 V3")]
    if taux is not None:
        most = subventions_possibles(cout, prive, taux) or 0
        rule = f"{taux} % de part du maître d’ouvrage"
        found.append(Limite(Borne.PART, most, public, rule, "CGCT L1111-10 III [S21][S22]"))
    epci = _sum(line for line in publics if line.dispositif is Dispositif.EPCI)
    found.append(_fonds_de_concours(max(0, cout - prive - public + epci), epci))
    if depense_subventionnable is None:
        return Limites(tuple(found), ("la dépense subventionnable",), sans_objet)
    return Limites((*found, *_dotations(depense_subventionnable, publics)), (), sans_objet)


def cout_du_plan(plan: PlanFinancement, action: Action | None, depenses: Sequence[Depense]) -> int | None:
    """Give what a plan pays for: its expenses, else the forecast of the action; None if unknown, or HT and TTC mixed.

    A voted plan paid for what the council saw. The forecast of an expense counts before what it cost in the end.
    """
    if plan.statut in VOTES and plan.cout_vote is not None:
        return plan.cout_vote
    if len(regimes(plan, action, depenses)) > 1:
        return None
    if not depenses:
        return action.cout_previsionnel if action else None
    total = 0
    for line in depenses:
        amount = line.montant_previsionnel if line.montant_previsionnel is not None else line.montant_definitif
        if amount is None:
            return None
        total += amount
    return total


def regimes(plan: PlanFinancement, action: Action | None, depenses: Iterable[Depense]) -> set[Regime]:
    """Give the régimes that a plan and what it pays for say they are in."""
    said = (plan.regime_montant, action.regime_montant if action else None, *(line.regime_montant for line in depenses))
    return {regime for regime in said if regime is not None}


def is_deroge(plan: PlanFinancement) -> bool:
    """Say whether a dérogation to the minimal part is traced: who gave it, when, under what reference."""
    given = plan.derogation_motif is not None and plan.derogation_motif is not MotifDerogation.CORSE
    return given and bool(plan.derogation_autorite and plan.derogation_date and plan.derogation_reference)


def _fonds_de_concours(shared: int, epci: int) -> Limite:
    """Bound the EPCI by what the beneficiary pays himself: of what they share, at most half."""
    rule = "au plus la part propre du bénéficiaire hors subventions, à vérifier"
    return Limite(Borne.FONDS_DE_CONCOURS, shared // 2, epci, rule, "CGCT L5214-16 V", frozenset({Dispositif.EPCI}))


def _dotations(base: int, publics: Sequence[Ressource]) -> Iterable[Limite]:
    """Bound the dotations by law, and all public money out of prudence (domain.md §4.4 V2)."""
    dotations = frozenset(one for one in Dispositif if one in DOTATIONS)
    most = MAXIMUM_DOTATIONS * base // 100
    used = _sum(line for line in publics if line.dispositif in dotations)
    yield Limite(
        Borne.DOTATIONS, most, used, "80 % de la dépense subventionnable", "instruction des dotations [S24]", dotations
    )
    rule = "80 % de la dépense subventionnable pour toutes les aides, par prudence"
    yield Limite(Borne.PRUDENCE, most, _sum(publics), rule, "domain.md §4.4 V2, à vérifier", ferme=False)


def _unknown(lines: Iterable[Ressource]) -> list[str]:
    """Name the lines that say too little to count with."""
    missing = []
    for line in lines:
        said = line.financeur or line.dispositif or line.titre
        name = f"de « {said} »" if said else "d’une ligne"
        if line.montant_retenu is None:
            missing.append(f"le montant {name}")
        elif line.caractere_retenu is None:
            missing.append(f"le caractère (public, privé) {name}")
    return missing


def _sum(lines: Iterable[Ressource]) -> int:
    return sum(line.montant_retenu or 0 for line in lines)


def _answer(bound: Limite) -> str:
    if bound.depassement and bound.borne is Borne.COUT:
        return f"Dépassement de {show_montant(bound.depassement)} : les aides font plus que le coût de l’opération."
    if bound.depassement:
        return f"Dépassement de {show_montant(bound.depassement)} : {bound.regle}."
    return f"Vous pouvez encore demander {show_montant(bound.reste)} ({bound.regle})."


def _more(one: Limite) -> str:
    """Say a limit beside the one that binds."""
    who = {
        Borne.DOTATIONS: "Dont dotations (DETR, DSIL, DSID, DPV)",
        Borne.FONDS_DE_CONCOURS: "Fonds de concours de l’EPCI",
        Borne.PRUDENCE: "Prudence",
    }.get(one.borne, one.borne.capitalize())
    left = f"{show_montant(one.reste)} au plus"
    return f"{who} : {f'dépassement de {show_montant(one.depassement)}' if one.depassement else left} ({one.regle})."


def _worth_saying(one: Limite, bound: Limite) -> bool:
    """Say whether a limit tells more than the answer does: it is exceeded, or it is tighter for somebody."""
    if one.borne is Borne.FONDS_DE_CONCOURS and not one.utilise:
        return False
    return bool(one.depassement) or ((one.pour is not None or not one.ferme) and one.reste < bound.reste)


def _et(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}"
