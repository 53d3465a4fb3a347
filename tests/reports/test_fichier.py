"""A file is written whole or not at all, and never over another one without saying so."""

import os
from pathlib import Path

import pytest

from pvd_tui.reports.fichier import SortieError, chemin, ecrire, nom_libre, refuser_ecrasement


def test_a_file_is_not_replaced_without_saying(tmp_path: Path) -> None:
    """A name that is taken is refused; asked to replace, it is replaced."""
    there = tmp_path / "actions.xlsx"
    ecrire(there, b"un")

    with pytest.raises(SortieError, match="existe déjà"):
        ecrire(there, b"deux")
    assert there.read_bytes() == b"un"
    ecrire(there, b"deux", remplacer=True)
    assert there.read_bytes() == b"deux"
    assert [path.name for path in tmp_path.iterdir()] == ["actions.xlsx"]


@pytest.mark.parametrize("lock", [".~lock.actions.xlsx#", "~$actions.xlsx"])
def test_a_file_open_elsewhere_is_left_alone(tmp_path: Path, lock: str) -> None:
    """LibreOffice and Excel leave a mark beside the file they hold."""
    there = ecrire(tmp_path / "actions.xlsx", b"un")
    (tmp_path / lock).write_bytes(b"")

    with pytest.raises(SortieError, match="ouvert dans un autre programme"):
        ecrire(there, b"deux", remplacer=True)
    assert there.read_bytes() == b"un"


def test_windows_says_that_excel_holds_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Moving over an open file is refused there: a sentence, and nothing left behind."""
    there = ecrire(tmp_path / "actions.xlsx", b"un")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(SortieError, match="ouvert dans un autre programme"):
        ecrire(there, b"deux", remplacer=True)
    assert [path.name for path in tmp_path.iterdir()] == ["actions.xlsx"]


def test_a_folder_that_cannot_be_written_is_said_in_french(tmp_path: Path) -> None:
    """A file stands where the folder should be; a folder is no file."""
    (tmp_path / "plein").write_bytes(b"")
    with pytest.raises(SortieError, match="n'a pas pu être écrit"):
        ecrire(tmp_path / "plein" / "a.xlsx", b"un")
    with pytest.raises(SortieError, match="est un dossier"):
        ecrire(tmp_path, b"un")


def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    """A device or a pipe (« /dev/full ») stays what it is, also where one asks to replace."""
    pipe = tmp_path / "tuyau"
    os.mkfifo(pipe)
    with pytest.raises(SortieError, match="pas un fichier ordinaire"):
        ecrire(pipe, b"un", remplacer=True)
    assert pipe.is_fifo()


def test_a_name_that_no_system_takes_is_said_in_french(tmp_path: Path) -> None:
    """Before any work is done for it, and while a free name is looked for."""
    long = tmp_path / f"{'x' * 300}.csv"
    with pytest.raises(SortieError, match="nom trop long"):
        refuser_ecrasement(long, remplacer=False)
    assert nom_libre(long) == long


def test_a_path_is_read_as_it_is_typed() -> None:
    """Quotes of the explorer, the person's own folder; « ~nom » of nobody here is a name like another."""
    assert chemin(' "C:/a b/x.csv" ') == Path("C:/a b/x.csv")
    assert chemin("~/x.csv") == Path.home() / "x.csv"
    assert chemin("~personne-ici/x.csv") == Path("~personne-ici/x.csv")


def test_a_free_name_is_found(tmp_path: Path) -> None:
    """A second export of the day takes the next number."""
    path = tmp_path / "actions.xlsx"
    assert nom_libre(path) == path
    path.touch()
    (tmp_path / "actions-2.xlsx").touch()
    assert nom_libre(path).name == "actions-3.xlsx"
