"""Lines of a séance typed without its strip: a suite says its pilote, échéance and communes in the line itself."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from storage.errors import RefusError
from storage.seance_mots import jour

if TYPE_CHECKING:
    from datetime import date

    from storage.seances import SeanceEnDirect

_MOTS: Final[Mapping[str, str]] = {
    "pilote": "pilote",
    "echeance": "echeance",
    "échéance": "echeance",
    "éch.": "echeance",
}
_BANDE: Final = re.compile(r"\s+[;,]?\s*\b(pilote|échéance|echeance|éch\.|communes?)\s*:\s*", re.IGNORECASE)
"""« * envoyer la trame ; pilote : A. Petit ; échéance : 15/12 ; communes : Guise, Hirson »."""


def bande(line: str) -> tuple[str, dict[str, str]]:
    """Part a line of suite from its pilote, échéance and communes, each after its word and a colon."""
    found = list(_BANDE.finditer(line))
    if not line.startswith("*") or not found:
        return line, {}
    ends = [*(one.start() for one in found[1:]), len(line)]
    said = {}
    for one, end in zip(found, ends, strict=True):
        word = one[1].lower()
        said[_MOTS.get(word, "communes")] = line[one.end() : end].strip(" ;,")
    return line[: found[0].start()].rstrip(" ;,"), said


def ecrire(direct: "SeanceEnDirect", line: str, **strip: str | None) -> str:
    """Write one line, with its first sign, and say what was recorded; refuses in French."""
    from pvd_tui.domain.journal_seance import MOTS, lire  # noqa: PLC0415 - pydantic, only for these commands
    from pvd_tui.domain.note_seance import GenreNote  # noqa: PLC0415 - same

    text, typed = bande(line)
    said = lire(text)
    asked = {**typed, **{name: value for name, value in strip.items() if value}}
    if asked and (said.genre is not GenreNote.ACTION or said.suite_de_la_precedente):
        raise RefusError(
            "Un pilote, une échéance et des communes vont avec une suite : la ligne commence par *. "
            "Rien n'a été enregistré."
        )
    if said.suite_de_la_precedente:
        record, word = direct.continuer(said.texte), "suite de la ligne"
    else:
        record = direct.noter(
            said,
            pilote=pilote(direct, asked["pilote"]) if asked.get("pilote") else None,
            echeance=echeance(direct, asked["echeance"]) if asked.get("echeance") else None,
            communes=communes(direct, asked["communes"]) if asked.get("communes") else None,
        )
        word = MOTS.get(said.genre, "note") if said.genre is not GenreNote.QUESTION else "question"
    fiche = direct.lue("note_seance", record)
    number = _numero(direct, record) if said.genre is GenreNote.ACTION else ""
    return f"enregistré {fiche.values.get('heure') or ''} {word}{f' {number}' if number else ''} : {said.texte}"


def pilote(direct: "SeanceEnDirect", text: str) -> str:
    """Give the name of the sheet that what is typed means, those who are there first; else what is typed."""
    from pvd_tui.domain.journal_seance import resoudre  # noqa: PLC0415 - pydantic, only for these commands

    rows = direct.enfants("presence", "titre", "statut")
    here = [str(row["titre"]) for row in rows if row["statut"] == "Présent" and row["titre"]]
    named = resoudre(text, here)
    return named if named in here else resoudre(text, [str(row["titre"]) for row in rows if row["titre"]])


def echeance(direct: "SeanceEnDirect", text: str) -> "date | None":
    """Read an échéance; refuses in French."""
    from pvd_tui.domain.dates import DateError  # noqa: PLC0415 - only here
    from pvd_tui.domain.journal_seance import lire_echeance  # noqa: PLC0415 - pydantic, only for these commands

    try:
        return lire_echeance(text, jour(direct.store))
    except DateError as error:
        raise RefusError(f"{error} Rien n'a été enregistré.") from error


def communes(direct: "SeanceEnDirect", text: str) -> str:
    """Read the communes of a suite, as their names."""
    from pvd_tui.domain.journal_seance import resoudre_communes  # noqa: PLC0415 - pydantic, only for these commands

    rows = direct.store.rows.page("commune", columns=("titre",))
    return resoudre_communes(text, [str(row["titre"]) for row in rows if row["titre"]])


def _numero(direct: "SeanceEnDirect", note: str) -> str:
    rows = direct.enfants("suite", "note_seance", "numero")
    return next((str(row["numero"] or "") for row in reversed(rows) if row["note_seance"] == note), "")
