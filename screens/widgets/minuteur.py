"""One line that says where a séance is: the point, its time, when it will end. Redrawn alone, once a second."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from pvd_tui.domain.deroule import Point, compteur, fin_prevue, minutes, part
from screens.plain import clean, fit

if TYPE_CHECKING:
    from textual.style import Style

_BARRE: Final = 12
_NOM: Final = 24
_COURT: Final = 14


class Minuteur(Widget, can_focus=False):
    """The line; `regler` says what to count, `maintenant` is the clock."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"minuteur--courant", "minuteur--depasse", "minuteur--discret"}

    def __init__(self, maintenant: Callable[[], datetime], *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        """Count with this clock."""
        super().__init__(id=id)
        self._maintenant = maintenant
        self.points: Sequence[Point] = ()
        self.courant: str | None = None
        self.ouverte: datetime | None = None
        self.phrase = ""
        """Said in place of the time: the séance is not open yet, or closed."""

    def regler(
        self,
        points: Sequence[Point],
        courant: str | None,
        ouverte: datetime | None,
        phrase: str = "",
    ) -> None:
        """Count from these stamps."""
        self.points, self.courant, self.ouverte, self.phrase = points, courant, ouverte, phrase
        self.refresh()

    def render(self) -> Content:
        """Draw the line at the present width."""
        width = self.size.width
        if self.phrase:
            return Content(fit(f" {self.phrase}", width))
        now = self._maintenant()
        right = self._droite(now, width)
        room = width - cell_len(right) - 1
        left = self._gauche(now, room)
        gap = " " * max(1, width - left.cell_length - cell_len(right))
        return Content.assemble(left, gap, (right, self.get_visual_style("minuteur--discret", partial=True)))

    def _droite(self, now: datetime, width: int) -> str:
        """Say when it will end, and for how long it has been going on."""
        end = fin_prevue(self.points, now)
        spent = minutes(now - self.ouverte) if self.ouverte else ""
        parts = [f"fin prévue {end:%H:%M}" if end else "", f"en direct {spent}" if width >= 100 else spent]  # noqa: PLR2004 - room for the words
        return " · ".join(part for part in parts if part) + " "

    def _gauche(self, now: datetime, room: int) -> Content:
        """Say the points, all of them if they fit, else the present one."""
        every = self._tous(now)
        if every.cell_length <= room:
            return every
        there = next((i for i, point in enumerate(self.points) if point.id == self.courant), None)
        if there is None:
            done = sum(point.fin is not None for point in self.points)
            said = f" OdJ {done}/{len(self.points)} · F2 {'point suivant' if done else 'premier point'}"
            return Content(fit(said if self.points else " Pas d'ordre du jour", room).rstrip())
        head = f" OdJ {there + 1}/{len(self.points)} "
        counted = self._compteur(self.points[there], now)
        name = max(4, room - cell_len(head) - counted.cell_length - 1)
        titre = fit(self.points[there].titre, min(name, cell_len(clean(self.points[there].titre))))
        style = self.get_visual_style("minuteur--courant", partial=True)
        return Content.assemble(head, (f"{titre} ", style), counted)

    def _tous(self, now: datetime) -> Content:
        """Draw every point, those that are done with a tick."""
        style = self.get_visual_style("minuteur--courant", partial=True)
        parts: list[str | Content | tuple[str, str | Style]] = []
        for rang, point in enumerate(self.points, 1):
            short = point.id != self.courant
            titre = clean(point.titre)
            name = fit(titre, min(cell_len(titre), _COURT if short else _NOM))
            if short:
                parts.append(Content(f" {rang} {name} {'√ ' if point.fin else ' '}"))
            else:
                parts.append(Content.assemble((f" {rang} {name} ", style), self._compteur(point, now), " "))
        return Content.assemble(*parts) if parts else Content(" Pas d'ordre du jour")

    def _compteur(self, point: Point, now: datetime) -> Content:
        """Draw the time of a point: spent, planned, a bar; in words where it is over, or stopped."""
        said = compteur(point, now)
        if point.suspendu is not None:
            return Content(f"{said} suspendu {minutes(now - point.suspendu)}")
        if point.depassement(now) >= timedelta(seconds=1):
            return Content.styled(said, self.get_visual_style("minuteur--depasse", partial=True))
        if point.prevu is None:
            return Content(said)
        full = round(_BARRE * part(point, now))
        return Content(f"{said} {'█' * full}{'░' * (_BARRE - full)}")
