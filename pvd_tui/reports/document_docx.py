"""Fiches as DOCX: the template of the wheel, or the one that a préfecture brought, filled in.

A template is somebody's file: it is read in a sandbox, so that it can name texts and nothing else.
"""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from pvd_tui.reports.modele import MODELE_FOURNI, ModeleError, environnement, expliquer, verifier

if TYPE_CHECKING:
    from pvd_tui.reports.document import Document


def rendre(document: "Document", modele: Path = MODELE_FOURNI) -> bytes:
    """Fill the template in; raises ModeleError, in French and with the place, where it cannot be."""
    from docxtpl import DocxTemplate  # type: ignore[import-untyped] # noqa: PLC0415 - heavy, only when a document is made
    from jinja2 import StrictUndefined, TemplateError  # noqa: PLC0415 - same

    known = {name: _paragraphes(value) for name, value in document.mots().items()}
    verifier(modele, known)
    env = environnement()
    env.undefined = StrictUndefined
    template = DocxTemplate(str(modele))
    try:
        template.render(known, env)
        template.core_properties.title = document.titre[:255]
        out = BytesIO()
        template.save(out)
    except (TemplateError, ArithmeticError, LookupError, MemoryError, TypeError, ValueError) as error:
        raise ModeleError(expliquer(modele, error)) from error
    return out.getvalue()


def _paragraphes(value: object) -> object:
    """Mark each line of a text as a paragraph, in the way that docxtpl reads."""
    if isinstance(value, str):
        return value.replace("\n", "\a")
    if isinstance(value, dict):
        return {name: _paragraphes(part) for name, part in value.items()}
    return [_paragraphes(part) for part in value] if isinstance(value, list | tuple) else value
