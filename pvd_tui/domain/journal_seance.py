"""What is typed in a séance, one line at a time (experience.md §5.5): its first sign, its strip, the links it offers.

    ! décision   * suite   ? question   : information   + retour d'expérience   ; continues the line before

A line that begins with none of these is a note; one that begins with a space is a note too, whatever follows.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pvd_tui.domain.dates import DateError, read_date
from pvd_tui.domain.note_seance import GenreNote
from pvd_tui.domain.texte import plain

SIGNES: Final[Mapping[str, GenreNote]] = {
    "!": GenreNote.DECISION,
    "*": GenreNote.ACTION,
    "?": GenreNote.QUESTION,
    ":": GenreNote.INFORMATION,
    "+": GenreNote.RETOUR_EXPERIENCE,
}
"""The first sign of a line, and the genre it gives the note."""
SUITE_DE: Final = ";"
"""The first sign of a line that goes on with the note before."""

MOTS: Final[Mapping[GenreNote, str]] = {
    GenreNote.DECISION: "DÉC.",
    GenreNote.ACTION: "SUITE",
    GenreNote.QUESTION: "?",
    GenreNote.INFORMATION: "INFO",
    GenreNote.RETOUR_EXPERIENCE: "RETEX",
}
"""The word that stands before a note of each genre; a plain note has none."""

_TITRE: Final = 120
_NUMERO: Final = re.compile(r"S-([0-9]{1,6})")
_SANS_ANNEE: Final = re.compile(r"[0-9]{1,2}[/ .-][0-9]{1,2}")
_ENTRE: Final = re.compile(r"[,;/]| et ")
_MOT: Final = re.compile(r"[\w.]*\w")
_COURT: Final = 4
"""A shorter word says nothing of an action."""


@dataclass(frozen=True, slots=True)
class LigneDite:
    """One line as it was meant."""

    genre: GenreNote
    texte: str
    suite_de_la_precedente: bool = False


def lire(line: str) -> LigneDite:
    """Read a line; nothing of it is lost but its sign and the blanks around."""
    sign, rest = line[:1], line[1:]
    if sign == SUITE_DE:
        return LigneDite(GenreNote.NOTE, rest.strip(), suite_de_la_precedente=True)
    if sign in SIGNES:
        return LigneDite(SIGNES[sign], rest.strip())
    return LigneDite(GenreNote.NOTE, line.strip())


def titre_de(texte: str) -> str:
    """Give the title of a note: its text on one line, cut at a word where it is long."""
    words = " ".join(texte.split())
    if len(words) <= _TITRE:
        return words
    return f"{words[: _TITRE - 1].rpartition(' ')[0] or words[: _TITRE - 1]}…"


# The strip of a suite.


def lire_echeance(texte: str, today: date) -> date | None:
    """Read the échéance of a suite, None if nothing is typed; raises DateError.

    A day and a month alone are of the future: a suite is never asked for in the past.
    """
    typed = texte.strip()
    if not typed:
        return None
    read = read_date(typed, today)
    if read >= today or not _SANS_ANNEE.fullmatch(typed):
        return read
    try:
        return read.replace(year=read.year + 1)
    except ValueError as error:
        raise DateError(f"Le 29/02/{read.year + 1} n’existe pas.") from error


def completer(texte: str, noms: Iterable[str]) -> list[str]:
    """Give the names that what is typed may mean, in their order: one that begins so, else a word of which does."""
    wanted = plain(texte)
    if not wanted:
        return []
    known = [(nom, plain(nom)) for nom in dict.fromkeys(noms)]
    begin = [nom for nom, bare in known if bare.startswith(wanted)]
    return begin + [nom for nom, bare in known if f" {wanted}" in f" {bare}" and nom not in begin]


def resoudre(texte: str, noms: Iterable[str]) -> str:
    """Give the only name that what is typed may mean, or what is typed, tidied."""
    found = completer(texte, noms)
    exact = [nom for nom in found if plain(nom) == plain(texte)]
    return (exact or found)[0] if len(exact or found) == 1 else " ".join(texte.split())


def resoudre_communes(texte: str, communes: Iterable[str]) -> str:
    """Read « guise, hir » as « Guise, Hirson »; a part that is no commune stays as it was typed."""
    known = list(communes)
    parts = [resoudre(part, known) for part in _ENTRE.split(texte) if part.strip()]
    return ", ".join(dict.fromkeys(parts))


# The numbers of suites.


def numero_suivant(numeros: Iterable[str | None]) -> str:
    """Give the number after the greatest one: « S-15 »."""
    return f"S-{max((rang(numero) for numero in numeros), default=0) + 1}"


def rang(numero: str | None) -> int:
    """Give the rank that a number says, 0 if it says none."""
    found = _NUMERO.fullmatch((numero or "").strip().upper())
    return int(found[1]) if found else 0


def renumeroter(suites: Iterable[tuple[str, str | None]], pris: Iterable[str | None] = ()) -> dict[str, str]:
    """Give new numbers to suites (id, number) whose number an older one has: two laptops gave it without knowing.

    The oldest id keeps it; every laptop that knows the same suites finds the same numbers.
    """
    ordered = sorted(suites)
    top = max((rang(numero) for numero in [*(n for _, n in ordered), *pris]), default=0)
    seen: set[int] = set()
    news: dict[str, str] = {}
    for record, numero in ordered:
        number = rang(numero)
        if number and number in seen:
            top += 1
            news[record] = f"S-{top}"
        seen.add(number)
    return news


# Links offered, never made.


@dataclass(frozen=True, slots=True)
class Nomme:
    """A record that a note may speak of: a commune, an action with its code."""

    table: str
    record: str
    titre: str
    code: str = ""
    commune: str = ""
    """The commune of an action, as its INSEE code."""


def liens(texte: str, connus: Sequence[Nomme]) -> list[Nomme]:
    """Give what the words of a note name, communes first, in the order of the text; actions, the likeliest first.

    An action is named by its code, by all the telling words of its title, or by two of them.
    """
    bare = f" {' '.join(_MOT.findall(plain(texte)))} "
    named = [(bare.find(f" {plain(one.titre)} "), one) for one in connus if one.table == "commune" and one.titre]
    communes = [one for place, one in sorted(_longest(named), key=lambda found: found[0])]
    here = {one.record for one in communes}
    words = {word for word in bare.split() if len(word) >= _COURT}
    scored = [(_score(one, bare, words), one) for one in connus if one.table == "action"]
    likely = sorted(((s, one) for s, one in scored if s), key=lambda found: (-found[0], found[1].commune not in here))
    return communes + [one for _, one in likely]


def _longest(named: Iterable[tuple[int, Nomme]]) -> list[tuple[int, Nomme]]:
    """Keep the communes that are there, and of two at one place the longer name (« Guise », « Guise-la-Forêt »)."""
    best: dict[int, Nomme] = {}
    for place, one in named:
        if place >= 0 and (place not in best or len(one.titre) > len(best[place].titre)):
            best[place] = one
    return list(best.items())


def _score(action: Nomme, bare: str, words: set[str]) -> int:
    """Say how surely a text names an action: 0 not at all."""
    if action.code and f" {plain(action.code)} " in bare:
        return 100
    own = {word for word in _MOT.findall(plain(action.titre)) if len(word) >= _COURT}
    shared = len(own & words)
    return shared if shared and (shared == len(own) or shared > 1) else 0
