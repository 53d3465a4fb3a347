"""What a spreadsheet may bring is shown to the letter on every page, and ends none."""

from collections.abc import Callable
from typing import Any

from textual.app import App

from pvd_tui.changes.edit import Edit
from tests.screens import aisne
from tests.screens.aisne import Programme

Shown = Callable[[App[Any]], str]


async def test_hostile_records_are_shown_everywhere(ecran: Shown, hostile: str) -> None:
    """Markup, escape codes and values that are none of their kind: no page ends, nothing is read as an order."""
    store = aisne.aisne()
    halle = aisne.action(store, "Halle")
    bad = {"titre": hostile, "echeance": "2026-01-99", "cout_previsionnel": "cher", "phase": "[b]", "commune": "99999"}
    store.save([Edit("action", halle, bad)])
    (club,) = store.rows.page("seance_club", {"etat": "Tenue"}, columns=("titre",))
    store.save([Edit("seance_club", str(club["id"]), {"titre": hostile, "date": "2026-13-45", "heure_debut": "[/]"})])
    store.save([Edit("commune", "02361", {"titre": hostile, "population": "beaucoup"})])
    app = Programme(store)
    async with app.run_test(size=(150, 40)) as pilot:
        for keys in (("1",), ("2",), ("3", "end", "home"), ("4", "end", "enter"), ("f3", "h", "t", "down")):
            await pilot.press(*keys)
            await pilot.pause()
            assert "\x1b" not in ecran(app)
        assert "[HT] [/] [b]x[/b]" in ecran(app)
    assert app.return_code in {0, None}
