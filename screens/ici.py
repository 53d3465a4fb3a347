"""What can be done here: every binding of what has the focus, then of the page, even while a field takes letters."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from textual.actions import parse
from textual.dom import DOMNode

from screens.command import Command
from screens.menu import Entry
from screens.widgets.champ import Champ

if TYPE_CHECKING:
    from screens.shell import Shell

_ELSEWHERE: Final = ("panneau.", "page.", "aide.", "aller.", "synchro.lancer", "app.", "curseur.")
"""What is not about what is on the page; the palette has it."""

INSERER: Final = "ÉÈÀÇŒœ«»€@#–…"
"""Characters that some keyboards cannot type."""


class Ici(NamedTuple):
    """One thing that can be done: its id, its sentence, its usual key, and how."""

    id: str
    phrase: str
    key: str
    node: DOMNode
    action: str


def ici(shell: "Shell") -> Iterator[Ici]:
    """List what acts on the page now, what has the focus first; each sentence once."""
    screen = shell.screen
    said: set[str] = set()
    for node in (screen.focused or screen).ancestors_with_self:
        if node is shell or not isinstance(node, DOMNode):
            continue
        for _, binding in node._bindings:  # noqa: SLF001 - Textual's own map of a node, keys that a field takes included
            phrase = (binding.tooltip or binding.description).removesuffix(", hors saisie")
            if binding.id and binding.description and phrase not in said and _offered(shell, node, binding.action):
                said.add(phrase)
                yield Ici(binding.id, phrase, shell.touche(binding.id), node, binding.action)


def _offered(shell: "Shell", node: DOMNode, action: str) -> bool:
    """Whether an action makes sense now."""
    namespace, name, parameters = parse(action)
    return bool((shell if namespace == "app" else node).check_action(name, parameters))


def possible(shell: "Shell") -> list[Entry]:
    """Give the menu of what can be done here."""
    return [
        Entry(one.phrase, partial(shell.run_action, one.action, one.node), _letter(one), one.key)
        for one in ici(shell)
        if not one.id.startswith(_ELSEWHERE)
    ]


def _letter(one: Ici) -> str:
    """Give the letter that does it on the page, if it has one."""
    return one.key if len(one.key) == 1 and one.key.isalpha() else ""


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
