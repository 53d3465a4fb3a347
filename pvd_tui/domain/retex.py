"""« Qui a déjà fait une OPAH ? »: retours d'expérience as one searches them.

A retour d'expérience is a record of its own, or a note of that genre that nobody wrote out yet; both are found alike.
A question is its telling words: « qui a déjà fait une OPAH à Guise » looks for « opah » and « guise ».
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pvd_tui.domain.texte import plain

_MUETS: Final = frozenset(
    (  # noqa: SIM905 - reads better
        "a ai as au aux avec avez avons ce ces cela ca chez comment d dans de deja des dont du elle en est et etait "
        "ete eu experience experiences fait faire faites faits font l la le les leur leurs ma mes mis mon monte n ne "
        "nos notre nous on ont ou par pas pour quel quelle quelles quels qu que qui quoi realise retour retours retex "
        "s sa se ses son sur un une utilise vos votre vous y quelqu commune communes ville villes parmi"
    ).split()
)
"""Words of a question that say nothing of what is looked for."""
_MOT: Final = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Retex:
    """One retour d'expérience, or something that may answer in its place."""

    table: str
    """« retour_experience », « note_seance », or « action » for one that nobody spoke of yet."""
    record: str
    titre: str
    commune: str = ""
    action: str = ""
    texte: str = ""
    """What the others may take from it."""
    intervenant: str = ""
    seance: str = ""
    seance_club: str = ""
    """The id of the séance."""
    jour: date | None = None


def mots(question: str) -> list[str]:
    """Give the telling words of a question; all of its words where none tells."""
    words = _MOT.findall(plain(question))
    return [word for word in words if word not in _MUETS] or words


def chercher(found: Iterable[Retex], question: str) -> list[Retex]:
    """Keep what answers a question, those whose title says it first, then the latest; everything for no question.

    Every telling word begins a word of what is kept; where nothing holds them all, one of them is enough.
    """
    asked = mots(question)
    ordered = sorted(found, key=lambda one: (one.jour or date.min, one.record), reverse=True)
    if not asked:
        return ordered
    held = [(one, _tenus(asked, f"{one.titre} {one.action}"), _tenus(asked, _tout(one))) for one in ordered]
    whole = [(one, titled) for one, titled, everywhere in held if everywhere == len(asked)]
    some = whole or [(one, everywhere) for one, _, everywhere in held if everywhere]
    return [one for one, _ in sorted(some, key=lambda pair: -pair[1])]


def _tout(one: Retex) -> str:
    return f"{one.titre} {one.commune} {one.action} {one.texte} {one.seance} {one.intervenant}"


def _tenus(asked: Sequence[str], text: str) -> int:
    """Count the words asked for that begin a word of a text; a plural finds its singular."""
    words = _MOT.findall(plain(text))
    return sum(any(word.startswith((one, one.rstrip("sx") or one)) for word in words) for one in asked)
