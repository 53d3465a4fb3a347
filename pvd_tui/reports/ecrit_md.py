"""A page of prose as Markdown: what a text editor shows as it is, and what other tools lay out."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pvd_tui.reports.cellule import lisible
from pvd_tui.reports.ecrit import (
    Barres,
    Bloc,
    Ecrit,
    Etiquette,
    Faits,
    Grille,
    Intertitre,
    Paragraphe,
    Puces,
    Rubrique,
    Signature,
)

_SIGNES: Final = re.compile(r"([\\`*_\[\]<>|])")
_DEBUT: Final = re.compile(r"^(\s*)([#+-]|\d+[.)])(?=\s)")
_TRAIT: Final = 30
"""The longest bar of a chart, in characters."""


def rendre(ecrit: Ecrit) -> bytes:
    """Give the page as a file."""
    return texte(ecrit).encode()


def texte(ecrit: Ecrit) -> str:
    """Give the page as text; what people typed is text, never marks."""
    parts = [f"# {_dit(ecrit.titre)}", *([f"*{_dit(ecrit.sous_titre)}*"] if ecrit.sous_titre else [])]
    for bloc in ecrit.blocs:
        parts += _bloc(bloc)
    parts.append(f"*État des données au {_dit(ecrit.au)}.*")
    return "\n\n".join(part for part in parts if part) + "\n"


def _bloc(bloc: Bloc) -> Iterator[str]:
    """Give the paragraphs of one piece."""
    match bloc:
        case Rubrique(said):
            yield f"## {_dit(said)}"
        case Intertitre(said, detail):
            yield f"### {_dit(said)}"
            yield f"*{_dit(detail)}*" if detail else ""
        case Etiquette(said):
            yield f"**{_dit(said)}**"
        case Paragraphe(said):
            yield from (_dit(line) for line in said.split("\n") if line.strip())
        case Puces(lignes):
            yield "\n".join(f"- {_dit(one)}" for one in lignes)
        case Faits(lignes):
            yield _table(("", ""), lignes)
        case Grille(titres, _, lignes):
            yield _table(titres, lignes)
        case Barres(titre):
            yield f"**{_dit(titre)}**"
            yield _table(("", "", ""), bloc.traits(_TRAIT))
        case Signature(lignes):
            yield "  \n".join(_dit(line) for line in lignes)


def _table(titres: Sequence[str], lignes: Sequence[Sequence[str]]) -> str:
    head = (_rang(titres), f"|{' --- |' * len(titres)}")
    return "\n".join((*head, *map(_rang, lignes)))


def _rang(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_case, cells))} |"


def _case(said: str) -> str:
    return "<br>".join(_dit(line) for line in said.split("\n"))


def _dit(said: str) -> str:
    """Write text so that nothing in it is a mark of Markdown, on one line."""
    line = _SIGNES.sub(r"\\\1", lisible(said).replace("\n", " "))
    return _DEBUT.sub(r"\1\\\2", line)
