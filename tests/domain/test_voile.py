"""The version without names: what is known is replaced, what is not sure is listed, nothing else changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.domain.voile import Connu, Voile

GENS = (
    Connu("Claire Aubépine", "cheffe de projet de Guise", "la"),
    Connu("PETIT Paul", "maire de Hirson", "le"),
    Connu("Inès Petit", "adjointe à l’urbanisme de Guise", "l’"),
    Connu("Luc Marle", "chef de projet de la Fère", "le"),
    Connu("Rose Zinnia", "personne de Guise", "une"),
    Connu("Jean Dupuis", "maire de Guise"),
    Connu("DDT", "service"),
)
LIEUX = ("Marle", "Guise", "Banque des territoires")


def voile() -> Voile:
    """Give one that knows the sheet."""
    return Voile(GENS, LIEUX)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Claire Aubépine présente la halle.", "La cheffe de projet de Guise présente la halle."),
        ("Vu avec AUBÉPINE Claire.", "Vu avec la cheffe de projet de Guise."),
        ("un mot de claire aubepine", "un mot de la cheffe de projet de Guise"),
        ("Transmis à Mme Aubépine.", "Transmis à la cheffe de projet de Guise."),
        ("Le rapport de Paul Petit", "Le rapport du maire de Hirson"),
        ("À relire par P. Petit", "À relire par le maire de Hirson"),
        ("On envoie à Paul Petit", "On envoie au maire de Hirson"),
        ("L’avis d’Inès Petit compte.", "L’avis de l’adjointe à l’urbanisme de Guise compte."),
        ("Dit qu'Aubépine viendra", "Dit que la cheffe de projet de Guise viendra"),
        ("L’idée de Rose Zinnia", "L’idée d’une personne de Guise"),
        ("Vu avec Jean Dupuis", "Vu avec [maire de Guise]"),
        ("Écrire à c.aubepine@guise.fr ou au 06 12 34 56 78", "Écrire à [courriel] ou au [téléphone]"),
    ],
)
def test_a_known_name_becomes_a_function(typed: str, said: str) -> None:
    """Whole, turned round, with a civilité or an initial, without accents; the articles agree."""
    assert voile().texte(typed, "note") == said


def test_a_surname_that_two_people_have_names_neither() -> None:
    """It goes all the same."""
    assert voile().texte("Vu avec M. Petit.", "note") == "Vu avec une personne du club."


@pytest.mark.parametrize(
    ("typed", "doubt"),
    [
        ("Petit rappel : le dossier est prêt.", "Petit"),
        ("Le marché est petit.", "petit"),
        ("Atelier à Marle.", "Marle"),
        ("Le rôle de Claire dans l’atelier", "Claire"),
        ("Vu avec M. Duval.", "M. Duval"),
        ("Vu avec Jacques Delarue hier", "Jacques Delarue"),
        ("Relance de J. Delarue", "J. Delarue"),
    ],
)
def test_what_may_be_a_name_is_left_and_listed(typed: str, doubt: str) -> None:
    """Somebody reads it, with the place where it stands, before it leaves."""
    here = voile()
    assert here.texte(typed, "note de 9 h 40") == typed
    assert [(one.extrait, one.ou) for one in here.doutes] == [(doubt, "note de 9 h 40")]


@pytest.mark.parametrize(
    "typed",
    [
        "Fonds vert : l’enveloppe baisse.",
        "Banque des Territoires et Action Cœur de Ville.",
        "La DDT écrit aux communes de l’Aisne.",
        "Visite de l’îlot Foch à Guise.",
    ],
)
def test_a_text_without_names_is_left_alone(typed: str) -> None:
    """Places, programmes and bodies are no persons."""
    here = voile()
    assert here.texte(typed, "note") == typed
    assert not here.doutes


def test_a_field_that_holds_a_name_holds_a_function_without_an_article() -> None:
    """A pilote is « cheffe de projet de Guise »; a body stays."""
    assert voile().nom("claire aubépine", "suite") == "cheffe de projet de Guise"
    assert voile().nom("DDT, service habitat", "suite") == "DDT, service habitat"


@given(st.text(max_size=80), st.sampled_from(["Claire Aubépine", "Mme Aubépine", "Inès Petit"]), st.text(max_size=80))
def test_no_known_name_survives_whatever_surrounds_it(before: str, nom: str, after: str) -> None:
    """Nor does any text make the voile fail."""
    said = voile().texte(f"{before} {nom} {after}", "note")
    assert nom not in said
