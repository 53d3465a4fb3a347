"""« Madame la Maire », « cheffe de projet », « à la Fère »: each is addressed as they should be."""

import pytest

from pvd_tui.domain.personne import Civilite
from pvd_tui.domain.politesse import accorder, appel, nom_complet, qualite_de
from pvd_tui.referentiel import commune

MADAME, MONSIEUR = Civilite.MADAME, Civilite.MONSIEUR


@pytest.mark.parametrize(
    ("masculine", "feminine"),
    [
        ("chef de projet", "cheffe de projet"),
        ("Chef de projet PVD", "Cheffe de projet PVD"),
        ("adjoint au maire", "adjointe au maire"),
        ("directeur général des services", "directrice générale des services"),
        ("conseiller municipal délégué", "conseillère municipale déléguée"),
        ("vice-président", "vice-présidente"),
        ("sous-préfet", "sous-préfète"),
        ("maire", "maire"),
        ("manager de centre-ville", "manager de centre-ville"),
        ("cheffe de projet", "cheffe de projet"),
        ("premier adjoint", "première adjointe"),
        ("1er adjoint au maire", "1re adjointe au maire"),
    ],
)
def test_a_function_agrees_with_its_holder(masculine: str, feminine: str) -> None:
    """Only its own words do, not its complement; a man's function, or an unknown one, stays."""
    assert accorder(masculine, MADAME) == feminine
    assert accorder(masculine, MONSIEUR) == masculine
    assert accorder(masculine, None) == masculine


@pytest.mark.parametrize(
    ("civilite", "fonction", "said"),
    [
        (MADAME, "maire", "Madame la Maire"),
        (MONSIEUR, "Maire de Guise", "Monsieur le Maire"),
        (MADAME, "préfet", "Madame la Préfète"),
        (MONSIEUR, "sous-préfet", "Monsieur le Sous-préfet"),
        (MADAME, "présidente", "Madame la Présidente"),
        (MADAME, "chef de projet", "Madame"),
        (MADAME, "maire adjointe", "Madame"),
        (MADAME, "maire déléguée", "Madame la Maire"),
        (None, "maire", "Madame, Monsieur"),
    ],
)
def test_a_person_is_addressed_by_the_function_that_has_a_form_of_address(
    civilite: Civilite | None, fonction: str, said: str
) -> None:
    """Others are Madame or Monsieur."""
    assert appel(civilite, fonction) == said


@pytest.mark.parametrize(
    ("insee", "whose", "where"),
    [
        ("02304", "maire de La Fère", "à La Fère"),
        ("02558", "maire du Nouvion-en-Thiérache", "au Nouvion-en-Thiérache"),
        ("02361", "maire de Guise", "à Guise"),
        ("29003", "maire d'Audierne", "à Audierne"),
    ],
)
def test_the_commune_has_its_article(insee: str, whose: str, where: str) -> None:
    """From the typeLiaison of the référentiel."""
    place = commune(insee)
    assert place is not None

    assert qualite_de("maire", MADAME, place.de_la()).lower() == whose.lower()
    assert place.a_la().lower() == where.lower()


def test_a_name_is_written_with_its_short_title() -> None:
    """What is not known is left out."""
    assert nom_complet(MADAME, "Claire", "Lemaire") == "Mme Claire LEMAIRE"
    assert nom_complet(None, None, "Duval") == "DUVAL"
