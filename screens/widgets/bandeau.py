"""The two lines at the top of each page: the modes and the synchro slot, then where one is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final, get_args

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from screens.plain import clean, fit
from screens.slot import Slot, Tone

DEMONSTRATION: Final = "DÉMONSTRATION — rien n'est envoyé"


@dataclass(frozen=True, slots=True)
class Tab:
    """One mode in the top line: its number is final."""

    number: int
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Entete:
    """All that the top of a page says."""

    tabs: Sequence[Tab] = ()
    current: str = ""
    slot: Slot = field(default_factory=lambda: Slot(""))
    fil: Sequence[str] = ()
    demo: bool = False


class Bandeau(Widget):
    """Top of the page; redrawn only when what it says changed."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"bandeau--{tone}" for tone in get_args(Tone)}

    def __init__(self) -> None:
        """Say nothing yet."""
        super().__init__(id="bandeau")
        self.entete = Entete()

    def show(self, entete: Entete) -> None:
        """Say this."""
        if entete != self.entete:
            self.entete = entete
            self.refresh()

    def render(self) -> Content:
        """Draw both lines at the present width."""
        width = self.size.width
        return Content("\n").join((self._modes(width), self._fil(width)))

    async def on_click(self, event: events.Click) -> None:
        """Open Synchro from its slot (an `@click` style would lose the colour of the slot)."""
        if event.y == 0 and event.x >= self.size.width - cell_len(self.entete.slot.text) - 1:
            await self.run_action("app.mode_id('synchro')")

    def _modes(self, width: int) -> Content:
        """Draw the modes, all if they fit, else the current one and how to reach the others."""
        slot = self.entete.slot
        room = width - cell_len(slot.text) - 2
        tabs = self._tabs("  ")
        if tabs.cell_length > room:
            tabs = self._tabs(" ")
        for tabs_of in (self._tight, self._bare, self._short):
            if tabs.cell_length > room:
                tabs = tabs_of()
        gap = " " * max(1, width - tabs.cell_length - cell_len(slot.text) - 1)
        return Content.assemble(tabs, gap, (slot.text, self._style(slot.tone)))

    def _tabs(self, gap: str) -> Content:
        """Draw every mode, the current one in brackets."""
        parts: list[Content | tuple[str, Style]] = [(" PVD", Style(bold=True)), (" │", Style())]
        for tab in self.entete.tabs:
            click = Style.from_meta({"@click": f"app.mode_id('{tab.id}')"})
            on = tab.id == self.entete.current
            text = f"[{tab.number} {tab.label}]" if on else f" {tab.number} {tab.label} "
            parts.append((text, click + Style(bold=True) if on else click))
            parts.append((gap[1:], Style()))
        return Content.assemble(*parts)

    def _tight(self) -> Content:
        """Draw every mode, one blank between two."""
        return Content.assemble((" PVD", Style(bold=True)), (" │", Style()), self._bare())

    def _bare(self) -> Content:
        """Draw every mode, one blank between two, and nothing before them."""
        parts: list[tuple[str, Style]] = []
        bracket = ""
        for tab in self.entete.tabs:
            on = tab.id == self.entete.current
            click = Style.from_meta({"@click": f"app.mode_id('{tab.id}')"})
            parts.append((bracket or ("[" if on else " "), Style(bold=bool(bracket) or on)))
            parts.append((f"{tab.number} {tab.label}", click + Style(bold=True) if on else click))
            bracket = "]" if on else ""
        parts.append((bracket, Style(bold=True)))
        return Content.assemble(*parts)

    def _short(self) -> Content:
        """Draw the current mode and the key that leads to the others."""
        label = next((tab.label for tab in self.entete.tabs if tab.id == self.entete.current), "")
        click = Style.from_meta({"@click": "app.aller"})
        return Content.assemble((" PVD", Style(bold=True)), " │ ", (f"{label} ▼ F2", Style(bold=True) + click))

    def _fil(self, width: int) -> Content:
        """Draw where one is, and the demonstration's warning."""
        banner = f"{DEMONSTRATION} " if self.entete.demo else ""
        steps = " › ".join(clean(step) for step in self.entete.fil)
        where = fit(f" {steps}", max(0, width - cell_len(banner)))
        return Content.assemble((where, self._style("discret")), (banner, self._style("alerte")))

    def _style(self, tone: Tone) -> Style:
        """Give the theme's style of a tone."""
        return self.get_visual_style(f"bandeau--{tone}", partial=True)
