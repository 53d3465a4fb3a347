"""The program in its terminal."""

import sys
from pathlib import Path

import pytest

from pvd_tui.app import Pvd
from storage.settings import DEMONSTRATION
from storage.store import Store
from tests.storage.laptops import a_commune, an_action


class _Terminal:
    """A terminal whose window may be closed without a word."""

    there = True

    def isatty(self) -> bool:
        """Say whether it is there."""
        return self.there


async def test_a_terminal_that_went_away_ends_the_program_and_keeps_what_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is there nothing happens; once gone, the program ends, and the word being typed is a draft."""
    store = Store.open(tmp_path / "pvd.db")
    a_commune(store)
    record = an_action(store)
    store.settings.put(DEMONSTRATION, "1")
    terminal = _Terminal()
    app = Pvd(store)
    async with app.run_test() as pilot:
        monkeypatch.setattr(sys, "stdin", terminal)
        app.ouvrir("action", record)
        await pilot.pause()
        await pilot.pause()
        await pilot.press("x")
        app._leave_if_gone()
        assert app.is_running
        assert not store.drafts.all()
        terminal.there = False
        ends: list[bool] = []
        monkeypatch.setattr("pvd_tui.app._end_anyway", lambda: ends.append(True))
        app._leave_if_gone()
        assert app._exit
        assert ends, "Textual may wait for ever for a terminal that is gone"
    assert [draft.champ for draft in store.drafts.all()] == ["titre"]
    store.close()
