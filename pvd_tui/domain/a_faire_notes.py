"""What the dated notes call for: whom to ask again, and when (domain.md §10.3, 6 and 26)."""

from collections.abc import Iterable, Iterator
from datetime import date

from pvd_tui.domain.a_faire import HORIZON, AFaire, Ancres, Sorte, near
from pvd_tui.domain.note_datee import NoteDatee


def of_notes(notes: Iterable[NoteDatee], actions: Ancres, today: date, horizon: int = HORIZON) -> Iterator[AFaire]:
    """List whom to ask again, as dated notes say, unless a later note of the same talk says when instead (§10.3, 6)."""
    last: dict[tuple[str | None, ...], NoteDatee] = {}
    for note in sorted(notes, key=lambda one: (one.date or date.min, one.id)):
        alone = None if note.partenaire or note.interlocuteur else note.id
        last[note.action, note.commune, note.partenaire, note.interlocuteur, alone] = note
    for note in last.values():
        if note.relance is not None and near(note.relance, today, horizon):
            action = actions.get(note.action or "")
            who = ", ".join(part for part in (note.partenaire, note.interlocuteur) if part)
            what = f"Relancer {who} : {note.titre}" if who else f"Relancer : {note.titre}"
            commune = note.commune or (action.commune if action else None)
            yield AFaire(
                Sorte.RELANCE,
                note.table,
                note.id,
                action.titre if action else note.titre or "",
                what,
                note.relance,
                commune,
                "relance",
            )
