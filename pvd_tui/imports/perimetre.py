"""What a laptop may import: its grant, and the département that was asked for."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from storage import settings

if TYPE_CHECKING:
    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Perimetre:
    """The communes that are offered; what is out of it is left alone, never refused later."""

    departement: str | None = None
    """The one that was asked for."""
    communes: frozenset[str] | None = None
    """Those of a chef's grant; None without one."""
    habilitation: str | None = None
    """The département of a préfecture's grant; None without one."""
    lecture_seule: bool = False
    """Whether the grant writes no fiche at all (région, national)."""

    @classmethod
    def of(cls, store: "Store", departement: str | None) -> Self:
        """Read the grant that the laptop was given, if it was."""
        communes = store.settings.get(settings.COMMUNES)
        enrolled = store.settings.get(settings.SERVEUR) is not None
        prefecture = enrolled and store.role == "prefecture"
        return cls(
            departement=departement.strip().upper() if departement else None,
            communes=frozenset(communes.split(",")) if communes and store.role == "chef" else None,
            habilitation=store.settings.get(settings.DEPARTEMENT) if prefecture else None,
            lecture_seule=store.role in {"region", "national"},
        )

    def why_not(self, insee: str, departement: str) -> str | None:
        """Say why a commune is not offered, or None if it is."""
        if self.departement is not None and departement != self.departement:
            return f"La commune n’est pas dans le département demandé ({self.departement})."
        if self.lecture_seule:
            return "Votre habilitation permet de lire les fiches, pas d’en écrire."
        if self.habilitation is not None and departement != self.habilitation:
            return f"La commune n’est pas dans votre département ({self.habilitation})."
        if self.communes is not None and insee not in self.communes:
            return "La commune n’est pas dans votre habilitation."
        return None

    def why_not_shared(self) -> str | None:
        """Say why what belongs to the whole département is not written, or None if it is."""
        if self.communes is None:
            return None
        return "Cette fiche concerne tout le département : la préfecture l’importe."
