"""A page as the text of an e-mail: lines that any program shows, nothing that depends on a font."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from pvd_tui.reports.cellule import lisible
from pvd_tui.reports.ecrit import (
    NUMERO,
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
)

_LARGEUR: Final = 76


def rendre(ecrit: Ecrit) -> bytes:
    """Give the text as a file."""
    return texte(ecrit).encode()


def texte(ecrit: Ecrit) -> str:
    """Give the text, to paste."""
    lines = [ecrit.titre.upper(), *([ecrit.sous_titre] if ecrit.sous_titre else [])]
    for bloc in ecrit.blocs:
        lines += _bloc(bloc)
    return lisible("\n".join(lines).strip()) + "\n"


def _bloc(bloc: Bloc) -> Iterator[str]:  # noqa: C901, PLR0912 - one case a kind of piece
    """Give the lines of one piece."""
    match bloc:
        case Rubrique(said):
            yield from ("", said.upper(), "-" * min(len(said), _LARGEUR))
        case Intertitre(said, detail):
            yield from ("", said, *([detail] if detail else []))
        case Etiquette(said):
            yield f"{said} :"
        case Paragraphe(said):
            yield from (line for part in said.split("\n") for line in _plie(part, "", ""))
        case Puces(lignes):
            for one in lignes:
                yield from _puce(one)
        case Faits(lignes):
            yield ""
            for label, said in lignes:
                yield from _plie(f"{label} : {said}", "", "  ")
        case Grille(titres, _, rangs):
            for rang in rangs:
                yield from _puce(_rang(titres, rang))
        case Barres(titre, lignes):
            yield from ("", f"{titre} :")
            for label, _, said in lignes:
                yield from _puce(f"{label} : {said}")
        case _:  # a signature: an e-mail is not signed by hand
            return


def _rang(titres: Sequence[str], ligne: Sequence[str]) -> str:
    """Say a line of a table in one sentence: what it is about, then the rest with its titles."""
    about = 2 if titres[0] == NUMERO else 1
    said = " ".join(cell for cell in ligne[:about] if cell)
    rest = [(title, cell) for title, cell in zip(titres[about:], ligne[about:], strict=True) if cell not in {"", "—"}]
    if len(titres) == about + 1:
        return f"{said} : {rest[0][1]}" if rest else said
    more = " ; ".join(f"{title.lower()} : {cell}" for title, cell in rest)
    return f"{said} ({more})" if more else said


def _puce(said: str) -> Iterator[str]:
    first, *others = said.split("\n")
    yield from _plie(first, "- ", "  ")
    for one in others:
        yield from _plie(one, "  ", "  ")


def _plie(said: str, first: str, other: str) -> list[str]:
    """Fold a line where mail programs would; what is empty stays a line."""
    return textwrap.wrap(
        said, _LARGEUR, initial_indent=first, subsequent_indent=other, break_long_words=False, break_on_hyphens=False
    ) or [first.rstrip()]
