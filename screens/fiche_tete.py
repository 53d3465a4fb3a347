"""The top of a fiche: what it is, where it stands, who sees it."""

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from screens.fiche_mots import heure, quand
from screens.gestes_demande import avis as avis_de_la_demande
from screens.plain import clean, fit
from screens.slot import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pvd_tui.domain.champ import Champ as Descripteur
    from screens.fiche_saisie import Saisie
    from storage.drafts import Draft

_SHORTEST: Final = 30
"""Cells that the left side keeps before the right side is left out."""


class Tete(Widget):
    """Two lines: the title and the state, then « Visible par : … » and the commune."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        """Say nothing yet."""
        super().__init__(id="fiche-tete")
        self._said: tuple[str, str, Tone, str, str] = ("", "", "normal", "", "")

    def dire(self, titre: str, etat: str, ton: Tone, visible: str, lieu: str) -> None:
        """Say this."""
        said = (titre, etat, ton, visible, lieu)
        if said != self._said:
            self._said = said
            self.refresh()

    def render(self) -> Content:
        """Draw both lines; the state and the commune are at the right."""
        titre, etat, ton, visible, lieu = self._said
        colour = {"succes": "$success", "alerte": "$warning", "erreur": "$error"}.get(ton, "$discret")
        return Content("\n").join(
            (self._line(titre, "bold", etat, colour), self._line(f"Visible par : {visible}", "$discret", lieu, "bold"))
        )

    def _line(self, left: str, left_style: str, right: str, right_style: str) -> Content:
        right = clean(right)
        room = self.size.width - cell_len(right) - 3
        if room < min(cell_len(left), _SHORTEST):
            right, room = "", self.size.width - 2
        return Content.assemble(" ", (fit(left, max(1, room)), left_style), " ", (right, right_style))


def etat_de(saisie: "Saisie", enregistre_a: str, lignes: "Sequence[Draft]" = ()) -> "tuple[str, Tone]":
    """Say where the record and its lines stand; « Enregistré » only when all is on the disk."""
    drafts = [*saisie.brouillons.values(), *lignes]
    prefix = "archivée · " if saisie.archivee else ""
    if drafts:
        return f"{prefix}Brouillon gardé à {heure(max(d.at for d in drafts))}", "alerte"
    if saisie.nouveau:
        return "Rien n'est encore enregistré", "normal"
    return f"{prefix}Enregistré{enregistre_a}", "succes"


def avis_de(
    saisie: "Saisie", lecture: str, decrire: "Callable[[str], Descripteur]", ligne: "tuple[str, Draft] | None" = None
) -> str:
    """Say what must be known before typing: a record taken up again, or that cannot be written."""
    if saisie.inconnue:
        return "Cette fiche n'est pas (ou plus) sur cet ordinateur. Échap revient."
    draft = saisie.reprise
    if draft is not None and not lecture:
        titre = decrire(draft.champ).titre
        return f"Vous en étiez à « {titre} » le {quand(draft.at)} — curseur replacé. F9 : comparer, abandonner"
    if ligne is not None and not lecture:
        titre, draft = ligne
        return f"Vous en étiez à « {titre} » le {quand(draft.at)} — curseur replacé. F9 : abandonner les saisies"
    return lecture or avis_de_la_demande(saisie)
