"""A process that has imported what `pvd` needs and becomes `pvd` each time it is asked: no cold start for each test.

Run as a script it is that process. What it becomes has its own session, terminal, environment and end, and is
killed as any other; only its imports were made before. Cold starts are tested by those who ask for one.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, Final

READY: Final = (
    "pvd_tui.app",
    "pvd_tui.cli",
    "pvd_tui.commands.demo",
    "pvd_tui.commands.fiches",
    "storage.check",
    "textual.drivers.linux_driver",
)
"""Imported before, and every screen."""


class Forked:
    """A program that runs; the part of `subprocess.Popen` that a terminal needs."""

    def __init__(self, said: int) -> None:
        """Follow what is said of it: its id, then its exit code."""
        self._said = said
        self.returncode: int | None = None
        self.pid = int(self._line())

    def poll(self) -> int | None:
        """Give the exit code of a program that has ended."""
        if self.returncode is None and select.select([self._said], [], [], 0)[0]:
            self.returncode = int(self._line())
            os.close(self._said)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; give the exit code."""
        if self.returncode is None and not select.select([self._said], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired(f"pvd ({self.pid})", timeout or 0)
        code = self.poll()
        assert code is not None
        return code

    def kill(self) -> None:
        """End it at once."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)

    def _line(self) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            byte = os.read(self._said, 1)
            assert byte, "the process that forks has died"
            line += byte
        return line


class Forks:
    """The process that becomes `pvd`."""

    def __init__(self, before: Sequence[str], env: Mapping[str, str]) -> None:
        """Start it, as the user that the words `before` make of it."""
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [*before, sys.executable, "-P", __file__]
        # its own files are like those it will have: not to be sought in
        self._process = subprocess.Popen(
            command,
            env=dict(env),
            stdin=theirs.fileno(),
            stdout=theirs.fileno(),
            stderr=theirs.fileno(),
            start_new_session=True,
        )
        theirs.close()

    def start(self, words: Sequence[str], env: Mapping[str, str], fds: tuple[int, int, int]) -> Forked:
        """Become `pvd` with these words, this environment, and these files as its own."""
        said, says = os.pipe()
        asked = json.dumps({"words": list(words), "env": dict(env)}).encode()
        socket.send_fds(self._channel, [asked], [*fds, says])
        os.close(says)
        return Forked(said)

    def close(self) -> None:
        """End it."""
        self._channel.close()
        self._process.wait(20)


def _serve(channel: socket.socket) -> None:
    for name in (*READY, *(one.name for one in walk_packages(import_module("screens").__path__, "screens."))):
        import_module(name)
    while True:
        asked, fds, _, _ = socket.recv_fds(channel, 65536, 4)
        if not asked:
            return
        if os.fork() == 0:
            channel.close()
            _follow(json.loads(asked), fds)
            return
        for fd in fds:
            os.close(fd)
        with suppress(ChildProcessError):  # all have ended
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _follow(asked: Any, fds: list[int]) -> None:  # noqa: ANN401 - JSON
    """Fork once more; say who runs, and how it ended."""
    *files, says = fds
    pid = os.fork()
    if pid == 0:
        os.close(says)
        _become(asked, files)
        return
    for fd in files:  # a terminal is gone once its program is
        os.close(fd)
    os.write(says, f"{pid}\n".encode())
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.write(says, f"{code}\n".encode())
    os._exit(0)


def _become(asked: Any, files: list[int]) -> None:  # noqa: ANN401 - JSON
    os.setsid()
    for number, fd in enumerate(files):
        os.dup2(fd, number)
    for fd in {*files} - {0, 1, 2}:
        os.close(fd)
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.argv[:] = ["-c", *asked["words"]]
    from pvd_tui.cli import main  # noqa: PLC0415 - imported long ago: not by those who only start this process

    main()


if __name__ == "__main__":
    _serve(socket.socket(fileno=os.dup(0)))
