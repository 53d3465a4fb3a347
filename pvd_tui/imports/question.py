"""What only a person can answer before a line is imported."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Question:
    """One question, for all the lines that raise it; nothing is imported of them without an answer."""

    cle: str
    """How an answer names it: `zeros=oui`."""
    texte: str
    choix: tuple[tuple[str, str], ...]
    """Each answer, and how it reads."""
    lignes: list[int] = field(default_factory=list)
    exemples: list[str] = field(default_factory=list)

    def accepte(self, reponse: str) -> bool:
        """Say whether this is one of the answers."""
        return any(reponse == valeur for valeur, _ in self.choix)
