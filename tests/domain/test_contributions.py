"""Who owes a contribution, who gave one, and what it says of the facts: from records and a day alone."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pvd_tui.domain.a_faire_campagne import SiteDu, of_attendues, of_contributions
from pvd_tui.domain.action import Action
from pvd_tui.domain.campagne_note import CampagneNote
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.contribution import Contribution, SaisiePar
from pvd_tui.domain.contributions import (
    DEMANDES,
    PAR_DEFAUT,
    ContributionSite,
    avancement,
    campagne_courante,
    contributions_des_sites,
    prerempli,
)
from pvd_tui.domain.convention import Convention, StatutConvention, TypeConvention
from pvd_tui.domain.dynamique import Dynamique
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.questionnaire import champ_de, questions
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.site import Site

AU = date(2024, 6, 6)
NOTE = CampagneNote(id="n", titre="Note 2024", ouverture=date(2024, 5, 1), echeance=date(2024, 6, 25))
GUISE = Commune(id="02361", titre="Guise", departement="02", site="s")
HIRSON = Commune(id="02381", titre="Hirson", departement="02", site="s")
MARLE = Commune(id="02468", titre="Marle", departement="02")
SITE = Site(id="s", titre="Thiérache", commune_principale="02381")


def dite(commune: str, **more: Any) -> Contribution:  # noqa: ANN401 - any field
    """Give a whole contribution."""
    facts: dict[str, Any] = dict.fromkeys(("fait_convention", "fait_crte", "fait_actions"), Reponse.OUI)
    said = facts | {"dynamique": Dynamique.BONNE, "saisie_par": SaisiePar.SITE, "recue_le": date(2024, 6, 1)}
    return Contribution(id=f"c{commune}", commune=commune, **({"campagne_note": "n"} | said | more))


def lus(*records: Entity, au: date = AU) -> list[ContributionSite]:
    """Read three communes of two sites."""
    communes = (GUISE, HIRSON, MARLE)
    return contributions_des_sites(RegistreMemoire([SITE, *communes, *records]), communes, NOTE, au)


def test_a_site_gave_its_contribution_once_one_of_its_communes_carries_a_whole_one() -> None:
    """A site of two communes owes one; it sits on the main commune where nothing is there yet."""
    marle, thierache = lus()
    assert [one.etat for one in (marle, thierache)] == ["attendue", "attendue"]
    assert (thierache.porteuse, marle.porteuse) == ("02381", "02468")
    given = lus(dite("02361"))[1]
    assert (given.nom, given.etat, given.donnee) == ("Thiérache", "donnée", True)
    assert given.provenance == "donnée par le site le 01/06/2024"


@pytest.mark.parametrize("missing", DEMANDES)
def test_a_contribution_without_one_of_the_facts_or_the_dynamique_is_begun(missing: str) -> None:
    """Levers, difficulties and support may well be none."""
    site = lus(dite("02361", **{missing: None}))[1]
    assert site.etat == "commencée"
    assert avancement([site]).manquants == ("Thiérache",)


def test_a_whole_contribution_counts_before_a_begun_one_whatever_came_last() -> None:
    """Two communes of a site wrote one each: both are kept, one counts."""
    begun = dite("02381", dynamique=None, recue_le=date(2024, 6, 5))
    site = lus(begun, dite("02361"))[1]
    assert [one.commune for one in site.contributions] == ["02361", "02381"]
    assert site.donnee


def test_what_came_after_the_day_or_for_another_campaign_is_not_counted() -> None:
    """`--au` reads the day that it was given."""
    assert lus(dite("02468"), au=date(2024, 5, 31))[0].etat == "attendue"
    assert lus(dite("02468"), au=date(2024, 6, 1))[0].etat == "donnée"
    assert lus(dite("02468", campagne_note="autre"))[0].etat == "attendue"


def test_a_fact_of_a_site_holds_for_all_its_communes_and_says_its_day() -> None:
    """One that is not signed makes the site not signed; the others are named."""
    cadre = {"type": TypeConvention.CADRE_ORT, "statut": StatutConvention.SIGNEE}
    signed = Convention(
        id="a", commune="02361", **cadre, date_signature=date(2023, 5, 4), crte_inscrit_le=date(2023, 7, 1)
    )
    other = Convention(id="b", commune="02381", type=TypeConvention.CADRE_ORT, statut=StatutConvention.EN_COURS)
    action = Action(id="c", commune="02361", date_engagement=date(2024, 1, 9))
    convention, crte, actions = lus(signed, other, action)[1].faits
    assert convention.en_mots == "non (Hirson non, Guise oui)"
    assert (crte.reponse, actions.reponse) == (Reponse.INCONNU, Reponse.INCONNU)
    both = replace(lus(signed, signed.model_copy(update={"id": "b", "commune": "02381"}))[1])
    assert [one.en_mots for one in both.faits[:2]] == ["oui, le 04/05/2023", "oui, le 01/07/2023"]


def test_a_difference_is_a_contradiction_only_where_something_is_known() -> None:
    """« Inconnu » contradicts nothing; an answer to what nobody knew is new."""
    signed = Convention(id="a", commune="02468", type=TypeConvention.CADRE_ORT, date_signature=date(2023, 5, 4))
    site = lus(signed, dite("02468", fait_convention=Reponse.NON, fait_actions=Reponse.INCONNU))[0]
    assert [(one.champ, one.contredit) for one in site.ecarts] == [("fait_convention", True), ("fait_crte", False)]


def test_a_new_contribution_starts_with_what_is_known_only() -> None:
    """What nobody knows is left to answer."""
    signed = Convention(id="a", commune="02468", type=TypeConvention.CADRE_ORT, date_signature=date(2023, 5, 4))
    start = prerempli(lus(signed)[0], NOTE, "02468", AU)
    assert (start["fait_convention"], "fait_crte" in start, start["campagne_note"]) == ("Oui", False, "n")
    assert start["faits_connus"].splitlines()[0] == "Convention-cadre signée : oui, le 04/05/2023"


def test_the_progress_says_the_roads_and_the_names_that_miss() -> None:
    """As a note says it."""
    found = avancement(lus(dite("02361", saisie_par=SaisiePar.TABLEUR)))
    assert found.phrase == "1 site sur 2 a contribué (1 par tableur). Sans contribution : Marle."


def test_the_campaign_is_a_record_or_that_of_the_instruction() -> None:
    """Next year's is data, not a release."""
    assert campagne_courante(RegistreMemoire(), AU) is PAR_DEFAUT
    assert PAR_DEFAUT.echeance == date(2023, 6, 25)
    assert campagne_courante(RegistreMemoire([NOTE]), AU) is NOTE


def test_what_is_owed_is_asked_while_the_campaign_is_open() -> None:
    """A chef until some time after the échéance, a préfecture until that day."""
    due = [SiteDu("s", "Thiérache", "02381"), SiteDu("02468", "Marle", "02468")]
    first, _ = of_contributions(NOTE, due, AU)
    said = ("Donner la contribution de Thiérache", NOTE.echeance, "02381")
    assert (first.quoi, first.jour, first.commune) == said
    (line,) = of_attendues(NOTE, due, 20, AU)
    assert line.quoi == "2 contributions sur 20 encore à recevoir : Thiérache, Marle"
    late = date(2024, 6, 26)
    assert (len(list(of_contributions(NOTE, due, late))), list(of_attendues(NOTE, due, 20, late))) == (2, [])
    for day in (date(2024, 4, 30), date(2024, 8, 25)):
        assert not [*of_contributions(NOTE, due, day), *of_attendues(NOTE, due, 20, day)]
    assert not list(of_attendues(NOTE, [], 20, AU))


def test_each_label_of_the_workbook_names_its_field() -> None:
    """Numbered or not, whatever its accents; another text names none."""
    assert all(champ_de(one.libelle) == one.champ for one in questions())
    assert champ_de("LEVIER 12 :") == "leviers"
    assert champ_de("Ce que l’on sait") is None
