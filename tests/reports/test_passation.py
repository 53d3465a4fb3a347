"""« Passation »: a folder that a successor reads without the program, and goes on from."""

import hashlib
import io
import re
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import pytest
from python_calamine import CalamineWorkbook

from pvd_tui.reports.fichier import SortieError
from pvd_tui.reports.passation import Bilan, Choix, ecrire
from storage.backup import restore
from storage.check import verify
from storage.store import Store
from tests.screens import aisne

AU = date(2026, 11, 22)
PRIVE = "négociation XYZZY <script>alert(1)</script>"


@pytest.fixture(scope="module")
def store() -> Store:
    """Give the small Aisne with a private note."""
    store = aisne.aisne()
    store.create("note_datee", {"titre": PRIVE, "commune": "02361", "texte": "ne pas dire", "date": "2026-10-01"})
    return store


@pytest.fixture(scope="module")
def sans(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Bilan:
    """Write the folder without what is private."""
    return ecrire(store, tmp_path_factory.mktemp("p") / "sans", AU, Choix())


@pytest.fixture(scope="module")
def avec(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Bilan:
    """Write the folder with it."""
    return ecrire(store, tmp_path_factory.mktemp("p") / "avec", AU, Choix(restreint=True))


def pages(folder: Path) -> str:
    """Read every page."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.html")))


def test_a_successor_finds_everything(sans: Bilan) -> None:
    """A way in, a page per commune, a fiche per action, tables twice, the base, the sums."""
    folder = sans.dossier
    assert {path.name for path in folder.iterdir()} == {
        *(
            "LISEZMOI.txt",
            "SHA256SUMS",
            "douze-derniers-mois.txt",
            "index.html",
            "communes",
            "fiches",
            "tableaux",
            "base",
        ),
    }
    assert (sans.communes, sans.fiches) == (len(aisne.COMMUNES), len(aisne.ACTIONS))
    assert (folder / "communes" / "guise-02361.html").is_file()
    assert len(list((folder / "fiches").rglob("*.docx"))) == sans.fiches
    assert "pvd restaurer base/pvd-2026-11-22.db" in (folder / "LISEZMOI.txt").read_text(encoding="utf-8")
    sheet = CalamineWorkbook.from_path(folder / "tableaux" / "actions.xlsx").get_sheet_by_index(0).to_python()
    assert len(sheet) == len(aisne.ACTIONS) + 1
    history = (folder / "tableaux" / "historique.csv").read_text(encoding="utf-8-sig")
    assert '"cet ordinateur";"action";"Halle du marché : réhabilitation";"Échéance"' in history


def test_every_link_leads_somewhere(sans: Bilan) -> None:
    """Inside the folder; and no page asks for a script or anything from outside."""
    for path in sans.dossier.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r'href="([^"]+)"', text):
            assert (path.parent / target).resolve().is_file(), target
            assert (path.parent / target).resolve().is_relative_to(sans.dossier.resolve())
        assert "default-src 'none'" in text
        assert not re.search(r"<script|<img|<link|https?://|url\(|@import", text)


def test_what_is_private_stays_unless_one_says_so(sans: Bilan, avec: Bilan) -> None:
    """Neither page, nor table, nor the base holds it; the folder says how many were left, or that it has them."""
    assert (sans.laissees, sans.restreintes) == (1, 0)
    found = [path for path in sans.dossier.rglob("*") if path.is_file() and b"XYZZY" in path.read_bytes()]
    assert found == []
    assert "Les fiches restreintes (1) n" in pages(sans.dossier)

    assert (avec.laissees, avec.restreintes) == (0, 1)
    shown = pages(avec.dossier)
    assert "négociation XYZZY &lt;script&gt;" in shown
    assert "ATTENTION : ce dossier contient 1 fiche restreinte" in shown


def test_the_sums_are_those_of_the_files(sans: Bilan) -> None:
    """`sha256sum -c SHA256SUMS` passes: every file but the sums themselves."""
    lines = (sans.dossier / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    named = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    there = [path for path in sans.dossier.rglob("*") if path.is_file() and path.name != "SHA256SUMS"]
    assert sorted(named) == sorted(path.relative_to(sans.dossier).as_posix() for path in there)
    for path in there:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == named[path.relative_to(sans.dossier).as_posix()]


def test_a_new_laptop_goes_on_from_it(sans: Bilan, tmp_path: Path) -> None:
    """`pvd restaurer` takes the base, which is whole."""
    base = next((sans.dossier / "base").glob("*.db"))
    restore(base, tmp_path / "pvd.db", datetime(2026, 11, 23, tzinfo=UTC))
    with Store.open(tmp_path / "pvd.db") as store:
        assert store.rows.count("action") == len(aisne.ACTIONS)
        assert store.rows.count("note_datee") == 0
        assert verify(store).sain


def test_a_fiche_opens(sans: Bilan) -> None:
    """In Word, with the name of its action."""
    path = next((sans.dossier / "fiches" / "chauny-02173").glob("*halle*.docx"))
    found = docx.Document(io.BytesIO(path.read_bytes()))
    assert "Halle du marché" in found.tables[0].rows[1].cells[1].text


def test_a_folder_that_holds_something_is_left_alone(store: Store, tmp_path: Path) -> None:
    """Nothing is written there, and nothing is left half written beside it."""
    (tmp_path / "mien").mkdir()
    (tmp_path / "mien" / "notes.txt").write_text("à moi", encoding="utf-8")
    with pytest.raises(SortieError, match="n'est pas vide"):
        ecrire(store, tmp_path / "mien", AU, Choix())
    assert [path.name for path in tmp_path.rglob("*")] == ["mien", "notes.txt"]


def test_the_last_twelve_months_are_told_without_a_name(sans: Bilan, avec: Bilan) -> None:
    """Month by month, commune by commune; a private note is counted only where the folder holds it."""
    said = (sans.dossier / "douze-derniers-mois.txt").read_text(encoding="utf-8")
    page = (sans.dossier / "communes" / "guise-02361.html").read_text(encoding="utf-8")
    assert said.startswith("LES DOUZE DERNIERS MOIS, du 22/11/2025 au ")
    assert "Guise (02361)" in said
    assert "nouvelle fiche : action « " in said
    assert "<h2>Les douze derniers mois</h2>" in page
    assert "<li>nouvelle fiche : action « " in page
    whole = (avec.dossier / "douze-derniers-mois.txt").read_text(encoding="utf-8")
    assert whole.count("1 note") == said.count("1 note") + 1
    assert "XYZZY" not in whole
    names = [str(row["titre"]) for row in aisne.aisne().rows.page("personne", columns=("titre",))]
    assert not [name for name in names if name in said]
