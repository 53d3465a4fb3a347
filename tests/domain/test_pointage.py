"""Ticking the sheet: who is meant by a few letters, what Espace goes through, who counts."""

import pytest

from pvd_tui.domain.pointage import CYCLE_APRES, CYCLE_DIRECT, Compte, Pointee, compter, filtrer, suivant
from pvd_tui.domain.presence import StatutPresence

LEMAIRE = Pointee("1", "Claire Lemaire", "Chauny", "02173", "Cheffe de projet")
LEFEVRE = Pointee("2", "Paul Lefèvre", "Guise", "02361", "Maire")
PETIT = Pointee("3", "Amina Petit", "Le Nouvion-en-Thiérache", "02558", "Cheffe de projet")
COLIN = Pointee("4", "Bo Colin", organisme="DDT de l’Aisne", fonction="Instructeur")
FEUILLE = (PETIT, LEMAIRE, LEFEVRE, COLIN)


@pytest.mark.parametrize(
    ("texte", "found"),
    [
        ("le", ["Claire Lemaire", "Paul Lefèvre", "Amina Petit"]),
        ("LEFE", ["Paul Lefèvre"]),
        ("cl le", ["Claire Lemaire"]),
        ("ddt", ["Bo Colin"]),
        ("nouvion", ["Amina Petit"]),
        ("mair", ["Paul Lefèvre"]),
        ("zz", []),
        ("", [ligne.nom for ligne in FEUILLE]),
    ],
)
def test_a_few_letters_find_a_person_names_first(texte: str, found: list[str]) -> None:
    """Each word typed begins a word of the line, accents and case aside; « Lemaire » is not a maire."""
    assert [ligne.nom for ligne in filtrer(FEUILLE, texte)] == found


def test_espace_goes_round_and_never_says_absent_during_a_seance() -> None:
    """« Représenté » needs a name: it is reached otherwise, and Espace leaves it for « Présent »."""
    statut, apres, direct = "Inscrit", [], []
    for _ in CYCLE_APRES:
        statut = suivant(statut)
        apres.append(statut)
    for _ in CYCLE_DIRECT:
        statut = suivant(statut, CYCLE_DIRECT)
        direct.append(statut)
    assert apres == ["Présent", "Excusé", "Absent", "Inscrit"]
    assert direct == ["Présent", "Excusé", "Inscrit"]
    assert suivant("Représenté") == suivant("") == "Présent"


def test_the_words_are_those_of_the_entity() -> None:
    """The sheet does not read the entities at each key, but says the same words."""
    assert set(CYCLE_APRES) | {"Représenté"} == set(StatutPresence)


def test_who_stands_for_two_communes_is_one_person_and_two_communes() -> None:
    """Absent, excusé and représenté are three things; only présent and représenté make a commune there."""
    roux = Pointee("5", "Jean Roux", "Hirson", "02381", "Maire", statut="Présent", personne="p1")
    roux_aussi = Pointee("6", "Jean Roux", "Marle", "02468", "Maire", statut="Présent")
    faure = Pointee("7", "Luc Faure", "Guise", "02361", statut="Représenté", represente_par="Jean Roux")
    excuse = Pointee("8", "Zoé Blanc", "Chauny", "02173", statut="Excusé")
    absent = Pointee("9", "Al Noël", "Vervins", "02789", statut="Absent")
    assert compter([roux, roux_aussi, faure, excuse, absent]) == Compte(attendus=4, presents=1, communes=3)


def test_two_people_of_one_name_are_two() -> None:
    """Each has a record, or their functions differ."""
    a = Pointee("1", "Jean Martin", "Guise", "02361", "Maire", statut="Présent", personne="p1")
    b = Pointee("2", "Jean Martin", "Marle", "02468", "Maire", statut="Présent", personne="p2")
    c = Pointee("3", "Anne Roy", "Marle", "02468", "Maire", statut="Présent")
    d = Pointee("4", "Anne Roy", "", "", "Architecte", statut="Présent")
    assert compter([a, b, c, d]).presents == 4
