"""Make the template of the fiche action: `python -m pvd_tui.reports.modele_docx` writes `modeles/fiche_action.docx`.

A Word file cannot be reviewed; this script can. What stands between braces is filled in by docxtpl with the names of
`fiche_mots`; a préfecture may change the file in Word, or bring its own (docs/modeles.md).
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Cm, Pt

from pvd_tui.reports.fiche_tete import TETE
from pvd_tui.reports.mise_en_page import (
    BLEU,
    POLICE,
    UTILE,
    balise,
    cadre,
    etiquette,
    fond,
    gras,
    ligne,
    notes,
    numero,
    petit,
    tableau,
)

if TYPE_CHECKING:
    from docx.document import Document as Docx

MODELE: Final = Path(__file__).with_name("modeles") / "fiche_action.docx"

_OPERATIONS: Final = (
    ("Référence", "reference", 2.2, False),
    ("Opération", "titre", 5.2, False),
    ("Calendrier", "calendrier", 5.0, False),
    ("Budget", "budget", 4.6, True),
)
_DEPENSES: Final = (
    ("Dépense", "nature", 8.0, False),
    ("Année", "annee", 1.8, False),
    ("Prévisionnel", "montant_previsionnel", 3.6, True),
    ("Définitif", "montant_definitif", 3.6, True),
)
_RESSOURCES: Final = (
    ("Financeur", "financeur", 5.0, False),
    ("Caractère", "caractere", 2.8, False),
    ("Prévisionnel", "montant_demande", 2.7, True),
    ("Accordé", "montant_accorde", 2.7, True),
    ("Taux", "taux", 1.6, True),
    ("État", "etat", 2.2, False),
)
_INDICATEURS: Final = (
    ("Indicateur", "titre", 5.0, False),
    ("Nature", "nature", 2.4, False),
    ("Valeur initiale", "valeur_initiale", 2.8, True),
    ("Cible", "valeur_cible", 3.3, True),
    ("Constatée", "valeur_constatee", 3.5, True),
)
_SOMMAIRE: Final = (
    ("N°", "code", 2.0, False),
    ("Action", "titre", 6.6, False),
    ("Maître d’ouvrage", "porteur", 4.9, False),
    ("Dépenses prévues", "total_previsionnel", 3.5, True),
)


def ecrire(path: Path = MODELE) -> None:
    """Write the template."""
    document = Document()
    _page(document)
    _annexe(document)
    balise(document, "{%p for fiche in fiches %}")
    _titre(document)
    _tete(document)
    _description(document)
    _depenses(document)
    _plan(document)
    _suite(document)
    balise(document, "{%p endfor %}")
    document.core_properties.title = "Fiche action"
    document.core_properties.author = "PVD"
    document.core_properties.comments = ""
    document.save(str(path))


def _page(document: "Docx") -> None:
    """A4, sober, the day and the page at the foot."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2), Cm(1.8)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = POLICE, Pt(10)
    normal.paragraph_format.space_after = Pt(3)
    for level, size, before in ((1, 16, 0), (2, 11, 10)):
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.bold = POLICE, Pt(size), True
        style.font.color.rgb = BLEU
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for name in [name for name in fonts.attrib if "Theme" in str(name)]:
            del fonts.attrib[name]
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(4)
        style.paragraph_format.keep_with_next = True
    head = section.header.paragraphs[0]
    head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    petit(head.add_run("{{ document.titre }}"))
    foot = section.footer.paragraphs[0]
    foot.style = normal  # the footer's own style has stops of its own
    foot.paragraph_format.tab_stops.add_tab_stop(Cm(UTILE), WD_TAB_ALIGNMENT.RIGHT)
    petit(foot.add_run("État des données au {{ document.au }}\tPage "))
    numero(foot, "PAGE")
    petit(foot.add_run(" / "))
    numero(foot, "NUMPAGES")


def _annexe(document: "Docx") -> None:
    """Begin with the list of the fiches where there are several."""
    balise(document, "{%p if document.plusieurs %}")
    document.add_heading("{{ document.titre }}", 1)
    document.add_paragraph("{{ document.sous_titre }}")
    tableau(document, _SOMMAIRE, "fiches")
    balise(document, "{%p endif %}")


def _titre(document: "Docx") -> None:
    """Say what the document is; each fiche of an annexe begins on a page of its own."""
    balise(document, "{%p if document.plusieurs %}")
    document.add_heading("{{ fiche.intitule }}", 1).paragraph_format.page_break_before = True
    balise(document, "{%p else %}")
    document.add_heading("{{ fiche.intitule }}", 1)
    balise(document, "{%p endif %}")
    line = document.add_paragraph()
    petit(line.add_run("Petites villes de demain – convention : {{ fiche.convention }}"), 9)


def _tete(document: "Docx") -> None:
    """Rubriques 1 to 6, and the communes."""
    table = document.add_table(rows=0, cols=2)
    widths = (5.4, UTILE - 5.4)
    cadre(table, widths)
    for label, name in TETE:
        left, right = ligne(table, widths)
        fond(left)
        gras(left.paragraphs[0].add_run(label))
        run = right.paragraphs[0].add_run(f"{{{{ fiche.{name} }}}}")
        run.bold = name == "titre"


def _description(document: "Docx") -> None:
    """Rubriques 7 and 8."""
    document.add_heading("Description de l’action", 2)
    for label, name in (("Contexte et enjeux", "description"), ("Objectifs", "objectifs")):
        etiquette(document, label)
        document.add_paragraph(f"{{{{ fiche.{name} }}}}")
    balise(document, "{%p if fiche.contenu or fiche.operations %}")
    etiquette(document, "Contenu de l’action")
    balise(document, "{%p if fiche.contenu %}")
    document.add_paragraph("{{ fiche.contenu }}")
    balise(document, "{%p endif %}")
    balise(document, "{%p if fiche.operations %}")
    tableau(document, _OPERATIONS, "fiche.operations")
    balise(document, "{%p endif %}")
    balise(document, "{%p endif %}")
    document.add_heading("Partenaires", 2)
    document.add_paragraph("{{ fiche.partenaires }}")


def _depenses(document: "Docx") -> None:
    """Rubrique 9."""
    document.add_heading("Dépenses (€ {{ fiche.regime_depenses }})", 2)
    total = ("Total", "", "{{ fiche.total_previsionnel }}", "{{ fiche.total_definitif }}")
    tableau(document, _DEPENSES, "fiche.depenses", total)
    notes(document, "fiche.notes_depenses")


def _plan(document: "Docx") -> None:
    """Rubrique 10."""
    document.add_heading("Plan de financement (€ {{ fiche.regime_plan }})", 2)
    petit(document.add_paragraph().add_run("{{ fiche.plan }}"), 9)
    balise(document, "{%p if fiche.ressources %}")
    total = ("Total", "", *(f"{{{{ fiche.total_{name} }}}}" for name in ("demande", "accorde", "taux")), "")
    tableau(document, _RESSOURCES, "fiche.ressources", total)
    own = document.add_paragraph()
    own.paragraph_format.space_before = Pt(3)
    own.add_run("Part du maître d’ouvrage : {{ fiche.part_maitre_ouvrage }}")
    balise(document, "{%p endif %}")
    notes(document, "fiche.notes_plan")


def _suite(document: "Docx") -> None:
    """Rubriques 11 to 15."""
    document.add_heading("Calendrier", 2)
    document.add_paragraph("{{ fiche.calendrier }}")
    document.add_heading("Lien avec d’autres programmes et contrats territorialisés", 2)
    document.add_paragraph("{{ fiche.programmes }}")
    document.add_heading("Indicateurs de suivi et d’évaluation", 2)
    balise(document, "{%p if fiche.indicateurs %}")
    tableau(document, _INDICATEURS, "fiche.indicateurs")
    balise(document, "{%p else %}")
    document.add_paragraph("à préciser")
    balise(document, "{%p endif %}")
    balise(document, "{%p if fiche.resultats_attendus %}")
    etiquette(document, "Résultats attendus")
    document.add_paragraph("{{ fiche.resultats_attendus }}")
    balise(document, "{%p endif %}")
    document.add_heading("Conséquence sur la fonction de centralité", 2)
    document.add_paragraph("{{ fiche.centralite }}")
    document.add_heading("Annexes", 2)
    document.add_paragraph("{{ fiche.annexes }}")


if __name__ == "__main__":
    ecrire()
