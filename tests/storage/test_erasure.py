"""An erasure blanks a value wherever this laptop has it, and keeps what was said around it (rule 8)."""

from pvd_tui.changes.change import EFFACE, PREFECTURE, Change
from pvd_tui.changes.edit import Edit
from storage.drafts import Draft
from storage.outbox import Cursor
from storage.settings import ROLE
from storage.store import Store
from tests.storage.laptops import (
    GUISE,
    Laptops,
    Server,
    an_action,
    exchange,
    is_what_its_log_says,
)

ALL = ("dep:02", "fr")


def offer(store: Store, most: int = 100, most_bytes: int = 10**6) -> list[Change]:
    """Give what a laptop would send."""
    return store.outbox.offer(ALL, most=most, most_bytes=most_bytes)


def titre(store: Store, record: str, table: str = "action") -> object:
    """Give the title that a laptop shows."""
    return store.folded(table, record).values.get("titre")


def test_the_prefecture_s_own_erasure_blanks_the_file_once_it_is_acknowledged(store: Store) -> None:
    """Shown blank at once; the file keeps the value until the server took the erasure: a refused one takes nothing."""
    store.settings.put(ROLE, PREFECTURE)
    personne = store.create("personne", {"titre": "Claire Lemaire", "departement": "02"})
    store.drafts.put(Draft("personne", personne, "titre", "Claire Lemair", ()))
    store.drafts.put(Draft("personne", personne, "fonction", "Cheffe", ()))
    store.save([Edit("personne", personne, {EFFACE: ["titre"]})])
    assert titre(store, personne, "personne") is None
    assert file_holds(store, "Lemair") == ["change"]
    assert [d.champ for d in store.drafts.all()] == ["fonction"]

    waiting = enumerate(offer(store), 1)
    store.outbox.acknowledge(
        [one.stamped(seq=n, received_at=store.now(), role=PREFECTURE, relais=None) for n, one in waiting]
    )
    assert file_holds(store, "Lemair") == []


def test_a_refused_erasure_gives_the_value_back(store: Store) -> None:
    """What the server did not take changes nothing."""
    store.settings.put(ROLE, PREFECTURE)
    personne = store.create("personne", {"titre": "Claire Lemaire", "departement": "02"})
    store.save([Edit("personne", personne, {EFFACE: ["titre"]})])
    store.outbox.refuse(offer(store)[-1], "droit", "Refusé.")
    assert titre(store, personne, "personne") == "Claire Lemaire"


def erasure(store: Store, record: str, *fields: str, table: str = "personne") -> Change:
    """Give the préfecture's erasure of some fields of a record."""
    return Change(
        "effacement",
        table,
        record,
        {EFFACE: list(fields)},
        {},
        store.now(),
        "prefecture",
        "dep:02",
        role=PREFECTURE,
        seq=99,
        received_at=store.now(),
    )  # fmt: skip - one change


def file_holds(store: Store, text: str) -> list[str]:
    """Name the tables of the file that hold a text."""
    names = [r[0] for r in store.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return [
        name
        for name in names
        if not name.startswith(("recherche_", "sqlite_"))
        and any(text in str(cell) for row in store.connection.execute(f'SELECT * FROM "{name}"') for cell in row)  # noqa: S608 - a table of the file
    ]


def test_an_erasure_blanks_the_value_wherever_it_is(store: Store, server: Server) -> None:
    """Log, row, search, drafts, « À corriger » and private past; ids and what was seen stay (rule 8)."""
    personne = store.create("personne", {"titre": "Claire Lemaire", "departement": "02"})
    server.take(store)
    before = store.get("personne", personne)
    assert before is not None
    store.update(before, {"titre": "Claire Lemaire-Petit"})
    (wrong,) = offer(store)
    store.outbox.refuse(wrong, "taille", "Trop long.")
    store.drafts.put(Draft("personne", personne, "titre", "Claire Lemair", ()))
    store.drafts.put(Draft("personne", personne, "telephone", "Lemaire 0612", ()))
    assert len(file_holds(store, "Lemaire")) > 3
    store.outbox.receive([erasure(store, personne, "titre", "telephone")], Cursor("dep:02", 99))
    assert file_holds(store, "Lemair") == []
    assert store.search.find("lemaire") == []
    assert [c.stub for c in store.history.of("personne", personne)][:1] == [("titre",)]
    assert is_what_its_log_says(store)


def test_an_erasure_blanks_the_private_past_too(store: Store) -> None:
    """What was released and then erased is not readable in the history."""
    from storage.prive import release  # noqa: PLC0415 - the only test here that needs it

    note = store.create("note_datee", {"titre": "Appel", "commune": GUISE, "texte": "Lemaire hésite"})
    before = store.get("note_datee", note)
    assert before is not None
    release(store, before)
    store.outbox.receive([erasure(store, note, "texte", table="note_datee")], None)
    assert file_holds(store, "Lemaire") == []


def test_what_arrives_after_its_erasure_is_blanked_and_what_is_written_after_it_is_not(
    laptop: Laptops, server: Server
) -> None:
    """A late change of somebody who had not seen the erasure is blanked; a new value is a new value."""
    mine, theirs = laptop("moi"), laptop("autre")
    personne = mine.create("personne", {"titre": "Claire Lemaire", "departement": "02"})
    exchange(server, mine, theirs)
    before = theirs.get("personne", personne)
    assert before is not None
    theirs.update(before, {"titre": "Claire Lemaire-Petit"})
    mine.outbox.receive([erasure(mine, personne, "titre")], None)
    mine.outbox.receive(offer(theirs), None)
    assert file_holds(mine, "Lemaire") == []
    before = mine.get("personne", personne)
    assert before is not None
    mine.update(before, {"titre": "Camille Durand"})
    mine.drafts.put(Draft("personne", personne, "titre", "Camille D", ()))
    mine.update(mine.get("personne", personne) or before, {"telephone": "0323000000"})
    assert titre(mine, personne, "personne") == "Camille Durand"
    assert mine.drafts.count() == 1
    assert is_what_its_log_says(mine)


def test_an_erasure_needs_the_prefecture(store: Store) -> None:
    """Anybody else's is a change like another: nothing is blanked."""
    action = an_action(store)
    store.save([Edit("action", action, {EFFACE: ["titre"]})])
    assert titre(store, action) == "Réhabilitation des halles"
