"""One command of the palette."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One command: « groupe : titre », and the key that does it directly."""

    groupe: str
    titre: str
    run: Callable[[], object]
    key: str = ""

    @property
    def label(self) -> str:
        """The line shown and searched."""
        return f"{self.groupe} : {self.titre}"
