"""The formats of files, by name: which write tables, which write fiches; each is imported when it is chosen."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pvd_tui.reports.fichier import SortieError

if TYPE_CHECKING:
    from pvd_tui.reports.document import Document
    from pvd_tui.reports.tableau import Tableau

TABLEURS: Final = {"xlsx": "Excel", "ods": "LibreOffice", "csv": "texte, pour un autre logiciel"}
"""Formats of a table, and what opens them."""
DOCUMENTS: Final = {"docx": "Word", "odt": "LibreOffice", "pdf": "à lire et à imprimer"}
"""Formats of fiches, and what opens them."""
PROJETS: Final = "projets-territoire"
"""The official schema of projects, JSON."""


def rendre_tableau(tableau: "Tableau", format_: str) -> bytes:
    """Give the file of a table."""
    made: bytes = import_module(f"pvd_tui.reports.tableur_{format_}").rendre(tableau)
    return made


def rendre_document(document: "Document", format_: str, modele: Path | None = None) -> bytes:
    """Give the file of fiches; a template is Word's alone."""
    if format_ != "docx" and modele is not None:
        raise SortieError(
            f"Un modèle ne sert qu'au format DOCX, pas à {format_.upper()}. Rien n'a été écrit. Choisissez DOCX."
        )
    module = import_module(f"pvd_tui.reports.document_{format_}")
    made: bytes = module.rendre(document, modele) if modele else module.rendre(document)
    return made


def deviner(cible: Path, permis: "dict[str, str]") -> str:
    """Tell the format by the end of the file's name; raises SortieError where it does not say."""
    found = cible.suffix.lower().lstrip(".")
    if found not in permis:
        raise SortieError(
            f"Le nom « {cible.name} » ne dit pas quel format écrire. Rien n'a été écrit. "
            f"Finissez-le par {', '.join('.' + name for name in permis)}, ou ajoutez --format."
        )
    return found
