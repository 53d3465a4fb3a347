"""The note de synthèse by command: computed, issued once and for all, opened again as it was, assembled above."""

import hashlib
import json
from pathlib import Path

import jsonschema_rs
import pytest

from storage import settings
from storage.store import Store
from tests.commands.conftest import Pvd
from tests.storage.test_power_loss import make_older

MOTS = (
    "autorite=Le préfet de l’Aisne",
    "dynamique=Bonne",
    "texte_dynamique=Deux conventions sont signées.",
    "leviers=Fonds vert",
    "freins=Foncier/maîtrise",
    "texte_difficultes=Les îlots sont morcelés.",
)


@pytest.fixture
def aisne(cli: Pvd, base: Path) -> Pvd:
    """Write three communes as the préfecture: signed, signed without a date, not signed."""
    Store.open(base).close()
    with Store.open(base) as store:
        store.settings.put(settings.ROLE, "prefecture")
        store.settings.put(settings.DEPARTEMENT, "02")
    for insee in ("02361", "02381", "02173"):
        cli("creer", "commune", f"id={insee}")
        cli("creer", "convention", f"commune={insee}", "type=Adhésion", "statut=Signée", "date_signature=2021-04-15")
    cli("creer", "convention", "commune=02361", "type=Cadre ORT", "statut=Signée", "date_signature=2023-05-04")
    cli("creer", "convention", "commune=02381", "type=Cadre ORT", "statut=Signée")
    return cli


def test_the_note_says_the_instructions_figures_as_of_a_day(aisne: Pvd) -> None:
    """Nested objects, and every key that a program of the ministry would read."""
    said = aisne("note", "--echelon", "departement", "--code", "02", "--au", "2023-06-25", "--format", "json").json
    assert said["communes"]["total"] == 3
    assert said["adhesion"]["signees"] == 3
    assert said["ort"]["signees"] == 1
    assert said["ort"]["signees_sans_date"] == 1
    assert said["ort"]["non_signees"] == 1
    assert said["ort"]["hors_delai_18_mois"] == 1
    assert said["ort"]["delai_median_jours"] == 749
    assert said["operationnelles"]["total"] == 0
    assert said["clubs"]["seances_tenues"] == 0
    assert "02173" in {row["insee"] for row in said["risques"]}
    assert said["note"]["etat"] == "Brouillon"


def test_the_note_says_who_contributed_and_who_did_not(aisne: Pvd, tmp_path: Path) -> None:
    """In its JSON as its schema says it, and in words."""
    said = aisne("note", "--code", "02", "--format", "json").json
    assert (said["contributions"]["sites"], said["contributions"]["donnees"]) == (3, 0)
    schema = json.loads((Path(__file__).parents[2] / "docs" / "note-synthese.schema.json").read_text())
    jsonschema_rs.validator_for(schema).validate(said)
    path = tmp_path / "note.md"
    aisne("note", "--code", "02", "--vers", str(path))
    assert "0 site sur 3 a contribué" in path.read_text()


def test_a_note_without_its_words_or_with_a_name_is_not_issued(aisne: Pvd) -> None:
    """The figures are the program's, the words a person's; and a note names functions, never people."""
    bare = aisne("note", "emettre", "--code", "02")
    assert bare.code == 1
    assert "la dynamique" in bare.err
    aisne("note", "ecrire", "--code", "02", *MOTS)
    aisne("creer", "personne", "titre=Claire Lemaire", "departement=02")
    aisne("note", "ecrire", "--code", "02", "texte_difficultes=Mme Lemaire part en mars.")
    named = aisne("note", "emettre", "--code", "02")
    assert named.code == 1
    assert "Claire Lemaire" in named.err
    assert "Rien n’a été émis" in named.err
    assert aisne("note", "emises", "--json").json == {"emises": [], "alterees": []}


def test_an_issued_note_opens_again_as_it_was(aisne: Pvd, tmp_path: Path) -> None:
    """Facts that change afterwards are in the next version; each file is the one that was rendered that day."""
    aisne("note", "ecrire", "--code", "02", *MOTS)
    first = aisne("note", "emettre", "--code", "02", "--json").json
    kept = {}
    for kind in ("md", "docx", "odt", "pdf", "json"):
        path = tmp_path / f"note.{kind}"
        assert aisne("note", "rouvrir", "--code", "02", "--vers", str(path)).code == 0
        kept[kind] = hashlib.sha256(path.read_bytes()).hexdigest()
    aisne("creer", "commune", "id=02468")
    aisne("note", "ecrire", "--code", "02", "texte_dynamique=Une commune de plus.")
    second = aisne("note", "emettre", "--code", "02", "--json").json
    assert second["version"] == 2
    for kind, expected in kept.items():
        path = tmp_path / f"encore.{kind}"
        aisne("note", "rouvrir", "--code", "02", "--version", "1", "--vers", str(path))
        assert hashlib.sha256(path.read_bytes()).hexdigest() == expected, kind
    frozen = json.loads((tmp_path / "note.json").read_text())
    assert frozen["note"]["empreinte"] == first["empreinte"]
    compared = aisne("note", "comparer", "--code", "02", "1", "2", "--json").json
    assert compared["chiffres"]["communes.total"] == {"avant": 3, "apres": 4}


def test_an_issued_note_opens_again_after_an_upgrade_of_the_base(aisne: Pvd, base: Path, tmp_path: Path) -> None:
    """Schema and rows are made again from the log; the files are the same bytes, and the diff is right."""
    aisne("note", "ecrire", "--code", "02", *MOTS)
    aisne("note", "emettre", "--code", "02")
    before = {}
    for kind in ("docx", "odt", "json"):
        aisne("note", "rouvrir", "--code", "02", "--vers", str(tmp_path / f"avant.{kind}"))
        before[kind] = (tmp_path / f"avant.{kind}").read_bytes()
    with Store.open(base) as store:
        make_older(store)
    aisne("creer", "commune", "id=02468")
    aisne("note", "emettre", "--code", "02")
    for kind, expected in before.items():
        aisne("note", "rouvrir", "--code", "02", "--version", "1", "--vers", str(tmp_path / f"apres.{kind}"))
        assert (tmp_path / f"apres.{kind}").read_bytes() == expected, kind
    compared = aisne("note", "comparer", "--code", "02", "1", "2", "--json").json
    assert compared["chiffres"]["communes.total"] == {"avant": 3, "apres": 4}


def test_an_issued_note_that_somebody_touched_is_left_out_and_said(aisne: Pvd, base: Path) -> None:
    """Figures that no longer have their hash are nobody's figures."""
    aisne("note", "ecrire", "--code", "02", *MOTS)
    record = aisne("note", "emettre", "--code", "02", "--json").json["id"]
    with Store.open(base) as store:
        before = store.get("note_synthese", record)
        assert before is not None
        store.update(before, {"chiffres": str(before.values["chiffres"]).replace('"total":3', '"total":30')})
    said = aisne("note", "emises", "--json").json
    assert said["emises"] == []
    assert len(said["alterees"]) == 1


def test_the_regional_note_assembles_what_was_issued(aisne: Pvd) -> None:
    """It says which départements are missing; computed live, it says so."""
    alone = aisne("note", "--echelon", "region", "--code", "32")
    assert alone.code == 1
    assert "--source direct" in alone.err
    aisne("note", "ecrire", "--code", "02", *MOTS)
    aisne("note", "emettre", "--code", "02")
    said = aisne("note", "--echelon", "region", "--code", "32", "--format", "json").json
    assert said["communes"]["total"] == 3
    assert said["note"]["source"] == "emises"
    assert said["note"]["manquantes"] == ["Nord", "Oise", "Pas-de-Calais", "Somme"]
    live = aisne("note", "--echelon", "region", "--code", "32", "--source", "direct")
    assert "calculés en direct" in live.out
    country = aisne("note", "--echelon", "national", "--format", "json").json
    assert country["communes"]["total"] == 3


def test_every_figure_opens_its_rows(aisne: Pvd, tmp_path: Path) -> None:
    """`--lignes` writes them as a spreadsheet opens them."""
    path = tmp_path / "lignes.csv"
    assert aisne("note", "--code", "02", "--au", "2023-06-25", "--lignes", str(path)).code == 0
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert sum(line.startswith('"ort.signees";') for line in lines) == 1
    assert any(line.startswith('"ort.signees";"1"') and "02361" in line for line in lines)


def test_a_chef_reads_and_does_not_issue(aisne: Pvd, base: Path) -> None:
    """The note is the préfet's."""
    with Store.open(base) as store:
        store.settings.put(settings.ROLE, "chef")
    refused = aisne("note", "ecrire", "--code", "02", *MOTS)
    assert refused.code == 1
    assert "préfecture" in refused.err
    assert aisne("note", "--code", "02").code == 0


@pytest.mark.parametrize("words", [("--code", "99"), ("--echelon", "region", "--code", "02x"), ("--format", "docx")])
def test_what_cannot_be_made_is_refused_in_french(aisne: Pvd, words: tuple[str, ...]) -> None:
    """A territory that there is not, a Word file on the screen."""
    said = aisne("note", *words)
    assert said.code == 1
    assert "Rien n’a été écrit" in said.err
