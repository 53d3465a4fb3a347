"""The last twelve months as a story: month by month, for whoever takes over."""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.dates import show_date
from pvd_tui.domain.digest import Rubrique, reste
from pvd_tui.domain.montant import show_montant
from pvd_tui.reports.page_html import texte

if TYPE_CHECKING:
    from pvd_tui.domain.digest import Chapitre, Digest, Fait

FICHIER: Final = "douze-derniers-mois.txt"
_MOIS: Final = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)
_ENSEMBLE: Final = 12
"""New records of one month above which they are counted."""


def recit_html(chapitre: "Chapitre | None") -> str:
    """Write the story of one place as a part of its page."""
    if chapitre is None or not chapitre.dit:
        return "<p class=discret>Rien n’a changé.</p>"
    parts = [
        f"<h3>{texte(mois)}</h3>\n<ul>\n" + "\n".join(f"<li>{texte(line)}</li>" for line in lines) + "\n</ul>"
        for mois, lines in recit(chapitre)
    ]
    left = reste(chapitre)
    return "\n".join([*parts, f"<p class=discret>Aussi : {texte(left)}.</p>" if left else ""])


def recit_texte(digest: "Digest") -> str:
    """Write the whole story as plain text."""
    lines = [f"LES DOUZE DERNIERS MOIS, du {show_date(digest.depuis)} au {show_date(digest.au)}"]
    for one in digest.chapitres:
        lines += ["", f"{one.nom}{f' ({one.insee})' if one.insee else ''}"]
        for mois, said in recit(one):
            lines += [f"  {mois}", *(f"    - {line}" for line in said)]
        lines += [f"  Aussi : {left}."] if (left := reste(one)) else []
    return "\n".join([*lines, "" if digest.chapitres else "Rien n’a changé.", ""])


def recit(chapitre: "Chapitre") -> Iterator[tuple[str, list[str]]]:
    """Give what happened in one place, month by month, the oldest first; what was granted is added up."""
    facts = sorted(chapitre.faits, key=lambda one: one.jour)
    for (year, month), group in groupby(facts, key=lambda one: (one.jour.year, one.jour.month)):
        told = list(group)
        granted = sum(one.montant or 0 for one in told)
        head = f"{_MOIS[month - 1].capitalize()} {year}"
        yield f"{head} ({show_montant(granted)} accordés)" if granted > 0 else head, list(_lignes(told))


def _lignes(told: "list[Fait]") -> Iterator[str]:
    new = [one for one in told if one.rubrique is Rubrique.NOUVELLE]
    if len(new) > _ENSEMBLE:
        yield f"{len(new)} fiches nouvelles"
    else:
        yield from (f"nouvelle fiche : {one.fiche}" for one in new)
    yield from (f"{one.fiche} : {one.quoi}" for one in told if one.rubrique is not Rubrique.NOUVELLE)
