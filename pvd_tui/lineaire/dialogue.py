"""One question, one answer: the only way in and out of the linear program."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from screens.plain import clean, clean_lines
from storage.errors import StoreError

Done = TypeVar("Done")


class FinError(Exception):
    """Nobody answers any more: the input is over, or the person asked to leave."""


@dataclass(frozen=True, slots=True)
class Touche:
    """A letter that does something, and what it says."""

    lettre: str
    mots: str


class Dialogue:
    """Says lines and asks for one."""

    def __init__(self, lire: Callable[[str], str], dire: Callable[[str], None]) -> None:
        """Read with `lire` (as `input`, which raises EOFError at the end) and write with `dire`."""
        self._lire, self._dire = lire, dire

    def dire(self, *lines: str) -> None:
        """Say lines; what users wrote cannot give orders to the terminal."""
        for line in lines:
            self._dire(clean_lines(line))

    def demander(self, question: str) -> str:
        """Ask, and give what was typed without the blanks around it."""
        try:
            return self._lire(f"{clean(question)} : ").strip()
        except EOFError as error:
            raise FinError from error

    def choisir(self, question: str, lignes: Sequence[str], touches: Sequence[Touche] = ()) -> int | str:
        """Say numbered lines and letters, and ask until one is meant: its index, its letter, or "" to go back."""
        self.dire(*(f"{number}. {line}" for number, line in enumerate(lignes, 1)))
        letters = {touche.lettre for touche in touches}
        if touches:
            self.dire(" ; ".join(f"{touche.lettre} {touche.mots}" for touche in touches))
        while True:
            typed = self.demander(question)
            if not typed or typed.lower() in letters:
                return typed.lower()
            if typed.isdecimal() and 1 <= int(typed) <= len(lignes):
                return int(typed) - 1
            span = f"un numéro de 1 à {len(lignes)}" if lignes else "une lettre"
            self.dire(f"« {typed} » n'est pas proposé. Tapez {span}, une lettre, ou Entrée pour revenir.")

    def oui(self, question: str) -> bool:
        """Ask for a yes; anything else is no."""
        return self.demander(f"{question} (o pour oui)").casefold() in {"o", "oui"}

    def tenter(self, work: Callable[[], Done]) -> Done | None:
        """Run what writes; what is refused is said, and None comes back."""
        try:
            return work()
        except (StoreError, ValueError) as error:
            self.dire(str(error))
            return None
