"""Dated notes: « qui a dit quoi », kept on this laptop until they are shown to others (domain.md §10.3, 6 and 13)."""

from datetime import date
from typing import TYPE_CHECKING

from pvd_tui.domain.note_datee import NoteDatee
from pvd_tui.domain.registre import where
from pvd_tui.domain.texte import plain
from storage.copie import vivante
from storage.errors import RefusError
from storage.registre import StoreRegistre

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pvd_tui.changes.change import Json
    from storage.store import Store

_TITRE = 80


def noter(
    store: "Store",
    texte: str,
    *,
    action: str | None = None,
    commune: str | None = None,
    partenaire: str | None = None,
    interlocuteur: str | None = None,
    relance: date | None = None,
) -> str:
    """Add a note of today about an action, or a commune; it stays on this laptop. Give its id."""
    said = texte.strip()
    if not said:
        raise RefusError("Cette note est vide. Rien n'a été enregistré.")
    above = vivante(store, "action", action) if action else None
    first = " ".join(said.split())
    values: dict[str, Json] = {
        "titre": first if len(first) <= _TITRE else f"{first[: _TITRE - 1]}…",
        "texte": said,
        "date": store.today().astimezone().date().isoformat(),
        "action": above.record if above else None,
        "commune": (above.commune if above else None) or commune,
        "partenaire": partenaire,
        "interlocuteur": interlocuteur,
        "relance": relance.isoformat() if relance else None,
    }
    return store.create("note_datee", values)


def notes_de(store: "Store", *, action: str | None = None, partenaire: str | None = None) -> list[NoteDatee]:
    """List the notes of an action, or about a partner whatever the action, newest first."""
    asked = {"action": action} if action else {}
    found: Iterable[NoteDatee] = where(StoreRegistre(store), NoteDatee, **asked)
    if partenaire:
        wanted = plain(partenaire)
        found = [note for note in found if wanted in plain(f"{note.partenaire or ''} {note.interlocuteur or ''}")]
    return sorted(found, key=lambda note: (note.date or date.min, note.id), reverse=True)


def derniere_relance(notes: "Iterable[NoteDatee]") -> date | None:
    """Give the latest day on which somebody was, or is to be, asked again."""
    return max((note.relance for note in notes if note.relance is not None), default=None)
