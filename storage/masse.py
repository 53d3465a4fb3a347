"""The same values for many records: what would change is shown before anything is written, and is one gesture.

The preview folds each record and keeps the heads it displayed: what is written is what was previewed (rule 1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pvd_tui.changes.change import Json
from pvd_tui.changes.edit import Edit, edit

if TYPE_CHECKING:
    from storage.fiche import Fiche
    from storage.store import Saved, Store


@dataclass(frozen=True, slots=True)
class Refus:
    """One record that cannot take the values, and why."""

    record: str
    titre: str
    raison: str


@dataclass(frozen=True, slots=True)
class Exemple:
    """One record before: what its fields hold now."""

    record: str
    titre: str
    avant: Mapping[str, Json]


@dataclass(slots=True)
class Lot:
    """What a bulk edit would do."""

    table: str
    valeurs: Mapping[str, Json]
    edits: list[Edit] = field(default_factory=list)
    memes: int = 0
    """Records that hold these values already."""
    refus: list[Refus] = field(default_factory=list)
    exemples: list[Exemple] = field(default_factory=list)
    """The records that change, in the order they were given."""


def preparer(store: "Store", table: str, records: Sequence[str], valeurs: Mapping[str, Json]) -> Lot:
    """Say what these values would change; nothing is written."""
    lot = Lot(table, valeurs)
    lead = store.rows.plan(table).lead
    drafts = {(d.record, d.champ) for d in store.drafts.all() if d.table == table}
    for record in records:
        fiche = store.get(table, record)
        if fiche is None:
            lot.refus.append(Refus(record, "", "Cette fiche n'est pas sur cet ordinateur."))
            continue
        titre = str(fiche.values.get("titre") or "sans titre")
        change = edit(table, record, fiche.folded, valeurs)
        if change is None:
            lot.memes += 1
        elif why := _refus(store, fiche, change, lead) or _brouillon(drafts, change):
            lot.refus.append(Refus(record, titre, why))
        else:
            lot.edits.append(change)
            lot.exemples.append(Exemple(record, titre, {name: fiche.values.get(name) for name in change.set}))
    return lot


def appliquer(store: "Store", lot: Lot, titre: str) -> "Saved | None":
    """Write what was previewed, as one gesture that one undo takes back; None if there is nothing to write."""
    return store.save(lot.edits, titre) if lot.edits else None


def _refus(store: "Store", fiche: "Fiche", change: Edit, lead: str | None) -> str:
    """Say why a record cannot take the change, or nothing."""
    if fiche.folded.archived:
        return "Cette fiche est archivée."
    if lead and lead in change.set and fiche.commune:
        return "Une fiche ne change pas de commune."
    if any(one.champ in change.set for one in fiche.folded.desaccords):
        return "Ce champ est en désaccord : tranchez d'abord."
    from storage.fige import champ_fige  # noqa: PLC0415 - pydantic

    if why := next(filter(None, (champ_fige(store, fiche.table, name, fiche.values) for name in change.set)), ""):
        return f"{why[:1].upper()}{why[1:]}."
    return store.grants.why_closed(fiche.stream, fiche.commune) or ""


def _brouillon(drafts: set[tuple[str, str]], change: Edit) -> str:
    waits = any((change.record, name) in drafts for name in change.set)
    return "Un brouillon de ce champ attend d'être enregistré." if waits else ""
