"""Probable duplicates: two imports, two laptops, two words for one thing (domain.md §0.9, §5).

A likeness is never certain and is never acted upon alone: it is a score and the reasons a person can check, in
French. It is symmetric, a record is not its own duplicate, and what is archived is nobody's. Records are plain rows
(field to value), so that a list of 50 000 is compared without making an object of each.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import Final

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract

from pvd_tui.domain import ressemblance
from pvd_tui.domain.ressemblance import Signes

Row = Mapping[str, object]

ENTIER: Final = 100
"""In a block of at most so many records each is compared with each; in a greater one, with its neighbours: two
records that are alike begin alike, end alike, or share a fact (a cost, a file number, an e-mail, a day)."""
_NEIGHBOURS: Final = 16
"""How far a neighbour may stand, once a block is sorted by what the records look like."""


@dataclass(frozen=True, slots=True)
class Paire:
    """Two records that may be one; `un` sorts before `autre`."""

    table: str
    un: str
    autre: str
    score: int
    """Out of 100."""
    raisons: tuple[str, ...]

    @property
    def cle(self) -> tuple[str, str]:
        """What a person dismisses."""
        return (self.un, self.autre)


@dataclass(frozen=True, slots=True)
class Genre:
    """How the records of a table are compared."""

    champs: tuple[str, ...]
    """The fields that are read."""
    proche: int
    """How near two texts must be, out of 100, for two records to be compared that share no fact."""
    signes: Callable[[Row], Signes | None]
    compare: Callable[[Signes, Signes], tuple[int, tuple[str, ...]] | None]


GENRES: Final[Mapping[str, Genre]] = MappingProxyType(
    {
        "action": Genre(ressemblance.ACTION, 75, ressemblance.signes_action, ressemblance.actions),
        "personne": Genre(ressemblance.PERSONNE, 70, ressemblance.signes_personne, ressemblance.personnes),
        "seance_club": Genre(ressemblance.SEANCE, 75, ressemblance.signes_seance, ressemblance.seances),
    }
)
"""The tables in which duplicates are looked for."""


def cle(un: str, autre: str) -> tuple[str, str]:
    """Name two records, whichever comes first."""
    return (un, autre) if un < autre else (autre, un)


def paire(table: str, un: Row, autre: Row) -> Paire | None:
    """Say how two records of a table are alike, or None where they are not (or are one, or are archived)."""
    found = paires(table, (un, autre))
    return found[0] if found else None


def paires(table: str, rows: Iterable[Row], ecartees: Collection[tuple[str, str]] = ()) -> list[Paire]:
    """List the probable duplicates among rows of a table, the likeliest first, without those in `ecartees`."""
    genre = GENRES[table]
    blocks: defaultdict[str, list[Signes]] = defaultdict(list)
    for row in rows:
        signes = None if row.get("archive") else genre.signes(row)
        if signes is not None:
            blocks[signes.bloc].append(signes)
    found: dict[tuple[str, str], Paire] = {}
    for block in (block for block in blocks.values() if len(block) > 1):
        for one, other in _couples(block, genre.proche):
            key = cle(one.id, other.id)
            if one.id == other.id or key in found or key in ecartees:
                continue
            alike = genre.compare(one, other)
            if alike is not None:
                found[key] = Paire(table, *key, *alike)
    return sorted(found.values(), key=lambda p: (-p.score, p.cle))


def _couples(block: Sequence[Signes], least: int) -> Iterator[tuple[Signes, Signes]]:
    """Give what is worth comparing in a block: texts that are near, and records that share a fact."""
    if len(block) <= ENTIER:
        yield from _near(block, least, ENTIER)
    else:
        yield from _near(sorted(block, key=lambda s: (s.texte, s.id)), least, _NEIGHBOURS)
        yield from _near(sorted(block, key=lambda s: (s.texte[::-1], s.id)), least, _NEIGHBOURS)
    for sharing in _sharing(block):
        if len(sharing) <= ENTIER:
            yield from combinations(sharing, 2)
        else:
            yield from _near(sorted(sharing, key=lambda s: (s.texte, s.id)), 0, _NEIGHBOURS)


def _near(ordered: Sequence[Signes], least: int, width: int) -> Iterator[tuple[Signes, Signes]]:
    """Give the pairs whose texts are alike, each record with the `width` that follow it."""
    texts = [one.texte for one in ordered]
    for place, text in enumerate(texts):
        found = extract(text, texts[place + 1 : place + 1 + width], scorer=ratio, score_cutoff=least, limit=None)
        for _, _, index in found:
            yield ordered[place], ordered[place + 1 + index]


def _sharing(block: Sequence[Signes]) -> Iterator[list[Signes]]:
    """Give the records that hold the same fact, several at a time."""
    by_fact: defaultdict[tuple[int, object], list[Signes]] = defaultdict(list)
    for one in block:
        for index, fact in enumerate(one.faits):
            if fact is not None:
                by_fact[index, fact].append(one)
    yield from (some for some in by_fact.values() if len(some) > 1)
