"""Two records made one: nothing is lost, whatever the other laptops do meanwhile, and undo brings all back."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pvd_tui.changes.change import Json
from pvd_tui.changes.fold import Nature
from pvd_tui.domain.champ import champ
from pvd_tui.domain.doublons import GENRES
from pvd_tui.domain.entity import FUSION
from pvd_tui.domain.tables import TABLES, references
from storage.doublons import final, naming, restes
from storage.errors import RefusError
from storage.fusion import merge, prepare
from storage.ids import natural
from storage.prive import withhold
from storage.store import Saved, Store
from tests.storage.laptops import (
    GUISE,
    HIRSON,
    Laptops,
    Server,
    a_commune,
    a_seance,
    an_action,
    exchange,
    is_what_its_log_says,
)
from tests.storage.laptops import rows as all_rows


def fusionner(store: Store, table: str, garde: str, perdue: str, **choix: str) -> Saved:
    """Merge as a person does who has just read both records."""
    return merge(store, prepare(store, table, garde, perdue), choix)


def standing(store: Store) -> dict[str, list[dict[str, Json]]]:
    """Give every typed row that is not archived, without who wrote it last."""
    return {
        name: [
            {k: v for k, v in row.items() if k not in {"maj_le", "maj_par"}} for row in store.rows.page(name, order=())
        ]
        for name in store.plans
        if name != "geste"
    }


def a_plan(store: Store, action: str) -> tuple[str, str]:
    """Write a plan de financement with one ressource."""
    plan = store.create("plan_financement", {"titre": "Plan", "action": action})
    return plan, store.create("ressource", {"titre": "DETR", "plan_financement": plan})


def two_actions(store: Store) -> tuple[str, str]:
    """Write two actions that are one."""
    a_commune(store)
    one = an_action(store, cout_previsionnel=50_000_000, pilote="A. Petit")
    other = an_action(store, titre="Rénovation de la halle", description="La halle, fermée.", pilote="B. Roux")
    return one, other


def two_people(store: Store) -> tuple[str, str]:
    """Write one person twice."""
    common = {"titre": "Claire Lemaire", "nom": "Lemaire", "prenom": "Claire", "departement": "02"}
    return (
        store.create("personne", {**common, "courriel": "c.lemaire@guise.fr"}),
        store.create("personne", {**common, "fonction": "Maire", "commune": GUISE}),
    )


def a_presence(store: Store, seance: str, personne: str, **values: Json) -> str:
    """Write a person on the sheet of a séance."""
    return store.create("presence", {"seance_club": seance, "personne": personne, "titre": "Claire Lemaire", **values})


def test_the_kept_record_is_filled_and_its_own_values_stay(store: Store) -> None:
    """What only the other one knew is taken; where both differ, the kept one's value stays unless it was chosen."""
    one, other = two_actions(store)
    fusion = prepare(store, "action", one, other)
    assert fusion.remplis == ("description",)
    assert fusion.differents == ("titre", "pilote")

    merge(store, fusion, {"titre": other})

    kept = store.rows.these("action", [one], ("titre", "pilote", "description", "cout_previsionnel", "archive"))[0]
    assert kept == {
        "id": one,
        "titre": "Rénovation de la halle",
        "pilote": "A. Petit",
        "description": "La halle, fermée.",
        "cout_previsionnel": 50_000_000,
        "archive": False,
    }
    assert store.rows.these("action", [other], ("archive", FUSION)) == [{"id": other, "archive": True, FUSION: one}]
    assert is_what_its_log_says(store)


def test_what_named_the_other_record_names_the_kept_one(store: Store) -> None:
    """Children, their children, and records that only refer to it; what the kept one had stays."""
    one, other = two_actions(store)
    mine = store.create("depense", {"titre": "Toiture", "action": one})
    plan, ressource = a_plan(store, other)
    signal = store.create("signal", {"titre": "Retard", "commune": GUISE, "action": other})

    fusionner(store, "action", one, other)

    assert store.rows.these("plan_financement", [plan], ("action",))[0]["action"] == one
    assert store.rows.these("ressource", [ressource], ("plan_financement",))[0]["plan_financement"] == plan
    assert store.rows.these("signal", [signal], ("action",))[0]["action"] == one
    assert store.rows.these("depense", [mine], ("action",))[0]["action"] == one
    assert not list(naming(store, "action", other))


def test_a_presence_takes_the_id_of_the_kept_person(store: Store) -> None:
    """A row unique by nature is made again under its new id; on a sheet where both stand, the rows become one."""
    seance, autre = a_seance(store), a_seance(store, titre="Club d'automne")
    one, other = two_people(store)
    alone = a_presence(store, seance, other, statut="Présent", heure_arrivee="09:10")
    mine = a_presence(store, autre, one, statut="Excusé")
    double = a_presence(store, autre, other, statut="Inscrit", organisme="Commune de Guise")

    fusionner(store, "personne", one, other)

    moved = natural("presence", (seance, "personne", one))
    rows = {
        str(row["id"]): row for row in store.rows.page("presence", columns=("statut", "organisme", "heure_arrivee"))
    }
    assert set(rows) == {moved, mine}
    assert rows[moved]["heure_arrivee"] == "09:10"
    assert (rows[mine]["statut"], rows[mine]["organisme"]) == ("Excusé", "Commune de Guise")
    assert all(store.folded("presence", row).archived for row in (alone, double))


def test_two_seances_become_one_with_all_that_was_written_in_them(store: Store) -> None:
    """Points, notes, suites and the sheet follow; a note stays on its point."""
    one, other = a_seance(store), a_seance(store, titre="Club de printemps")
    claire, _ = two_people(store)
    sheet = a_presence(store, other, claire, statut="Présent")
    point = store.create("point_ordre_du_jour", {"seance_club": other, "titre": "Fonds vert"})
    note = store.create(
        "note_seance", {"seance_club": other, "point_ordre_du_jour": point, "titre": "Note", "texte": "Dit."}
    )

    fusionner(store, "seance_club", one, other)

    assert store.rows.these("note_seance", [note], ("seance_club", "point_ordre_du_jour")) == [
        {"id": note, "seance_club": one, "point_ordre_du_jour": point}
    ]
    assert [row["id"] for row in store.rows.page("presence")] == [natural("presence", (one, "personne", claire))]
    assert store.folded("presence", sheet).archived


@pytest.mark.parametrize("table", ["action", "personne", "seance_club"])
def test_undo_brings_all_back_and_redo_merges_again(store: Store, table: str) -> None:
    """One gesture: every row that stood stands again as it was, and both ways as often as one likes."""
    seance, autre = a_seance(store), a_seance(store, titre="Club de printemps")
    un, deux = two_people(store)
    for row in ((seance, un), (seance, deux), (autre, deux)):
        a_presence(store, *row, statut="Présent")
    one, other = two_actions(store)
    a_plan(store, other)
    pair = {"action": (one, other), "personne": (un, deux), "seance_club": (seance, autre)}[table]
    before = standing(store)

    fusionner(store, table, *pair)
    merged = standing(store)
    assert merged != before
    for _ in range(2):
        undone = store.history.undo()
        assert undone is not None
        assert undone.kept == ()
        assert undone.titre.startswith("Fusion de «")
        assert standing(store) == before
        assert store.history.redo() is not None
        assert standing(store) == merged
    assert is_what_its_log_says(store)


def test_no_record_comes_to_name_itself(store: Store) -> None:
    """« Annule et remplace » between the two stays in the history of the one that is archived."""
    one, other = two_actions(store)
    fiche = store.get("action", other)
    assert fiche is not None
    store.update(fiche, {"remplace": one})
    fusionner(store, "action", one, other)
    assert store.folded("action", one).values.get("remplace") is None


def test_both_histories_stay(store: Store) -> None:
    """Every value that was ever written in either record can still be read."""
    one, other = two_actions(store)
    before = [store.history.of("action", record) for record in (one, other)]
    fusionner(store, "action", one, other)
    for record, changes in zip((one, other), before, strict=True):
        assert store.history.of("action", record)[: len(changes)] == changes
    assert final(store, "action", other) == one


def test_the_gesture_travels_whole_and_another_laptop_can_undo_it(laptop: Laptops, server: Server) -> None:
    """The other laptop shows the same records, and takes the gesture back by its label."""
    a, b = laptop("a"), laptop("b")
    one, other = two_actions(a)
    a_plan(a, other)
    exchange(server, a, b)
    before = standing(b)
    fusionner(a, "action", one, other)
    exchange(server, a, b)
    assert standing(a) == standing(b)
    assert standing(b) != before

    geste = next(str(row["id"]) for row in b.rows.page("geste") if str(row["titre"]).startswith("Fusion"))
    assert b.history.undo_geste(geste).kept == ()
    exchange(server, b, a)
    assert standing(a) == standing(b) == before


@pytest.mark.parametrize("first", [True, False], ids=["the one shown archived", "the one shown standing"])
def test_two_laptops_that_keep_each_another_record_lose_neither(
    laptop: Laptops,
    server: Server,
    first: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """Each says that its own stands: both records are in conflict, the list says it, and one merge settles it."""
    a, b = laptop("a"), laptop("b")
    one, other = two_actions(a)
    plan, _ = a_plan(a, other)
    depense = a.create("depense", {"titre": "Toiture", "action": one})
    exchange(server, a, b)

    fusionner(a, "action", one, other)
    fusionner(b, "action", other, one)
    exchange(server, a, b)
    exchange(server, a, b)

    assert all_rows(a, but=("restreint",)).keys() == all_rows(b, but=("restreint",)).keys()
    assert standing(a) == standing(b)
    for store in (a, b):
        natures = {(record, nature) for _, record, _, nature in store.disputes()}
        assert {(one, "conflit"), (other, "conflit")} <= natures
        assert [(r.croisee, {r.garde, r.perdue}) for r in restes(store, "action")] == [(True, {one, other})]

    kept, lost = (one, other) if first else (other, one)
    fusionner(b, "action", kept, lost)
    exchange(server, b, a)
    for store in (a, b):
        assert restes(store, "action") == []
        assert store.disputes() == []
        assert store.rows.page("action", columns=(FUSION,)) == [{"id": kept, FUSION: None}]
        assert store.rows.these("plan_financement", [plan], ("action",))[0]["action"] == kept
        assert store.rows.these("depense", [depense], ("action",))[0]["action"] == kept


def test_the_same_merge_on_two_laptops_is_one_merge(laptop: Laptops, server: Server) -> None:
    """They said the same thing: no conflict, and the same rows."""
    a, b = laptop("a"), laptop("b")
    seance = a_seance(a)
    one, other = two_people(a)
    a_presence(a, seance, other, statut="Présent")
    exchange(server, a, b)
    for store in (a, b):
        fusionner(store, "personne", one, other)
    exchange(server, a, b)
    exchange(server, a, b)
    assert standing(a) == standing(b)
    assert a.disputes() == b.disputes() == []
    assert a.rows.count("presence") == 1
    assert restes(a, "personne") == []


def test_one_record_merged_into_two_others_is_a_conflict(laptop: Laptops, server: Server) -> None:
    """Where it went on has two answers: neither replaces the other."""
    a, b = laptop("a"), laptop("b")
    one, other = two_actions(a)
    third = an_action(a, titre="Halle")
    exchange(server, a, b)
    fusionner(a, "action", one, other)
    fusionner(b, "action", third, other)
    exchange(server, a, b)
    natures = {d.nature for d in a.folded("action", other).desaccords if d.champ == FUSION}
    assert natures == {Nature.CONFLIT}
    assert {row["id"] for row in a.rows.page("action")} == {one, third}


def test_a_record_archived_elsewhere_while_it_is_kept_is_a_conflict(laptop: Laptops, server: Server) -> None:
    """Else the merge and the archiving would together take both away."""
    a, b = laptop("a"), laptop("b")
    one, other = two_actions(a)
    exchange(server, a, b)
    fusionner(a, "action", one, other)
    seen = b.get("action", one)
    assert seen is not None
    b.archive(seen)
    exchange(server, a, b)
    assert (one, "conflit") in {(record, nature) for _, record, _, nature in a.disputes()}


def test_what_is_written_meanwhile_in_the_merged_record_is_asked_about(laptop: Laptops, server: Server) -> None:
    """An edit that the merge had not seen is a conflict of the archived record; a child follows by one more merge."""
    a, b = laptop("a"), laptop("b")
    one, other = two_actions(a)
    exchange(server, a, b)
    fusionner(a, "action", one, other)
    seen = b.get("action", other)
    assert seen is not None
    b.update(seen, {"pilote": "C. Blanc"})
    late = b.create("depense", {"titre": "Toiture", "action": other})
    exchange(server, a, b)

    assert (other, "archive") in {(record, nature) for _, record, _, nature in a.disputes()}
    assert [(r.garde, r.perdue, r.fiches, r.croisee) for r in restes(a, "action")] == [(one, other, 1, False)]
    fusionner(a, "action", one, other)
    assert a.rows.these("depense", [late], ("action",))[0]["action"] == one
    assert restes(a, "action") == []
    assert (other, "archive") in {(record, nature) for _, record, _, nature in a.disputes()}


def test_a_merge_of_a_merge_is_followed_to_its_end(store: Store) -> None:
    """What still names the first one goes to the last one."""
    one, other = two_actions(store)
    third = an_action(store, titre="Halle")
    fusionner(store, "action", other, third)
    fusionner(store, "action", one, other)
    assert final(store, "action", third) == one
    with pytest.raises(RefusError, match="déjà fusionnées"):
        prepare(store, "action", one, third)


def test_records_of_two_communes_are_not_merged(store: Store) -> None:
    """What belongs to them cannot change commune: the sentence says what to do."""
    one, _ = two_actions(store)
    a_commune(store, HIRSON)
    there = an_action(store, HIRSON)
    with pytest.raises(RefusError, match=r"pas de la même commune.*Archivez celle qui est en trop"):
        prepare(store, "action", one, there)


def test_a_restreint_record_is_not_merged_into_one_that_travels(store: Store) -> None:
    """Neither way round; two restreint ones are, and stay here."""
    one, other = two_actions(store)
    fiche = store.get("action", other)
    assert fiche is not None
    withhold(store, fiche)
    for pair in ((one, other), (other, one)):
        with pytest.raises(RefusError, match="reste sur cet ordinateur"):
            prepare(store, "action", *pair)

    fiche = store.get("action", one)
    assert fiche is not None
    withhold(store, fiche)
    fusionner(store, "action", one, other)
    offered = store.outbox.offer(("dep:02",), most=1000, most_bytes=10**6)
    assert not [change for change in offered if change.record in {one, other}]


def test_a_restreint_note_follows_and_stays_here(store: Store) -> None:
    """It names the kept action now, nothing of it leaves, and undo takes back the whole."""
    one, other = two_actions(store)
    note = store.create("note_datee", {"titre": "Entretien", "commune": GUISE, "action": other})
    depense = store.create("depense", {"titre": "Toiture", "action": other})
    before = standing(store)
    fusionner(store, "action", one, other)
    assert store.rows.these("note_datee", [note], ("action", "restreint"))[0] == {
        "id": note,
        "action": one,
        "restreint": True,
    }
    offered = store.outbox.offer(("dep:02",), most=1000, most_bytes=10**6)
    assert depense in {change.record for change in offered}
    assert note not in {change.record for change in offered}
    store.history.undo()
    assert standing(store) == before


def test_what_cannot_be_merged_is_refused_in_french(store: Store) -> None:
    """The same record twice, one that is not there, one that is archived, a table without duplicates."""
    one, other = two_actions(store)
    with pytest.raises(RefusError, match="deux fois la même fiche"):
        prepare(store, "action", one, one)
    with pytest.raises(RefusError, match="Il n'y a pas de fiche action"):
        prepare(store, "action", one, "nulle-part")
    with pytest.raises(RefusError, match="se cherchent et se fusionnent parmi"):
        prepare(store, "commune", GUISE, GUISE)
    fusion = prepare(store, "action", one, other)
    with pytest.raises(RefusError, match="ne diffèrent pas sur « phase »"):
        merge(store, fusion, {"phase": other})
    with pytest.raises(RefusError, match="n'est pas l'une des deux"):
        merge(store, fusion, {"pilote": "x"})
    fiche = store.get("action", other)
    assert fiche is not None
    store.archive(fiche)
    with pytest.raises(RefusError, match="rien à fusionner"):
        prepare(store, "action", one, other)
    with pytest.raises(RefusError, match="gardez l'autre"):
        prepare(store, "action", other, one)


def test_long_texts_that_do_not_fit_in_one_change_take_several(store: Store) -> None:
    """A merge is never refused for what it fills in."""
    one, other = two_actions(store)
    fiche = store.get("action", other)
    assert fiche is not None
    for field in ("contenu", "objectifs", "freins", "moyens"):
        store.update(fiche, {field: "é" * 19_000})
    fusionner(store, "action", one, other)
    assert all(len(str(store.folded("action", one).values[f])) == 19_000 for f in ("contenu", "freins", "moyens"))
    assert store.history.undo() is not None
    assert store.folded("action", one).values.get("freins") is None


def test_the_merge_knows_of_every_reference() -> None:
    """It moves single ids, of records that nothing names when their own id changes."""
    for table in GENRES:
        assert FUSION in TABLES[table].model_fields
        for name, field in references(table):
            assert not champ(TABLES[name], field).plusieurs
            assert not TABLES[name].natural or not references(name)


_STEPS = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.sampled_from(["fusion", "fusion", "enfant", "titre", "annuler", "echange"])
    ).flatmap(lambda step: st.tuples(st.just(step), st.permutations([0, 1, 2]))),
    min_size=2,
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
def test_whatever_two_laptops_merge_nothing_goes_unseen(
    laptop: Laptops, server: Server, steps: list[tuple[tuple[str, str], list[int]]]
) -> None:
    """Both show the same; some record of what was merged stands or is asked about; no child is left behind unlisted."""
    names = {name: f"{name}{len(laptop._open)}" for name in "ab"}
    stores = {name: laptop(names[name]) for name in "ab"}
    server.log.clear()
    a_commune(stores["a"])
    records = [an_action(stores["a"], titre=f"Halle {n}") for n in range(3)]
    exchange(server, *stores.values())
    for (name, what), (first, second, _) in steps:
        _live(stores, server, name, what, (records[first], records[second]))
    for _ in range(2):
        exchange(server, *stores.values())

    a, b = stores.values()
    assert standing(a) == standing(b)
    asked = {record for _, record, _, nature in a.disputes() if nature in {"conflit", "archive"}}
    listed = {record for rest in restes(a, "action") for record in (rest.garde, rest.perdue)}
    for record in records:
        chain = _chain(a, record)
        assert len(chain) == 1 or final(a, "action", record) is not None or chain & (asked | listed)
        behind = [one for one in naming(a, "action", record) if len(chain) > 1 and a.folded("action", record).archived]
        assert not behind or chain & (asked | listed)
    assert is_what_its_log_says(a)


def _chain(store: Store, record: str) -> set[str]:
    """Give a record and all those in which it went on."""
    chain, after = {record}, store.folded("action", record).values.get(FUSION)
    while isinstance(after, str) and after not in chain:
        chain.add(after)
        after = store.folded("action", after).values.get(FUSION)
    return chain


def _live(stores: dict[str, Store], server: Server, name: str, what: str, pair: tuple[str, str]) -> None:
    """Do one thing on one laptop, if it can be done there."""
    store = stores[name]
    fiche = store.get("action", pair[0])
    assert fiche is not None
    with suppress(RefusError):
        match what:
            case "fusion":
                fusionner(store, "action", *pair)
            case "enfant":
                store.create("depense", {"titre": "Toiture", "action": pair[0]})
            case "titre":
                store.update(fiche, {"titre": f"Halle de {name} {store.now()}"})
            case "annuler":
                store.history.undo()
            case _:
                exchange(server, *stores.values())
