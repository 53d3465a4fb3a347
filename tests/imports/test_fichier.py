"""What a file must be to be read at all."""

from pathlib import Path

import pytest

from pvd_tui.imports.fichier import MAX_BYTES, FichierError, read_bytes, read_table


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_table_is_read_whatever_program_wrote_it(separator: str, encoding: str) -> None:
    """Separator, BOM and encoding are found out; cells are trimmed."""
    text = separator.join(["INSEE", "Nom"]) + "\r\n" + separator.join([" 02304", "La Fère d’en-Haut "]) + "\r\n"
    table = read_table(text.encode(encoding))
    assert table.colonnes == ("insee", "nom")
    assert dict(table.lignes[0].cellules) == {"insee": "02304", "nom": "La Fère d’en-Haut"}


def test_a_line_keeps_its_number_in_the_file() -> None:
    """Blank lines and a cell of two lines do not shift the numbers that a person looks up."""
    table = read_table(b'insee,nom\n\n02304,"La\nFere"\n02361,Guise\n')
    assert [line.numero for line in table.lignes] == [4, 5]


def test_a_line_cut_in_the_wrong_place_says_so() -> None:
    """An unquoted comma in a name moves every cell after it; short lines are only empty at their end."""
    table = read_table(b"insee,nom\n02304,La Fere,Aisne\n02361\n02381,Hirson,,\n")
    assert [line.defaut for line in table.lignes] == ["La ligne a 3 colonnes au lieu de 2.", None, None]


@pytest.mark.parametrize(
    ("contenu", "said"),
    [
        (b"%PDF-1.7\n1 0 obj", "un document PDF"),
        (b"PK\x03\x04\x14\x00", "un classeur"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "XLS"),
        (b"  <!DOCTYPE html><html>", "une page web"),
        ("insee,nom".encode("utf-16"), "UTF-16"),
        (b"insee\x00nom", "pas du texte"),
        (b"insee,nom\n02304,La F\x81re\n", "illisibles"),
        (b"", "vide"),
        (b"\xef\xbb\xbf\r\n  \r\n", "vide"),
        (b"insee,nom\n02304," + b"x" * 200_000, "ligne 2"),
        (b"x" * (MAX_BYTES + 1), "trop gros"),
    ],
)
def test_what_is_not_a_csv_file_is_said_in_one_sentence(contenu: bytes, said: str) -> None:
    """A renamed PDF, a spreadsheet, a captive portal's page: what it is, and that nothing was imported."""
    with pytest.raises(FichierError, match=said) as refusal:
        read_table(contenu)
    assert "Rien n’a été importé." in str(refusal.value)


def test_a_file_that_is_not_there_is_said_in_one_sentence(tmp_path: Path) -> None:
    """A missing file, and a folder, are named; one that is too big is not even read."""
    with pytest.raises(FichierError, match="n’existe pas"):
        read_bytes(tmp_path / "liste.csv")
    with pytest.raises(FichierError, match="est un dossier"):
        read_bytes(tmp_path)
    big = tmp_path / "gros.csv"
    with big.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(FichierError, match="trop gros"):
        read_bytes(big)
