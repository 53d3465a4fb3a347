"""Lines of a sheet without names are counted as before: one label a person, no two people the same."""

import pytest

from pvd_tui.domain.rgpd_feuille import Ligne, est_un_role, etiquettes


def test_who_stands_on_two_lines_is_one_and_two_of_a_commune_are_two() -> None:
    """« Élu, Guise et Hirson » on both lines of one person; « Élu, Guise (2) » for the next."""
    sheet = [
        Ligne("1", "Zélia Quenouille", "p", qualite="Élu", ou="Guise"),
        Ligne("2", "Zélia Quenouille", qualite="Élu", ou="Hirson"),
        Ligne("3", "Paul Martinet", qualite="Élu", ou="Guise"),
        Ligne("4", "Anne Roseau", "r", qualite="Élu", ou="Guise"),
        Ligne("5", "Élu, Guise", qualite="Élu", ou="Guise"),
    ]
    assert etiquettes(sheet, {"1", "2", "3", "4"}) == {
        "1": "Élu, Guise et Hirson",
        "2": "Élu, Guise et Hirson",
        "3": "Élu, Guise (2)",
        "4": "Élu, Guise (3)",
    }


@pytest.mark.parametrize(("nom", "role"), [("Élu, Guise", True), ("Élu, Guise et Hirson (2)", True), ("État", True)])
def test_a_quality_is_no_name(nom: str, role: bool) -> None:  # noqa: FBT001 - a case of the table
    """What stands in the place of a name is not purged again."""
    assert est_un_role(nom) is role


@pytest.mark.parametrize("nom", ["Zélia Quenouille", "Autret, Zélia", "Élu Guise", "Partenaires"])
def test_a_name_is_no_quality(nom: str) -> None:
    """A name that begins like a quality is a name."""
    assert not est_un_role(nom)
