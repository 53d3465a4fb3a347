"""The user's own keys: `touches.toml`, read and checked line by line, over the program's.

    prereglage = "vim"          # or "bureau", the program's own keys

    [touches]
    "liste.nouveau" = "w"
    "liste.supprimer" = "x, Suppr"

A key is written as `pvd touches` shows it, or by its Textual name. One fault, and none of the file is used.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Final, NamedTuple

from screens.key_names import ToucheError, key_name, read_key
from screens.keys import KEYS

PREREGLAGES: Final[Mapping[str, Mapping[str, str]]] = {
    "bureau": {},
    "vim": {
        "curseur.bas": "down,j",
        "curseur.haut": "up,k",
        "curseur.debut": "home,g",
        "curseur.fin": "end,G",
        "curseur.page_bas": "pagedown,ctrl+d",
        "curseur.page_haut": "pageup,ctrl+u",
        "colonnes.haut": "K",
        "colonnes.bas": "J",
        "colonnes.etroite": "left,h",
        "colonnes.large": "right,l",
        "carte.lecture": "c",
        "liste.couleur": "w",
        "liste.grouper": "z",
    },
}
"""Keys to begin with. Letters move in lists only: a field and a cell take them first, and on the map they
name communes."""

_EN_SAISIE: Final = frozenset({"texte.agrandir", "champ.repeter"})
"""What acts while one types without being first; a letter would be typed and never act."""

_LINE: Final = re.compile(r"line (\d+)")


class Probleme(NamedTuple):
    """One thing that is wrong in the file."""

    ligne: int
    """From 1; 0 where no line can be named."""
    phrase: str

    def dire(self, nom: str = "touches.toml") -> str:
        """Say it with the file and the line."""
        return f"{nom}, ligne {self.ligne} : {self.phrase}" if self.ligne else f"{nom} : {self.phrase}"


class Touches(NamedTuple):
    """What the file asks for: the keys of each id that changes, and what is wrong with it."""

    changees: Mapping[str, str]
    problemes: Sequence[Probleme]


def read(text: str) -> Touches:
    """Read the file; the keys are empty if anything is wrong."""
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        phrase = (
            "la ligne ne se lit pas : un guillemet, un crochet ou un « = » manque, ou la touche est donnée deux fois."
        )
        return Touches({}, [Probleme(int(found[1]) if found else len(text.splitlines()), phrase)])
    problemes = [
        Probleme(_line(text, name), f"« {name} » n'est pas connu ici. Attendu : prereglage, [touches].")
        for name in held
        if name not in {"prereglage", "touches"}
    ]
    preset = held.get("prereglage", "bureau")
    if preset not in PREREGLAGES:
        phrase = f"« {preset} » n'est pas un préréglage. Attendu : {', '.join(PREREGLAGES)}."
        problemes.append(Probleme(_line(text, "prereglage"), phrase))
    asked = held.get("touches", {})
    if not isinstance(asked, dict):
        return Touches({}, [*problemes, Probleme(_line(text, "touches"), "[touches] doit être une section.")])
    changees = dict(PREREGLAGES.get(str(preset), {}))
    for key_id, value in _flat(asked):
        try:
            changees[key_id] = _keys(key_id, value)
        except ToucheError as error:
            problemes.append(Probleme(_line(text, key_id), str(error)))
    return Touches({} if problemes else changees, sorted(problemes))


def clashes(changees: Mapping[str, str], places: Iterable[frozenset[str]], text: str = "") -> list[Probleme]:
    """Say which keys would do two things at one place; two ids that share a key at first may go on sharing it."""
    found: dict[tuple[str, str, str], None] = {}
    for place in places:
        for key_id in sorted(place & set(changees)):
            for other in sorted(place - {key_id}):
                both = set(keys_of(key_id, changees)) & set(keys_of(other, changees))
                both -= set(keys_of(key_id)) & set(keys_of(other))
                found |= dict.fromkeys((key, min(key_id, other), max(key_id, other)) for key in sorted(both))
    return [
        Probleme(
            max(_line(text, one), _line(text, other)),
            f"« {key_name(key)} » : {one} et {other} à la fois.",
        )
        for key, one, other in found
    ]


def keys_of(key_id: str, changees: Mapping[str, str] | None = None) -> list[str]:
    """Give the keys of an id, as Textual calls them."""
    found = (changees or {}).get(key_id)
    return found.split(",") if found else [read_key(key) for key in KEYS[key_id].keys.split(",")]


def complete(changees: Mapping[str, str]) -> dict[str, str]:
    """Give what Textual must be told: taking a key away from an id, it takes it from those that share it too."""
    touched = {key for key_id in changees for key in (*keys_of(key_id), *keys_of(key_id, changees))}
    kept = {key_id: ",".join(keys_of(key_id)) for key_id in KEYS if touched & set(keys_of(key_id))}
    return kept | dict(changees)


def _flat(asked: Mapping[str, object], before: str = "") -> Iterable[tuple[str, object]]:
    """Give (id, value), whether the id was written with or without quotation marks."""
    for name, value in asked.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _keys(key_id: str, value: object) -> str:
    """Read the keys of one id; raises ToucheError."""
    if key_id not in KEYS:
        near = get_close_matches(key_id, KEYS, n=1, cutoff=0.4)
        raise ToucheError(f"« {key_id} » n'existe pas" + (f" ({near[0]} ?)." if near else "."))
    words = (
        value if isinstance(value, list) else value.split(",") if isinstance(value, str) and value != "," else [value]
    )
    if not words or not all(isinstance(word, str) and word.strip() for word in words):
        raise ToucheError(f"« {key_id} » attend une touche entre guillemets, par exemple « F4 ».")
    keys = [read_key(str(word)) for word in words]
    for key, word in zip(keys, words, strict=True):
        if (KEYS[key_id].priority or key_id in _EN_SAISIE) and _typed(key) and not _typed_at_first(key_id):
            raise ToucheError(f"« {word} » empêcherait d'écrire ({key_id}) : prenez F1 à F12, ou Ctrl+lettre.")
    return ",".join(keys)


def _typed(key: str) -> bool:
    """Whether a key is needed to type or to move in a field."""
    function = key.removeprefix("shift+")
    return not (key.startswith(("ctrl+", "alt+")) or (function[:1] == "f" and function[1:].isdigit()))


def _typed_at_first(key_id: str) -> bool:
    """Whether an id has such a key in the program itself: Entrée in a popup."""
    return any(_typed(key) for key in keys_of(key_id)) and key_id not in _EN_SAISIE


def _line(text: str, name: str) -> int:
    """Find the line that gives a name; 0 if none does."""
    last = name.rpartition(".")[2]
    exact = re.compile(rf'\s*["\']?(?:touches\.)?{re.escape(name)}["\']?\s*[=\]]|\s*\[{re.escape(name)}\]')
    loose = re.compile(rf'\s*["\']?{re.escape(last)}["\']?\s*=')
    lines = text.splitlines()
    for pattern in (exact, loose):
        for number, line in enumerate(lines, 1):
            if pattern.match(line):
                return number
    return 0
