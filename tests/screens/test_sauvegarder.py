"""Saving the whole store in one file."""

from pathlib import Path

from screens.sauvegarder import verifier


def test_a_backup_never_replaces_a_file(tmp_path: Path) -> None:
    """A file that is there, a folder alone and nothing are said in French; a new name is right."""
    there = tmp_path / "pvd.db"
    there.write_bytes(b"x")
    assert "existe déjà" in verifier(str(there))
    assert "nom du fichier" in verifier(str(tmp_path))
    assert "n'existe pas" in verifier(str(tmp_path / "absent" / "pvd.db"))
    assert verifier(" ")
    assert verifier(str(tmp_path / "pvd-2026-11-22.db")) == ""
