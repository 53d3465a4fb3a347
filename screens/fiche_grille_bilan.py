"""What a plan de financement comes to, in words and in one bar: who pays, and the part of the maître d'ouvrage."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.financeur import Caractere
from pvd_tui.domain.montant import show_montant
from pvd_tui.domain.part_maitre_ouvrage import counted, is_soumis, parts, taux_minimal
from pvd_tui.domain.plan_financement import PlanFinancement
from pvd_tui.domain.ressource import Ressource
from screens.fiche_rang import Note

if TYPE_CHECKING:
    from pvd_tui.domain.action import Action

_BARRE: Final = 60
"""The most cells of the bar."""
_LARGE: Final = 90
"""Cells from which the legend has room for amounts."""


def part(plan: PlanFinancement, action: "Action", ressources: Sequence[Ressource]) -> list[Note]:
    """Say the part of the maître d'ouvrage."""
    sums = parts(ressources)
    if sums is None or sums.taux_maitre_ouvrage is None:
        return (
            [Note("Part du maître d'ouvrage : non évaluable, un montant est à préciser.", "discret")]
            if ressources
            else []
        )
    if is_soumis(action.commune) is False:
        return []
    least = taux_minimal(plan)
    enough = sums.is_enough(least)
    words = f"Part du maître d'ouvrage : {sums.taux_dit} du financement public (minimum {least} %)"
    return [Note(f"{'√' if enough else '!'} {words}.", "succes" if enough else "alerte")]


def barre(largeur: int, cout: int | None, ressources: Sequence[Ressource]) -> list[Note]:
    """Draw who pays on one line, and its legend."""
    held = dict.fromkeys(map(str, Caractere), 0)
    for line in counted(ressources):
        if line.caractere_retenu is not None:
            held[str(line.caractere_retenu)] += line.montant_retenu or 0
    amounts = [*held.values(), max(0, (cout or 0) - sum(held.values()))]
    whole = sum(amounts)
    if not whole:
        return []
    width = max(10, min(_BARRE, largeur - 2))
    glyphs, names = "█▓▒░", ("public", "privé", "maître d'ouvrage", "à trouver")
    cells = _partager(amounts, width)
    legend = []
    for place, (glyph, name, amount) in enumerate(zip(glyphs, names, amounts, strict=True)):
        said = "" if largeur < _LARGE and place < len(held) else f" {show_montant(amount)}"
        legend += [f"{glyph} {name}{said} {pourcent(amount, whole)}"] if amount else []
    bar = "".join(glyph * count for glyph, count in zip(glyphs, cells, strict=True))
    return [Note(bar), Note("  ".join(legend))]


def _partager(amounts: Sequence[int], width: int) -> list[int]:
    """Share the cells of a bar; what is not nothing has one at least."""
    whole = sum(amounts)
    cells = [max(1, round(width * amount / whole)) if amount else 0 for amount in amounts]
    while sum(cells) != width:
        widest = cells.index(max(cells))
        cells[widest] += 1 if sum(cells) < width else -1
    return cells


def pourcent(amount: int | None, whole: int | None) -> str:
    """Write a rate with one decimal, without it where it is nought."""
    if amount is None or not whole:
        return ""
    return f"{100 * amount / whole:.1f}".replace(".", ",").removesuffix(",0") + "\u202f%"
