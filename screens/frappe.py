"""Keys and pastes take effect in the order they were typed, each where the one before it led.

Textual gives a key to the widget that has the focus when the key arrives. A quick typist's « Tab 476 000 » then lands
in the field that was being left, and « F3 x » archives a row before the search opens. So a key waits here until the
one before it has taken its whole way: down to the widget, up to the program, and into the page that it opened.
"""

import asyncio
import weakref
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.app import App
    from textual.dom import DOMNode
    from textual.events import Key, Paste
    from textual.screen import Screen

PATIENCE: Final = 3.0
"""Seconds after which a key that never came back is given up: the next one must not wait for ever."""


class Frappe:
    """Holds what is typed ahead of the program."""

    def __init__(self, app: "App[int]") -> None:
        """Serve this program."""
        self._app = app
        self._held: deque[Key | Paste] = deque()
        self._number = 0
        self._on_its_way = False
        self._ready: weakref.ref[Screen[object]] | None = None
        """The page that is known to stand, its focus set."""
        self._rescue: asyncio.TimerHandle | None = None

    def takes(self, event: "Key | Paste") -> bool:
        """Whether this key may go now; otherwise it is held, and comes again in its turn."""
        if self._on_its_way:
            self._held.append(event)
            return False
        self._on_its_way = True
        screen = self._app.screen
        if self._ready is None or self._ready() is not screen:
            self._held.append(event)
            self._run_after(screen, screen)
            return False
        return True

    def follow(self, target: "DOMNode", screen: "Screen[object]") -> None:
        """Run after a key that was given to `target` of `screen`; the next one goes once we are back."""
        now = self._app.screen
        self._run_after(target if now is screen else now, now)

    def _run_after(self, node: "DOMNode", screen: "Screen[object]") -> None:
        self._number += 1
        self._stop_waiting()
        self._rescue = asyncio.get_running_loop().call_later(PATIENCE, self._give_up, self._number)
        self._climb(self._number, node, screen, settled=False)

    def _climb(self, number: int, node: "DOMNode | None", screen: "Screen[object]", *, settled: bool) -> None:
        """Pass through the queue of each node up to the program, behind the key that took the same way."""
        while node is not None and node is not self._app:
            if node.call_later(partial(self._climb, number, node.parent, screen, settled=settled)):
                return
            node = node.parent  # this one is closing
        self._app.call_later(partial(self._back, number, screen, settled=settled))

    async def _back(self, number: int, screen: "Screen[object]", *, settled: bool) -> None:
        """Let the next key go, unless this one opened a page: then wait for that page.

        A key that nothing took on its way acts here, on the widget it was given to, which tells those above it in its
        turn (a cell tells its grid that it is finished): so the way is taken twice.
        """
        if number != self._number or not self._on_its_way or not self._app.screen_stack:
            return
        if self._app.screen is not screen:
            self._climb(number, self._app.screen, self._app.screen, settled=False)
            return
        if not settled:
            self._climb(number, self._app.focused or screen, screen, settled=True)
            return
        self._stop_waiting()
        self._ready = weakref.ref(screen)
        self._on_its_way = False
        if self._held:
            await self._app.on_event(self._held.popleft())

    def _give_up(self, number: int) -> None:
        """Go on without the key that never came back."""
        if self._app.screen_stack:
            self._app.call_later(partial(self._back, number, self._app.screen, settled=True))

    def _stop_waiting(self) -> None:
        if self._rescue is not None:
            self._rescue.cancel()
            self._rescue = None
