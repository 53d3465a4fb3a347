"""Closed widgets that Textual would keep alive, let go.

`self.watch(app, …)` adds to a list of the app that is only tidied when the watched value changes: a text
editor opened and closed thirty times leaves thirty editors. These two functions tidy it at once.
"""

from textual.dom import DOMNode

_WATCHERS = "__watchers"


def forget(watched: DOMNode, node: DOMNode) -> None:
    """Remove the watchers that `node` left on `watched`."""
    for watchers in getattr(watched, _WATCHERS, {}).values():
        watchers[:] = [entry for entry in watchers if entry[0] is not node]


def forget_closed(watched: DOMNode) -> None:
    """Remove the watchers that closed nodes left on `watched`."""
    for watchers in getattr(watched, _WATCHERS, {}).values():
        watchers[:] = [entry for entry in watchers if entry[0].is_running]
