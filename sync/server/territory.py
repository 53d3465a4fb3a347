"""Who may write and read what. Pure: the grant, the change and the known territories are arguments.

The territory of a record is one commune, or the whole département (None), or the nation (stream `fr`).
It is fixed by the record's first change; a later change may only repeat it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from pvd_tui.changes.change import EFFACE, Change
from pvd_tui.domain.entity import NATIONAL
from pvd_tui.domain.tables import TABLES
from pvd_tui.referentiel import departement_of
from sync.protocol import Code, Grant

NOTE: Final = "note_synthese"
GESTE: Final = "geste"
"""The table that labels a gesture, in each stream that it touched."""
_EMISE: Final = "Émise"


class Known(NamedTuple):
    """What the endpoint remembers of a record."""

    commune: str | None
    emise: bool


Records = Mapping[tuple[str, str], Known]
"""(table, record) -> what is remembered, in one stream."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a change is not taken."""

    code: Code
    message: str


def granted_streams(grant: Grant, existing: Iterable[str]) -> list[str]:
    """List the streams that a grant reads, sorted; a national device reads every one there is."""
    if grant.role == "national":
        return sorted({NATIONAL, *existing})
    return sorted({NATIONAL, *(f"dep:{code}" for code in grant.departements)})


def is_granted(grant: Grant, stream: str) -> bool:
    """Say whether a grant reads a stream, as `granted_streams` lists it."""
    code = stream[4:] if stream.startswith("dep:") else None
    return stream == NATIONAL or grant.role == "national" or code in grant.departements


def scope(grant: Grant, stream: str) -> str:
    """Say what a grant reads of a stream: `chef:02361,02691`, a role that reads all of it, or `fr`."""
    if stream == NATIONAL:
        return NATIONAL
    return f"chef:{','.join(communes_in(grant, stream))}" if grant.role == "chef" else grant.role


def communes_in(grant: Grant, stream: str) -> list[str]:
    """List a chef's communes in one stream, sorted."""
    return sorted({code for code in grant.communes if stream == f"dep:{departement_of(code)}"})


def born(change: Change) -> Known:
    """Give what a record's first change fixes."""
    return Known(change.commune, emise=change.table == NOTE and change.set.get("etat") == _EMISE)


def refusal(grant: Grant, change: Change, records: Records) -> Refusal | None:
    """Say why this grant may not add this change, or None if it may."""
    return _right(grant, change) or _place(change, records)


def _right(grant: Grant, change: Change) -> Refusal | None:
    if change.set.get("restreint") is True:
        return Refusal("restreint", "Cette fiche est restreinte à un ordinateur : elle n’est pas transmise.")
    if change.stream == NATIONAL:
        allowed = grant.role == "national"
    elif grant.role == "prefecture":
        allowed = True  # of its départements; another stream is refused before
    elif grant.role == "chef":
        allowed = change.commune in grant.communes if change.commune else _is_club(change.table)
        allowed = allowed and change.table != NOTE  # once born issued, it is read by région and nation
    else:
        allowed = False
    if not allowed:
        return Refusal("droit", _NOT_YOURS[change.commune is not None and grant.role == "chef"])
    if EFFACE in change.set and grant.role not in {"prefecture", "national"}:
        return Refusal("droit", "Seule la préfecture peut effacer des données ; demandez-le-lui.")
    return None


_NOT_YOURS: Final = {
    True: "Cette fiche concerne une commune qui n’est pas dans votre habilitation ; adressez-vous à la préfecture.",
    False: "Votre habilitation permet de lire cette fiche, pas de la modifier ; adressez-vous à la préfecture.",
}


def _place(change: Change, records: Records) -> Refusal | None:
    """Say what does not fit between the change's territory and what is known of it."""
    fault = _at_home(change.table, change.stream, change.commune)
    known = records.get((change.table, change.record))
    if fault is not None:
        pass
    elif change.table == "commune" and change.record != change.commune:
        fault = "Une fiche commune porte le code INSEE de sa commune et d’aucune autre."
    elif known is not None and known.commune != change.commune:
        fault = "Une fiche ne change pas de commune : déplacez-la pour en créer une copie."
    else:
        fault = _kinship(change, records)
    return Refusal("territoire", fault) if fault else None


def _kinship(change: Change, records: Records) -> str | None:
    """Compare the territory with the lead commune and the parent that the change names."""
    entity = TABLES.get(change.table)
    if entity is None:  # a newer program's table: relayed by the same territory rules
        return None
    led = change.set.get(entity.lead) if entity.lead else None
    if led is not None and led != change.commune:
        return "La commune saisie n’est pas celle de la fiche : déplacez la fiche."
    parent = change.set.get(entity.parent) if entity.parent else None
    above = records.get((entity.parent, parent)) if entity.parent and isinstance(parent, str) else None
    if above is not None and above.commune != change.commune:
        return "Cette fiche n’a pas la même commune que celle dont elle dépend."
    return None


@lru_cache(maxsize=4096)
def _at_home(table: str, stream: str, commune: str | None) -> str | None:
    """Say why a table, or a commune, does not belong in a stream: laptops know a record whatever its stream."""
    if commune is not None and stream != f"dep:{departement_of(commune)}":
        return "La commune de cette fiche n’appartient pas à ce département."
    entity = TABLES.get(table)
    if entity is None or table == GESTE or entity.national == (stream == NATIONAL):
        return None
    return "Ce type de fiche ne s’écrit pas à cet échelon : le programme est national, le reste départemental."


def _is_club(table: str) -> bool:
    entity = TABLES.get(table)
    return entity is not None and entity.club
