"""Any workbook is read or refused in one French sentence; none of them makes the program fall."""

import datetime as dt
import json
import random
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped] # it has no types

from pvd_tui.imports.archive import MAX_CONTENU
from pvd_tui.imports.classeur import AbandonError, Classeur, Feuille, Rangee, read_classeur
from pvd_tui.imports.entete import choisir
from pvd_tui.imports.fichier import FichierError
from tests.imports import classeurs

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def petit(path: Path) -> Path:
    """Write a small real workbook."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Projets")
        sheet.write_row(0, 0, ["Code INSEE", "Intitulé", "Coût"])
        sheet.write_row(1, 0, ["02361", "Halle", 1000])
    return path


def zipped(path: Path, parts: dict[str, bytes]) -> Path:
    """Write a zip of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def locked_ods(path: Path) -> Path:
    """Write an ODS as LibreOffice locks it: the manifest says how the parts are encrypted."""
    manifest = b'<manifest:file-entry full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    return zipped(path, {"content.xml": b"\x07\x11", "META-INF/manifest.xml": manifest})


def bomb(path: Path) -> Path:
    """Write a workbook of a few kilobytes whose sheet unfolds to sixty megabytes of blanks."""
    return zipped(path, {"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b" " * 60_000_000})


def lying_bomb(path: Path) -> Path:
    """Write a bomb whose directory says that it is small."""
    content = bytearray(bomb(path).read_bytes())
    size = (60_000_000).to_bytes(4, "little")
    path.write_bytes(content.replace(size, (1000).to_bytes(4, "little")))
    return path


def far_cell(path: Path) -> Path:
    """Write a workbook with one cell in each of the two far corners: half a terabyte as a table."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "z")
    return path


def test_the_content_says_what_a_file_is_and_not_its_name(tmp_path: Path) -> None:
    """A workbook named .csv and a CSV named .xlsx are read for what they are."""
    renamed = petit(tmp_path / "projets.csv")
    text = tmp_path / "projets.xlsx"
    text.write_bytes("Code INSEE;Intitulé\n02361;Façade\n".encode("utf-16"))

    assert [row.cellules for row in read_classeur(renamed).feuilles[0].rangees][1] == ("02361", "Halle", 1000)
    assert [row.cellules for row in read_classeur(text).feuilles[0].rangees][1] == ("02361", "Façade")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_text_is_read_in_any_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    """What Excel, LibreOffice and a web page save is one table; a title above it does not change the separator."""
    path = tmp_path / "liste.csv"
    lines = ["Liste des projets", separator.join(["INSEE", "Intitulé"]), separator.join(["02361", "Cœur d’îlot €"])]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    table = choisir(read_classeur(path))
    assert (table.ligne_titres, table.titres) == (2, ("INSEE", "Intitulé"))
    assert table.lignes[0].cellules == ("02361", "Cœur d’îlot €")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        (OLE + "WordDocument".encode("utf-16-le"), "ancien document Office"),
        (OLE + "Workbook".encode("utf-16-le"), "illisible"),
        (b"%PDF-1.7", "un document PDF"),
        (b"PK\x03\x04 cut short", "abîmé"),
        (b"<?xml version='1.0'?><office:document office:spreadsheet>", "XML d’un seul tenant"),
        (b"<!DOCTYPE html><html>", "une page web"),
        (b"\x00\x01\x02\x03binary", "pas du texte"),
        (b"   \n", "vide"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    """Locked, cut, of another kind: what it is, and that nothing was imported."""
    path = tmp_path / "fichier.xlsx"
    path.write_bytes(content)
    with pytest.raises(FichierError, match=said) as refusal:
        read_classeur(path)
    assert "Rien n’a été importé." in str(refusal.value)


def endless_ods(path: Path) -> Path:
    """Write an ODS of one row that is said to be repeated a million times, filled, six cells wide."""
    cell = b'<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    row = b'<table:table-row table:number-rows-repeated="1048000">' + cell * 6 + b"</table:table-row>"
    sound = classeurs.suivi_par_nom(path.with_suffix(".sain"))
    with zipfile.ZipFile(sound) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    end = parts["content.xml"].rindex(b"</table:table>")
    parts["content.xml"] = parts["content.xml"][:end] + row + parts["content.xml"][end:]
    return zipped(path, parts)


def test_merges_that_cover_everything_do_not_hang_the_program() -> None:
    """Twenty thousand merged cells over fifty thousand rows: what is reasonable is filled, and it ends."""
    rows = [Rangee(1, ("INSEE", "Intitulé")), *(Rangee(n, ("02361", None)) for n in range(2, 50_000))]
    fusions = [(1, 0, 10**9, 0)] * 20_000
    before = time.process_time()
    choisir(Classeur(Path("x.xlsx"), (Feuille("x", rangees=rows, fusions=fusions),)))
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (endless_ods, "perdue très loin"),
        (locked_ods, "mot de passe"),
        (bomb, "se déplie"),
        (far_cell, "perdue très loin"),
        (lambda path: zipped(path, {"word/document.xml": b""}), "un document Word"),
        (lambda path: zipped(path, {"notes.txt": b""}), "une archive ZIP"),
        (lambda path: zipped(path, {"content.xml": b"<office:document><unfinished"}), "illisible|aucune ligne"),
    ],
)
def test_a_hostile_archive_is_refused_before_it_costs_anything(tmp_path: Path, make: "object", said: str) -> None:
    """A bomb, a lost cell, a locked file: one sentence, and this process is none the worse."""
    with pytest.raises(FichierError, match=said):
        read_classeur(make(tmp_path / "fichier.ods"))  # type: ignore[operator] # one of the makers above


def test_a_bomb_that_lies_about_its_size_only_fells_the_reader(tmp_path: Path) -> None:
    """The directory of a zip may say anything: the reading process is bounded whatever it says."""
    with pytest.raises(FichierError, match="Rien n’a été importé"):
        read_classeur(lying_bomb(tmp_path / "fichier.xlsx"))


def test_a_million_empty_rows_cost_nothing(tmp_path: Path) -> None:
    """A sheet formatted down to its last row has the four rows that are filled, dates by the 1904 calendar."""
    book = read_classeur(classeurs.suivi_sans_zeros(tmp_path / "suivi.xlsx", 1_048_575))
    assert [row.numero for row in book.feuilles[0].rangees] == [1, 2, 3, 4, 5]
    assert book.feuilles[0].rangees[1].cellules[1] == dt.date(2023, 5, 4)


def test_the_reader_stays_within_its_memory(tmp_path: Path) -> None:
    """A sheet of two hundred thousand cells is read within 256 MB, Python and all."""
    path = tmp_path / "grand.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(10_000):
            sheet.write_row(row, 0, [f"texte {row} {column}" for column in range(20)])
    code = (
        "import sys, io, re, contextlib\n"
        "from pvd_tui.imports.lecture import main\n"
        "with contextlib.redirect_stdout(io.StringIO()): main(sys.argv[1])\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])\n"
    )
    if not Path("/proc/self/status").exists():
        pytest.skip("le pic de mémoire d'un processus se lit sous Linux")
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 256 * 1024


def test_formulas_give_their_value_macros_and_hidden_sheets_are_left_alone(tmp_path: Path) -> None:
    """The cached value is read; vbaProject.bin is a part like any other; a hidden sheet is not chosen by itself."""
    path = classeurs.suivi_par_site(tmp_path / "suivi.xlsm")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b'\xcc\x61 Shell "calc.exe"')
    book = read_classeur(path)
    assert [(sheet.nom, sheet.visible) for sheet in book.feuilles] == [
        ("LISEZ-MOI", True),
        ("Ancien", False),
        ("Suivi 2024", True),
    ]
    assert book.feuilles[2].rangees[-1].cellules == ("TOTAL", 4)
    assert choisir(book).feuille == "Suivi 2024"
    assert choisir(book, "ancien").titres == ("INSEE", "Commune", "ORT")


def test_merged_cells_are_filled_down_in_xlsx_and_ods(tmp_path: Path) -> None:
    """What is said once for the rows of a site is said of each of them; titles over several columns too."""
    xlsx = choisir(read_classeur(classeurs.suivi_par_site(tmp_path / "a.xlsx")))
    ods = choisir(read_classeur(classeurs.suivi_par_nom(tmp_path / "b.ods")))

    assert (xlsx.ligne_titres, xlsx.titres[3:5]) == (
        4,
        ("Convention-cadre ORT – prévue le", "Convention-cadre ORT – signée le"),
    )
    assert [line.cellules[0] for line in xlsx.lignes[2:4]] == ["Thiérache du Centre"] * 2
    assert [line.cellules[4] for line in xlsx.lignes[2:4]] == [dt.date(2023, 11, 30)] * 2
    assert [line.cellules[2] for line in ods.lignes[2:4]] == ["30/11/2023"] * 2


def test_totals_and_titles_said_again_are_no_lines(tmp_path: Path) -> None:
    """They are left out with the reason; a commune whose line begins otherwise never is."""
    site = choisir(read_classeur(classeurs.suivi_par_site(tmp_path / "a.xlsx")))
    again = choisir(read_classeur(classeurs.suivi_sans_zeros(tmp_path / "c.xlsx")))
    assert [line.ecart for line in site.lignes] == ["", "", "", "", "ligne de total"]
    assert [line.ecart for line in again.lignes] == ["", "titres répétés", "", ""]


def test_a_reading_can_be_given_up(tmp_path: Path) -> None:
    """Whoever waits may stop waiting: the reading process ends with it."""
    with pytest.raises(AbandonError):
        read_classeur(petit(tmp_path / "a.xlsx"), arret=lambda: True)


def test_damaged_workbooks_never_raise_anything_else(tmp_path: Path) -> None:
    """Bytes changed at random: read all the same, or one sentence."""
    chance = random.Random("import")  # noqa: S311 - damage, not a secret
    sound = petit(tmp_path / "sain.xlsx").read_bytes()
    path = tmp_path / "touche.xlsx"
    for _ in range(12):
        content = bytearray(sound)
        for _ in range(chance.randrange(1, 30)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        path.write_bytes(content)
        try:
            read_classeur(path)
        except FichierError as refusal:
            assert "Rien n’a été importé" in str(refusal)  # noqa: PT017 - either outcome is right


def test_the_limits_leave_room_for_the_largest_real_file() -> None:
    """The real list unfolds to 61 MB; ten times as much is no spreadsheet of a commune."""
    assert MAX_CONTENU > 61_000_000 * 5


def test_the_reader_says_its_lines_as_json(tmp_path: Path) -> None:
    """What crosses between the processes is text that cannot carry code."""
    path = petit(tmp_path / "a.xlsx")
    said = subprocess.run(
        [sys.executable, "-m", "pvd_tui.imports.lecture", str(path)], capture_output=True, text=True, check=True
    ).stdout
    lines = [json.loads(line) for line in said.splitlines()]
    assert lines[0] == {"feuille": "Projets", "visible": True, "fusions": []}
    assert lines[-1] == {"fin": True}
