"""`pvd doublons` and `pvd fusionner`, as a person or a script runs them."""

import pytest

from tests.commands.conftest import Pvd


@pytest.fixture
def halles(cli: Pvd) -> tuple[str, str]:
    """Write one action twice."""
    cli("creer", "commune", "id=02361")
    one = cli("creer", "action", "titre=Réhabilitation des halles", "commune=02361", "pilote=A. Petit").last
    other = cli("creer", "action", "titre=Rénovation de la halle", "commune=02361", "code=1.2", "pilote=B. Roux").last
    cli("creer", "depense", f"action={other}", "titre=Toiture")
    return one, other


def test_the_list_says_who_and_why(cli: Pvd, halles: tuple[str, str]) -> None:
    """For a person both titles and the reasons, for a program the same facts."""
    said = cli("doublons")
    assert said.code == 0
    assert all(record in said.out for record in halles)
    assert "Rénovation de la halle" in said.out
    assert "100 % : même commune, intitulés de même sens" in said.out
    assert said.last == "1 doublon probable"

    (found,) = cli("doublons", "--json", "action").json
    assert (found["type"], set(found["ids"]), found["nature"]) == ("action", set(halles), "probable")
    assert cli("doublons", "personne", "--json").json == []
    assert cli("doublons", "--type", "personne", "--json").json == []


def test_a_trial_writes_nothing(cli: Pvd, halles: tuple[str, str]) -> None:
    """It says what would be filled in, what differs and what follows."""
    said = cli("fusionner", "action", *halles, "--essai")
    assert said.out.splitlines() == [
        "complété  Action n° : 1.2",
        "gardé     Titre : « Réhabilitation des halles » (et non « Rénovation de la halle »)",
        "gardé     Pilote : « A. Petit » (et non « B. Roux »)",
        "rattaché  1 dépense",
    ]
    assert "rien n'a été écrit" in said.err
    assert len(cli("lister", "action", "--json").json) == 2


def test_a_merge_keeps_the_values_that_are_chosen_and_is_undone_at_once(cli: Pvd, halles: tuple[str, str]) -> None:
    """The first record stays; « annuler » brings both back."""
    one, other = halles
    before = cli("lister", "action", "--json").json
    said = cli("fusionner", "action", one, other[-8:], "--garder", f"pilote={other[-8:]}", "--json")
    assert said.code == 0, said.err
    assert said.json["suivent"] == {"depense": 1}
    assert said.json["differents"]["pilote"]["retenue"] == other
    assert "Fusion de « Rénovation de la halle » dans « Réhabilitation des halles »" in said.err

    (kept,) = cli("lister", "action", "--json").json
    assert (kept["id"], kept["code"], kept["pilote"]) == (one, "1.2", "B. Roux")
    assert cli("lister", "depense", "--json").json[0]["action"] == one
    assert cli("doublons", "--json").json == []

    assert cli("annuler").code == 0
    assert cli("lister", "action", "--json").json == before


def test_a_pair_that_is_two_is_set_aside(cli: Pvd, halles: tuple[str, str]) -> None:
    """It is not proposed again."""
    assert cli("doublons", "ecarter", "action", *halles).code == 0
    assert cli("doublons").last == "0 doublon probable"
    assert cli("doublons", "ecarter", "action", halles[0], "xxxxxxxx").code == 1
    assert cli("doublons", "reprendre", "action", *halles).code == 0
    assert cli("doublons").last == "1 doublon probable"


def test_what_cannot_be_done_is_said_in_french(cli: Pvd, halles: tuple[str, str]) -> None:
    """Exit code 1 with a sentence, 2 for a command line that is not understood; nothing is written."""
    assert "se cherchent" in cli("doublons", "commune").err
    assert cli("doublons", "commune").code == 1
    assert "deux fois la même fiche" in cli("fusionner", "action", halles[0], halles[0]).err
    assert "ne diffèrent pas" in cli("fusionner", "action", *halles, "--garder", f"phase={halles[1]}").err
    assert cli("fusionner", "action", *halles, "--garder", "pilote").code == 2
    assert cli("fusionner", "action", halles[0]).code == 2
    assert len(cli("lister", "action", "--json").json) == 2
