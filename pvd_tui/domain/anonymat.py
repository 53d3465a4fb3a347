"""A text without the names of people: « Mme Claire Lemaire » and « C. LEMAIRE » are one person (domain.md §5, RGPD).

    names ──▶ mentions    where a text names somebody, and whether there is no doubt about it
          └─▶ sans_noms   the text with what stands in their place: a role, a commune, « [nom retiré] »

Accents, case, hyphens and apostrophes do not count, nor which of the two names comes first. A family name alone is a
mention that a person should confirm: « Petit » is also a word.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pvd_tui.domain.texte import plain

RETIRE: Final = "[nom retiré]"
"""What stands in the place of a name of which nothing else may be said."""

EFFACE: Final = "[nom effacé]"
"""What stands in the place of a name that was erased on request."""

_CIVILITE: Final = r"(?:(?:m|mr|mme|mlle|dr)\.?|monsieur|madame|mademoiselle|docteur)"
_ADRESSE: Final = rf"{_CIVILITE} (?:(?:le|la) )?(?:maire |president[e]? |prefet[e]? |sous prefet[e]? )?"
"""How a person is addressed before the name."""
_CIVILITES: Final = frozenset({"m", "mr", "mme", "mlle", "dr", "monsieur", "madame", "mademoiselle", "docteur"})
_COURANTS: Final = frozenset(
    re.findall(
        r"\w+",
        "petit grand gros blanc blanche noir roux brun gris vert rose rouge roche riviere fontaine dubois bois moulin "
        "pont marchand boulanger berger maire prevost royer barbier meunier fournier charpentier masson lefort fort "
        "court bas bon beau belle gentil joly jolie guerre paris lille laon guise hirson mars avril noel dimanche "
        "france marche halle place rue champ champs vigne pre gare chef page",
    )
)
"""Family names that are words or places too: alone at the head of a sentence they say nothing."""
_SHORTEST: Final = 3
"""Letters of a family name below which it is never looked for alone."""


@dataclass(frozen=True, slots=True)
class Nom:
    """The two names of a person; `prenom` is empty where only one is known."""

    prenom: str
    famille: str

    @classmethod
    def lire(cls, texte: str) -> "Nom":
        """Read a name as people write it: « Mme Claire Lemaire », « LEMAIRE Claire », « C. Lemaire »."""
        words = texte.replace(",", " ").split()
        while len(words) > 1 and plain(words[0]).rstrip(".") in _CIVILITES:
            words = words[1:]
        capitals = [w for w in words if len(w.rstrip(".")) > 1 and w.isupper()]
        if capitals and len(capitals) < len(words):
            return cls(" ".join(w for w in words if w not in capitals), " ".join(capitals))
        return cls("", " ".join(words)) if len(words) < 2 else cls(words[0], " ".join(words[1:]))  # noqa: PLR2004 - two names


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names somebody: `texte[debut:fin]`."""

    debut: int
    fin: int
    nom: str
    """The name that was looked for."""
    sure: bool
    """Whether it can be nobody's but this name's; a family name alone is not."""


def mentions(texte: str, noms: Iterable["str | Nom"]) -> list[Mention]:
    """Find where a text names these people, in the order of the text; the longest mention wins."""
    folded, places = _folded(texte)
    found = [one for nom in noms for one in _of_one(texte, folded, places, nom)]
    return les_plus_longues(found)


def toutes(texte: str, noms: Iterable["str | Nom"]) -> list[Mention]:
    """Find every mention, those of several people at one place, and a family name alone however it is written."""
    folded, places = _folded(texte)
    return [one for nom in noms for one in _of_one(texte, folded, places, nom, partout=True)]


def les_plus_longues(found: Iterable[Mention]) -> list[Mention]:
    """Keep mentions that do not overlap, in the order of the text, the longest first."""
    kept: list[Mention] = []
    for one in sorted(found, key=lambda m: (m.debut, m.debut - m.fin, not m.sure)):
        if not kept or one.debut >= kept[-1].fin:
            kept.append(one)
    return kept


def sans_noms(
    texte: str, noms: "Iterable[str | Nom] | Mapping[str, str]", remplace: str = RETIRE, *, surs: bool = False
) -> str:
    """Give a text without these names: in the place of each what `noms` says of it, else `remplace`.

    `surs` leaves the mentions that may be something else: a family name alone.
    """
    said = noms if isinstance(noms, Mapping) else {}
    pieces: list[str] = []
    at = 0
    for one in mentions(texte, noms):
        if one.sure or not surs:
            pieces += [texte[at : one.debut], said.get(one.nom, remplace)]
            at = one.fin
    return "".join((*pieces, texte[at:]))


def nomme(texte: str, noms: Iterable["str | Nom"]) -> bool:
    """Say whether a text names one of these people without a doubt."""
    return any(one.sure for one in mentions(texte, noms))


def _of_one(
    texte: str, folded: str, places: list[int], nom: "str | Nom", *, partout: bool = False
) -> Iterator[Mention]:
    """Find one name; a text that does not hold the family name is not looked at twice."""
    label = nom if isinstance(nom, str) else f"{nom.prenom} {nom.famille}".strip()
    read = _lu(nom) if isinstance(nom, str) else nom
    famille, prenom = _words(read.famille), _words(read.prenom)
    if not famille or famille not in folded:
        return
    for match in _pattern(famille, prenom).finditer(folded):
        sure = match.lastgroup != "seul"
        start, end = places[match.start()], _end(texte, places[match.end() - 1])
        if sure or partout or _is_name(texte, start, famille):
            yield Mention(start, end, label, sure=sure)


@lru_cache(maxsize=1024)
def _lu(nom: str) -> Nom:
    """Read a name once: a list is searched for all those of a département."""
    return Nom.lire(nom)


@lru_cache(maxsize=1024)
def _pattern(famille: str, prenom: str) -> re.Pattern[str]:
    """Write the ways to name a person, over a folded text."""
    family, first = re.escape(famille).replace(r"\ ", " +"), re.escape(prenom).replace(r"\ ", " +")
    ways = [rf"{_ADRESSE}{family}"]
    if "@" in famille or (not prenom and " " in famille):
        ways.append(family)
    elif prenom:
        initials = r"\.? *".join(re.escape(word[0]) for word in prenom.split())
        ways += [rf"{first}[ ,]+{family}", rf"{family}[ ,]+{first}", rf"{initials}\. *{family}"]
        ways += [rf"{family}[ ,]+{initials}\."]
    alone = rf"|(?P<seul>{family})" if len(famille) >= _SHORTEST else ""
    polite = rf"(?:{_ADRESSE})?"
    return re.compile(rf"(?<![a-z0-9])(?:(?P<sur>{polite}(?:{'|'.join(ways)})){alone})(?![a-z0-9@])")


def _is_name(texte: str, start: int, famille: str) -> bool:
    """Say whether a family name alone is written as one: with a capital, and not as the word that opens a sentence."""
    if not texte[start].isupper():
        return False
    word = re.match(r"\w+", texte[start:])
    if famille not in _COURANTS or (word is not None and word[0].isupper() and len(word[0]) > 1):
        return True
    before = texte[:start].rstrip(" «\u00a0\u202f\t")
    return bool(before) and before[-1] not in ".!?:;\n-–—•*"


@lru_cache(maxsize=2048)
def _words(name: str) -> str:
    return " ".join(_folded(name)[0].replace(".", " ").split()) if "@" not in name else _folded(name)[0].strip()


def _folded(texte: str) -> tuple[str, list[int]]:
    """Fold a text for comparing, with the place in it that each folded character comes from."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(texte):
        for letter in _FOLDS.get(character) or _fold(character):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


def _fold(character: str) -> str:
    if character.isascii():
        return character.lower()
    bare = unicodedata.normalize("NFKD", character.casefold())
    return "".join(c for c in bare if not unicodedata.combining(c))


_FOLDS: Final = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"} | dict.fromkeys("-’'–\u00a0\u202f\n\t", " ")


def _end(texte: str, last: int) -> int:
    """Give where a mention ends: after the accents that follow its last letter."""
    end = last + 1
    while end < len(texte) and unicodedata.combining(texte[end]):
        end += 1
    return end
