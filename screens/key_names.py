"""The keys of a keyboard by the names printed on a French one, and back."""

from collections.abc import Sequence
from typing import Final

from textual.keys import Keys, _character_to_key

from screens.plain import fold

_NAMES: Final = {
    "enter": "Entrée",
    "escape": "Échap",
    "space": "Espace",
    "tab": "Tab",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "Pg préc.",
    "pagedown": "Pg suiv.",
    "home": "Début",
    "end": "Fin",
    "delete": "Suppr",
    "insert": "Inser",
    "backspace": "Retour arr.",
    "colon": ":",
    "slash": "/",
    "question_mark": "?",
    "plus": "+",
    "full_stop": ".",
    "comma": ",",
    "exclamation_mark": "!",
    "asterisk": "*",
    "semicolon": ";",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "equals_sign": "=",
    "dollar_sign": "$",
    "percent_sign": "%",
    "right_parenthesis": ")",
    "number_sign": "#",
    "at": "@",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "backslash": "\\",
    "vertical_line": "|",
    "circumflex_accent": "^",
    "grave_accent": "`",
    "tilde": "~",
    "hyphen": "-",
    "ampersand": "&",
    "quotation_mark": '"',
    "apostrophe": "'",
    "left_parenthesis": "(",
    "minus": "-",
    "underscore": "_",
}
_MODIFIERS: Final = {"ctrl": "Ctrl", "shift": "Maj", "alt": "Alt"}


def key_name(key: str) -> str:
    """Give the French name of a Textual key: `shift+tab` is « Maj+Tab »."""
    *modifiers, last = key.split("+")
    function = last[:1] == "f" and last[1:].isdigit()
    name = _NAMES.get(last) or (last.upper() if function or modifiers else last)
    return "+".join([*(_MODIFIERS.get(m, m) for m in modifiers), name])


_ALTGR: Final = frozenset("#{[|`\\^@]}~€¤")
"""What an AZERTY keyboard types with AltGr, or with a dead key."""

_TAKEN: Final = frozenset(
    {"ctrl+n", "ctrl+t", "ctrl+w", "ctrl+tab", "ctrl+b", "ctrl+j", "ctrl+i", "ctrl+m", "ctrl+h", "f11"}
)
"""What a browser, Windows Terminal or tmux keeps, and what a terminal cannot tell from another key."""

_PLAIN: Final = "abcdefghijklmnopqrstuvwxyz"


_ARROWS: Final = frozenset("↑↓←→")
_SIGNS: Final = {key: shown for key, shown in _NAMES.items() if len(shown) == 1 and shown not in _ARROWS}
"""The signs that Textual calls by a name."""


class ToucheError(ValueError):
    """A name is not a key that one may use; the message says why, in French."""


def read_key(word: str) -> str:
    """Give the Textual name of a key as a person writes it (« Ctrl+S », « Échap », « n »); raises ToucheError."""
    typed = word.strip()
    *modifiers, last = [*typed[:-1].split("+"), "+"] if typed.endswith("++") or typed == "+" else typed.split("+")
    held = [_held(modifier, word) for modifier in modifiers if modifier]
    if len(last) == 1 and last not in _ARROWS:
        return _character(last, held, word)
    base = _named(last) if last else None
    if base is None:
        raise ToucheError(f"« {word} » n'est pas une touche (exemples : n, F4, Ctrl+E, Entrée, Espace).")
    if base in _SIGNS:
        return _character(_SIGNS[base], held, word)
    return _free("+".join([*held, base]), word)


def _held(modifier: str, word: str) -> str:
    """Give the Textual name of a key that is held."""
    found = {"ctrl": "ctrl", "controle": "ctrl", "maj": "shift", "shift": "shift", "alt": "alt"}.get(fold(modifier))
    if found is None:
        raise ToucheError(f"« {word} » n'est pas une touche : « {modifier} » n'est ni Ctrl, ni Maj, ni Alt.")
    return found


def _character(character: str, held: Sequence[str], word: str) -> str:
    """Give the key of a character, held or not."""
    if character in _ALTGR or {"ctrl", "alt"} <= set(held):
        raise ToucheError(f"« {word} » demande AltGr (ou une touche morte) sur un clavier français.")
    if held == ["shift"] and character.isalpha():
        return character.upper()
    if not held:
        return _character_to_key(character)
    if character.lower() not in _PLAIN or "shift" in held:
        raise ToucheError(f"« {word} » : un terminal ne transmet que Ctrl ou Alt suivi d'une lettre sans accent.")
    return _free("+".join([*held, character.lower()]), word)


def _free(key: str, word: str) -> str:
    """Give the key back, unless something else takes it."""
    if key in _TAKEN:
        raise ToucheError(f"« {word} » est prise par le terminal, tmux ou le navigateur : elle n'arriverait pas.")
    return key


def _named(name: str) -> str | None:
    """Find a key by its Textual name, or by the French one."""
    wanted = fold(name)
    french = {fold(shown): key for key, shown in _NAMES.items()}
    textual = {key.value.lower() for key in Keys if "+" not in key.value} | set(_NAMES)
    return french.get(wanted) or (name.lower() if name.lower() in textual else None)
