"""A terminal driver that never turns on the kitty keyboard protocol, on any platform.

With that protocol Windows Terminal (1.25 and later) drops every AltGr character: `@ # { [ | €` cannot be
typed on an AZERTY keyboard. Textual's Windows driver asks for it unconditionally, so the request is taken out
of what the driver writes.
"""

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.driver import Driver

_KITTY: Final = re.compile(r"\x1b\[(?:[>=]\d*(?:;\d+)?|<\d*)u")


def without_kitty(data: str) -> str:
    """Take the requests of the kitty keyboard protocol out of `data`, and nothing else."""
    return _KITTY.sub("", data) if "u" in data else data


def quiet_driver(base: "type[Driver]") -> "type[Driver]":
    """Give `base` with a `write` that never speaks the kitty keyboard protocol."""

    def write(self: "Driver", data: str) -> None:
        base.write(self, without_kitty(data))

    return type(f"{base.__name__}SansKitty", (base,), {"write": write})
