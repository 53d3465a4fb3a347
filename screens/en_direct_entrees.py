"""A note of a séance in words, as its journal shows it: the word of its genre, its suites, what it is linked to."""

from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.journal_seance import MOTS
from pvd_tui.domain.note_seance import GenreNote
from screens.lignes import texte
from screens.widgets.journal import Entree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pvd_tui.changes.change import Json

_TONS: Final = {
    GenreNote.DECISION: "decision",
    GenreNote.ACTION: "suite",
    GenreNote.QUESTION: "question",
    GenreNote.INFORMATION: "information",
    GenreNote.RETOUR_EXPERIENCE: "retour",
}


def entree(row: "Mapping[str, Json]", suites: "Sequence[Mapping[str, Json]]", liens: str) -> Entree:
    """Give a note with what stands below it."""
    try:
        genre = GenreNote(texte(row["genre"]) or "Note")
    except ValueError:
        genre = GenreNote.NOTE
    below = [suite_dite(one) for one in suites]
    if liens:
        below.append(f"► liée à {liens}")
    if row["desaccord"]:
        below.append("! écrite de deux façons : à trancher après la séance (7 Synchro)")
    answered = " √" if genre is GenreNote.QUESTION and row["repondue"] is True else ""
    said = (texte(row["texte"]) or texte(row["titre"])) + answered
    return Entree(str(row["id"]), texte(row["heure"]), MOTS.get(genre, ""), _TONS.get(genre, ""), said, tuple(below))


def suite_dite(row: "Mapping[str, Json]") -> str:
    """Say a suite in one line: number, who, when, where."""
    numero = texte(row["numero"]) or "suite"
    who = texte(row["pilote"]) or "sans pilote"
    when = f"éch. {_jour_court(row['echeance'])}" if row["echeance"] else "sans échéance"
    parts = [f"→ {numero}  {who}", when, texte(row["communes"])]
    return " · ".join(part for part in parts if part)


def _jour_court(value: "Json") -> str:
    try:
        return f"{date.fromisoformat(str(value)):%d/%m/%y}"
    except ValueError:
        return texte(value)
