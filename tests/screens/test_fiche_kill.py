"""A terminal killed while one types loses at most the last second, seen in a real pty."""

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.store import Store
from tests.storage.laptops import Laptops, a_commune, an_action

PROGRAM = """
import sys
from storage.store import Store
from tests.screens.fiches import Essai

class Direct(Essai):
    def on_mount(self):
        self.call_later(self.ouvrir, "action", sys.argv[2])

with Store.open(sys.argv[1]) as store:
    Direct(store).run()
"""
PATIENCE = 30
"""Seconds for a loaded machine; a draft comes one second after the last key."""


def _until(ready: Callable[[], bool], terminal: int) -> None:
    """Wait for something that happens in the other process, reading what it draws."""
    end = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < end, "it never happened"
        try:
            os.read(terminal, 65536)
        except BlockingIOError:
            os.sched_yield()


@pytest.mark.skipif(sys.platform == "win32", reason="a pty is not to be had on Windows")
def test_kill_9_while_typing_keeps_what_rested_a_second(laptop: Laptops) -> None:
    """The text on the disk is the one typed before the kill; it is offered again."""
    store = laptop("portable")
    a_commune(store)
    record = an_action(store)
    path = laptop.path("portable")
    ours, theirs = pty.openpty()
    os.set_blocking(ours, False)
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"}
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path), record],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=Path(__file__).parents[2],
        env=environment,
    )
    os.close(theirs)
    try:
        shown = b""

        def open_() -> bool:
            nonlocal shown
            try:
                shown += os.read(ours, 65536)
            except BlockingIOError:
                os.sched_yield()
            return "Réhabilitation".encode() in shown

        _until(open_, ours)
        os.write(ours, b" neuves")
        _until(lambda: _texts(path) == ["Réhabilitation des halles neuves"], ours)
        os.write(ours, b"xyz")
    finally:
        os.kill(program.pid, signal.SIGKILL)
        program.wait()
        os.close(ours)
    (text,) = _texts(path)
    assert text.startswith("Réhabilitation des halles neuves")
    assert store.rows.page("action")[0]["titre"] == "Réhabilitation des halles"


def _texts(path: Path) -> list[str]:
    with Store.open(path, read_only=True) as store:
        return [draft.texte for draft in store.drafts.all()]
