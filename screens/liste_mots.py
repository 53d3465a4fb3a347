"""The words and signs of a list: how many, in which order, what the filter hides, what the amounts add up to."""

from collections.abc import Sequence
from dataclasses import replace

from screens.lignes import Colonne, entier, somme
from screens.lignes_lues import Lignes
from screens.widgets.colonnes import Column


def titre_compte(titre: str, shown: int, total: int) -> str:
    """Say how many are shown, of how many, and how many the filter hides."""
    if shown == total:
        return f"{titre} ({entier(shown)})"
    return f"{titre} ({entier(shown)} sur {entier(total)} · le filtre en cache {entier(total - shown)})"


def filtre_cache(filtre: str, total: int, change: str) -> str:
    """Say that the filter hides everything, and which key takes it away; `change` recalls the one that changes it."""
    return f"0 sur {entier(total)} : le filtre {filtre} cache tout.\nÉchap l'enlève · {change}."


def bas(marks: int, word: str, touches: str) -> str:
    """Say what can be done with what is marked, with these keys."""
    return f"{entier(marks)} {word} : {touches} · Échap démarquer"


def signe(colonne: Colonne, ordre: Sequence[tuple[str, bool]]) -> Column:
    """Give a column with the sign of its place in the order: « ▲ » first key, « ▲2 » second."""
    place = next((i for i, (champ, _) in enumerate(ordre) if champ == colonne.champ), None)
    if place is None:
        return colonne.column
    sign = f"{'▼' if ordre[place][1] else '▲'}{place + 1 if place else ''}"
    room = colonne.column.width - len(sign) - 1
    titre = colonne.column.title if colonne.column.weight else colonne.column.title[: max(room, 1)].rstrip()
    return replace(colonne.column, title=f"{titre} {sign}")


def montants(lignes: Lignes) -> Sequence[str]:
    """Give the line of totals: the sums of the amounts shown, under their columns."""
    asked = lignes.demande
    if not asked.sommes:
        return ()
    sums = dict(zip(asked.sommes, lignes.total.sommes, strict=True))
    cells = ["", *(somme(sums[c.champ], c.column.width) if c.champ in sums else "" for c in asked.colonnes)]
    first = next((i for i, c in enumerate(asked.colonnes, 1) if c.champ not in sums and not c.column.right), 0)
    wide = max(
        (i for i, c in enumerate(asked.colonnes, 1) if c.champ not in sums),
        key=lambda i: asked.colonnes[i - 1].column.weight,
        default=first,
    )
    cells[wide] = f"Total de {entier(lignes.total.nombre)}"
    return cells
