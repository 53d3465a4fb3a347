"""LibreOffice, which the State uses, opens what we write and finds in it what we put."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from pvd_tui.domain.entity import Entity
from pvd_tui.domain.note_seance import GenreNote, NoteSeance
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.seance_club import SeanceClub
from pvd_tui.domain.suite import Suite
from pvd_tui.reports import ecrit, releve_faits
from pvd_tui.reports.document import une_fiche
from pvd_tui.reports.fiche_action import reunir
from pvd_tui.reports.formats import rendre_document, rendre_tableau
from pvd_tui.reports.releve_decisions import rediger
from pvd_tui.reports.tableau import ColonneTableau, Tableau


@pytest.mark.skipif(
    shutil.which("soffice") is None or shutil.which("pdftotext") is None, reason="LibreOffice n'est pas installé"
)
def test_libreoffice_opens_every_file(halle: list[Entity], tmp_path: Path, au: date) -> None:
    """One run for all: two documents and two spreadsheets become PDFs that say what they must."""
    fiche = reunir(RegistreMemoire(halle), "halle", au)
    assert fiche is not None
    columns = (ColonneTableau("Code INSEE"), ColonneTableau("Coût", "montant"), ColonneTableau("Texte"))
    tableau = Tableau("Actions", columns, [("02361", 148_000_050, "=1+41")], au)
    names = [tmp_path / f"fiche-{kind}.{kind}" for kind in ("docx", "odt")]
    names += [tmp_path / f"liste-{kind}.{kind}" for kind in ("xlsx", "ods")]
    releves = [tmp_path / f"releve-{kind}.{kind}" for kind in ("docx", "odt")]
    for path in releves:
        path.write_bytes(ecrit.rendre(_releve(), path.suffix[1:]))
    for path in names:
        kind = path.suffix[1:]
        made = (
            rendre_document(une_fiche(fiche), kind) if path.stem.startswith("fiche") else rendre_tableau(tableau, kind)
        )
        path.write_bytes(made)

    profile = f"-env:UserInstallation=file://{tmp_path}/profil"
    subprocess.run(
        [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            *map(str, names + releves),
        ],
        capture_output=True,
        check=True,
        timeout=120,
    )  # fmt: skip - one command
    said = {path.name: _text(path.with_suffix(".pdf")) for path in names + releves}

    for name in ("fiche-docx.docx", "fiche-odt.odt"):
        assert "Réhabilitation de la halle" in said[name]
        assert "1 480 000,50 €" in said[name]
        assert "Page 1 / " in said[name]
    for name in ("liste-xlsx.xlsx", "liste-ods.ods"):
        assert "02361" in said[name]
        assert "=1+41" in said[name]
        assert "1 480 000,50 €" in said[name].replace(",50€", ",50 €").replace("1,480,000.50", "1 480 000,50")
        assert "42" not in said[name]

    for path in releves:
        assert "Un modèle est mis en commun" in said[path.name]
        assert "S-15" in said[path.name]
        assert "Page 1 / 1" in said[path.name]


def _releve() -> ecrit.Ecrit:
    """Word a séance with a décision and a suite."""
    note = NoteSeance(id="n", seance_club="s", genre=GenreNote.DECISION, texte="Un modèle est mis en commun")
    suite = Suite(id="t", seance_club="s", numero="S-15", titre="Envoyer la trame", pilote="DDT")
    found = releve_faits.reunir(
        RegistreMemoire([SeanceClub(id="s", titre="Club"), note, suite]), "s", date(2026, 12, 3)
    )
    assert found is not None
    return rediger(found).ecrit


def _text(path: Path) -> str:
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode().replace("\u202f", " ").replace("\u00a0", " ")
