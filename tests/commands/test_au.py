"""`--au DATE` on every computing command: what was true that day, and days on which nothing can be said."""

import pytest

from tests.commands.conftest import Pvd

_CALCULS = ("a-faire", "carte", "demande suivi", "completude {action}", "club", "commune 02361", "convention {ort}")


@pytest.fixture
def aisne(cli: Pvd) -> dict[str, str]:
    """Write a commune, its action and its convention, signed before its adhésion; give their ids."""
    cli("creer", "commune", "id=02361")
    adhesion = ("type=Adhésion", "statut=Signée", "date_signature=2021-04-15")
    cli("creer", "convention", "commune=02361", *adhesion)
    ort = cli("creer", "convention", "commune=02361", "type=Cadre ORT", "statut=Signée", "date_signature=2020-10-12")
    action = cli("creer", "action", "commune=02361", "titre=Halle", "date_engagement=2023-05-02")
    return {"ort": ort.last, "action": action.last}


@pytest.mark.parametrize("calcul", _CALCULS)
def test_every_computing_command_answers_for_a_day(cli: Pvd, aisne: dict[str, str], calcul: str) -> None:
    """A past day is computed, and says which time it read; before the programme there is nothing to say."""
    words = calcul.format(**aisne).split()
    then = cli(*words, "--au", "25/06/2023")
    assert then.code == 0, then.err
    assert "ates métier" in then.out + then.err
    before = cli(*words, "--au", "30/09/2020")
    assert before.code == 1
    assert "Le programme a commencé le 01/10/2020" in before.err
    none = cli(*words, "--au", "le 31 février")
    assert none.code != 0
    assert "Rien n'a été" in none.err


@pytest.mark.parametrize("calcul", _CALCULS)
def test_a_day_to_come_is_said_to_be_one(cli: Pvd, aisne: dict[str, str], calcul: str) -> None:
    """Facts of today and dates already planned; of clubs, only what was held is counted: nothing to count."""
    ahead = cli(*calcul.format(**aisne).split(), "--au", "01/01/2150")
    assert (ahead.code, "est à venir" in ahead.err) == (1 if calcul == "club" else 0, True)


def test_an_ort_before_the_adhesion_is_a_signed_ort(cli: Pvd, aisne: dict[str, str]) -> None:
    """It is legitimate (an ORT of the EPCI that was there): signed from its day, with a negative delay in the note."""
    assert aisne
    said = cli("carte", "--au", "25/06/2023", "--json").json[0]
    assert (said["ort"], said["ort_signee_le"], said["engagees"]) == ("Signée", "2020-10-12", 1)
    note = cli("note", "--code", "02", "--au", "2023-06-25", "--format", "json").json
    assert note["ort"]["signees"] == 1
    assert note["ort"]["delai_median_jours"] < 0


def test_a_commune_of_20_000_inhabitants_or_more_is_counted_and_said(cli: Pvd, aisne: dict[str, str]) -> None:
    """The official list has five: it is a figure of the note, never an error."""
    assert aisne
    cli("modifier", "commune", "02361", "population=20000")
    note = cli("note", "--code", "02", "--au", "2023-06-25", "--format", "json").json
    assert (note["communes"]["total"], note["communes"]["au_dela_du_plafond"]) == (1, 1)


def test_an_unknown_departement_is_answered_with_an_example(cli: Pvd, aisne: dict[str, str]) -> None:
    """Nobody makes up a territory, in whichever command."""
    assert aisne
    for words in (("note", "--code", "2Z"), ("risques", "--departement", "2Z")):
        said = cli(*words)
        assert (said.code, "2Z" in said.err) == (1, True), words


def test_a_commune_merged_on_the_first_of_january_keeps_its_code_and_is_counted(cli: Pvd) -> None:
    """A former code is known: what it became is said, the fiche stands under it, and every count has it once."""
    said = cli("creer", "commune", "id=01340", "titre=Saint-Bois")
    assert (said.code, said.last) == (0, "01340")
    assert "Arboys en Bugey (01015)" in said.err
    note = cli("note", "--code", "01", "--au", "2023-06-25", "--format", "json").json
    assert (note["communes"]["total"], note["annexe"][0]["insee"]) == (1, "01340")
    assert cli("risques", "--departement", "01", "--json").json["communes"] == 1
