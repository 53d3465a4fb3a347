"""The inbox of a laptop: its cards, how they are settled, undone, and what never comes to it."""

import pytest

from pvd_tui.changes.change import Json
from storage.conflits import Carte, carte, fusionnee, lister, tout, trancher
from storage.errors import RefusError
from storage.resultat import resultat
from storage.settings import ROLE
from storage.store import Store
from tests.storage.laptops import Laptops, Server, a_commune, a_seance, an_action, exchange, is_what_its_log_says


def edited(store: Store, table: str, record: str, **values: Json) -> None:
    """Change a record as somebody does who sees its present values."""
    fiche = store.get(table, record)
    assert fiche is not None
    store.update(fiche, values)


@pytest.fixture
def autre(laptop: Laptops) -> Store:
    """Give a second laptop."""
    return laptop("autre")


def two_versions(store: Store, autre: Store, server: Server) -> str:
    """Give an action on which two laptops disagree in two fields and whose description both wrote on."""
    a_commune(store)
    record = an_action(store, description="Fermée depuis 2019.", pilote="DDT")
    exchange(server, store, autre)
    edited(store, "action", record, titre="Halle A", pilote="Mairie", description="Fermée depuis 2019.\nABF consulté.")
    edited(autre, "action", record, titre="Halle B", pilote="EPCI", description="Fermée depuis 2019.\nSol en janvier.")
    exchange(server, store, autre)
    return record


def card(store: Store, table: str, record: str) -> Carte:
    """Give a card that must be there."""
    found = carte(store, table, record)
    assert found is not None
    return found


def values(store: Store, record: str, *champs: str) -> list[Json]:
    """Give what an action shows."""
    fiche = store.get("action", record)
    assert fiche is not None
    return [fiche.values.get(champ) for champ in champs]


def test_a_record_has_one_card_with_all_its_fields(store: Store, autre: Store, server: Server) -> None:
    """Mine is what this laptop wrote, wherever the card is read."""
    record = two_versions(store, autre, server)

    assert [(line.record, line.champs) for line in lister(store)] == [(record, ("description", "pilote", "titre"))]
    for laptop, mine, theirs in ((store, "Halle A", "Halle B"), (autre, "Halle B", "Halle A")):
        found = card(laptop, "action", record)
        titre = found.de("titre")
        assert titre is not None
        assert [v.valeur for v in found.miennes(titre)] == [mine]
        assert [v.valeur for v in found.leurs(titre)] == [theirs]
        assert titre.avant is not None
        assert titre.avant.valeur == "Réhabilitation des halles"


def test_several_fields_are_settled_and_undone_as_one_gesture(store: Store, autre: Store, server: Server) -> None:
    """One gesture; undone, the whole conflict returns on both laptops."""
    record = two_versions(store, autre, server)
    found = card(store, "action", record)
    description = found.de("description")
    assert description is not None
    both = fusionnee(found, description)
    trancher(store, found, {"titre": "Halle A", "pilote": "EPCI", "description": both})
    exchange(server, store, autre)

    expected = ["Halle A", "EPCI", "Fermée depuis 2019.\nABF consulté.\nSol en janvier."]
    for laptop in (store, autre):
        assert sorted(map(str, values(laptop, record, "titre", "pilote", "description"))) == sorted(expected)
        assert laptop.disputed() == 0

    done = store.history.undo()
    assert done is not None
    exchange(server, store, autre)
    for laptop in (store, autre):
        assert lister(laptop)[0].champs == ("description", "pilote", "titre")


@pytest.mark.parametrize(("mien", "kept"), [(True, ["Halle A", "Mairie"]), (False, ["Halle B", "EPCI"])])
def test_one_side_may_be_taken_whole(store: Store, autre: Store, server: Server, mien: bool, kept: list[str]) -> None:  # noqa: FBT001 - a parameter of the test
    """All mine, or all theirs, for a record."""
    record = two_versions(store, autre, server)
    found = card(store, "action", record)
    trancher(store, found, tout(found, mien=mien))

    assert values(store, record, "titre", "pilote") == kept
    assert lister(store) == []


def test_a_third_value_that_came_meanwhile_still_asks(
    store: Store, autre: Store, laptop: Laptops, server: Server
) -> None:
    """The decision names what the card showed, never what it did not (rule 1)."""
    record = two_versions(store, autre, server)
    tiers = laptop("tiers")
    tiers.outbox.receive([c for c in server.log if "Halle" not in str(c.set.get("titre"))], None)
    edited(tiers, "action", record, titre="Halle C")
    found = card(store, "action", record)
    exchange(server, tiers, store)
    trancher(store, found, tout(found, mien=True))

    assert lister(store)[0].champs == ("titre",)


def test_two_titles_of_an_archived_record_are_settled_and_it_stays_archived(
    store: Store, autre: Store, server: Server
) -> None:
    """Choosing a title does not bring a record back."""
    record = two_versions(store, autre, server)
    fiche = store.get("action", record)
    assert fiche is not None
    store.archive(fiche)
    trancher(store, card(store, "action", record), {"titre": "Halle A"})

    after = store.get("action", record)
    assert after is not None
    assert (after.folded.archived, after.values["titre"], lister(store)[0].champs) == (
        True,
        "Halle A",
        ("description", "pilote"),
    )


def test_a_chef_does_not_decide_for_the_prefecture(store: Store, autre: Store, server: Server) -> None:
    """His proposal waits; the préfecture accepts it, or states its own value again and the proposal is gone."""
    autre.settings.put(ROLE, "prefecture")
    a_commune(autre)
    record = autre.create("convention", {"titre": "ORT", "commune": "02361", "date_signature": "2022-03-16"})
    exchange(server, autre, store)
    edited(store, "convention", record, date_signature="2022-03-18")
    exchange(server, store, autre)

    assert [line.a_confirmer for line in lister(store)] == [True]
    with pytest.raises(RefusError, match="en attente de la préfecture"):
        trancher(store, card(store, "convention", record), {"date_signature": "2022-03-18"})
    trancher(autre, card(autre, "convention", record), {"date_signature": "2022-03-16"})
    exchange(server, autre, store)
    assert lister(store) == lister(autre) == []


def test_the_result_is_read_by_the_rules_with_the_records_around(store: Store, autre: Store, server: Server) -> None:
    """The plan is balanced with one of the two amounts and not with the other; neither is refused."""
    a_commune(store)
    record = an_action(store, cout_previsionnel=100_000_00)
    plan = store.create("plan_financement", {"action": record})
    line = store.create("ressource", {"plan_financement": plan, "montant_demande": 50_000_00})
    exchange(server, store, autre)
    edited(store, "ressource", line, montant_demande=90_000_00)
    edited(autre, "ressource", line, montant_demande=100_000_00)
    exchange(server, store, autre)
    found = card(store, "ressource", line)

    assert resultat(store, found, {"montant_demande": 100_000_00}).equilibre is True
    unbalanced = resultat(store, found, {"montant_demande": 90_000_00})
    assert unbalanced.equilibre is False
    assert any("dépassent" in phrase for phrase in unbalanced.phrases())
    trancher(store, found, {"montant_demande": 90_000_00})
    assert lister(store) == []


def test_two_laptops_that_note_the_same_presence_make_one_row(store: Store, autre: Store, server: Server) -> None:
    """The same person at the same séance is one record; said alike by both, it asks nothing."""
    seance = a_seance(store)
    exchange(server, store, autre)
    here = {"seance_club": seance, "titre": "Claire Lemaire", "commune": "02361", "statut": "Présent"}
    made = [laptop.create("presence", here) for laptop in (store, autre)]
    exchange(server, store, autre)

    assert made[0] == made[1]
    for laptop in (store, autre):
        assert (laptop.rows.count("presence"), lister(laptop)) == (1, [])


def test_two_spellings_of_a_name_are_one_presence_and_no_conflict(store: Store, autre: Store, server: Server) -> None:
    """The id takes no notice of case and spaces, so neither does the inbox; an edit replaces both spellings."""
    seance = a_seance(store)
    exchange(server, store, autre)
    for laptop, nom in ((store, "Lemaire Claire"), (autre, "LEMAIRE  claire")):
        laptop.create("presence", {"seance_club": seance, "titre": nom, "statut": "Présent"})
    exchange(server, store, autre)
    (row,) = store.rows.page("presence")
    assert (store.rows.page("presence"), lister(store), row["desaccord"]) == (autre.rows.page("presence"), [], 0)

    edited(store, "presence", str(row["id"]), titre="Claire Lemaire-Petit")
    exchange(server, store, autre)
    for laptop in (store, autre):
        assert ([one["titre"] for one in laptop.rows.page("presence")], lister(laptop)) == (
            ["Claire Lemaire-Petit"],
            [],
        )
        assert is_what_its_log_says(laptop)


def test_a_presence_said_otherwise_by_two_is_one_card(store: Store, autre: Store, server: Server) -> None:
    """Present for one, excusé for the other: one row, one field to decide, both kept."""
    seance = a_seance(store)
    exchange(server, store, autre)
    for laptop, statut in ((store, "Présent"), (autre, "Excusé")):
        laptop.create("presence", {"seance_club": seance, "titre": "Claire Lemaire", "statut": statut})
    exchange(server, store, autre)

    for laptop in (store, autre):
        assert laptop.rows.count("presence") == 1
        assert [line.champs for line in lister(laptop)] == [("statut",)]


def test_notes_taken_side_by_side_never_conflict(store: Store, autre: Store, server: Server) -> None:
    """Each note is a record of its own, even with the same words at the same minute."""
    seance = a_seance(store)
    exchange(server, store, autre)
    for laptop in (store, autre):
        laptop.create("note_seance", {"seance_club": seance, "texte": "Quel délai ABF ?", "heure": "09:41", "ordre": 1})
    exchange(server, store, autre)

    for laptop in (store, autre):
        assert (laptop.rows.count("note_seance"), lister(laptop)) == (2, [])
