"""Whom to invite: everybody who is known, once, by commune; the sheet keeps its own copies."""

from datetime import date

import pytest

from pvd_tui.domain.invitation_seance import Sources, proposer, qualite_de
from pvd_tui.domain.personne import Civilite, Personne, Qualite
from pvd_tui.domain.poste import Poste
from pvd_tui.domain.presence import Presence
from pvd_tui.domain.seance_club import PublicSeance, SeanceClub

JOUR = date(2026, 12, 3)
COMMUNES = {"02361": "Guise", "02304": "La Fère", "02381": "Hirson", "02173": "Chauny"}

MAIRE = Personne(
    id="p1", titre="Anne Roy", civilite=Civilite.MADAME, fonction="Maire", commune="02361", qualite=Qualite.ELU
)
CHEFFE = Personne(id="p2", titre="Claire Lemaire", civilite=Civilite.MADAME)
PARTI = Personne(id="p3", titre="Luc Faure")
DDT = Personne(id="p4", titre="Bo Colin", organisme="DDT de l’Aisne", fonction="Instructeur")
DU_NORD = Personne(id="p5", titre="Zoé Nord", departement="59")
POSTES = (
    Poste(id="w1", commune="02304", personne="p2", debut=date(2024, 1, 1)),
    Poste(id="w2", commune="02381", personne="p3", fin=date(2026, 6, 30)),
)
DERNIERE = SeanceClub(id="s1", titre="Printemps", date=date(2026, 4, 14))
FEUILLE = (
    Presence(id="a1", seance_club="s1", personne="p1", titre="Anne Roy", commune="02361"),
    Presence(id="a2", seance_club="s1", titre="LEMAIRE Claire", commune="02304", fonction="cheffe de projet"),
    Presence(id="a3", seance_club="s1", titre="Rose Zinnia", commune="02173", fonction="Adjointe au maire"),
    Presence(id="a4", seance_club="s1", personne="gone", titre="Parti Depuis", commune="02173"),
)
SOURCES = Sources((MAIRE, CHEFFE, PARTI, DDT, DU_NORD), POSTES, DERNIERE, FEUILLE)


def test_everybody_who_is_known_is_proposed_once_by_commune() -> None:
    """The holder of a poste, the directory, who was typed on the last sheet; not who left, nor another département."""
    found = proposer(SOURCES, COMMUNES, (), JOUR, "02")
    assert {insee: [one.nom for one in people] for insee, people in found.par_commune.items()} == {
        "02173": ["Rose Zinnia"],
        "02361": ["Anne Roy"],
        "02381": [],
        "02304": ["Claire Lemaire"],
        None: ["Bo Colin", "Luc Faure"],
    }
    claire = found.par_commune["02304"][0]
    assert (claire.fonction, claire.qualite, claire.d_ou) == (
        "cheffe de projet PVD",
        Qualite.CHEF_DE_PROJET,
        "poste",
    )
    assert [one.d_ou for one in found.par_commune["02173"]] == ["séance du 14/04/2026"]


def test_the_communes_without_anybody_are_counted_as_one_ticks() -> None:
    """On the sheet already or ticked: the commune has somebody; Hirson has nobody to tick at all."""
    found = proposer(SOURCES, COMMUNES, (), JOUR, "02")
    assert len(found.sans_invite()) == 4
    assert found.sans_invite(["p1", "p2", "presence:a3"]) == ["02381"]
    again = proposer(SOURCES, COMMUNES, (FEUILLE[0],), JOUR, "02")
    assert "02361" in again.inscrites
    assert again.sans_invite(["p2", "presence:a3"]) == ["02381"]


def test_who_is_on_the_sheet_is_not_proposed_again() -> None:
    """By their record, or by name and commune where they were typed."""
    typed = Presence(id="b1", seance_club="s2", titre="lemaire  claire", commune="02304")
    found = proposer(SOURCES, COMMUNES, (FEUILLE[0], typed), JOUR, "02")
    assert not {"Anne Roy", "Claire Lemaire"} & {one.nom for one in found.tous}
    assert found.deja == 2


def test_two_people_of_one_name_are_both_proposed() -> None:
    """Each has a record: they are two."""
    twins = Sources((MAIRE, Personne(id="p9", titre="Anne Roy", commune="02361")))
    assert [one.personne for one in proposer(twins, COMMUNES, (), JOUR, "02").par_commune["02361"]] == ["p1", "p9"]


def test_whom_the_seance_is_for_is_known_by_its_public() -> None:
    """Élus, chefs de projet, or both where it is mixed or nobody said."""
    found = proposer(SOURCES, COMMUNES, (), JOUR, "02")
    assert found.attendus(PublicSeance.ELUS) == ["presence:a3", "p1"]
    assert found.attendus(PublicSeance.CHEFS_DE_PROJET) == ["p2"]
    assert found.attendus(None) == found.attendus(PublicSeance.MIXTE) == ["presence:a3", "p1", "p2"]


def test_a_line_of_the_sheet_is_a_copy() -> None:
    """Name, function, organisme, commune and qualité are written down, « Inscrit », with the person's id."""
    people = proposer(SOURCES, COMMUNES, (), JOUR, "02").par_commune
    assert people["02361"][0].presence("s2") == {
        "seance_club": "s2",
        "personne": "p1",
        "titre": "Anne Roy",
        "fonction": "Maire",
        "commune": "02361",
        "qualite": "Élu",
        "statut": "Inscrit",
    }
    assert people["02173"][0].presence("s2")["qualite"] == "Élu"
    assert "personne" not in people["02173"][0].presence("s2")


@pytest.mark.parametrize(
    ("fonction", "organisme", "commune", "qualite"),
    [
        ("Maire", None, "02361", Qualite.ELU),
        ("adjointe au maire", None, "02361", Qualite.ELU),
        ("Chargée de mission PVD", None, "02361", Qualite.CHEF_DE_PROJET),
        ("Sous-préfète", None, None, Qualite.ETAT),
        ("Cheffe de service", "DDT", None, Qualite.ETAT),
        ("Architecte", "CAUE", None, Qualite.PARTENAIRE),
        ("Assistante du maire", None, "02361", None),
        ("Secrétaire de mairie", None, "02361", None),
        (None, None, None, None),
    ],
)
def test_a_qualite_is_read_in_the_words_or_left_unknown(
    fonction: str | None, organisme: str | None, commune: str | None, qualite: Qualite | None
) -> None:
    """« mairie » is no maire; what the words do not say stays unknown."""
    assert qualite_de(fonction, organisme, commune) == qualite
