"""A page of prose as PDF, by typst (extra `pdf`): the layout is `modeles/ecrit.typ`, the texts are data."""

from pathlib import Path
from typing import Final

from pvd_tui.reports.cellule import lisible
from pvd_tui.reports.document_pdf import composer
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

_MISE_EN_PAGE: Final = Path(__file__).with_name("modeles") / "ecrit.typ"


def rendre(ecrit: Ecrit) -> bytes:
    """Lay the page out; raises SortieError where typst is missing or fails."""
    words = {
        "titre": lisible(ecrit.titre),
        "sous_titre": lisible(ecrit.sous_titre),
        "au": ecrit.au,
        "blocs": [_bloc(bloc) for bloc in ecrit.blocs],
    }
    return composer(_MISE_EN_PAGE, words)


def _bloc(bloc: Bloc) -> dict[str, object]:  # noqa: PLR0911 - one case a kind of piece
    """Write one piece as data."""
    match bloc:
        case Rubrique(said) | Etiquette(said):
            return {"genre": type(bloc).__name__.lower(), "texte": lisible(said)}
        case Intertitre(said, detail):
            return {"genre": "intertitre", "texte": lisible(said), "detail": lisible(detail)}
        case Paragraphe(said, discret):
            return {"genre": "paragraphe", "texte": lisible(said), "discret": discret}
        case Puces(lignes, bold):
            return {"genre": "puces", "lignes": [lisible(one) for one in lignes], "gras": bold}
        case Faits(lignes):
            return {"genre": "faits", "lignes": [[lisible(label), lisible(said)] for label, said in lignes]}
        case Grille(titres, largeurs, lignes):
            cells = [[lisible(cell) for cell in one] for one in lignes]
            return {"genre": "grille", "titres": list(titres), "largeurs": list(largeurs), "lignes": cells}
        case Barres(titre, lignes):
            longest = max((worth for _, worth, _ in lignes), default=0) or 1
            bars = [[lisible(label), worth / longest, lisible(said)] for label, worth, said in lignes]
            return {"genre": "barres", "titre": lisible(titre), "lignes": bars}
        case Signature(lignes):
            return {"genre": "signature", "lignes": [lisible(one) for one in lignes]}
