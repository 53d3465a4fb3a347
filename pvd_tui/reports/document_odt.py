"""Fiches as ODT, for LibreOffice: the same page as in DOCX and PDF, in the order of the form."""

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, cast
from xml.sax.saxutils import escape

from pvd_tui.reports.fiche_tete import TETE
from pvd_tui.reports.odf import CONTENU, STYLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from odfdo.container import Container

    from pvd_tui.reports.document import Document


Colonne = tuple[str, str, str, bool]
"""Title, name, style of the column, whether it is read from the right."""

_OPERATIONS: Final[tuple[Colonne, ...]] = (
    ("Référence", "reference", "c22", False),
    ("Opération", "titre", "c55", False),
    ("Calendrier", "calendrier", "c50", False),
    ("Budget", "budget", "c43", True),
)
_DEPENSES: Final[tuple[Colonne, ...]] = (
    ("Dépense", "nature", "c80", False),
    ("Année", "annee", "c18", False),
    ("Prévisionnel", "montant_previsionnel", "c36", True),
    ("Définitif", "montant_definitif", "c36", True),
)
_RESSOURCES: Final[tuple[Colonne, ...]] = (
    ("Financeur", "financeur", "c50", False),
    ("Caractère", "caractere", "c28", False),
    ("Prévisionnel", "montant_demande", "c27", True),
    ("Accordé", "montant_accorde", "c27", True),
    ("Taux", "taux", "c16", True),
    ("État", "etat", "c22", False),
)
_INDICATEURS: Final[tuple[Colonne, ...]] = (
    ("Indicateur", "titre", "c50", False),
    ("Nature", "nature", "c24", False),
    ("Valeur initiale", "valeur_initiale", "c28", True),
    ("Cible", "valeur_cible", "c33", True),
    ("Constatée", "valeur_constatee", "c35", True),
)
_SOMMAIRE: Final[tuple[Colonne, ...]] = (
    ("N°", "code", "c20", False),
    ("Action", "titre", "c66", False),
    ("Maître d’ouvrage", "porteur", "c49", False),
    ("Dépenses prévues", "total_previsionnel", "c35", True),
)


def rendre(document: "Document") -> bytes:
    """Lay the fiches out."""
    from odfdo import Document as Odf  # noqa: PLC0415 - only when a document is made

    made = Odf("text")
    container = cast("Container", made.container)  # a new document has one
    body = "".join(_corps(document))
    container.set_part("content.xml", CONTENU.replace("@@CORPS@@", body).encode())
    page = STYLES.replace("@@TITRE@@", escape(document.titre)).replace("@@AU@@", escape(document.au))
    container.set_part("styles.xml", page.encode())
    made.meta.title = document.titre
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _corps(document: "Document") -> "Iterator[str]":
    """Give the whole text: the list first where there are several fiches."""
    if document.plusieurs:
        yield _titre(document.titre, "Titre")
        yield _p(document.sous_titre)
        yield _tableau(_SOMMAIRE, document.fiches)
    for fiche in document.fiches:
        yield _titre(str(fiche["intitule"]), "TitrePage" if document.plusieurs else "Titre")
        yield _p(f"Petites villes de demain – convention : {fiche['convention']}", "Petit")
        yield from _fiche(fiche)


def _fiche(fiche: "dict[str, Any]") -> "Iterator[str]":
    """Give the rubriques of one fiche."""
    yield _tete(fiche)
    yield _rubrique("Description de l’action")
    yield _p("Contexte et enjeux", "Etiquette") + _p(fiche["description"])
    yield _p("Objectifs", "Etiquette") + _p(fiche["objectifs"])
    if fiche["contenu"] or fiche["operations"]:
        yield _p("Contenu de l’action", "Etiquette")
        yield _p(fiche["contenu"]) if fiche["contenu"] else ""
        yield _tableau(_OPERATIONS, fiche["operations"]) if fiche["operations"] else ""
    yield _rubrique("Partenaires") + _p(fiche["partenaires"])
    yield _rubrique(f"Dépenses (€ {fiche['regime_depenses']})")
    yield _tableau(_DEPENSES, fiche["depenses"], ("Total", "", fiche["total_previsionnel"], fiche["total_definitif"]))
    yield _note(fiche["notes_depenses"])
    yield _rubrique(f"Plan de financement (€ {fiche['regime_plan']})") + _p(fiche["plan"], "Petit")
    if fiche["ressources"]:
        totals = (fiche["total_demande"], fiche["total_accorde"], fiche["total_taux"])
        yield _tableau(_RESSOURCES, fiche["ressources"], ("Total", "", *totals, ""))
        yield _p(f"Part du maître d’ouvrage : {fiche['part_maitre_ouvrage']}")
    yield _note(fiche["notes_plan"])
    yield _rubrique("Calendrier") + _p(fiche["calendrier"])
    yield _rubrique("Lien avec d’autres programmes et contrats territorialisés") + _p(fiche["programmes"])
    yield _rubrique("Indicateurs de suivi et d’évaluation")
    yield _tableau(_INDICATEURS, fiche["indicateurs"]) if fiche["indicateurs"] else _p("à préciser")
    if fiche["resultats_attendus"]:
        yield _p("Résultats attendus", "Etiquette") + _p(fiche["resultats_attendus"])
    yield _rubrique("Conséquence sur la fonction de centralité") + _p(fiche["centralite"])
    yield _rubrique("Annexes") + _p(fiche["annexes"])


def _tete(fiche: "dict[str, Any]") -> str:
    """Give rubriques 1 to 6, and the communes."""
    rows = "".join(
        f"<table:table-row>{_cellule(label, 'Gras', fond=True)}"
        f"{_cellule(fiche[name], 'Gras' if name == 'titre' else 'Cellule')}</table:table-row>"
        for label, name in TETE
    )
    return _table(("c54", "c116"), rows)


def _tableau(colonnes: "Sequence[Colonne]", lignes: "Iterable[dict[str, Any]]", total: "Sequence[str]" = ()) -> str:
    """Give a table with its header, repeated on each page, and its total."""
    styles = ["Droite" if right else "Cellule" for *_, right in colonnes]
    bold = ["GrasDroite" if right else "Gras" for *_, right in colonnes]
    heads = "".join(_cellule(title, style, fond=True) for (title, *_), style in zip(colonnes, bold, strict=True))
    rows = f"<table:table-header-rows><table:table-row>{heads}</table:table-row></table:table-header-rows>"
    for ligne in lignes:
        cells = (_cellule(ligne[name], style) for (_, name, *_), style in zip(colonnes, styles, strict=True))
        rows += f'<table:table-row table:style-name="ligne">{"".join(cells)}</table:table-row>'
    if total:
        cells = (_cellule(text, style) for text, style in zip(total, bold, strict=True))
        rows += f'<table:table-row table:style-name="ligne">{"".join(cells)}</table:table-row>'
    return _table([style for _, _, style, _ in colonnes], rows)


def _table(columns: "Sequence[str]", rows: str) -> str:
    widths = "".join(f'<table:table-column table:style-name="{style}"/>' for style in columns)
    return f'<table:table table:style-name="table">{widths}{rows}</table:table>'


def _cellule(text: str, style: str, *, fond: bool = False) -> str:
    shade = "cellule-fond" if fond else "cellule"
    return (
        f'<table:table-cell table:style-name="{shade}" office:value-type="string">{_p(text, style)}</table:table-cell>'
    )


def _p(text: str, style: str = "Texte") -> str:
    """Give a text, a paragraph a line."""
    return "".join(f'<text:p text:style-name="{style}">{_ligne(line)}</text:p>' for line in text.split("\n"))


def _ligne(line: str) -> str:
    """Keep tabs and repeated spaces, which this format would else join."""
    return escape(line).replace("\t", "<text:tab/>").replace("  ", " <text:s/>")


def _titre(text: str, style: str) -> str:
    return f'<text:h text:style-name="{style}" text:outline-level="1">{_ligne(text)}</text:h>'


def _rubrique(text: str) -> str:
    return f'<text:h text:style-name="Rubrique" text:outline-level="2">{_ligne(text)}</text:h>'


def _note(text: str) -> str:
    return _p(text, "Petit") if text else ""
