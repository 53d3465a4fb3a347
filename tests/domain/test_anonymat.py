"""A text is published, or kept, without the names of people: role and commune in their place (domain.md §5)."""

import pytest

from pvd_tui.domain.anonymat import RETIRE, Nom, mentions, nomme, sans_noms


@pytest.mark.parametrize(
    "ecrit",
    [
        "Claire Lemaire",
        "Mme Claire Lemaire",
        "LEMAIRE Claire",
        "Lemaire, Claire",
        "C. Lemaire",
        "Madame la maire Lemaire",
        "Mme LEMAIRE",
        "claire lemaire",
        "Clâire Lemaïre",
        "Lemaire",
    ],
)
def test_every_way_to_write_a_name_goes(ecrit: str) -> None:
    """Order, case, accents, civilité and initials do not hide a person."""
    assert (
        sans_noms(f"Selon {ecrit}, la halle est prête.", ["Claire Lemaire"]) == f"Selon {RETIRE}, la halle est prête."
    )


@pytest.mark.parametrize(
    ("texte", "nom"),
    [
        ("Le maire de Lemairerie est venu.", "Claire Lemaire"),
        ("Petit rappel : la halle.", "Anne Petit"),
        ("Un petit pas.", "Anne Petit"),
        ("le marchand de la halle", "Paul Marchand"),
        ("clairement", "Claire Le"),
    ],
)
def test_a_word_is_not_a_name(texte: str, nom: str) -> None:
    """« Petit » opens a sentence and « lemairerie » is a place."""
    assert sans_noms(texte, [nom]) == texte


def test_a_name_gives_way_to_what_is_said_of_it() -> None:
    """A role and a commune stand in the place of each name."""
    said = {"Claire Lemaire": "la maire de Guise", "Jean-Pierre Le Gall": "le chef de projet"}
    text = "Jean-Pierre LE GALL répond à Mme Lemaire ; J.-P. Le Gall relancera Claire Lemaire."
    expected = "le chef de projet répond à la maire de Guise ; le chef de projet relancera la maire de Guise."
    assert sans_noms(text, said) == expected


def test_a_family_name_alone_waits_for_a_yes() -> None:
    """Mentions say whether there is a doubt; `surs` leaves those where there is one."""
    (full, alone) = mentions("Claire Lemaire parle. Lemaire conclut.", ["Claire Lemaire"])
    assert (full.sure, alone.sure) == (True, False)
    assert sans_noms("Lemaire conclut.", ["Claire Lemaire"], surs=True) == "Lemaire conclut."
    assert not nomme("Lemaire conclut.", ["Claire Lemaire"])
    assert nomme("vu avec C. Lemaire", ["Claire Lemaire"])


def test_names_are_read_as_people_write_them() -> None:
    """Capitals are the family name, else what follows the first one; civility is none."""
    assert Nom.lire("Mme LE GALL Yann") == Nom("Yann", "LE GALL")
    assert Nom.lire("Jean de La Tour") == Nom("Jean", "de La Tour")
    assert Nom.lire("M. Lemaire") == Nom("", "Lemaire")


def test_an_address_goes_whole() -> None:
    """An e-mail address is a name like another."""
    assert (
        sans_noms("écrire à claire.lemaire@guise.fr demain", ["claire.lemaire@guise.fr"]) == f"écrire à {RETIRE} demain"
    )


def test_ligatures_and_decomposed_accents_keep_their_place() -> None:
    """What stands around a name is untouched, whatever the letters before it."""
    assert sans_noms("Le cœur, dit Rene\u0301 Lecœur, bat.", ["René Lecoeur"]) == f"Le cœur, dit {RETIRE}, bat."
