"""What a rule has to say about a record: a fact, and the single step that would clear it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Niveau(StrEnum):
    """How much a finding weighs; none of them ever prevents saving, importing or synchronising."""

    ERREUR = "E"
    """Blocks a formal gesture."""
    AVERTISSEMENT = "A"
    INFORMATION = "I"


class GesteFormel(StrEnum):
    """The gestures that an error blocks, and the only ones (`design.md` §4)."""

    DECLARER_PRETE = "déclarer prête"
    VOTER_PLAN = "voter un plan"
    EMETTRE_NOTE = "émettre une note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of a rule: 1 to 34 of domain.md §10.2 (14 to 21 are V1 to V8 of §4.4), 35 the fonds de concours."""

    rule: int
    level: Niveau
    sentence: str
    """The fact, in French."""
    clears: str
    """The step that would clear it, in French."""
    field: str | None
    """The field to go to, where there is one."""
    source: str
    """Where the rule comes from: a key of domain.md §11, or a section."""


_HARDER: Final = {GesteFormel.VOTER_PLAN: frozenset({16})}
"""Rules that only warn, but block that gesture: V3, a plan that is voted is balanced."""


def blocking(findings: Iterable[Finding], geste: GesteFormel) -> list[Finding]:
    """List the findings that block a formal gesture."""
    harder = _HARDER.get(geste, frozenset())
    return [
        finding
        for finding in findings
        if finding.level is Niveau.ERREUR or (finding.rule in harder and finding.level is Niveau.AVERTISSEMENT)
    ]
