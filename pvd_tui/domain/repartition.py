"""The share of each commune in what an action costs: a key that adds up to 100 %, cents that add up to the cost.

Audierne and Plouhinec share the plan-guide « Le Stum » (domain.md §1.6, rule 26).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pvd_tui.domain.action_commune import ActionCommune

_TOLERANCE: Final = 0.01
_FINESSE: Final = 10_000
"""A key is counted in ten-thousandths of a percent: whole numbers, so that cents are exact."""


def total(rows: Iterable[ActionCommune]) -> float | None:
    """Add the shares up; None if one is not known."""
    shares = [row.cle for row in rows]
    known = [share for share in shares if share is not None]
    return round(sum(known), 2) if known and len(known) == len(shares) else None


def is_complete(rows: Iterable[ActionCommune]) -> bool | None:
    """Say whether the shares make 100 %; None while one is not known (rule 30)."""
    found = total(rows)
    return None if found is None else abs(found - 100) <= _TOLERANCE


def reste(rows: Iterable[ActionCommune]) -> float:
    """Give what is missing to 100 %: what the next commune is offered."""
    return max(0.0, round(100 - sum(row.cle or 0 for row in rows), 2))


def repartir(montant: int, cles: Mapping[str, float]) -> dict[str, int]:
    """Share an amount out in cents, so that the parts add up to it: the largest remainders take the last cents."""
    weights = {commune: round(cle * _FINESSE) for commune, cle in cles.items()}
    weight = sum(weights.values())
    if not weight:
        return dict.fromkeys(cles, 0)
    parts = {commune: montant * share // weight for commune, share in weights.items()}
    last: Sequence[str] = sorted(parts, key=lambda commune: (-(montant * weights[commune] % weight), commune))
    for commune in last[: montant - sum(parts.values())]:
        parts[commune] += 1
    return parts
