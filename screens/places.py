"""Where each key acts: the ids that are met together, page by page. Imports every page: for checking only."""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen

import screens
from screens.fiche import FichePage
from screens.shell import Shell
from screens.widgets.grille import Grille
from screens.widgets.table import Table

if TYPE_CHECKING:
    from textual.binding import BindingsMap


def classes() -> Iterator[type[DOMNode]]:
    """Give every page, popup and widget of the program."""
    for module in pkgutil.walk_packages(screens.__path__, "screens."):
        held = vars(importlib.import_module(module.name)).values()
        for each in held:
            if isinstance(each, type) and issubclass(each, DOMNode) and each.__module__ == module.name:
                yield each


def ids(cls: type[DOMNode]) -> frozenset[str]:
    """Give the ids that a class binds, or inherits."""
    merged: BindingsMap = cls._merge_bindings()
    return frozenset(b.id for _, b in merged if b.id)


@cache
def places() -> tuple[frozenset[str], ...]:
    """Give the sets of ids that act at the same time."""
    everywhere, in_lists = ids(Shell), ids(Table)
    found = set()
    for cls in classes():
        own = ids(cls)
        if issubclass(cls, ModalScreen):
            found.add(own | in_lists)
        elif issubclass(cls, FichePage):
            found.add(own | everywhere | ids(Grille))
        elif issubclass(cls, Screen):
            found.add(own | everywhere | in_lists)
        else:
            found.add(own | everywhere)
    return tuple(found)
