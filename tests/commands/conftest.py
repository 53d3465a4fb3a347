"""`pvd` as a person or a script runs it, without a process of its own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pvd_tui.cli import pvd, refusals
from pvd_tui.console import run


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def last(self) -> str:
        """The last line of what was printed."""
        return self.out.strip().splitlines()[-1]

    @property
    def json(self) -> Any:  # noqa: ANN401 - any JSON
        """What was printed, read as JSON."""
        return json.loads(self.out)


Pvd = Callable[..., Said]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Give the path of a store that does not exist yet."""
    return tmp_path / "pvd.db"


@pytest.fixture
def cli(base: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Pvd:
    """Run `pvd` on that store."""
    monkeypatch.setenv("PVD_BASE", str(base))
    monkeypatch.setenv("XDG_STATE_HOME", str(base.parent))

    def call(*words: str) -> Said:
        capsys.readouterr()
        code = run(pvd, refusals, list(words))
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return call
