"""Spreadsheets are opened again by a parser: typed cells, and no text of a user ever runs."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from types import ModuleType

import pytest
from python_calamine import CalamineWorkbook

from pvd_tui.reports import tableur_csv, tableur_ods, tableur_xlsx
from pvd_tui.reports.tableau import Cellule, ColonneTableau, Tableau

COLONNES = (
    ColonneTableau("Commune"),
    ColonneTableau("Code INSEE"),
    ColonneTableau("Coût", "montant"),
    ColonneTableau("Échéance", "date"),
    ColonneTableau("Habitants", "nombre"),
    ColonneTableau("Taux", "pourcent"),
    ColonneTableau("Prête", "oui_non"),
)
LIGNES: tuple[tuple[Cellule, ...], ...] = (
    ("Guise", "02361", 125_000_050, date(2027, 9, 15), 4_490, 20.5, True),
    ("Ajaccio", "2A004", -1_250, None, None, None, False),
    ("Marle", "02468", None, "fin mars", "env. 2 000", "à préciser", None),
)


def tableau(au: date, lignes: tuple[tuple[Cellule, ...], ...] = LIGNES) -> Tableau:
    """Give a small table."""
    return Tableau("Actions [à l'étude]", COLONNES, lignes, au, "phase : Étude")


def sheets(made: bytes) -> dict[str, Sequence[Sequence[object]]]:
    """Read a workbook."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(made))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


@pytest.mark.parametrize("tableur", [tableur_xlsx, tableur_ods])
def test_cells_keep_their_types(tableur: ModuleType, au: date) -> None:
    """INSEE codes are texts, amounts euros, days days; unknown is blank, and what is not of its kind is text."""
    lines = sheets(tableur.rendre(tableau(au)))["Actions à l étude"]

    assert lines[0] == [c.titre for c in COLONNES]
    assert lines[1] == ["Guise", "02361", 1_250_000.5, date(2027, 9, 15), 4_490, 20.5, "oui"]
    assert lines[2] == ["Ajaccio", "2A004", -12.5, "", "", "", "non"]
    assert lines[3] == ["Marle", "02468", "", "fin mars", "env. 2 000", "à préciser", ""]


@pytest.mark.parametrize("tableur", [tableur_xlsx, tableur_ods])
def test_a_sheet_says_what_the_table_is(tableur: ModuleType, au: date) -> None:
    """« À propos » gives the day, the filter and the source."""
    about = sheets(tableur.rendre(tableau(au)))["À propos"]
    said = {str(row[0]): row[1] for row in about if len(row) > 1}

    assert said["Au"] == "22/11/2026"
    assert said["Filtre"] == "phase : Étude"
    assert str(said["Source"]).startswith("Application PVD")


@pytest.mark.parametrize("tableur", [tableur_xlsx, tableur_ods])
def test_no_text_becomes_a_formula(tableur: ModuleType, au: date, hostiles: tuple[str, ...]) -> None:
    """Every hostile text comes back as a text, as it was typed but for what no document may hold."""
    titles = (ColonneTableau("=1+1"),)
    made = tableur.rendre(Tableau("=1+1", titles, [(text,) for text in hostiles], au, "=1+1", "=1+1"))

    lines = sheets(made)["=1+1"]
    assert len(lines) == len(hostiles) + 1
    assert lines[0] == ["=1+1"]
    assert lines[1] == ["=cmd|' /C calc'!A0"]
    assert lines[8] == ["[31mrouge"]
    assert lines[9] == ["\u202egauche\u202c droite"]
    assert lines[15] == ["x" * 20_000]
    parts = zipfile.ZipFile(io.BytesIO(made))
    text = b"".join(parts.read(name) for name in parts.namelist() if name.endswith(".xml"))
    assert b"<f>" not in text
    assert b"table:formula" not in text


def test_a_text_that_looks_like_a_formula_stays_one_when_it_is_edited(au: date) -> None:
    """Excel's own apostrophe (quotePrefix) is on it, and not on others."""
    made = tableur_xlsx.rendre(Tableau("T", (ColonneTableau("A"),), [("=1+1",), ("simple",), ("-12,50",)], au))
    book = zipfile.ZipFile(io.BytesIO(made))

    styles = book.read("xl/styles.xml").decode()
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    quoted = [i for i, xf in enumerate(styles.split("<cellXfs")[1].split("<xf ")[1:]) if "quotePrefix" in xf]
    assert [f's="{quoted[0]}"' in cell for cell in sheet.split("<c ")[2:]] == [True, False, False]


def test_a_long_list_can_be_read(au: date) -> None:
    """The header is frozen and filtered, in both formats."""
    book = zipfile.ZipFile(io.BytesIO(tableur_xlsx.rendre(tableau(au))))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:G4"' in sheet

    book = zipfile.ZipFile(io.BytesIO(tableur_ods.rendre(tableau(au))))
    assert "VerticalSplitPosition" in book.read("settings.xml").decode()
    assert 'display-filter-buttons="true"' in book.read("content.xml").decode()


def test_csv_opens_in_a_french_spreadsheet(au: date) -> None:
    """UTF-8 with BOM, `;`, decimal comma, dd/mm/yyyy, codes as quoted texts."""
    made = tableur_csv.rendre(tableau(au))

    assert made.startswith(b"\xef\xbb\xbf")
    lines = made.decode("utf-8-sig").split("\r\n")
    assert lines[1] == '"Guise";"02361";1250000,50;15/09/2027;4490;20,5;"oui"'
    assert lines[2] == '"Ajaccio";"2A004";-12,50;;;;"non"'


def test_csv_disarms_formulas_and_spares_numbers(au: date, hostiles: tuple[str, ...]) -> None:
    """What begins as a formula does is preceded by an apostrophe; negative amounts and typed numbers are not."""
    texts = [*hostiles, "-12,50", "+33 3 23 00", "- un point", "12"]
    made = tableur_csv.rendre(Tableau("T", (ColonneTableau("A"),), [(text,) for text in texts], au))
    cells = [row[0] for row in csv.reader(io.StringIO(made.decode("utf-8-sig"), newline=""), delimiter=";")][1:]

    assert len(cells) == len(texts)
    assert cells[0] == "'=cmd|' /C calc'!A0"
    assert all(cell.startswith("'") for cell in cells[:7])
    assert cells[-4:] == ["-12,50", "'+33 3 23 00", "'- un point", "12"]
    assert not any(cell.lstrip().startswith(("=", "@", "\t")) for cell in cells)


@pytest.mark.parametrize("tableur", [tableur_csv, tableur_ods, tableur_xlsx])
def test_nothing_found_is_a_file_too(tableur: ModuleType, au: date) -> None:
    """A table without lines has its titles, and one without columns does not fail."""
    assert tableur.rendre(tableau(au, ()))
    assert tableur.rendre(Tableau("", (), (), au))
