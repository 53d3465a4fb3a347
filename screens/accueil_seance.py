"""Accueil's first line, after a battery died in the middle of a séance: « interrompue à 10:04 — Entrée reprendre »."""

from datetime import datetime
from typing import TYPE_CHECKING, cast

from screens.widgets.colonnes import Column
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage.seance_ouverte import SeanceOuverte, interruption, seance_du_jour, seance_ouverte

if TYPE_CHECKING:
    from datetime import date

    from screens.application import Application
    from screens.shell import Shell
    from storage.store import Store


class SeanceInterrompue(Table):
    """One line, hidden while no séance is open; `Table.Opened` tells « direct », then which one."""

    def __init__(self) -> None:
        """Wait to be read."""
        super().__init__((Column("", 20, 1),), header=False, markable=False, id="seance-interrompue")
        self.display = False

    def relire(self, store: "Store", today: "date") -> bool:
        """Look whether a séance is open; say so, and whether there is one."""
        found = seance_ouverte(store, today)
        if found is None and self.has_focus:
            self.screen.focus_next()
        self.display = found is not None
        if found is not None:
            said = self._phrase(found, store.today().astimezone())
            self.show(ListSource([Row(f"direct {found.record}", (f"{said} — Entrée reprendre",), "alerte")]))
        return self.display

    def _phrase(self, found: SeanceOuverte, now: datetime) -> str:
        shown = any(getattr(page, "record", None) == found.record for page in _directs(cast("Shell", self.app)))
        return f"{found.nom} en direct depuis {found.ouverte_a}" if shown else interruption(found, now)


def _directs(shell: "Shell") -> list[object]:
    """Give the live pages that are open, in any mode."""
    return [page for page in shell.pages() if type(page).__name__ == "EnDirectPage"]


def reprendre(app: "Application", record: str) -> None:
    """Go on with a séance: its page where it is open, else a new one."""
    from screens.en_direct import EnDirectPage  # noqa: PLC0415 - pydantic, only when a séance is held

    for mode in app.modes:
        stack = app._screen_stacks.get(mode.id, [])  # noqa: SLF001 - Textual's own map of the modes
        if any(isinstance(page, EnDirectPage) and page.record == record for page in stack):
            app.go(mode.id)
            return
    if any(mode.id == "clubs" for mode in app.modes):
        app.go("clubs")
    app.push_screen(EnDirectPage(record))


def tenir(app: "Application") -> None:
    """Hold the séance that is open, else that of the day; without one, list the clubs."""
    record = seance_du_jour(app.store, app.store.today().astimezone().date())
    if record is not None:
        reprendre(app, record)
        return
    app.go("clubs")
    app.call_after_refresh(app.say, "Aucune séance aujourd'hui : choisissez-en une, E la tient en direct.", "info")
