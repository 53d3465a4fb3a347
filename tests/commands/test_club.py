"""The clubs counted, by command; and who may read which communes never came."""

import pytest

from storage import settings
from storage.store import Store
from tests.commands.conftest import Pvd


@pytest.fixture
def guise_et_hirson(cli: Pvd, base: object) -> Pvd:
    """Write two communes, and two séances that look like one, held in 2024 with Guise only."""
    del base
    for insee in ("02361", "02381"):
        cli("creer", "commune", f"id={insee}")
    for titre in ("Club des commerces", "Club commerces"):
        made = cli(
            *("creer", "seance_club", f"titre={titre}", "date=15/03/2024", "etat=Tenue", "public=Mixte"),
            *("echelon=Départemental", "departement=02"),
        )
        assert made.code == 0
    cli("creer", "presence", f"seance_club={made.last}", "titre=Amina Petit", "commune=02361", "statut=Présent")
    return cli


def test_the_count_is_said_and_given_to_programs(guise_et_hirson: Pvd) -> None:
    """Duplicates count once, a year alone can be asked for, and the day of the count."""
    said = guise_et_hirson("club", "--annee", "2024").out
    assert "× 2024 : 1 sur 2, non atteint : il en a manqué 1. Communes représentées : 1/2 (50 %)." in said
    assert "« Club des commerces » et « Club commerces » semblent n’en faire qu’une" in said
    assert "2025" not in said.splitlines()[1]
    read = guise_et_hirson("club", "--au", "30/06/2024", "--json").json
    assert (read["au"], [one["periode"] for one in read["periodes"]][-1]) == ("2024-06-30", "2024")
    assert (read["periodes"][-1]["comptees"], read["du"]["manque"], read["du"]["jours"]) == (1, 1, 184)
    assert [one["niveau"] for one in read["constats"] if "semblent" in one["constat"]] == ["A"]
    assert (read["grille"]["communes"][0]["insee"], read["grille"]["communes"][0]["nom"]) == ("02361", "Guise")
    assert set(read["grille"]["communes"][0]["presence"]) == {"√", "·"}
    assert guise_et_hirson("club", "--au", "14/03/2024", "--json").json["periodes"][-1]["comptees"] == 0


def test_only_the_prefecture_reads_which_communes_never_came(guise_et_hirson: Pvd, base: object) -> None:
    """A chef does not, neither in words nor as JSON, nor by a row of points in the grid."""
    for words in (("club",), ("club", "--json")):
        said = guise_et_hirson(*words).out
        assert "amais venues" not in said
        assert "jamais_venues" not in said
        assert "Hirson" not in said
    with Store.open(str(base)) as store:
        store.settings.put(settings.ROLE, "prefecture")
    assert "Jamais venues (1) : Hirson." in guise_et_hirson("club").out
    assert guise_et_hirson("club", "--json").json["jamais_venues"] == [{"insee": "02381", "nom": "Hirson"}]


def test_a_chef_of_some_communes_is_told_no_rate(guise_et_hirson: Pvd, base: object) -> None:
    """His laptop does not know how many communes there are: a count, without a total."""
    with Store.open(str(base)) as store:
        store.settings.put(settings.COMMUNES, "02381")
    read = guise_et_hirson("club", "--json").json
    assert {one["communes"] for one in read["periodes"]} == {None}
    assert [one["nom"] for one in read["grille"]["communes"]] == ["Hirson"]


def test_what_cannot_be_counted_is_refused_in_french(cli: Pvd) -> None:
    """No département known; a day to come; no day at all."""
    assert "département" in cli("club").err
    cli("creer", "commune", "id=02361")
    assert "est à venir" in cli("club", "--au", "01/01/2190").err
    assert "n’est pas une date" in cli("club", "--au", "bientôt").err
    assert cli("club", "--annee", "12").code == 2


def test_the_recall_of_a_faire_can_be_put_aside(guise_et_hirson: Pvd) -> None:
    """It is no record: « fait » and « masquer » take it like any other line."""
    lines = guise_et_hirson("a-faire", "--json").json
    recall = [one for one in lines if one["type"] == "club"]
    if recall:  # within 60 days of the end of a year
        assert guise_et_hirson("a-faire", "fait", recall[0]["ligne"]).code == 0
