"""Two people wrote on in the same long text: one text that keeps what each of them added.

    base ──▶ mine      matched line by line, then word by word where both touched the same lines
      └────▶ theirs    ──▶ parts, each with the sides it comes from; or None: the same words were changed

A proposal, never a decision: a person reads it before it replaces anything (`design.md` §3, rule 1). Nothing that a
side added is ever left out: where that cannot be promised, there is no proposal.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final

_WORDS: Final = re.compile(r"\s+|\S+")
_ENDS: Final = tuple(".;:!?…»\n")
"""What ends a sentence: a whole one may be added after it, and another beside that one."""

Tokens = Sequence[str]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the merged text, and which sides it comes from; none of them: it was there before."""

    texte: str
    cotes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Fusion:
    """The merged text, in pieces."""

    parts: tuple[Part, ...]

    @property
    def texte(self) -> str:
        """The whole text."""
        return "".join(part.texte for part in self.parts)


def fusion(base: str, cotes: Sequence[str]) -> Fusion | None:
    """Merge the texts of several sides that all knew `base`, or give None where two of them changed the same words."""
    merged = Fusion((Part(base),))
    for place in range(len(cotes)):
        labelled = _together(base, merged, cotes[: place + 1])
        if labelled is None:
            return None
        merged = labelled
    return merged


def merge(base: str, mine: str, theirs: str) -> str | None:
    """Merge two texts that both knew `base`, or give None where they changed the same words."""
    merged = fusion(base, (mine, theirs))
    return merged.texte if merged else None


def _together(base: str, so_far: Fusion, cotes: Sequence[str]) -> Fusion | None:
    """Merge the last of these sides into what the earlier ones came to."""
    earlier, cote = so_far.texte, cotes[-1]
    if cote in (base, earlier):
        return so_far
    found = _between(base, cote) if earlier == base else _merged(base, earlier, cote)
    return None if found is None else _labelled(found, cotes)


Piece = tuple[str, str]
"""A piece of a merge of two: its text, and « base », « mine » or « theirs »."""


def _labelled(pieces: Sequence[Piece], cotes: Sequence[str]) -> Fusion:
    """Name the sides of each piece: the last one, or one of the earlier."""
    parts: list[Part] = []
    for text, whose in pieces:
        if whose == "mine":
            parts += _of_earlier(text, cotes[:-1])
        else:
            parts.append(Part(text, (len(cotes) - 1,) if whose == "theirs" else ()))
    joined = (Part("".join(p.texte for p in some), whose) for whose, some in groupby(parts, key=lambda p: p.cotes))
    return Fusion(tuple(part for part in joined if part.texte))


def _of_earlier(text: str, cotes: Sequence[str]) -> Iterator[Part]:
    """Part a text between the earlier sides that have its lines; one that none has whole comes from all of them."""
    for line in text.splitlines(keepends=True) if len(cotes) > 1 else [text]:
        known = tuple(i for i, cote in enumerate(cotes) if line.strip() in cote)
        yield Part(line, known or tuple(range(len(cotes))))


def _between(base: str, cote: str) -> list[Piece]:
    """Say what one side added to the text, word by word."""
    old, new = _WORDS.findall(base), _WORDS.findall(cote)
    pieces: list[Piece] = []
    for tag, _, _, start, end in SequenceMatcher(None, old, new).get_opcodes():
        pieces.append(("".join(new[start:end]), "base" if tag == "equal" else "theirs"))
    return [piece for piece in pieces if piece[0]]


def _merged(base: str, mine: str, theirs: str) -> list[Piece] | None:
    """Merge line by line; the end of the last line is added for the time of the work."""
    lines = [[f"{line}\n" for line in text.split("\n")] for text in (base, mine, theirs)]
    pieces = _walk(lines[0], lines[1], lines[2], bool, _lines)
    if pieces is None:
        return None
    text, whose = pieces[-1]
    return [*pieces[:-1], *([(text[:-1], whose)] if text[:-1] else [])]


def _walk(
    base: Tokens,
    mine: Tokens,
    theirs: Tokens,
    holds: Callable[[str], bool],
    settle: Callable[[Tokens, Tokens, Tokens, str, str], list[Piece] | None],
) -> list[Piece] | None:
    """Go from one token that all three share to the next; `settle` says what stands between where both changed it.

    Only tokens that `holds` says are worth it hold the texts together.
    """
    to_mine, to_theirs = _matches(base, mine, holds), _matches(base, theirs, holds)
    pieces: list[Piece] = []
    at = (0, 0, 0)
    shared = [(i, to_mine[i], to_theirs[i]) for i in range(len(base)) if i in to_mine and i in to_theirs]
    for here in (*shared, (len(base), len(mine), len(theirs))):
        chunk = base[at[0] : here[0]], mine[at[1] : here[1]], theirs[at[2] : here[2]]
        after = base[here[0]] if here[0] < len(base) else ""
        before = pieces[-1][0] if pieces else ""
        found = _chunk(*chunk, before, after, settle)
        if found is None:
            return None
        pieces += found
        if after:
            pieces.append((after, "base"))
        at = (here[0] + 1, here[1] + 1, here[2] + 1)
    return pieces


def _matches(base: Tokens, side: Tokens, holds: Callable[[str], bool]) -> dict[int, int]:
    """Say where the tokens of the base stand in a side, for those that hold."""
    old = [i for i, token in enumerate(base) if holds(token)]
    new = [i for i, token in enumerate(side) if holds(token)]
    matcher = SequenceMatcher(None, [base[i] for i in old], [side[i] for i in new])
    return {old[b + k]: new[s + k] for b, s, size in matcher.get_matching_blocks() for k in range(size)}


def _chunk(
    base: Tokens,
    mine: Tokens,
    theirs: Tokens,
    before: str,
    after: str,
    settle: Callable[[Tokens, Tokens, Tokens, str, str], list[Piece] | None],
) -> list[Piece] | None:
    """Give what stands between two shared tokens: the side that changed it, or what `settle` makes of both."""
    if list(mine) == list(base) or list(mine) == list(theirs):
        whose = "base" if list(theirs) == list(base) else "theirs"
        return _piece(theirs, whose)
    if list(theirs) == list(base):
        return _piece(mine, "mine")
    return settle(base, mine, theirs, before, after)


def _piece(tokens: Tokens, whose: str) -> list[Piece]:
    return [("".join(tokens), whose)] if tokens else []


def _lines(base: Tokens, mine: Tokens, theirs: Tokens, _before: str, _after: str) -> list[Piece] | None:
    """Settle lines that both changed: added side by side they are all kept, else their words are compared."""
    if not "".join(base).strip():
        return _both(mine, theirs) if mine and theirs else None
    words = [_WORDS.findall("".join(lines)[:-1]) for lines in (base, mine, theirs)]
    found = _walk(words[0], words[1], words[2], _is_word, _words)
    return None if found is None else [*found, ("\n", "base")]


def _words(base: Tokens, mine: Tokens, theirs: Tokens, before: str, after: str) -> list[Piece] | None:
    """Settle words that both changed: whole sentences added at one place are all kept, else there is no telling."""
    start, end = _shared_ends(base, mine, theirs)
    if len(base) > start + end:
        return None
    before = "".join(base[:start]).strip() or before
    after = "".join(base[len(base) - end :]).strip() or after
    added = [side[start : len(side) - end] for side in (mine, theirs)]
    if not all(_stands_alone("".join(some), before, after) for some in added):
        return None
    return [*_piece(base[:start], "base"), *_both(*added), *_piece(base[len(base) - end :], "base")]


def _shared_ends(base: Tokens, mine: Tokens, theirs: Tokens) -> tuple[int, int]:
    """Count the tokens that all three begin with, then those they end with."""
    room = min(map(len, (base, mine, theirs)))
    start = next((i for i in range(room) if not base[i] == mine[i] == theirs[i]), room)
    room -= start
    end = next((i for i in range(room) if not base[-1 - i] == mine[-1 - i] == theirs[-1 - i]), room)
    return start, end


def _stands_alone(added: str, before: str, after: str) -> bool:
    """Say whether what was added is a whole sentence, or whole lines, where it stands."""
    begins = added.startswith("\n") or not before.strip() or before.rstrip(" ").endswith(_ENDS)
    ends = not after.strip() or added.rstrip(" ").endswith(_ENDS)
    return begins and ends


def _both(mine: Tokens, theirs: Tokens) -> list[Piece]:
    """Keep what both added at the same place, once where one of them holds the other."""
    if _within(mine, theirs):
        return _piece(theirs, "theirs")
    if _within(theirs, mine):
        return _piece(mine, "mine")
    apart = "" if mine[-1][-1].isspace() or theirs[0][0].isspace() else " "
    return [("".join(mine), "mine"), (apart + "".join(theirs), "theirs")]


def _within(some: Tokens, more: Tokens) -> bool:
    """Say whether all of `some` stands in `more`, together and in its order."""
    return any(list(more[i : i + len(some)]) == list(some) for i in _places(some, more))


def _places(some: Tokens, more: Tokens) -> Iterator[int]:
    yield from range(len(more) - len(some) + 1)


def _is_word(token: str) -> bool:
    return not token.isspace()


def union(base: Sequence[str], cotes: Sequence[Sequence[str]]) -> list[str]:
    """Merge lists of values: what nobody took away, then what each side added."""
    kept = [value for value in base if all(value in cote for cote in cotes)]
    return list(dict.fromkeys([*kept, *(value for cote in cotes for value in cote if value not in base)]))
