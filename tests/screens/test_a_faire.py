"""The list « à faire »: what is done, put off or hidden goes, and comes back with one key."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from screens.a_faire import AFairePage
from screens.widgets.invite import Invite
from screens.widgets.table import Table
from tests.screens import aisne
from tests.screens.aisne import Programme, coller

Shown = Callable[[App[Any]], str]


async def _open(pilot: Pilot[Any]) -> Table:
    await pilot.app.push_screen(AFairePage())
    return await _settled(pilot)


async def _settled(pilot: Pilot[Any]) -> Table:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    return pilot.app.screen.query_one("#taches", Table)


async def test_a_line_is_done_put_off_or_hidden_and_comes_back(ecran: Shown) -> None:
    """Espace, r, h take it off; v shows what was taken off; u brings back the last one."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        table = await _open(pilot)
        count = table.count
        assert count >= 3
        await pilot.press("h")
        assert (await _settled(pilot)).count == count - 1
        await pilot.press("r")
        await pilot.press("ctrl+a", "delete")
        await coller(pilot, "hier")
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.query_one("#reporter", Invite).display
        await pilot.press("ctrl+a", "delete")
        await coller(pilot, "+2s")
        await pilot.press("enter")
        assert (await _settled(pilot)).count == count - 2
        await pilot.press("v")
        assert (await _settled(pilot)).count == 2
        assert "reporté au 06/12/2026" in ecran(app)
        await pilot.press("v", "u")
        assert (await _settled(pilot)).count == count - 1


async def test_the_follow_up_of_a_club_is_done_for_everybody() -> None:
    """Espace on it is a change of the record, which u takes back too."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        table = await _open(pilot)
        page = app.screen
        assert isinstance(page, AFairePage)
        table.cursor = next(i for i, line in enumerate(page.lines) if line.table == "suite")
        await pilot.press("space")
        await _settled(pilot)
        assert store.rows.page("suite", columns=("statut",))[0]["statut"] == "Faite"
        await pilot.press("u")
        await _settled(pilot)
        assert store.rows.page("suite", columns=("statut",))[0]["statut"] is None


async def test_the_calendar_holds_each_line_that_has_a_day(tmp_path: Path) -> None:
    """One event each, with a name that stays, so that a second import moves it instead of doubling it."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        await _open(pilot)
        page = app.screen
        assert isinstance(page, AFairePage)
        dated = [line for line in page.lines if line.jour]
        await pilot.press("f8")
        await pilot.press("ctrl+a", "delete")
        await coller(pilot, str(tmp_path / "a-faire.ics"))
        await pilot.press("enter")
        await pilot.pause()
        from icalendar import Calendar  # noqa: PLC0415 - heavy, for this test only

        calendar = Calendar.from_ical((tmp_path / "a-faire.ics").read_bytes())
        events = calendar.walk("VEVENT")
        assert {event.decoded("DTSTART") for event in events} == {line.jour for line in dated}
        assert len({str(event.get("UID")) for event in events}) == len(dated)


async def test_an_error_behind_the_screen_is_written_down_and_said(
    ecran: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page stays, a sentence says so, and the support finds the detail."""

    def broken(*_: object, **__: object) -> list[object]:
        raise ZeroDivisionError

    app = Programme(aisne.aisne())
    app.journal = tmp_path / "pvd.log"
    async with app.run_test(size=(100, 30)) as pilot:
        await _open(pilot)
        monkeypatch.setattr("storage.a_faire.ListeAFaire.lines", broken)
        await pilot.press("v")
        await _settled(pilot)
        assert "Une lecture a échoué ; rien n'est perdu" in ecran(app)
        assert "ZeroDivisionError" in (tmp_path / "pvd.log").read_text(encoding="utf-8")
