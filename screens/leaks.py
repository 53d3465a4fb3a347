"""Closed widgets that Textual would keep alive, let go.

`self.watch(app, …)` adds to a list of the app that is only tidied when the watched value changes: a text
editor opened and closed thirty times leaves thirty editors. `forget` and
`forget_closed` tidy it at once. And Textual keeps, of the last 1024 widgets of the program, all that they drew
(`StylesCache.get_inner_outer` remembers its caller): `forget_drawn` empties those of a page that leaves the screen.
"""

from textual.dom import DOMNode
from textual.widget import Widget

_WATCHERS = "__watchers"


def forget(watched: DOMNode, node: DOMNode) -> None:
    """Remove the watchers that `node` left on `watched`."""
    for watchers in getattr(watched, _WATCHERS, {}).values():
        watchers[:] = [entry for entry in watchers if entry[0] is not node]


def forget_closed(watched: DOMNode) -> None:
    """Remove the watchers that closed nodes left on `watched`."""
    for watchers in getattr(watched, _WATCHERS, {}).values():
        watchers[:] = [entry for entry in watchers if entry[0].is_running]


def forget_drawn(page: DOMNode) -> None:
    """Drop what the widgets of a page drew; one that comes back draws it again."""
    for node in page.walk_children():
        if isinstance(node, Widget):
            node._styles_cache.clear()  # noqa: SLF001 - Textual has no other way to let go of it
