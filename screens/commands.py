"""What the menus offer: the places to go, what acts on a page, the commands that are always there."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from screens.application import Application
from screens.command import Command
from screens.keys import KEYS, key_name
from screens.menu import Entry
from screens.plain import fold
from screens.theme import THEMES
from screens.widgets.panneau import Panneau

if TYPE_CHECKING:
    from textual.binding import Binding
    from textual.screen import Screen

    from screens.shell import Shell

_NOT_HERE: Final = ("panneau.", "page.", "aide.", "aller.", "synchro.", "app.")
"""Zones of the key map that are not about what is on the page."""

_ALWAYS: Final = (
    ("aide.ouvrir", "Aide", "action_aide"),
    ("chercher.partout", "Chercher", "action_chercher"),
    ("synchro.lancer", "Synchro", "action_synchroniser"),
    ("diagnostic.ouvrir", "Assistance", "action_diagnostic"),
    ("ecran.redessiner", "Affichage", "action_redessiner"),
    ("app.quitter", "Programme", "action_quitter"),
)


def places(shell: "Shell") -> list[Entry]:
    """Give the modes, by their number, then the panels of the page, by a letter."""
    entries = [Entry(mode.label, partial(shell.go, mode.id), str(mode.number)) for mode in shell.modes]
    page = shell.page
    if page is not None:
        entries += [
            Entry(f"Panneau : {panneau.titre}", partial(page.show_panneau, panneau), _initial(panneau.titre))
            for panneau in page.query(Panneau)
            if panneau.titre
        ]
    return entries


def _initial(titre: str) -> str:
    """Give the letter a title would like."""
    return next((c for c in fold(titre) if c.isalpha()), "")


def possible(screen: "Screen[object]") -> list[Entry]:
    """Give what can be done with what has the focus, then with the page."""
    once: dict[str, Entry] = {}
    for active in screen.active_bindings.values():
        b = active.binding
        if b.id and b.description and active.node is not screen.app and not b.id.startswith(_NOT_HERE):
            once.setdefault(b.tooltip or b.description, _entry(screen, b))
    return list(once.values())


def _entry(screen: "Screen[object]", b: "Binding") -> Entry:
    """Give the menu line of a binding, with its own letter if it has one."""
    letter = b.key if len(b.key) == 1 and b.key.isalpha() else ""
    return Entry(b.tooltip or b.description, partial(screen.app.simulate_key, b.key), letter, key_name(b.key))


def standing(shell: "Shell") -> Iterator[Command]:
    """Give the commands that every page has."""
    for mode in shell.modes:
        yield Command("Aller", mode.label, partial(shell.go, mode.id), str(mode.number))
    for key_id, groupe, method in _ALWAYS:
        key = KEYS[key_id]
        yield Command(groupe, key.sentence, getattr(shell, method), key_name(key.keys.split(",")[0]))
    if isinstance(shell, Application):
        yield Command("Fiches", "Doublons probables", partial(_doublons, shell))
    for name in THEMES:
        yield Command("Affichage", f"Thème {name}", partial(setattr, shell, "theme", name))


def _doublons(shell: "Shell") -> None:
    from screens.doublons import DoublonsPage  # noqa: PLC0415 - pydantic and rapidfuzz, only when it opens

    shell.push_screen(DoublonsPage())
