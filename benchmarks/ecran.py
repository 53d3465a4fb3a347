"""What the terminal's benchmarks share: a store of 50 000 actions, and a program timed at the end of its terminal.

Nothing draws what arrives while the time runs: bytes are read, dated and searched, as a fast terminal would do.
"""

import contextlib
import fcntl
import os
import pty
import random
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Self

from benchmarks.search import SEED, fill
from storage.store import Store

ACTIONS: Final = 50_000
SIZE: Final = (100, 30)
QUIET: Final = 0.15
"""Seconds without a byte after which a key has had all its effect."""

_KEPT: Final = ("PATH", "SYSTEMROOT", "VIRTUAL_ENV")


def filled(folder: Path) -> Path:
    """Write a store of 50 000 actions, as a laptop would have it after years."""
    path = folder / "pvd.db"
    with Store.open(path) as store:
        fill(store, random.Random(SEED))  # noqa: S311 - a sample, not a secret
    return path


def environment(folder: Path) -> dict[str, str]:
    """Give the environment of a user with an empty home in `folder`."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    homes = {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("DATA", "STATE", "CONFIG", "CACHE")}
    return kept | homes | {"HOME": str(folder), "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}


class Timed:
    """A program in a terminal that is only read, never drawn."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = SIZE) -> None:
        """Start the program; the time runs from here."""
        self.raw = bytearray()
        self._fd, program = pty.openpty()
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.begin = time.perf_counter()
        self._process = subprocess.Popen(
            command, stdin=program, stdout=program, stderr=program, env=dict(env), start_new_session=True
        )
        os.close(program)

    def __enter__(self) -> Self:
        """Serve for one measure."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the program."""
        self._process.kill()
        self._process.wait()
        os.close(self._fd)

    def until(self, seen: Callable[[bytearray], bool], limit: float = 120.0) -> float:
        """Give the milliseconds from the start of the program until its output is `seen`."""
        end = time.perf_counter() + limit
        while not seen(self.raw):
            if time.perf_counter() > end or not self._read(1.0):
                raise RuntimeError(f"never seen: {bytes(self.raw[-2000:])!r}")
        return (time.perf_counter() - self.begin) * 1000

    def settle(self, quiet: float = 0.6) -> None:
        """Read until nothing more is drawn."""
        while select.select([self._fd], [], [], quiet)[0] and self._read(0):
            pass

    def key(self, key: bytes, quiet: float = QUIET) -> float:
        """Press a key; give the milliseconds to the last byte that it drew."""
        begin = last = time.perf_counter()
        os.write(self._fd, key)
        while select.select([self._fd], [], [], quiet)[0] and self._read(0):
            last = time.perf_counter()
        return (last - begin) * 1000

    def _read(self, seconds: float) -> bool:
        """Read what arrives; False once the program has ended."""
        if not select.select([self._fd], [], [], seconds)[0]:
            return True
        with contextlib.suppress(OSError):
            data = os.read(self._fd, 65536)
            self.raw += data
            return bool(data)
        return False
