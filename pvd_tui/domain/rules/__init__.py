"""The rules of domain.md §10.2, `fonds_de_concours` (35), `commune_du_jour` (36): what facts say, what would clear it.

A rule reads, never raises and never blocks a save; what is unknown is not evaluable, never wrong. Errors
block the formal gestures only (`finding.blocking`).

    findings(table, id, registre, today)            what is wrong with one record
    departement_findings(code, registre, today)     what is wrong with a département's clubs (28)
    change_findings(before, after)                  what an edit may not do (12, 25, 32)

Each rule is a function of one file per concept; `RULES` says which apply to which table.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Final

from pvd_tui.domain.entity import Entity
from pvd_tui.domain.finding import Finding
from pvd_tui.domain.registre import Registre
from pvd_tui.domain.rules import (
    action,
    commune,
    convention,
    demande,
    financement,
    fonds_de_concours,
    note_synthese,
    personne,
    plan_vote,
    poste,
    seance_club,
    siren,
)
from pvd_tui.domain.rules.context import Context, Rule

RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "commune": (*commune.RULES, *siren.RULES),
    "epci": siren.RULES,
    "convention": convention.RULES,
    "action": (*action.RULES, *siren.RULES),
    "plan_financement": (*financement.PLAN_RULES, *fonds_de_concours.RULES),
    "ressource": financement.RESSOURCE_RULES,
    "demande": demande.RULES,
    "seance_club": seance_club.RULES,
    "poste": poste.RULES,
    "personne": personne.RULES,
    "note_synthese": note_synthese.RULES,
}
"""Which rules speak about the records of which table."""


def findings(
    table: str, record: str, registre: Registre, today: date, *, is_known: Callable[[str], bool] | None = None
) -> list[Finding]:
    """List what the rules have to say about a record; `is_known` asks the référentiel for an INSEE code."""
    found = registre.one(table, record)
    if found is None:
        return []
    return findings_of(found, Context(registre, today, is_known))


def findings_of(record: Entity, context: Context) -> list[Finding]:
    """List what the rules have to say about a record in hand, saved or not."""
    return [finding for rule in RULES.get(record.table, ()) for finding in rule(record, context)]


def departement_findings(
    departement: str, registre: Registre, today: date, ecartees: Collection[tuple[str, str]] = ()
) -> list[Finding]:
    """List what the rules have to say about the clubs of a département; `ecartees` were said to be no duplicates."""
    return list(seance_club.club_findings(departement, Context(registre, today), ecartees))


def change_findings(before: Entity, after: Entity | None) -> list[Finding]:
    """List what an edit does that a signed or issued document forbids; `after` is None for an archive."""
    return [
        *action.change_findings(before, after),
        *plan_vote.change_findings(before, after),
        *note_synthese.change_findings(before, after),
    ]
