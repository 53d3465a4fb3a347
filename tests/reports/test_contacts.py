"""People as one writes to them."""

from datetime import date

from pvd_tui.domain.personne import Civilite, Personne
from pvd_tui.reports.contacts import contacts

AU = date(2026, 11, 22)


def test_people_are_named_and_addressed_in_their_gender() -> None:
    """« maire de Guise » and « Madame la Maire » of a Madame; nothing is guessed where the civilité is not known."""
    maire = Personne(
        id="1",
        titre="C. Lemaire",
        civilite=Civilite.MADAME,
        prenom="Claire",
        nom="Lemaire",
        fonction="Maire",
        commune="02361",
        courriel="maire@exemple.invalid",
    )  # fmt: skip - one person
    chef = Personne(id="2", civilite=Civilite.MADAME, nom="Petit", fonction="chef de projet", organisme="CC")
    inconnu = Personne(id="3", titre="Paul Duval", fonction="chef de projet")

    said = contacts([maire, chef, inconnu], AU)
    assert [colonne.titre for colonne in said.colonnes][:3] == ["Nom", "Fonction", "Pour écrire"]
    assert said.lignes[0] == (
        "Mme Claire LEMAIRE",
        "Maire de Guise",
        "Madame la Maire,",
        "",
        "Guise (02361)",
        "maire@exemple.invalid",
    )  # fmt: skip - one line
    assert said.lignes[1][:3] == ("Mme PETIT", "cheffe de projet", "Madame,")
    assert said.lignes[2][:3] == ("Paul Duval", "chef de projet", "Madame, Monsieur,")
