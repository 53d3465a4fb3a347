"""Probable duplicates: what a person would say are one thing, and nothing that he would not."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.domain.doublons import ENTIER, GENRES, cle, paire, paires
from pvd_tui.domain.intitule import mots
from pvd_tui.domain.texte import counted_label, plain

TABLES = pytest.mark.parametrize("table", list(GENRES))

_WORDS = st.sampled_from(("halle", "halles", "marché", "école", "rénovation", "réhabilitation", "1", "2", "de", "la"))
_TITRES = st.lists(_WORDS, max_size=5).map(" ".join) | st.none()
_NOMS = st.sampled_from(["Claire Lemaire", "LEMAIRE Claire", "C. Lemaire", "Jean Roux", "Jean Rous", "Lemaire", None])
_DAYS = st.integers(0, 3).map(lambda n: (date(2023, 4, 14) + timedelta(n)).isoformat()) | st.none()
_ROWS: Mapping[str, Any] = {
    "action": {
        "titre": _TITRES,
        "commune": st.sampled_from(["02361", "02381", None]),
        "cout_previsionnel": st.sampled_from([None, 0, 50_000, 100_000_00]),
        "code": st.sampled_from([None, "1.1"]),
        "echeance": _DAYS,
        "archive": st.booleans(),
    },
    "personne": {
        "titre": _NOMS,
        "courriel": st.sampled_from([None, "c.lemaire@guise.fr", "mairie@guise.fr"]),
        "commune": st.sampled_from([None, "02361", "02381"]),
        "civilite": st.sampled_from([None, "Madame", "Monsieur"]),
        "organisme": st.sampled_from([None, "Mairie"]),
        "stream": st.sampled_from(["dep:02", "dep:59"]),
        "archive": st.booleans(),
    },
    "seance_club": {
        "titre": _TITRES,
        "date": _DAYS,
        "heure_debut": st.sampled_from([None, "09:00", "14:00"]),
        "echelon": st.sampled_from([None, "Départemental", "Régional"]),
        "commune_hote": st.sampled_from([None, "02361", "02381"]),
        "public": st.sampled_from([None, "Élus", "Mixte"]),
        "etat": st.sampled_from([None, "Tenue", "Annulée"]),
        "stream": st.just("dep:02"),
        "archive": st.booleans(),
    },
}


def rows(table: str, most: int = 12) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Make rows of a table that are often alike."""
    some = st.lists(st.fixed_dictionaries(_ROWS[table]), max_size=most)
    return some.map(lambda found: [{"id": f"{i:02}", **row} for i, row in enumerate(found)])


def action(record: str, titre: str, **values: object) -> dict[str, Any]:
    """Make an action of Guise."""
    return {"id": record, "titre": titre, "commune": "02361", "commune_titre": "Guise", **values}


def personne(record: str, titre: str, **values: object) -> dict[str, Any]:
    """Make a person of the Aisne."""
    return {"id": record, "titre": titre, "stream": "dep:02", **values}


def seance(record: str, day: str, **values: object) -> dict[str, Any]:
    """Make a séance of the Aisne."""
    return {"id": record, "titre": "Club PVD", "date": day, "stream": "dep:02", **values}


@TABLES
@given(data=st.data())
def test_a_pair_is_the_same_whichever_record_comes_first(table: str, data: st.DataObject) -> None:
    """The order of the rows changes nothing: neither the pairs, nor their scores, nor their reasons."""
    some = data.draw(rows(table))
    assert paires(table, some) == paires(table, data.draw(st.permutations(some)))


@TABLES
@given(data=st.data())
def test_no_pair_holds_an_archived_a_dismissed_or_a_single_record(table: str, data: st.DataObject) -> None:
    """A record is never its own duplicate, even listed twice; what a person set aside does not come back."""
    some = data.draw(rows(table))
    archived = {row["id"] for row in some if row["archive"]}
    found = paires(table, [*some, *some])
    dismissed = {one.cle for one in found[::2]}

    assert all(one.un < one.autre and not archived & set(one.cle) for one in found)
    assert len({one.cle for one in found}) == len(found)
    assert all(one.raisons and 0 < one.score <= 100 for one in found)
    assert [one for one in found if one.cle not in dismissed] == paires(table, some, dismissed)


@TABLES
@given(data=st.data())
def test_the_list_says_of_two_records_what_comparing_them_says(table: str, data: st.DataObject) -> None:
    """Blocks only spare comparisons."""
    some = data.draw(rows(table))
    each = [paire(table, a, b) for i, a in enumerate(some) for b in some[i + 1 :]]
    assert sorted(filter(None, each), key=lambda p: (-p.score, p.cle)) == paires(table, some)


@pytest.mark.parametrize(
    ("un", "autre"),
    [
        ("Réhabilitation des halles", "Rénovation de la Halle"),
        ("Réhabilitation de la halle de Guise", "réhabilitation de la halle"),
        ("Aménagement du centre-bourg", "Réaménagement du cœur de bourg"),
        ("Création d’une médiathèque", "Construction de la bibliothèque"),
        ("Rénovation de l’hôtel de ville", "Restauration de la mairie"),
        ("Place Foch, 2e tranche", "Place Foch - tranche II"),
        ("Rénovation énergétique de l'école", "Rénovation énergetique de l’ecole"),
    ],
)
def test_two_words_for_one_thing_are_one(un: str, autre: str) -> None:
    """Accents, hyphens, small words, synonyms, plurals and the commune's own name do not count."""
    found = paire("action", action("a", un), action("b", autre))
    assert found is not None
    assert found.raisons[0] == "même commune"


@pytest.mark.parametrize(
    ("un", "autre"),
    [
        ("Place Foch, tranche 1", "Place Foch, tranche 2"),
        ("Rénovation de l’école Jules-Ferry", "Rénovation de l’école Jean-Macé"),
        ("Réhabilitation de la halle", "Réhabilitation du gymnase"),
        ("Étude", "OPAH-RU"),
    ],
)
def test_two_things_are_two(un: str, autre: str) -> None:
    """Numbers and names tell them apart, even on the same day."""
    assert paire("action", action("a", un, echeance="2026-12-31"), action("b", autre, echeance="2026-12-31")) is None


def test_an_action_says_why() -> None:
    """The reasons are read by a person: how near the titles are, and what else is the same."""
    one = action("a", "Requalification de friche", cout_previsionnel=100_000, echeance="2026-12-31")
    other = action("b", "Aménagement de la friche Godin et du quai", cout_previsionnel=100_000, echeance="2026-12-31")
    found = paire("action", one, other)
    assert found is not None
    assert found.raisons == ("même commune", "l’un des intitulés contient l’autre", "même coût", "même échéance")
    assert paire("action", one, {**other, "cout_previsionnel": 900_000}) is None
    assert paire("action", one, {**other, "commune": "02381"}) is None

    near = paire("action", action("a", "Îlot de la gare"), action("b", "Îlots de la garre"))
    assert near is not None
    assert near.raisons == ("même commune", "intitulés proches à 95 %")


def test_the_same_file_number_is_enough_for_titles_that_are_rather_alike() -> None:
    """Two imports gave one dossier two names; two actions of one dossier stay two."""
    one = action("a", "Halle du marché", numero_dossier="12345")
    found = paire("action", one, action("b", "Réhabilitation de la halle", numero_dossier="12345"))
    assert found is not None
    assert "même n° de dossier" in found.raisons
    assert paire("action", one, action("b", "Voirie rue Camille-Desmoulins", numero_dossier="12345")) is None


@pytest.mark.parametrize(
    ("un", "autre", "raisons"),
    [
        (personne("a", "Claire Lemaire"), personne("b", "LEMAIRE Claire"), ("même nom",)),
        (personne("a", "Mme Claire Lemaire"), personne("b", "Claire Lemairre"), ("noms proches à 97 %",)),
        (
            personne("a", "C. Lemaire", commune="02361"),
            personne("b", "Claire Lemaire", commune="02361"),
            ("même nom, prénom abrégé", "même commune"),
        ),
        (
            personne("a", "Claire Lemaire-Roux", courriel="c.lemaire@guise.fr"),
            personne("b", "Claire Lemaire", courriel="C.Lemaire@guise.fr"),
            ("noms proches à 85 %", "même courriel"),
        ),
    ],
)
def test_one_person_written_twice_is_found(un: dict[str, Any], autre: dict[str, Any], raisons: tuple[str, ...]) -> None:
    """The order of the names, a misprint, an initial or a married name do not hide a person."""
    found = paire("personne", un, autre)
    assert found is not None
    assert found.raisons == raisons


def test_namesakes_and_shared_mailboxes_are_two_people() -> None:
    """Another commune and another e-mail; another civilité; one mailbox for the whole mairie; another département."""
    one = personne("a", "Jean Martin", commune="02361", courriel="jean.martin@guise.fr", civilite="Monsieur")
    other = personne("b", "Jean Martin", commune="02381", courriel="j.martin@hirson.fr", civilite="Monsieur")
    assert paire("personne", one, other) is None
    assert paire("personne", one, {**one, "id": "b", "civilite": "Madame", "courriel": None}) is None
    assert paire("personne", one, {**one, "id": "b", "stream": "dep:59"}) is None
    box = {"courriel": "mairie@guise.fr", "commune": "02361"}
    assert paire("personne", personne("a", "Claire Lemaire", **box), personne("b", "Paul Fougère", **box)) is None


def test_one_seance_written_twice_is_found_to_a_day() -> None:
    """The date is misread by one day; the level, the host and the public must not contradict each other."""
    one = seance("a", "2023-04-14", echelon="Départemental", commune_hote="02361", public="Mixte")
    found = paire("seance_club", one, seance("b", "2023-04-15", echelon="Départemental"))
    assert found is not None
    assert found.raisons == (
        "à un jour près (14/04/2023 et 15/04/2023)",
        "même échelon (départemental)",
        "même intitulé",
    )
    for told in ({"echelon": "Régional"}, {"commune_hote": "02381"}, {"public": "Élus"}, {"etat": "Annulée"}):
        assert paire("seance_club", one, seance("b", "2023-04-14", **told)) is None, told
    assert paire("seance_club", one, seance("b", "2023-04-16")) is None


def test_a_morning_and_an_afternoon_are_two_seances() -> None:
    """Of one day, if their titles differ."""
    one = seance("a", "2023-04-14", heure_debut="09:00")
    other = {**seance("b", "2023-04-14", heure_debut="14:30"), "titre": "Atelier fonds vert"}
    assert paire("seance_club", one, other) is None
    assert paire("seance_club", one, {**other, "heure_debut": None}) is not None


def test_a_commune_with_many_actions_is_compared_by_neighbours() -> None:
    """Duplicates are found in a block too great to compare each with each: by their beginning, end, or cost."""
    many = [action(f"x{i}", f"Parcelle {chr(97 + i % 26)}{chr(97 + i // 26)} {i}") for i in range(3 * ENTIER)]
    doubles = [
        action("a", "Réhabilitation des halles"),
        action("b", "Rénovation de la halle"),
        action("c", "Îlot de la gare et friche Godin", cout_previsionnel=1234),
        action("d", "Friche Godin", cout_previsionnel=1234),
    ]
    found = {one.cle for one in paires("action", [*many, *doubles])}
    assert {("a", "b"), ("c", "d")} <= found


def test_the_words_of_a_title_are_those_that_count() -> None:
    """Numbers stand apart: they name a tranche, a lot, an address."""
    assert mots(plain("Réhabilitation de l’ancienne salle des fêtes (lot n° 02)")) == (
        ("ancienne", "fete", "lot", "renovation", "salle"),
        ("2",),
    )
    assert cle("b", "a") == cle("a", "b") == ("a", "b")


@pytest.mark.parametrize(
    ("count", "label", "said"),
    [
        (1, "plan de financement", "1 plan de financement"),
        (2, "plan de financement", "2 plans de financement"),
        (2, "retour d’expérience", "2 retours d’expérience"),
        (2, "commune associée", "2 communes associées"),
        (3, "signal de difficulté", "3 signaux de difficulté"),
    ],
)
def test_what_follows_is_counted_in_french(count: int, label: str, said: str) -> None:
    """Only the noun and its adjective agree."""
    assert counted_label(count, label) == said
