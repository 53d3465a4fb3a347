"""Communes by what a person types: a name, the beginnings of its words, an INSEE code, a code postal.

`noms.txt` has one line a name (« la fere », a tab, « 02304 »; each word has a space on both sides), the
most populous first, so that a scan in file order meets the best answers first and stops early. After the
present names come those of communes déléguées and associées, which lead to their present commune.
"""

from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Final

from pvd_tui.referentiel import bundle
from pvd_tui.referentiel.lookup import by_population, commune, communes_of
from pvd_tui.referentiel.reference import CommuneReference, departement_of
from pvd_tui.referentiel.spelling import ABBREVIATIONS, ARTICLES, plain_words

SHORTEST_CODE: Final = 2
"""One digit begins the codes of thousands of communes: it is not an answer."""

FREQUENT: Final = frozenset(
    {"saint", "sainte", "st", "ste", "de", "la", "sur", "le", "en", "les", "l", "du", "et", "des", "d", "sous", "aux"}
)
"""Words of so many names that another word of the text finds the commune sooner."""


def search_communes(text: str, *, limit: int = 20, departement: str | None = None) -> tuple[CommuneReference, ...]:
    """Find communes by name, INSEE code or code postal, at most `limit` of them.

    Accents, case, hyphens, apostrophes and ligatures do not count; « st » is saint; each word may be
    a beginning. First come the names that are exactly the text (its article aside), then those that
    begin with it, then those that hold its words elsewhere; the most populous first within each.
    """
    words = plain_words(text)
    codes = [word.upper() for word in words if word[0].isdigit()]
    names = [word for word in words if not word[0].isdigit()]
    if limit < 1 or not words:
        return ()
    within = None if departement is None else departement.strip().upper()
    if codes:
        found = (insee for insee in _with_codes(codes) if within in (None, departement_of(insee)))
        return tuple(islice((place for place in map(commune, found) if place and _is_named(place, names)), limit))
    return communes_of(_ranked(_index(within), names, limit))


def _with_codes(codes: list[str]) -> list[str]:
    """Return the communes that every code, or beginning of a code, designates: by INSEE code first."""
    if min(map(len, codes)) < SHORTEST_CODE:
        return []
    first, *others = map(_with_code, codes)
    return [insee for insee in first if all(insee in other for other in others)]


def _with_code(code: str) -> dict[str, None]:
    """Return the INSEE codes that a code designates: of communes, then of their past, then of their post office."""
    own = bundle.records_from("communes.tsv", code)
    former = (fields[1] for fields in bundle.records_from("anciennes.tsv", code))
    postal = (insee for fields in bundle.records_from("codes_postaux.tsv", code) for insee in fields[1].split())
    found = dict.fromkeys(fields[0] for fields in sorted(own, key=by_population))
    for others in (former, postal):
        rows = (bundle.record("communes.tsv", insee) for insee in set(others) - found.keys())
        found |= dict.fromkeys(fields[0] for fields in sorted(filter(None, rows), key=by_population))
    return found


def _is_named(place: CommuneReference, words: list[str]) -> bool:
    return _has_words(f" {' '.join(plain_words(place.nom))} ", words)


@cache
def _index(departement: str | None) -> str:
    """Return the names to search: all, or those of one département."""
    if departement is None:
        return bundle.text("noms.txt")
    start = f"\t{departement}"
    near = (row for row in bundle.lines("noms.txt") if start in row)
    rows = [row for row in near if departement_of(row.rpartition("\t")[2]) == departement]
    return "\n" + "\n".join(rows) + "\n"


def _ranked(index: str, words: list[str], limit: int) -> list[str]:
    """Return the INSEE codes of the best names: exact, then beginning, then elsewhere."""
    full = " ".join(ABBREVIATIONS.get(word, word) for word in words)
    exact = dict.fromkeys(insee for name, insee in _lines(index, f" {full} \t") if _begins(name, f" {full} "))
    beginning: dict[str, None] = {}
    elsewhere: dict[str, None] = {}
    for name, insee in _lines(index, _rarest(words)):
        if not _has_words(name, words):
            continue
        # « st » alone may also begin Strasbourg: the text as typed counts as a beginning too.
        if _begins(name, f" {full}") or _begins(name, f" {' '.join(words)}"):
            beginning[insee] = None
            if len(exact | beginning) >= limit:
                break
        else:
            elsewhere[insee] = None
    return list(exact | beginning | elsewhere)[:limit]


def _lines(index: str, needle: str) -> Iterator[tuple[str, str]]:
    """Give the name and the code of each line that holds the needle, in file order."""
    at = index.find(needle)
    while at >= 0:
        end = index.find("\n", at)
        name, _, insee = index[index.rfind("\n", 0, at + 1) + 1 : end].partition("\t")
        yield name, insee
        at = index.find(needle, end)


def _rarest(words: list[str]) -> str:
    """Return the needle that the fewest lines should hold: the longest word that is not in every other name."""
    word = min(words, key=lambda word: (word in FREQUENT, -len(word)))
    return " s" if word in ABBREVIATIONS else f" {word}"


def _has_words(name: str, words: list[str]) -> bool:
    """Say whether each word begins a word of the name, or abbreviates one."""
    for word in words:  # a plain loop: this runs for thousands of names a key
        if f" {word}" not in name and (word not in ABBREVIATIONS or f" {ABBREVIATIONS[word]} " not in name):
            return False
    return True


def _begins(name: str, text: str) -> bool:
    """Say whether the name begins with the text, whether or not its article is given."""
    if name.startswith(text):
        return True
    article, _, rest = name[1:].partition(" ")
    return article in ARTICLES and f" {rest}".startswith(text)
