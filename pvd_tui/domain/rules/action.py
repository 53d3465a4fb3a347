"""What the rules say about an action: is the fiche mature, are its dates possible, is it counted once."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from pvd_tui.domain.action import Action, Maturite, StatutConventionnel
from pvd_tui.domain.action_commune import ActionCommune
from pvd_tui.domain.completude import manques
from pvd_tui.domain.dates import deadline
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.identifiants import EXTERNES
from pvd_tui.domain.registre import where
from pvd_tui.domain.rules.context import Context, Rule, rule

INSCRITES: Final = frozenset({StatutConventionnel.INSCRITE, StatutConventionnel.ENGAGEE, StatutConventionnel.LIVREE})
"""The statuses of a fiche that a signed convention holds."""
_MOIS_TRAVAUX: Final = 48
_CENT: Final = 100
_TOLERANCE: Final = 0.01


@rule(Action)
def fiche_action_complete(action: Action, context: Context) -> Iterator[Finding]:
    """Rule 11: a fiche-action says who, what, when, for how much, with whose money, and how it is judged [S11]."""
    if action.maturite is not Maturite.FICHE_ACTION:
        return
    for missing in manques(action, context.registre):
        fact = f"La fiche-action n’a pas {missing.quoi}."
        clears = "Compléter, ou revenir à « Fiche-projet »."
        yield Finding(11, Niveau.AVERTISSEMENT, fact, clears, missing.champ, "[S11]")


@rule(Action)
def dates_ordonnees(action: Action, _context: Context) -> Iterator[Finding]:
    """Rule 13: the end is not before the beginning, and works last at most four years [S28]."""
    pairs = (
        ("prévue", "fin_prevue", action.debut_prevu, action.fin_prevue),
        ("réelle", "fin_reelle", action.debut_reel, action.fin_reelle),
    )  # fmt: skip - a table
    for word, field, start, end in pairs:
        if start is not None and end is not None and end < start:
            fact = f"La fin {word} est avant le début."
            yield Finding(13, Niveau.ERREUR, fact, "Corriger l’une des deux dates.", field, "[S28]")
    if _is_long(action.duree_travaux, action.debut_reel, action.fin_reelle):
        fact = "Les travaux durent plus de quatre ans, délai d’achèvement des subventions de l’État."
        clears = "Demander une prorogation, ou découper l’action en sous-opérations."
        yield Finding(13, Niveau.AVERTISSEMENT, fact, clears, "duree_travaux", "[S28]")


@rule(Action)
def cle_de_repartition(action: Action, context: Context) -> Iterator[Finding]:
    """Rule 26: the shares of the communes add up to 100 % (Audierne/Plouhinec)."""
    shares = [row.cle for row in where(context.registre, ActionCommune, action=action.id)]
    known = [share for share in shares if share is not None]
    if not shares:
        return
    total = f"{sum(known):.2f}".rstrip("0").rstrip(".").replace(".", ",")
    if len(known) < len(shares) and sum(known) <= _CENT + _TOLERANCE:
        fact = "La clé de répartition n’est pas renseignée pour toutes les communes : total non évaluable."
        yield Finding(30, Niveau.INFORMATION, fact, "Renseigner les parts.", None, "domain.md §10.2")
    elif abs(sum(known) - _CENT) > _TOLERANCE:
        fact = f"Les parts des communes font {total} %, au lieu de 100 %."
        yield Finding(26, Niveau.ERREUR, fact, "Corriger les parts.", None, "domain.md §1.6")


@rule(Action)
def comptee_une_fois(action: Action, context: Context) -> Iterator[Finding]:
    """Rule 34: an action that two fiches name by the same outside number would be counted twice [S47]."""
    for field in EXTERNES:
        number = getattr(action, field)
        if not number:
            continue
        same = where(context.registre, Action, **{field: number})
        others = [other for other in same if other.id != action.id and not _replaces(other, action)]
        if others:
            title = Action.model_fields[field].title
            fact = f"« {others[0].titre or 'Une autre action'} » a le même {title} ({number})."
            clears = "Garder une seule fiche, ou corriger le numéro."
            yield Finding(34, Niveau.AVERTISSEMENT, fact, clears, field, "[S47]")


def change_findings(before: Entity, after: Entity | None) -> Iterator[Finding]:
    """Rule 12: the code of an action that is inscrite never changes, and it is never removed [S26]."""
    if not isinstance(before, Action) or before.statut_conventionnel not in INSCRITES:
        return
    if after is None:
        fact = "Cette action est inscrite dans une convention : elle ne se supprime pas."
        clears = "Mettre « Statut dans la convention » à « Abandonnée »."
        yield Finding(12, Niveau.ERREUR, fact, clears, "statut_conventionnel", "[S26]")
    elif isinstance(after, Action) and before.code is not None and after.code != before.code:
        fact = f"Cette action est inscrite sous le n° {before.code} : il ne change plus."
        yield Finding(12, Niveau.ERREUR, fact, f"Rétablir le n° {before.code}.", "code", "[S26]")


def _replaces(one: Action, other: Action) -> bool:
    """Say whether one of two fiches « annule et remplace » the other: they are counted once already."""
    return one.remplace == other.id or other.remplace == one.id


def _is_long(months: int | None, start: date | None, end: date | None) -> bool:
    """Say whether works last more than four years, as declared or as they went."""
    declared = months is not None and months > _MOIS_TRAVAUX
    return declared or (start is not None and end is not None and end > deadline(start, _MOIS_TRAVAUX))


RULES: Final[tuple[Rule, ...]] = (fiche_action_complete, dates_ordonnees, cle_de_repartition, comptee_une_fois)
