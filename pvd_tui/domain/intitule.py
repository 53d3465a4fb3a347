"""Titles as their meaning goes: two words for one thing are one word, and the small words do not count."""

import re
from functools import lru_cache
from typing import Final

_PHRASES: Final = (
    ("hotel de ville", "mairie"),
    ("salle polyvalente", "salle fete"),
    ("salle des fetes", "salle fete"),
    ("groupe scolaire", "ecole"),
    ("centre bourg", "centre"),
    ("centre ville", "centre"),
    ("coeur de ville", "centre"),
    ("coeur de bourg", "centre"),
    ("marche couvert", "halle"),
)
"""Several words for one thing, in the plans d'action of the petites villes."""

_SYNONYMS: Final = {
    word: group[0]
    for group in (
        ("renovation", "renover", "rehabilitation", "rehabiliter", "restauration", "restaurer", "refection"),
        ("amenagement", "amenager", "reamenagement", "reamenager", "requalification", "requalifier"),
        ("creation", "creer", "construction", "construire", "realisation", "realiser", "implantation"),
        ("acquisition", "acquerir", "achat", "acheter"),
        ("demolition", "demolir", "deconstruction"),
        ("mediatheque", "bibliotheque"),
        ("etude", "diagnostic"),
        ("saint", "st"),
        ("sainte", "ste"),
    )
    for word in group
}

_STOP: Final = frozenset(
    re.findall(
        r"\w+",
        "a au aux avec ce ces d dans de des du en et l la le les n no ou par pour projet sa se ses son sur un une",
    )
)
_ROMAN: Final = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_NOTHING: Final = frozenset({""})
_WORD: Final = re.compile(r"[a-z]+|\d+")
_PLURAL: Final = 4
"""A word of so many letters may end with the mark of a plural; a shorter one is another word (« bus », « prix »)."""


def mots(titre: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the words of a title that count, and its numbers, both sorted: « 2e tranche » is not « 3e tranche ».

    The title is one that `plain` has folded.
    """
    text = f" {titre} "
    for phrase, word in _PHRASES:
        if phrase in text:
            text = text.replace(f" {phrase} ", f" {word} ").replace(f" {phrase}s ", f" {word} ")
    words = {_word(found) for found in _WORD.findall(text)}
    numbers = sorted(word for word in words if word.isdigit())
    return tuple(sorted(words.difference(numbers, _NOTHING))), tuple(numbers)


@lru_cache(maxsize=4096)
def _word(found: str) -> str:
    """Give the word that stands for this one, nothing for a small word; a number without idle zeros."""
    one = _ROMAN.get(found, found)
    if one.isdigit():
        return one.lstrip("0") or "0"
    if one in _STOP:
        return ""
    single = one[:-1] if len(one) > _PLURAL and one[-1] in "sx" else one
    return _SYNONYMS.get(single, single)
