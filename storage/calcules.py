"""Columns of a list that SQL makes when it reads: of two stored figures, or by counting for few rows.

What 50 000 rows ask of other tables is stored instead (`storage.derives`).
"""

from typing import Final

RESTE: Final = "(CASE WHEN typeof(cout_previsionnel) = 'integer' THEN max(0, cout_previsionnel - acquis) END)"
"""What is still to be funded of an action, out of two stored figures: an index that holds both is all that is read."""

EN_VIE: Final = "coalesce(statut_phase, '') NOT IN ('Terminé', 'Abandonné')"
"""Whether an action still asks for money: what is over or given up leaves nothing to be funded."""

_CONVENTIONS: Final = """(SELECT c.type, c.statut, c.date_signature FROM convention c
    WHERE c.archive = 0 AND c.commune = "commune".id
    UNION ALL SELECT c.type, c.statut, c.date_signature FROM convention_commune r
    JOIN convention c ON c.id = r.convention WHERE r.archive = 0 AND c.archive = 0 AND r.commune = "commune".id)"""


def _convention(what: str, kind: str) -> str:
    """Write what the convention of this kind that is furthest on says: a signed one first, then the latest."""
    return (
        f"(SELECT {what} FROM {_CONVENTIONS} WHERE type = '{kind}' "  # noqa: S608 - constants
        "ORDER BY coalesce(statut, '') IN ('Signée', 'Terminée') DESC, coalesce(date_signature, '') DESC LIMIT 1)"
    )


def _actions(what: str) -> str:
    return f'(SELECT {what} FROM "action" a WHERE a.archive = 0 AND a.commune = "commune".id)'  # noqa: S608 - constants


def _presences(what: str) -> str:
    return f'(SELECT {what} FROM presence p WHERE p.seance_club = "seance_club".id AND p.archive = 0)'  # noqa: S608 - constants


CALCULES: Final = {
    "action": {"reste": RESTE},
    "commune": {
        "adhesion": _convention("coalesce(date_signature, statut)", "Adhésion"),
        "cadre": _convention("statut", "Cadre ORT"),
        "cadre_le": _convention("date_signature", "Cadre ORT"),
        "actions": _actions("count(*)"),
        "cout_actions": _actions("sum(a.cout_previsionnel)"),
        "reste_actions": _actions(f"sum(CASE WHEN {EN_VIE} THEN {RESTE} END)"),
    },
    "seance_club": {
        "presents": _presences("count(CASE WHEN p.statut = 'Présent' THEN 1 END)"),
        "communes": _presences("count(DISTINCT CASE WHEN p.statut IN ('Présent', 'Représenté') THEN p.commune END)"),
    },
}
"""By table, what stands for a column."""
