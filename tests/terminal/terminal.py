"""A program in a real pseudo-terminal: keys go in as bytes, what comes out is drawn by pyte as a terminal would.

Nothing sleeps: one waits for what the screen shows, with a deadline.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

import pyte

KEYS: Final = {
    "entree": "\r",
    "tab": "\t",
    "maj+tab": "\x1b[Z",
    "echap": "\x1b",
    "haut": "\x1b[A",
    "bas": "\x1b[B",
    "fin": "\x1b[F",
    "page": "\x1b[6~",
    "retour": "\x7f",
    "ctrl+q": "\x11",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f6": "\x1b[17~",
    "f10": "\x1b[21~",
}
"""What a terminal sends for the keys that are not characters."""

DEADLINE: Final = 20.0
"""Seconds a screen may take on a machine that does something else; never waited for when all is well."""

_ASKED: Final = re.compile(rb"\x1b\[>?0?c")
"""A program asks what the terminal is."""


class Program(Protocol):
    """The part of `subprocess.Popen` that a terminal needs."""

    pid: int

    def poll(self) -> int | None:
        """Give the exit code of a program that has ended."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; give the exit code."""

    def kill(self) -> None:
        """End it at once."""


Start = Callable[[Sequence[str], Mapping[str, str], tuple[int, int, int]], Program]


def cold(command: Sequence[str], env: Mapping[str, str], files: tuple[int, int, int]) -> Program:
    """Start a program as a person does."""
    stdin, stdout, stderr = files
    return subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=stderr, env=dict(env), start_new_session=True)


class Terminal:
    """One program in one terminal."""

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = (100, 30), start: Start = cold
    ) -> None:
        """Start `command` in a terminal of `size` columns and rows."""
        self.raw = bytearray()
        """All that the program wrote to the terminal."""
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._fd, program = pty.openpty()
        _set_size(self._fd, size)
        self.process = start(command, env, (program, program, program))
        os.close(program)
        self._open = True

    # What a person does.

    def press(self, *keys: str) -> None:
        """Press keys, by name, or type text as it is."""
        for key in keys:
            os.write(self._fd, KEYS.get(key, key).encode())

    def resize(self, columns: int, rows: int) -> None:
        """Make the window larger or smaller."""
        self._screen.resize(rows, columns)
        _set_size(self._fd, (columns, rows))
        os.kill(self.process.pid, signal.SIGWINCH)

    def kill(self) -> None:
        """End the program at once, as a power cut does (kill -9)."""
        self.process.kill()
        self.end()

    # What a person sees.

    @property
    def text(self) -> str:
        """What the screen shows."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def colours(self) -> set[str]:
        """The colours of what is written on the screen."""
        cells = [self._screen.buffer[y][x] for y in range(self._screen.lines) for x in range(self._screen.columns)]
        return {colour for cell in cells for colour in (cell.fg, cell.bg)}

    def see(self, *words: str, deadline: float = DEADLINE) -> str:
        """Wait until the screen shows all these words; give what it shows."""
        self.wait(lambda text: all(word in text for word in words), f"{words}", deadline)
        return self.text

    def lose(self, *words: str, deadline: float = DEADLINE) -> str:
        """Wait until the screen shows none of these words; give what it shows."""
        self.wait(lambda text: not any(word in text for word in words), f"without {words}", deadline)
        return self.text

    def wait(self, seen: Callable[[str], bool], what: str = "", deadline: float = DEADLINE) -> None:
        """Wait until the screen shows what is `seen`."""
        end = time.monotonic() + deadline
        while not seen(self.text):
            left = end - time.monotonic()
            if left <= 0 or not self._read(left):
                raise AssertionError(f"never on the screen: {what}\n{self.text}")

    def read_for(self, seconds: float) -> None:
        """Follow the screen for a while, as somebody does who waits."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and self._read(left):
            pass

    def end(self, deadline: float = DEADLINE) -> int:
        """Wait for the end of the program; give its exit code."""
        end = time.monotonic() + deadline
        while (left := end - time.monotonic()) > 0 and self._read(left):
            pass
        return self.process.wait(max(0.1, end - time.monotonic()))

    def close(self) -> None:
        """Take the terminal away, whatever the program does."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self._open:
            self._open = False
            os.close(self._fd)

    def _read(self, seconds: float) -> bool:
        """Draw what arrives within so many seconds; False once the program has closed the terminal."""
        if not select.select([self._fd], [], [], min(seconds, 0.5))[0]:
            return True
        try:
            data = os.read(self._fd, 65536)
        except OSError:  # the program has gone: Linux says so with an error
            return False
        self.raw += data
        self._stream.feed(data)
        if _ASKED.search(data):
            os.write(self._fd, b"\x1b[?62;c")
        return bool(data)


def _set_size(fd: int, size: tuple[int, int]) -> None:
    columns, rows = size
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
