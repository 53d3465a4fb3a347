"""Fiches as PDF, by typst (extra `pdf`): the layout is `modeles/fiche_action.typ`, the texts are data."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pvd_tui.reports.fichier import SortieError

if TYPE_CHECKING:
    from pvd_tui.reports.document import Document


_MISE_EN_PAGE: Final = Path(__file__).with_name("modeles") / "fiche_action.typ"
_ABSENT: Final = (
    "Le PDF demande le complément « pdf », qui n'est pas installé ici. Rien n'a été écrit. "
    "Choisissez DOCX ou ODT (Word et LibreOffice en font un PDF), ou installez pvd-tui[pdf]."
)


def rendre(document: "Document") -> bytes:
    """Lay the fiches out; raises SortieError where typst is missing or fails."""
    return composer(_MISE_EN_PAGE, document.mots())


def composer(mise_en_page: Path, mots: object) -> bytes:
    """Lay these words out as a layout of ours says; raises SortieError where typst is missing or fails."""
    try:
        import typst  # noqa: PLC0415 - an extra of 80 MB, only when a PDF is made
    except ImportError as error:
        raise SortieError(_ABSENT) from error
    words = json.dumps(mots, ensure_ascii=False)
    try:
        made = typst.compile(
            mise_en_page.read_bytes(), format="pdf", ignore_system_fonts=True, sys_inputs={"mots": words}
        )
    except (typst.TypstError, RuntimeError) as error:
        raise SortieError(
            f"Le PDF n'a pas pu être composé ({error}). Rien n'a été écrit. Choisissez DOCX ou ODT."
        ) from error
    if not isinstance(made, bytes):
        raise SortieError("Le PDF n'a pas pu être composé. Rien n'a été écrit. Choisissez DOCX ou ODT.")
    return made
