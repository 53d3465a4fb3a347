"""Who writes where, and who reads what."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from pvd_tui.changes.change import Change
from sync.protocol import ExchangeAnswer
from sync.server.enrolment import Device

Laptop = Callable[..., Device]
Make = Callable[..., Change]
Swap = Callable[..., ExchangeAnswer]

GUISE, HIRSON = "02361", "02381"


def records(answer: ExchangeAnswer, stream: str = "dep:02") -> set[str]:
    """Give the ids of the records that an answer brings."""
    return {item["record"] for item in answer.streams[stream].changes}


def test_a_chef_reads_his_communes_and_the_departement_and_nothing_else(
    laptop: Laptop, change: Make, swap: Swap
) -> None:
    """Guise's action reaches Guise and the préfecture; the club session reaches everybody."""
    prefecture, guise, hirson = laptop("prefecture"), laptop(communes=[GUISE]), laptop(communes=[HIRSON])
    action = change(prefecture, commune=GUISE, titre="Halle")
    club = change(prefecture, "seance_club", titre="Club n° 1")
    site = change(prefecture, "site", titre="Un site")
    swap(prefecture, [action, club, site])

    assert records(swap(prefecture)) == {action.record, club.record, site.record}
    assert records(swap(guise)) == {action.record, club.record, site.record}
    assert records(swap(hirson)) == {club.record, site.record}


def test_a_cursor_passes_what_is_not_for_this_laptop(laptop: Laptop, change: Make, swap: Swap) -> None:
    """The other commune's changes are passed over, so that the next round does not scan them again."""
    prefecture, hirson = laptop("prefecture"), laptop(communes=[HIRSON])
    swap(prefecture, [change(prefecture, commune=GUISE, titre="Halle") for _ in range(4)])

    page = swap(hirson).streams["dep:02"]

    assert (page.changes, page.until, page.more) == ([], 4, False)


@pytest.mark.parametrize(
    ("table", "commune", "stream", "code"),
    [
        ("action", GUISE, "dep:02", None),
        ("seance_club", None, "dep:02", None),
        ("presence", None, "dep:02", None),
        ("geste", None, "dep:02", None),
        ("table_future", GUISE, "dep:02", None),
        ("action", HIRSON, "dep:02", "droit"),
        ("action", None, "dep:02", "droit"),
        ("site", None, "dep:02", "droit"),
        ("table_future", None, "dep:02", "droit"),
        ("note_synthese", GUISE, "dep:02", "droit"),
        ("echeance_programme", GUISE, "dep:02", "territoire"),
        ("echeance_programme", None, "fr", "droit"),
        ("action", "60159", "dep:60", "flux"),
    ],
)
def test_what_a_chef_may_write(
    laptop: Laptop, change: Make, swap: Swap, table: str, commune: str | None, stream: str, code: str | None
) -> None:
    """His communes and the département's clubs, in his département."""
    guise = laptop(communes=[GUISE])

    verdict = swap(guise, [change(guise, table, commune=commune, stream=stream, titre="Essai")]).verdicts[0]

    assert verdict.code == code


def test_a_prefecture_writes_its_departement_and_no_other(laptop: Laptop, change: Make, swap: Swap) -> None:
    """What is département-wide, each commune of it, and neither the neighbour's nor the nation's."""
    aisne = laptop("prefecture")
    changes = [
        change(aisne, "site", titre="Site"),
        change(aisne, commune=HIRSON, titre="Action"),
        change(aisne, commune="60159", titre="Compiègne, dans le mauvais flux"),
        change(aisne, commune="60159", stream="dep:60", titre="Compiègne"),
        change(aisne, "campagne_note", stream="fr", titre="Campagne"),
    ]

    assert [one.code for one in swap(aisne, changes).verdicts] == [None, None, "territoire", "flux", "droit"]


def test_a_record_keeps_the_territory_of_its_first_change(laptop: Laptop, change: Make, swap: Swap) -> None:
    """A later change with another commune is refused, also within one request."""
    prefecture = laptop("prefecture")
    born = change(prefecture, commune=GUISE, titre="Halle")
    moved = change(prefecture, record=born.record, commune=HIRSON, titre="Déplacée")
    shared = change(prefecture, record=born.record, titre="Partagée")

    assert [one.code for one in swap(prefecture, [born, moved, shared]).verdicts] == [None, "territoire", "territoire"]
    assert swap(prefecture, [moved]).verdicts[0].code == "territoire"


def test_a_child_has_the_territory_of_its_parent(laptop: Laptop, change: Make, swap: Swap) -> None:
    """Nobody hangs Hirson's plan on Guise's action, nor on one of the whole département."""
    prefecture = laptop("prefecture")
    action = change(prefecture, commune=GUISE, titre="Halle")
    plan = change(prefecture, "plan_financement", commune=GUISE, action=action.record)
    stray = change(prefecture, "plan_financement", commune=HIRSON, action=action.record)
    wide = change(prefecture, "plan_financement", action=action.record)

    verdicts = swap(prefecture, [action, plan, stray, wide]).verdicts

    assert [one.code for one in verdicts] == [None, None, "territoire", "territoire"]


def test_the_lead_commune_that_is_typed_is_the_territory(laptop: Laptop, change: Make, swap: Swap) -> None:
    """An action says the commune it travels under."""
    prefecture = laptop("prefecture")
    right = replace(change(prefecture, commune=GUISE), set={"titre": "Halle", "commune": GUISE})
    wrong = replace(change(prefecture, record=right.record, commune=GUISE), set={"commune": HIRSON})

    assert [one.code for one in swap(prefecture, [right, wrong]).verdicts] == [None, "territoire"]


def test_a_commune_is_known_by_its_own_code(laptop: Laptop, change: Make, swap: Swap) -> None:
    """The record of a commune, its territory and its département are one."""
    prefecture = laptop("prefecture")
    changes = [
        change(prefecture, "commune", GUISE, commune=GUISE, titre="Guise"),
        change(prefecture, "commune", HIRSON, commune=GUISE, titre="Guise déguisée"),
        change(prefecture, "commune", "60159", titre="Compiègne sans territoire"),
    ]

    assert [one.code for one in swap(prefecture, changes).verdicts] == [None, "territoire", "territoire"]


def test_only_a_prefecture_erases(laptop: Laptop, change: Make, swap: Swap) -> None:
    """Erasure is the préfecture's gesture, even on a chef's own record (rule 8)."""
    guise, prefecture = laptop(communes=[GUISE]), laptop("prefecture")

    mine = change(guise, "presence", efface=["titre"])
    theirs = change(prefecture, "presence", efface=["titre"])

    assert swap(guise, [mine]).verdicts[0].code == "droit"
    assert swap(prefecture, [theirs]).verdicts[0].verdict == "stored"


@pytest.mark.parametrize("role", ["region", "national"])
def test_region_and_nation_read_issued_notes_only(laptop: Laptop, change: Make, swap: Swap, role: str) -> None:
    """Neither a fiche, nor a club session, nor a draft of a note; and they write none of it."""
    prefecture, reader = laptop("prefecture"), laptop(role)
    issued = change(prefecture, "note_synthese", titre="Note", etat="Émise")
    draft = change(prefecture, "note_synthese", titre="Brouillon", etat="Brouillon")
    later = change(prefecture, "note_synthese", draft.record, etat="Émise")
    club = change(prefecture, "seance_club", titre="Club")
    swap(prefecture, [issued, draft, later, club, change(prefecture, commune=GUISE, titre="Halle")])

    assert records(swap(reader)) == {issued.record}
    assert swap(reader, [change(reader, "note_synthese", titre="Réécrite")]).verdicts[0].code == "droit"


def test_what_is_national_is_written_by_the_nation_and_read_by_all(laptop: Laptop, change: Make, swap: Swap) -> None:
    """Stream `fr`: échéances, campaigns, funders."""
    national, guise = laptop("national"), laptop(communes=[GUISE])
    campagne = change(national, "campagne_note", stream="fr", titre="Campagne 2026")

    assert swap(national, [campagne]).verdicts[0].verdict == "stored"
    assert records(swap(guise), "fr") == {campagne.record}


def test_the_programme_is_not_rewritten_from_a_departement(laptop: Laptop, change: Make, swap: Swap) -> None:
    """A laptop knows a record by its table and id: the same id in another stream would be the same record."""
    national, prefecture = laptop("national"), laptop("prefecture")
    campagne = change(national, "campagne_note", stream="fr", titre="Campagne 2026")
    swap(national, [campagne])
    forged = replace(change(prefecture, "campagne_note", titre="Plus tard"), record=campagne.record)

    (verdict,) = swap(prefecture, [forged]).verdicts

    assert (verdict.verdict, verdict.code) == ("refused", "territoire")


def test_two_streams_in_one_request(laptop: Laptop, change: Make, swap: Swap) -> None:
    """Each stream counts for itself, and an answer holds exactly the granted ones."""
    national, prefecture = laptop("national"), laptop("prefecture")
    swap(national, [change(national, "campagne_note", stream="fr", titre=f"C{number}") for number in range(2)])

    answer = swap(prefecture, [change(prefecture, commune=GUISE, titre="Halle")])

    assert {name: page.head for name, page in answer.streams.items()} == {"dep:02": 1, "fr": 2}
