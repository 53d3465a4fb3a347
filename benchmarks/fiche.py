"""Figures of the fiche: `uv run python benchmarks/fiche.py`, and only what it keeps alive with `objets` behind it.

In a real terminal, in the same run as Textual's own `Input`s, as many as the fiche has fields on screen:

`fiche_ouvrir`   from Entrée on an action of the list to the last byte drawn; against a screen of bare `Input`s
`fiche_tab`      Tab from one field to the next; against Tab among them
`fiche_case`     a digit typed in a cell of the plan, all sums counted again; against a digit typed in an `Input`
`fiche_objets`   objects alive after 200 Tabs and 100 opened fiches, half of them on their plan; against before

`ours` and `reference` are medians; the 95th percentiles stand beside them.
"""

import asyncio
import gc
import json
import statistics
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from textual.pilot import Pilot

from benchmarks.demarrage import OURS
from benchmarks.ecran import Timed, environment
from screens.application import Application
from screens.page import Page
from screens.shell import Mode
from storage import settings
from storage.store import Store

if TYPE_CHECKING:
    from screens.fiche import FichePage

ROUNDS: Final = 30
FIELDS: Final = 7
"""The fields of the first rubrique of an action."""
LINES: Final = 10
FICHES: Final = 100
TABS: Final = 200
WARM: Final = 45
"""Fiches opened before anything is counted: Textual keeps something of its last 1024 widgets, whatever they are."""
ENTER: Final = b"\r"
ESCAPE: Final = b"\x1b"
TAB: Final = b"\t"

BARE: Final = f"""
from textual.app import App
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Footer, Input, Static
from screens.driver import quiet_driver

class Fiche(Screen):
    BINDINGS = [("escape", "app.pop_screen", "Retour")]

    def compose(self):
        for number in range({FIELDS}):
            with Horizontal():
                yield Static(f"Champ {{number}}")
                yield Input(f"Valeur {{number}}")
        yield Footer()

class Reference(App):
    BINDINGS = [("enter", "ouvrir", "Ouvrir")]
    CSS = "Horizontal {{ height: 3; }} Static {{ width: 26; }}"

    def get_driver_class(self):
        return quiet_driver(super().get_driver_class())

    def compose(self):
        yield Static("Une liste")
        yield Footer()

    def action_ouvrir(self):
        self.push_screen(Fiche())

Reference().run()
"""
"""A screen of Textual's own fields, with their titles and its footer."""


def sample(folder: Path) -> tuple[Path, str]:
    """Write an action with ten expenses and a plan of ten lines, among a few others; give it."""
    path = folder / "fiche.db"
    with Store.open(path) as store:
        store.settings.put(settings.DEPARTEMENT, "02")
        store.create("commune", {"titre": "Guise", "departement": "02"}, record="02361")
        for number in range(20):
            store.create("action", {"titre": f"Action {number}", "commune": "02361"})
        action = store.create("action", {"titre": "AAA Halle du marché", "commune": "02361", "regime_montant": "HT"})
        plan = store.create("plan_financement", {"action": action, "version": 1, "statut": "Brouillon"})
        for number in range(LINES):
            amount = 100_000_00 + number
            store.create("depense", {"action": action, "nature": "Travaux", "montant_previsionnel": amount})
            line = {"plan_financement": plan, "dispositif": "DETR", "financeur": f"État {number}"}
            store.create("ressource", {**line, "montant_demande": amount})
    return path, action


def presses(program: Timed, key: bytes, back: bytes = b"") -> list[float]:
    """Press a key many times, `back` after each, the first ones not counted."""
    times = []
    for _ in range(ROUNDS + 3):
        times.append(program.key(key))
        if back:
            program.key(back)
    return times[3:]


def ours(env: Mapping[str, str]) -> tuple[list[float], list[float], list[float]]:
    """Open the action, go through its fields, type in its plan."""
    with Timed([sys.executable, "-c", OURS], env) as program:
        program.until(lambda raw: b"Menu" in raw)
        program.settle(quiet=2.0)
        program.key(b"3")
        program.until(lambda raw: b"AAA Halle" in raw)
        program.settle()
        opened = presses(program, ENTER, ESCAPE)
        program.key(ENTER)
        tabs = presses(program, TAB)
        program.key(b"\x07", quiet=0.5)  # Ctrl+G, then the letter of the rubrique
        program.key(b"f", quiet=0.5)
        if b"Financement \xc2\xb7 version" not in program.raw:
            raise RuntimeError("the plan was not reached")
        program.key(b"\x1b[C")
        program.key(b"\x1b[C")
        typed = presses(program, b"1", b"\x7f")
    return opened, tabs, typed


def reference(env: Mapping[str, str]) -> tuple[list[float], list[float], list[float]]:
    """Do the same with bare fields."""
    with Timed([sys.executable, "-c", BARE], env) as program:
        program.until(lambda raw: b"Une liste" in raw)
        program.settle()
        opened = presses(program, ENTER, ESCAPE)
        program.key(ENTER)
        tabs = presses(program, TAB)
        typed = presses(program, b"1", b"\x7f")
    return opened, tabs, typed


class Vide(Page):
    """A page to come back to."""


class Comptee(Application):
    """The program, without a way to the préfecture."""

    def __init__(self, store: Store) -> None:
        """Work on this store."""
        super().__init__(store, (Mode(1, "accueil", "Accueil", Vide),), theme="sombre")

    def changed(self) -> None:
        """Tell nobody."""


async def alive(store: Store, action: str) -> tuple[int, int, int, int]:
    """Count the objects before and after many fiches, then before and after many Tabs in one."""
    program = Comptee(store)
    async with program.run_test(size=(100, 30)) as pilot:
        for number in range(WARM):
            await _visit(pilot, action, number)
        before = _objects()
        for number in range(FICHES):
            await _visit(pilot, action, number)
        after = _objects()
        program.ouvrir("action", action)
        await pilot.pause()
        for _ in range(FIELDS):
            await pilot.press("tab")
        calm = _objects()
        for _ in range(TABS):
            await pilot.press("tab")
        return before, after, calm, _objects()


async def _visit(pilot: Pilot[int], action: str, number: int) -> None:
    """Open the fiche, every other time on its plan, and come back."""
    program = cast("Comptee", pilot.app)
    program.ouvrir("action", action)
    await pilot.pause()
    fiche = cast("FichePage", program.screen)
    if number % 2:
        await fiche.montrer([titre for titre, _ in fiche.rubriques].index("Financement"))
        await pilot.pause()
        await pilot.press("right", "right", "1", "escape")
    await pilot.press("escape")
    await pilot.pause()


def _objects() -> int:
    for _ in range(3):
        gc.collect()
    return len(gc.get_objects())


def report(bench: str, mine: list[float], theirs: list[float]) -> None:
    """Print the medians and the 95th percentiles as a JSON line."""
    one, other = statistics.median(mine), statistics.median(theirs)
    figure = {"bench": bench, "ours": round(one, 1), "reference": round(other, 1), "ratio": round(one / other, 2)}
    p95 = {"ours_p95": round(_p95(mine), 1), "reference_p95": round(_p95(theirs), 1)}
    print(json.dumps(figure | {"unit": "ms"} | p95 | {"fields": FIELDS, "lines": LINES, "presses": ROUNDS}))


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    """Measure ours, then Textual's fields, then count."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        path, action = sample(folder)
        env = environment(folder) | {"PVD_BASE": str(path)}
        if "objets" not in sys.argv:
            mine, theirs = ours(env), reference(env)
            for bench, one, other in zip(("fiche_ouvrir", "fiche_tab", "fiche_case"), mine, theirs, strict=True):
                report(bench, one, other)
        with Store.open(path) as store:
            before, after, calm, tabbed = asyncio.run(alive(store, action))
    print(json.dumps({"bench": "fiche_objets", "ours": after, "reference": before, "fiches": FICHES}))
    print(json.dumps({"bench": "tab_objets", "ours": tabbed, "reference": calm, "tabs": TABS}))


if __name__ == "__main__":
    main()
