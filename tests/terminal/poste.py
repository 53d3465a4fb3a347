"""A laptop for the terminal tests: its own home, its own store, and the real `pvd` program."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tests.terminal.forked import Forks
    from tests.terminal.terminal import Terminal

_ROOT: Final = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("setpriv") is not None
_CAPABILITIES: Final = "-dac_override,-dac_read_search"
AS_A_USER: Final = ("setpriv", f"--bounding-set={_CAPABILITIES}", f"--inh-caps={_CAPABILITIES}") if _ROOT else ()
"""File rights mean something, even where the tests run as root."""

PROGRAM: Final = (*AS_A_USER, sys.executable, "-c", "from pvd_tui.cli import main; main()")
"""What the console script `pvd` does, with this very interpreter."""

FOOT: Final = "F10 Menu"
"""The end of the footer: once it is there the page is drawn."""

_KEPT: Final = ("PATH", "SYSTEMROOT", "TMPDIR", "COVERAGE_PROCESS_START")


class Poste:
    """A home folder, and what runs in it."""

    def __init__(self, home: Path, forks: "Forks") -> None:
        """Live in `home`."""
        self.home = home
        self._forks = forks
        self.base = home / "pvd.db"
        self.demo = home / "data" / "pvd-tui" / "demonstration-chef.db"
        self._terminals: list[Terminal] = []

    @property
    def env(self) -> dict[str, str]:
        """The environment of its programs."""
        return environment(self.home)

    def open(self, *args: str, size: tuple[int, int] = (100, 30), is_cold: bool = False, **env: str) -> "Terminal":
        """Run `pvd` in a terminal; with a cold start where its imports, or their environment, are what is tested."""
        from tests.terminal.terminal import Terminal  # noqa: PLC0415 - there is no pseudo-terminal on Windows

        if is_cold or env:
            terminal = Terminal([*PROGRAM, *args], self.env | env, size)
        else:
            terminal = Terminal(args, self.env, size, self._forks.start)
        self._terminals.append(terminal)
        return terminal

    def read(self, *args: str, base: Path | None = None) -> Any:  # noqa: ANN401 - whatever JSON says
        """Run a reading sub-command; give what it says."""
        chosen = ["--base", str(base)] if base else []
        with Path(os.devnull).open("rb") as nothing, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            files = (nothing.fileno(), out.fileno(), err.fileno())
            code = self._forks.start([*chosen, *args, "--json"], self.env, files).wait(60)
            for file in (out, err):
                file.seek(0)
            assert code == 0, err.read().decode()
            return json.load(out)

    def close(self) -> None:
        """Take its terminals away."""
        for terminal in self._terminals:
            terminal.close()


def environment(home: Path) -> dict[str, str]:
    """Give the environment of the programs of a home: nothing of the user who runs the tests."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    folders = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("DATA", "STATE", "CONFIG", "CACHE")}
    own = {"HOME": str(home), "PVD_BASE": str(home / "pvd.db"), "PVD_JETON_FICHIER": "1"}
    return kept | folders | own | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}


def no_traceback(terminal: "Terminal", words: Sequence[bytes] = (b"Traceback", b"Error:", b"inattendue")) -> None:
    """Fail if anything but French sentences reached the terminal."""
    for word in words:
        assert word not in terminal.raw, terminal.text
