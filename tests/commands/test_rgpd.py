"""`pvd rgpd`, as a person or a script runs it."""

import json
from pathlib import Path

import pytest

from storage import settings
from storage.store import Store
from tests.commands.conftest import Pvd


@pytest.fixture
def zelia(cli: Pvd, base: Path) -> str:
    """Write of one person on the préfecture's laptop."""
    cli("creer", "commune", "id=02361", "titre=Guise")
    with Store.open(base) as store:
        store.settings.put(settings.ROLE, "prefecture")
        store.settings.put(settings.DEPARTEMENT, "02")
    made = cli("creer", "personne", "titre=Zélia Quenouille", "qualite=Élu", "commune=02361", "departement=02")
    seance = cli("creer", "seance_club", "titre=Club", "departement=02", "date=03/02/2025").last
    cli(
        "creer",
        "presence",
        f"seance_club={seance}",
        f"personne={made.last}",
        "titre=Zélia Quenouille",
        "statut=Présent",
    )
    cli("creer", "note_seance", f"seance_club={seance}", "texte=Mme Quenouille approuve.")
    return made.last


def test_the_inventory_is_read_by_people_and_programs(cli: Pvd, zelia: str) -> None:
    """Kinds of records, people, what lies beside."""
    said = cli("rgpd", "inventaire")
    assert said.code == 0
    assert f"{zelia}  Zélia Quenouille (Élu, Guise)" in said.out
    facts = cli("rgpd", "inventaire", "--json").json
    assert [one["nom"] for one in facts["personnes"]] == ["Zélia Quenouille"]
    assert {one["table"] for one in facts["tables"]} == {"personne", "presence"}


def test_everything_about_one_person_is_handed_over_in_a_folder(cli: Pvd, zelia: str, tmp_path: Path) -> None:
    """A page to read, two tables, the same for a program; a folder that holds something is not touched."""
    folder = tmp_path / "dossier"
    assert cli("rgpd", "extraire", zelia[-8:], "--vers", str(folder)).code == 0
    assert {path.name for path in folder.iterdir()} == {
        "lisez-moi.txt",
        "donnees.csv",
        "historique.csv",
        "donnees.json",
    }
    facts = json.loads((folder / "donnees.json").read_text(encoding="utf-8"))
    assert {one["type"] for one in facts["traces"]} == {"personne", "presence", "note_seance"}
    assert "Mme Quenouille approuve." in (folder / "historique.csv").read_text(encoding="utf-8")
    again = cli("rgpd", "extraire", zelia, "--vers", str(folder))
    assert (again.code, "n'est pas vide" in again.err) == (1, True)
    assert cli("rgpd", "extraire", "Quelqu'un d'autre").code == 1


def test_nothing_goes_before_the_yes(cli: Pvd, zelia: str) -> None:
    """A trial, or nobody to answer: the preview, and nothing is changed."""
    for words in (("--essai",), ()):
        said = cli("rgpd", "effacer", zelia, *words)
        assert "Zélia Quenouille" in said.out
        assert "à confirmer : --oui 'note_seance" in said.out
        assert said.code == (0 if words else 1)
    assert "Zélia Quenouille" in cli("lister", "presence").out


def test_a_person_is_erased_by_name_with_the_texts_that_were_said_yes_to(cli: Pvd, zelia: str) -> None:
    """What is sure, and the texts named by their key; « annuler » does not bring anything back."""
    traces = cli("rgpd", "effacer", "Zélia Quenouille", "--essai", "--json").json["traces"]
    (asked,) = [one["cle"] for one in traces if one["demande"]]
    said = cli("rgpd", "effacer", "Zélia Quenouille", "--confirmer")
    assert (said.code, "Laissé : 1 endroit" in said.err) == (0, True)
    assert "Élu, Guise" in cli("lister", "presence").out
    assert "Quenouille" in cli("lister", "note_seance", "--json").out
    assert cli("rgpd", "effacer", "Zélia Quenouille", "--confirmer", "--oui", asked).code == 0  # by name: what was left
    assert "Quenouille" not in cli("lister", "note_seance", "--json").out
    cli("annuler")
    assert "Zélia" not in cli("lister", "presence", "--json").out
    assert zelia not in cli("rgpd", "inventaire").out


def test_a_chef_writes_a_request_and_is_told_who_erases(cli: Pvd, base: Path, zelia: str, tmp_path: Path) -> None:
    """Refused in French, with what to do; the request names the record."""
    with Store.open(base) as store:
        store.settings.put(settings.ROLE, "chef")
    said = cli("rgpd", "effacer", zelia, "--tout", "--confirmer")
    assert (said.code, "Seule la préfecture" in said.err) == (1, True)
    assert cli("rgpd", "effacer", zelia, "--demande", str(tmp_path / "d.txt")).code == 0
    assert f"pvd rgpd effacer {zelia}" in (tmp_path / "d.txt").read_text(encoding="utf-8")
    assert cli("rgpd", "purger").code == 1
    assert "Zélia Quenouille" in cli("lister", "presence").out


def test_old_sheets_are_purged_and_count_as_before(cli: Pvd, zelia: str) -> None:
    """One line a séance before, a count after."""
    assert zelia
    assert "1 présence" in cli("rgpd", "purger", "--avant", "01/01/2026", "--essai").out
    assert "Zélia" in cli("lister", "presence").out
    assert cli("rgpd", "purger", "--avant", "01/01/2026").code == 0
    said = cli("lister", "presence", "--json").json
    assert [(one["titre"], one["statut"]) for one in said] == [("Élu, Guise", "Présent")]
    assert cli("rgpd", "purger", "--json").json == []
