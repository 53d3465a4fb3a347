"""One or several fiches about to become a document: their words, its title and its day."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pvd_tui.domain.dates import show_date
from pvd_tui.domain.texte import counted
from pvd_tui.reports.cellule import lisible
from pvd_tui.reports.fiche_mots import Mots, dire

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pvd_tui.reports.fiche_action import FicheAction


@dataclass(frozen=True, slots=True)
class Document:
    """What every renderer lays out."""

    titre: str
    sous_titre: str
    au: str
    fiches: tuple[Mots, ...]

    @property
    def plusieurs(self) -> bool:
        """Whether it is an annexe: a list first, then a fiche a page."""
        return len(self.fiches) > 1

    def mots(self) -> dict[str, object]:
        """Give everything a template may name."""
        head = {"titre": self.titre, "sous_titre": self.sous_titre, "au": self.au, "plusieurs": self.plusieurs}
        return {"document": head, "fiches": list(self.fiches), "fiche": self.fiches[0]}


def une_fiche(fiche: "FicheAction") -> Document:
    """Make the document of one fiche."""
    mots = dire(fiche)
    return Document(f"{mots['communes']} – Petites villes de demain", "", show_date(fiche.au), (mots,))


def annexe(titre: str, fiches: "Sequence[FicheAction]", au: "date") -> Document:
    """Make one document of several fiches, as an avenant takes them."""
    count = counted(len(fiches), "fiche")
    ordered = sorted(fiches, key=lambda fiche: (_naturel(fiche.action.code), fiche.action.titre or ""))
    return Document(
        lisible(titre),
        f"{count} action, état des données au {show_date(au)}",
        show_date(au),
        tuple(dire(fiche) for fiche in ordered),
    )


def _naturel(code: str | None) -> list[tuple[bool, int, str]]:
    """Order codes as people do: 2.10 after 2.9, those without a code last."""
    parts = re.findall(r"\d+|\D+", code or "")
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts] or [(True, 0, "\uffff")]
