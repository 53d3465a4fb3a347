"""The synchro slot: where the exchange with the préfecture stands, always in words, in 16 cells at most."""

from dataclasses import dataclass
from typing import Final, Literal, Self

Tone = Literal["normal", "succes", "info", "alerte", "erreur", "discret"]
"""What a colour may underline; the words always say it too."""

WIDTH: Final = 16


@dataclass(frozen=True, slots=True)
class Slot:
    """One state of the synchronisation, as it is shown at the top right."""

    text: str
    tone: Tone = "normal"

    def __post_init__(self) -> None:
        """Hold the text to its 16 cells."""
        if len(self.text) > WIDTH:
            object.__setattr__(self, "text", self.text[: WIDTH - 1] + "…")

    @classmethod
    def erreur(cls) -> Self:
        """Somebody is needed: a refused token, another version, a full disk."""
        return cls("x Voir F12", "erreur")

    @classmethod
    def conflits(cls, count: int) -> Self:
        """Some fields have two values; work can go on."""
        return cls(f"! {count} conflit{'s' * (count > 1)}", "erreur")

    @classmethod
    def envoi(cls, done: int, total: int) -> Self:
        """Changes are leaving."""
        return cls(f"↑ {done}/{total}", "info")

    @classmethod
    def reception(cls, count: int) -> Self:
        """Changes are arriving."""
        return cls(f"↓ {count}", "info")

    @classmethod
    def en_attente(cls, count: int) -> Self:
        """There is a network, and the next try is soon."""
        return cls(f"↑ {count} à envoyer")

    @classmethod
    def hors_ligne(cls, count: int) -> Self:
        """There is no network, which is normal; `count` changes exist on this laptop only."""
        return cls(_avec("○ Hors ligne", count), "discret")

    @classmethod
    def non_relie(cls, count: int) -> Self:
        """No préfecture knows this laptop yet; `count` changes exist on it only."""
        return cls(_avec("○ Non relié", count), "discret")

    @classmethod
    def a_jour(cls, heure: str) -> Self:
        """Everything was exchanged at `heure`."""
        return cls(f"● À jour {heure}", "succes")

    @classmethod
    def lecture_seule(cls) -> Self:
        """Nothing can be written: a second instance, an old schema."""
        return cls("■ Lecture seule", "discret")


def _avec(words: str, count: int) -> str:
    """Give words with a count, whole: without its brackets where there is no room for them."""
    said = f"{words} ({count})" if count else words
    return said if len(said) <= WIDTH else f"{words} {count}"
