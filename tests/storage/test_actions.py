"""An action made again: duplicated, replaced, moved; one gesture each, and one undo."""

from collections.abc import Callable

import pytest

from pvd_tui.changes.change import Json
from storage.actions import deplacer, dupliquer, remplacer
from storage.demandes import reconduire
from storage.errors import RefusError
from storage.fige import check_archive, check_creation, check_edit
from storage.plans import nouvelle_version
from storage.prive import withhold
from storage.settings import COMMUNES
from storage.store import Store
from tests.storage.laptops import GUISE, HIRSON, Laptops, Server, a_commune, an_action, exchange


def a_whole_action(store: Store) -> str:
    """Write an action with two versions of its plan, expenses, a demande, an indicator and its measure."""
    a_commune(store)
    a_commune(store, HIRSON)
    action = an_action(store, code="2.3", statut_conventionnel="Inscrite", mec_id="M-1", maitre_ouvrage="Guise")
    store.create("depense", {"action": action, "montant_previsionnel": 100, "montant_definitif": 90})
    demande = store.create("demande", {"action": action, "dispositif": "DETR", "numero_dossier": "1"})
    for version in (1, 2):
        plan = store.create("plan_financement", {"action": action, "version": version, "statut": "Voté"})
        store.create(
            "ressource",
            {"plan_financement": plan, "demande": demande, "montant_demande": 50 * version, "montant_accorde": 1},
        )
    store.create("action_commune", {"action": action, "commune": HIRSON, "cle": 40.0})
    indicateur = store.create("indicateur", {"action": action, "titre": "Vacance"})
    store.create("mesure", {"indicateur": indicateur})
    return action


def _of(store: Store, table: str, **where: Json) -> list[dict[str, Json]]:
    return store.rows.page(table, where)


def test_a_duplicate_starts_afresh_with_the_same_words(store: Store) -> None:
    """The number, what was signed, paid or granted stays with the old one; the last plan is copied, as a draft."""
    action = a_whole_action(store)
    new = dupliquer(store, action)
    (row,) = _of(store, "action", id=new)

    assert (row["titre"], row["code"], row["mec_id"]) == ("Réhabilitation des halles (copie)", None, None)
    assert (row["statut_conventionnel"], row["maitre_ouvrage"]) == ("En projet", "Guise")
    (depense,) = _of(store, "depense", action=new)
    assert (depense["montant_previsionnel"], depense["montant_definitif"]) == (100, None)
    (plan,) = _of(store, "plan_financement", action=new)
    (line,) = _of(store, "ressource", plan_financement=plan["id"])
    assert (plan["statut"], plan["version"], plan["deliberation"]) == ("Brouillon", 1, None)
    assert (line["montant_demande"], line["montant_accorde"], line["demande"]) == (100, None, None)
    assert (_of(store, "demande", action=new), len(_of(store, "action_commune", action=new))) == ([], 1)
    store.history.undo()
    assert _of(store, "action", id=new) == []
    assert _of(store, "depense", action=new) == []


def test_a_duplicate_may_leave_parts_behind(store: Store) -> None:
    """Without its plan and its expenses."""
    new = dupliquer(store, a_whole_action(store), avec=("indicateur",))

    assert _of(store, "plan_financement", action=new) == _of(store, "depense", action=new) == []
    assert len(_of(store, "indicateur", action=new)) == 1


def test_annule_et_remplace_keeps_the_number_and_never_erases(store: Store) -> None:
    """The old fiche stays, abandoned; its demandes go on under the new one; it is replaced once."""
    action = a_whole_action(store)
    new = remplacer(store, action)
    (old_row,), (new_row,) = _of(store, "action", id=action), _of(store, "action", id=new)

    assert (new_row["code"], new_row["remplace"], new_row["statut_conventionnel"]) == ("2.3", action, "À valider")
    assert (old_row["statut_conventionnel"], old_row["date_abandon"]) == ("Abandonnée", "2023-06-06")
    assert [row["action"] for row in _of(store, "demande")] == [new]
    assert len(_of(store, "plan_financement", action=new)) == 2
    with pytest.raises(RefusError, match="déjà remplacée"):
        remplacer(store, action)


def test_a_moved_action_is_whole_in_its_new_commune_and_linked_to_the_old_one(store: Store) -> None:
    """Nothing is counted twice: what was copied is archived, with its history."""
    action = a_whole_action(store)
    new = deplacer(store, action, HIRSON)
    fiche, old = store.get("action", new), store.get("action", action)
    assert fiche is not None
    assert old is not None

    assert (fiche.commune, fiche.values["reprise_de"], fiche.values["code"]) == (HIRSON, action, "2.3")
    assert old.folded.archived
    assert old.commune == GUISE
    for table in ("demande", "depense", "action_commune", "indicateur", "mesure"):
        assert len(_of(store, table)) == 1
    (demande,) = _of(store, "demande")
    assert {row["demande"] for row in _of(store, "ressource")} == {demande["id"]}
    store.history.undo()
    assert [row["id"] for row in _of(store, "action")] == [action]
    assert len(_of(store, "ressource")) == 2


@pytest.mark.parametrize("refaire", [dupliquer, remplacer, lambda store, action: deplacer(store, action, HIRSON)])
def test_an_action_is_not_made_again_where_the_server_would_refuse_it(
    store: Store, refaire: Callable[[Store, str], str]
) -> None:
    """Its commune is not in the grant: a copy that never leaves would be counted here only."""
    action = a_whole_action(store)
    store.settings.put(COMMUNES, HIRSON)
    with pytest.raises(RefusError, match="pas dans votre habilitation"):
        refaire(store, action)
    assert store.rows.count("action") == 1


def _restreint(store: Store) -> bool:
    """Say whether everything of this store's actions stays here."""
    tables = ("action", "depense", "plan_financement", "ressource")
    return all(row["restreint"] for table in tables for row in store.rows.page(table, archived=None))


@pytest.mark.parametrize("refaire", [dupliquer, remplacer, lambda store, action: deplacer(store, action, HIRSON)])
def test_the_copy_of_an_action_kept_here_is_kept_here(store: Store, refaire: Callable[[Store, str], str]) -> None:
    """Duplicated, replaced, moved: nothing of it is ever offered (rule 7), labels of gestures included."""
    a_commune(store)
    a_commune(store, HIRSON)
    action = an_action(store, description="préemption en cours")
    plan = store.create("plan_financement", {"action": action, "version": 1})
    store.create("ressource", {"plan_financement": plan, "financeur": "mécène discret"})
    fiche = store.get("action", action)
    assert fiche is not None
    withhold(store, fiche)
    refaire(store, action)
    nouvelle_version(store, str(_of(store, "plan_financement")[0]["id"]))

    assert _restreint(store)
    offered = store.outbox.offer(("dep:02", "fr"), most=1000, most_bytes=10**6)
    assert {change.table for change in offered} == {"commune"}


def test_a_demande_kept_here_is_asked_again_here(store: Store) -> None:
    """A restricted demande of a shared action: the one that asks again says as little."""
    demande = store.create("demande", {"action": an_action(store), "etat": "Refusée", "financeur": "mécène discret"})
    fiche = store.get("demande", demande)
    assert fiche is not None
    withhold(store, fiche)
    reconduire(store, demande)
    assert [row["restreint"] for row in _of(store, "demande")] == [True, True]


@pytest.mark.parametrize("refaire", [remplacer, lambda store, action: deplacer(store, action, HIRSON)])
def test_two_values_are_settled_before_an_action_is_made_again(
    laptop: Laptops, server: Server, refaire: Callable[[Store, str], str]
) -> None:
    """A copy holds one of them: the other would wait in a fiche that nobody reads any more (I2)."""
    mine, theirs = laptop("a"), laptop("b")
    a_commune(mine, HIRSON)
    action = an_action(mine)
    exchange(server, mine, theirs)
    for store, titre in ((mine, "Halles"), (theirs, "Halle couverte")):
        fiche = store.get("action", action)
        assert fiche is not None
        store.update(fiche, {"titre": titre})
    exchange(server, mine, theirs)
    with pytest.raises(RefusError, match="1 désaccord"):
        refaire(mine, action)
    assert mine.rows.count("action") == 1


def test_what_was_said_of_an_action_follows_it_where_it_is_moved(store: Store) -> None:
    """Notes, suites of a club, signaux name the new fiche; one undo brings them back."""
    action = a_whole_action(store)
    note = store.create("note_datee", {"action": action, "commune": GUISE, "texte": "étude à refaire"})
    suite = store.create("suite", {"action": action, "titre": "Relancer", "departement": "02"})
    new = deplacer(store, action, HIRSON)

    assert [row["id"] for row in _of(store, "note_datee", action=new)] == [note]
    assert [row["id"] for row in _of(store, "suite", action=new)] == [suite]
    store.history.undo()
    assert [row["id"] for row in _of(store, "note_datee", action=action)] == [note]


def test_an_action_is_not_moved_where_the_server_would_refuse_it(store: Store) -> None:
    """Out of the grant, or from it: nothing is written, and nothing is refused later."""
    action = a_whole_action(store)
    for granted in (GUISE, HIRSON):
        store.settings.put(COMMUNES, granted)
        with pytest.raises(RefusError, match="habilitation"):
            deplacer(store, action, HIRSON)
        assert [row["id"] for row in _of(store, "action")] == [action]
    store.settings.put(COMMUNES, f"{GUISE},{HIRSON}")
    assert deplacer(store, action, HIRSON)


def test_what_is_voted_or_signed_is_not_edited_nor_archived(store: Store) -> None:
    """The number of a signed fiche, the lines of a voted plan; reclassifying and following up stay possible."""
    action: dict[str, Json] = {"code": "2.3", "statut_conventionnel": "Inscrite", "axe": "a"}
    with pytest.raises(RefusError, match="inscrite sous le n°"):
        check_edit(store, "action", action, {"code": "2.4"})
    check_edit(store, "action", action, {"code": "2.3", "axe": "b"})
    with pytest.raises(RefusError, match="ne se supprime pas"):
        check_archive(store, "action", action)
    plan = store.create("plan_financement", {"action": an_action(store), "statut": "Voté"})
    line: dict[str, Json] = {"plan_financement": plan, "montant_demande": 5}
    with pytest.raises(RefusError, match="nouvelle version"):
        check_edit(store, "ressource", line, {"montant_demande": 6})
    with pytest.raises(RefusError, match="nouvelle version"):
        check_creation(store, "ressource", line)
    with pytest.raises(RefusError, match="nouvelle version"):
        check_archive(store, "ressource", line)
    check_edit(store, "ressource", line, {"montant_accorde": 4, "etat": "Obtenue"})
    with pytest.raises(RefusError, match="nouvelle version"):
        check_edit(store, "plan_financement", {"statut": "Voté"}, {"version": 3})
