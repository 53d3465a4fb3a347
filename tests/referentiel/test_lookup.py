"""A place by its code: present, former, overseas, Corsican, unknown."""

import csv
from pathlib import Path

import pytest

from pvd_tui import referentiel
from pvd_tui.referentiel import bundle

PVD_COMMUNES = Path(__file__).parents[2].parent / "shared" / "data" / "pvd_communes.csv"


def test_a_commune_is_known_by_its_insee_code() -> None:
    """Guise: its département, région, arrondissement, EPCI, population and codes postaux."""
    guise = referentiel.commune("02361")

    assert guise == referentiel.CommuneReference(
        insee="02361",
        nom="Guise",
        liaison=0,
        departement="02",
        region="32",
        arrondissement="025",
        siren="210203428",
        epci="200071983",
        population=4490,
        codes_postaux=("02120",),
    )


def test_codes_are_text_with_their_leading_zeros_and_letters() -> None:
    """« 01001 », « 2A004 » and « 2b033 » are codes; « 1001 » is none."""
    assert [
        place and place.nom for place in map(referentiel.commune, ("01001", "2A004", "2b033", " 02304 ", "1001"))
    ] == [
        "L'Abergement-Clémenciat",
        "Ajaccio",
        "Bastia",
        "La Fère",
        None,
    ]


@pytest.mark.parametrize(
    ("insee", "departement"),
    [("02361", "02"), ("2A004", "2A"), ("2b033", "2B"), ("97117", "971"), ("97611", "976"), ("98818", "988")],
)
def test_the_departement_is_read_from_the_insee_code(insee: str, departement: str) -> None:
    """Two characters, or three overseas; never a number."""
    assert referentiel.departement_of(insee) == departement


def test_every_commune_lies_in_a_known_departement_region_and_arrondissement() -> None:
    """The three codes that a commune gives lead somewhere; only Mayotte and the COM have no arrondissement."""
    for departement in referentiel.departements():
        for place in referentiel.communes_of_departement(departement.code):
            assert place.departement == departement.code
            assert place.region == departement.region
            assert referentiel.region(place.region) is not None
            if place.arrondissement is None:
                assert place.insee.startswith(("975", "976", "977", "978", "98"))
            else:
                arrondissement = referentiel.arrondissement(place.arrondissement)
                assert arrondissement is not None
                assert arrondissement.departement == place.departement


def test_all_present_communes_are_found_by_insee() -> None:
    """The COG 2026 has 34 969 communes, départements together hold each of them once."""
    found = [
        place.insee
        for departement in referentiel.departements()
        for place in referentiel.communes_of_departement(departement.code)
    ]

    assert len(found) == len(set(found)) == 34_969
    assert all((place := referentiel.commune(insee)) is not None and place.insee == insee for insee in found)


def test_an_island_without_epci_says_none() -> None:
    """L'Île-d'Yeu belongs to no EPCI à fiscalité propre: None, not empty text."""
    yeu = referentiel.commune("85113")

    assert yeu is not None
    assert yeu.epci is None


def test_a_population_that_nobody_counted_is_unknown_not_zero() -> None:
    """The archipel des Kerguelen has no population in the COG."""
    kerguelen = referentiel.commune("98412")

    assert kerguelen is not None
    assert kerguelen.population is None
    assert kerguelen.codes_postaux == ()


def test_an_overseas_commune_is_known_whole() -> None:
    """Le Moule, Guadeloupe, région 01."""
    moule = referentiel.commune("97117")

    assert moule is not None
    assert (moule.nom, moule.departement, moule.region, moule.codes_postaux) == ("Le Moule", "971", "01", ("97160",))


@pytest.mark.parametrize(
    ("former", "present"),
    [("01340", "01015"), ("01120", "01262"), ("75101", "75056"), ("69389", "69123"), ("02361", "02361")],
)
def test_a_former_code_leads_to_the_commune_that_took_it_over(former: str, present: str) -> None:
    """Merged, associée, arrondissement of Paris and Lyon; a present code leads to itself."""
    place = referentiel.present_commune(former)

    assert place is not None
    assert place.insee == present


def test_a_former_code_is_not_a_present_commune() -> None:
    """`commune` knows only the present; `former_codes` is the way back."""
    assert referentiel.commune("01340") is None
    assert referentiel.former_codes("01015") == ("01340",)
    assert referentiel.former_codes("02361") == ("02314",)
    assert referentiel.former_codes("85113") == ()


def test_every_former_code_leads_to_a_present_commune() -> None:
    """No code that the COG lets go leads nowhere."""
    for row in bundle.lines("anciennes.tsv"):
        assert referentiel.present_commune(row.split("\t")[0]) is not None, row


@pytest.mark.parametrize("code", ["", "0", "99999", "2C001", "023610", "02\t361", "é\n", "R32", "\x00"])
def test_an_unknown_code_gives_nothing_and_no_error(code: str) -> None:
    """An import asks for anything."""
    assert referentiel.commune(code) is None
    assert referentiel.present_commune(code) is None
    assert referentiel.departement(code) is None
    assert referentiel.region(code) is None
    assert referentiel.arrondissement(code) is None
    assert referentiel.epci(code) is None
    assert referentiel.former_codes(code) == ()
    assert referentiel.communes_by_code_postal(code) == ()
    assert referentiel.communes_of_departement(code) == ()


def test_communes_of_a_code_postal_come_most_populous_first() -> None:
    """02120 serves Guise and its neighbours."""
    served = referentiel.communes_by_code_postal("02120")

    assert served[0].nom == "Guise"
    assert len(served) > 10
    assert [place.population for place in served] == sorted((place.population or 0 for place in served), reverse=True)


def test_territories_say_their_name_with_its_article() -> None:
    """« de l'Aisne », « des Hauts-de-France », « de Vervins »."""
    aisne, hauts, vervins = referentiel.departement("02"), referentiel.region("32"), referentiel.arrondissement("025")

    assert aisne is not None
    assert hauts is not None
    assert vervins is not None
    assert (aisne.de_la(), hauts.de_la(), vervins.de_la()) == ("de l'Aisne", "des Hauts-de-France", "de Vervins")
    assert len(referentiel.departements()) == 109
    assert len(referentiel.regions()) == 26


def test_every_epci_of_a_commune_counts_it_among_its_members() -> None:
    """The two directions of the same fact agree."""
    for row in bundle.lines("communes.tsv"):
        insee = row.split("\t")[0]
        place = referentiel.commune(insee)
        assert place is not None
        if place.epci is not None:
            epci = referentiel.epci(place.epci)
            assert epci is not None
            assert insee in epci.membres


@pytest.mark.parametrize(
    ("insee", "a_la", "de_la"),
    [
        ("02304", "à la Fère", "de la Fère"),
        ("02558", "au Nouvion-en-Thiérache", "du Nouvion-en-Thiérache"),
        ("29003", "à Audierne", "d'Audierne"),
        ("85113", "à l'Île-d'Yeu", "de l'Île-d'Yeu"),
        ("27016", "aux Andelys", "des Andelys"),
        ("02361", "à Guise", "de Guise"),
        ("63448", "au Vernet-Chaméane", "du Vernet-Chaméane"),
        ("98813", "à la Foa", "de la Foa"),
        ("98712", "à Arue", "d'Arue"),
    ],
)
def test_a_commune_is_named_with_the_article_it_takes(insee: str, a_la: str, de_la: str) -> None:
    """Also where the COG gives no liaison (COM) or one that its own name belies."""
    place = referentiel.commune(insee)

    assert place is not None
    assert (place.a_la(), place.de_la()) == (a_la, de_la)


@pytest.mark.skipif(not PVD_COMMUNES.exists(), reason="../shared/data/pvd_communes.csv is not at hand")
def test_every_commune_of_the_official_pvd_list_is_known() -> None:
    """All 1 646, by their present or former code, with the département of the list."""
    with PVD_COMMUNES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) == 1_646
    for row in rows:
        place = referentiel.present_commune(row["insee"])
        assert place is not None, row
        assert (place.departement, place.region) == (row["departement"], row["region"])
        assert (place.epci or "", str(place.population)) == (row["siren_epci"], row["population_municipale"])
