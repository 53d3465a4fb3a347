"""What people type finds the commune they mean."""

import pytest

from pvd_tui import referentiel
from pvd_tui.referentiel import bundle


def first(text: str, departement: str | None = None) -> str | None:
    """Return the name of the best answer."""
    found = referentiel.search_communes(text, departement=departement)
    return found[0].nom if found else None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sezanne", "Sézanne"),
        ("SÉZANNE", "Sézanne"),
        ("st maixent l ecole", "Saint-Maixent-l'École"),
        ("ile d yeu", "L'Île-d'Yeu"),
        ("l’île d’yeu", "L'Île-d'Yeu"),
        ("la fere", "La Fère"),
        ("fere", "La Fère"),
        ("guise", "Guise"),
        ("  guise\t", "Guise"),
        ("oeuilly", "Œuilly"),
        ("ŒUILLY", "Œuilly"),
        ("nouvion thierache", "Le Nouvion-en-Thiérache"),
        ("ste menehould", "Sainte-Menehould"),
        ("stras", "Strasbourg"),
        ("hay les roses", "L'Haÿ-les-Roses"),
        ("02361", "Guise"),
        ("2a004", "Ajaccio"),
        ("02120 guise", "Guise"),
        ("guise 02", "Guise"),
        ("le moule", "Le Moule"),
        ("75101", "Paris"),
    ],
)
def test_a_commune_is_found_however_it_is_typed(typed: str, meant: str) -> None:
    """Accents, case, hyphens, apostrophes, ligatures, articles, « st », codes: the commune comes first."""
    assert first(typed) == meant


def test_st_is_saint_and_also_the_beginning_of_a_word() -> None:
    """« st maixent » finds every Saint-Maixent; « st » alone keeps Strasbourg."""
    assert {place.nom for place in referentiel.search_communes("st maixent")} >= {
        "Saint-Maixent",
        "Saint-Maixent-l'École",
    }
    assert "Strasbourg" in {place.nom for place in referentiel.search_communes("st")}


def test_the_exact_name_comes_before_more_populous_ones() -> None:
    """Mer (6 000) before Mérignac (75 000), and Mérignac before Boulogne-sur-Mer."""
    names = [place.nom for place in referentiel.search_communes("mer")]

    assert names[:2] == ["Mer", "Mérignac"]


def test_namesakes_come_most_populous_first() -> None:
    """Every Saint-Denis, the one of La Réunion first."""
    found = referentiel.search_communes("saint denis", limit=6)

    same = [place for place in found if place.nom == "Saint-Denis"]
    assert found[: len(same)] == tuple(same)
    assert [place.insee for place in same[:2]] == ["97411", "93066"]


def test_a_departement_narrows_the_search() -> None:
    """Œuilly of the Aisne, not that of the Marne; nothing in a département that has none or does not exist."""
    assert [place.insee for place in referentiel.search_communes("oeuilly", departement="02")] == ["02565"]
    assert [place.departement for place in referentiel.search_communes("san", departement="2b")] == ["2B"] * 20
    assert [place.insee for place in referentiel.search_communes("02120", departement="02")][:2] == ["02120", "02361"]
    assert referentiel.search_communes("moule", departement="97") == ()
    assert referentiel.search_communes("02361", departement="03") == ()


def test_a_code_postal_finds_its_communes_after_the_commune_of_that_insee_code() -> None:
    """02120 is the INSEE code of Brenelle and the code postal of Guise."""
    assert [place.nom for place in referentiel.search_communes("02120")][:2] == ["Brenelle", "Guise"]


def test_the_name_of_a_commune_deleguee_leads_to_the_present_commune() -> None:
    """Arbignieu is a commune déléguée of Arboys en Bugey."""
    assert first("arbignieu") == "Arboys en Bugey"


def test_at_most_the_limit_is_given_and_no_commune_twice() -> None:
    """Twenty unless told; a commune and its déléguée of the same word are one answer."""
    assert len(referentiel.search_communes("saint")) == 20
    assert len(referentiel.search_communes("59", limit=3)) == 3
    assert referentiel.search_communes("saint", limit=0) == ()
    codes = [place.insee for place in referentiel.search_communes("bugey", limit=100)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    "typed", ["", " ", "-'", "zzz", "6", "99999", "\x00", "%", "東京", "guise 59", "st zzz", "(" * 999]
)
def test_a_text_that_names_nothing_finds_nothing(typed: str) -> None:
    """And never fails."""
    assert referentiel.search_communes(typed) == ()


def test_every_present_commune_is_found_by_its_name() -> None:
    """Each of the 34 969 is among the exact answers for its own name in its département."""
    missing = [
        (place.nom, place.insee)
        for departement in referentiel.departements()
        for place in referentiel.communes_of_departement(departement.code)
        if place not in referentiel.search_communes(place.nom, limit=3, departement=departement.code)
    ]

    assert missing == []


def test_every_commune_has_the_line_its_name_is_searched_by() -> None:
    """`noms.txt` spells each name as `plain_words` would spell what a person types."""
    names = set(bundle.lines("noms.txt"))

    for row in bundle.lines("communes.tsv"):
        insee, nom, *_ = row.split("\t")
        assert f" {' '.join(referentiel.plain_words(nom))} \t{insee}" in names
