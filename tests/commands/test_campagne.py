"""A campaign by command: who gave, one's own contribution, workbooks to send, replies to take in."""

from pathlib import Path

import pytest

from storage.store import Store
from tests.commands.conftest import Pvd

CAMPAGNE = ("--ouverture", "01/05/2024", "--echeance", "25/06/2030")


@pytest.fixture
def aisne(cli: Pvd) -> Pvd:
    """Open a campaign of two communes."""
    for insee in ("02361", "02381"):
        cli("creer", "commune", f"id={insee}")
    cli("creer", "convention", "commune=02361", "type=Cadre ORT", "statut=Signée", "date_signature=2023-05-04")
    cli("programme", "campagne", "Note 2030", *CAMPAGNE)
    return cli


def test_a_contribution_is_given_and_says_where_it_differs(aisne: Pvd) -> None:
    """By the name of the site; what is known is taken over; provenance and differences are said."""
    words = ("fait_convention=non", "fait_crte=oui", "fait_actions=oui", "dynamique=Bonne", "leviers=Fonds vert")
    given = aisne("campagne", "contribuer", "guise", *words)
    assert given.code == 0
    assert "le site répond non, le dossier dit oui" in given.err
    said = aisne("campagne", "etat")
    assert said.out.startswith("Note 2030, due le 25/06/2030")
    assert "[x] Guise : donnée par le site (Chef de projet) le" in said.out
    assert said.last == "1 site sur 2 a contribué (1 dans le programme). Sans contribution : Hirson."
    facts = {one["nom"]: one for one in aisne("campagne", "etat", "--json").json["sites"]}
    assert facts["Guise"]["faits"]["fait_convention"] == {"connu": "Oui", "jour": "2023-05-04"}
    assert facts["Guise"]["contribution"]["leviers"] == ["Fonds vert"]
    assert "sur 2 ont contribué" not in aisne("campagne", "etat", "--au", "01/06/2024").last
    assert aisne("campagne", "etat", "--au", "01/06/2024", "--json").json["sites"][0]["etat"] == "attendue"
    assert (facts["Hirson"]["etat"], facts["Hirson"]["contribution"]) == ("attendue", None)


def test_one_that_is_begun_says_what_it_lacks_and_goes_on(aisne: Pvd) -> None:
    """The same command completes it: one record."""
    first = aisne("campagne", "contribuer", "02381", "dynamique=Fragile")
    assert "il manque : Convention-cadre signée, Inscrite au CRTE, Actions engagées" in first.err
    again = aisne("campagne", "contribuer", "02381", "fait_convention=non", "fait_crte=non", "fait_actions=inconnu")
    assert (again.code, again.out, "il manque" in again.err) == (0, first.out, False)


def test_workbooks_leave_and_come_back(aisne: Pvd, tmp_path: Path) -> None:
    """An untouched one changes nothing; without « oui » nothing is written; a folder is taken as a whole."""
    sent = aisne("campagne", "envoyer", str(tmp_path / "envoi"))
    assert [Path(line).name for line in sent.out.splitlines()] == [
        "contribution-02361-guise.xlsx",
        "contribution-02381-hirson.xlsx",
    ]
    back = aisne("campagne", "importer", str(tmp_path / "envoi"), "--oui")
    assert (back.code, back.out.count("sans réponse"), "Rien à enregistrer" in back.err) == (0, 2, True)
    (tmp_path / "vide").mkdir()
    assert aisne("campagne", "importer", str(tmp_path / "vide")).code == 1
    assert aisne("campagne", "importer", str(tmp_path / "rien.xlsx"), "--json").json[0]["sort"] == "refusée"


def test_what_cannot_be_done_is_said_and_nothing_is_written(aisne: Pvd, base: Path) -> None:
    """An unknown site, a field that writes itself, a commune that is not in the grant."""
    assert "ne s'appelle « Atlantis »" in aisne("campagne", "contribuer", "Atlantis", "dynamique=Bonne").err
    assert "s'inscrivent d'elles-mêmes" in aisne("campagne", "contribuer", "guise", "saisie_par=Site").err
    with Store.open(base) as store:
        store.settings.put("communes", "02381")
    assert "n'est pas dans votre habilitation" in aisne("campagne", "contribuer", "guise", "dynamique=Bonne").err
    assert all(one["etat"] == "attendue" for one in aisne("campagne", "etat", "--json").json["sites"])


def test_a_chef_is_asked_for_his_own_and_a_prefecture_for_what_misses(aisne: Pvd, base: Path) -> None:
    """In « à faire », until it is given."""

    def asked() -> list[str]:
        return [one["a_faire"] for one in aisne("a-faire", "--json").json if one["sorte"] == "campagne"]

    assert asked() == ["Donner la contribution de Guise", "Donner la contribution de Hirson"]
    with Store.open(base) as store:
        store.settings.put("communes", "02381")
    assert asked() == ["Donner la contribution de Hirson"]
    with Store.open(base) as store:
        store.settings.put("role", "prefecture")
    assert asked() == ["2 contributions sur 2 encore à recevoir : Guise, Hirson"]
    words = ("fait_convention=oui", "fait_crte=oui", "fait_actions=oui", "dynamique=Bonne")
    assert "saisie par la préfecture" not in aisne("campagne", "contribuer", "guise", *words).out
    assert asked() == ["1 contribution sur 2 encore à recevoir : Hirson"]
    assert "Guise : saisie par la préfecture pour le site" in aisne("campagne", "etat").out
