"""What can be done here: every binding of what has the focus, then of the page, even while a field takes letters."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.actions import parse
from textual.dom import DOMNode

from screens.command import Command
from screens.menu import Entry
from screens.widgets.champ import Champ

if TYPE_CHECKING:
    from screens.shell import Shell

_ELSEWHERE: Final = (
    "panneau.",
    "page.",
    "aide.",
    "aller.",
    "synchro.lancer",
    "app.",
    "liste.marquer_bas",
    "liste.marquer_haut",
)
"""What is not about what is on the page, or too usual for a menu; the palette has it."""

_LETTER: Final = "lettre"
"""How the ids of second ways end."""
_TYPING: Final = ", hors saisie"
"""How their sentences do."""

INSERER: Final = "ÉÈÀÇŒœ«»€@#–…"
"""Characters that some keyboards cannot type."""


@dataclass(slots=True)
class Ici:
    """One thing that can be done: its id, its sentence, its usual key, how, and the letter that does it too."""

    id: str
    phrase: str
    key: str
    node: DOMNode
    action: str
    letter: str


def ici(shell: "Shell") -> list[Ici]:
    """List what acts on the page now, what has the focus first; what has two keys, or two owners, once."""
    found: dict[tuple[DOMNode, str], Ici] = {}
    said: set[str] = set()
    for node in (shell.screen.focused or shell.screen).ancestors_with_self:
        if node is shell:
            continue
        for _, binding in node._bindings:  # noqa: SLF001 - Textual's own map of a node, keys that a field takes included
            if not (binding.id and binding.description and _offered(shell, node, binding.action)):
                continue
            key, phrase = shell.touche(binding.id), (binding.tooltip or binding.description).removesuffix(_TYPING)
            one = Ici(binding.id, phrase, key, node, binding.action, key if len(key) == 1 and key.isalpha() else "")
            twin = found.get((node, binding.action))
            if twin is not None:
                _join(twin, one)
            elif phrase not in said:
                found[node, binding.action] = one
                said.add(phrase)
    return list(found.values())


def _join(kept: Ici, one: Ici) -> None:
    """Say one thing that has two keys in one line; the id of a letter gives way to the other."""
    kept.letter = kept.letter or one.letter
    if kept.id.endswith(_LETTER) and not one.id.endswith(_LETTER):
        kept.id, kept.phrase, kept.key = one.id, one.phrase, one.key


def _offered(shell: "Shell", node: DOMNode, action: str) -> bool:
    """Whether an action makes sense now."""
    namespace, name, parameters = parse(action)
    return bool((shell if namespace == "app" else node).check_action(name, parameters))


def possible(shell: "Shell") -> list[Entry]:
    """Give the menu of what can be done here."""
    return [
        Entry(one.phrase, partial(shell.run_action, one.action, one.node), one.letter, one.key)
        for one in ici(shell)
        if not one.id.startswith(_ELSEWHERE)
    ]


def here(shell: "Shell", own: "Iterable[Command]", always: "Iterable[Command]") -> Iterator[Command]:
    """Give the palette what acts here, unless a command of the page or of the program does it already."""
    keys, titres = {command.key for command in own}, {command.titre for command in always}
    for one in ici(shell):
        if one.key not in keys and one.phrase not in titres:
            yield Command("Ici", one.phrase, partial(shell.run_action, one.action, one.node), one.key)
    field = shell.screen.focused
    if isinstance(field, Champ):
        for character in INSERER:
            yield Command("Insérer", character, partial(field.insert_text_at_cursor, character))
