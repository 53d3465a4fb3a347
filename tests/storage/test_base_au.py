"""The tables as of a day that is past: the fast paths read them as they are, and nothing else changes."""

import sqlite3
from datetime import date
from typing import TYPE_CHECKING

import pytest

from pvd_tui.domain.a_faire import Sorte
from storage.a_faire import ListeAFaire
from storage.base_au import base_au
from storage.carte import Carte
from storage.demandes import suivis
from storage.store import Store
from tests.storage.laptops import GUISE, Clock, a_commune, an_action, rows

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json

JUIN, AOUT = date(2023, 6, 30), date(2023, 8, 15)


@pytest.fixture
def store(store: Store, clock: Clock) -> Store:
    """Give a laptop where June's idea is a study since September; its convention is signed in July; it is December."""
    a_commune(store)
    action = an_action(store, phase="Idée", cout_previsionnel=100_00, echeance="2023-08-20")
    demande: dict[str, Json] = {"titre": "DETR", "action": action, "etat": "Notifiée", "montant_accorde": 40_00}
    store.create("demande", {**demande, "date_depot": "2023-06-10", "date_notification": "2023-07-10"})
    cadre = {"titre": "Cadre", "commune": GUISE, "departement": "02", "type": "Cadre ORT", "statut": "Signée"}
    store.create("convention", {**cadre, "date_signature": "2023-07-14"})
    clock.forward(days=92)
    fiche = store.get("action", action)
    assert fiche is not None
    store.update(fiche, {"phase": "Étude", "cout_previsionnel": 150_00, "date_engagement": "2023-07-20"})
    clock.forward(days=90)
    return store


def test_the_map_of_a_past_day_says_what_was_true_then(store: Store) -> None:
    """Business dates for what is dated, the log for the rest; today is as it was."""
    today = date(2023, 12, 5)
    with base_au(store, JUIN):
        then = Carte(store).communes(JUIN)[0]
    with base_au(store, AOUT):
        later = Carte(store).communes(AOUT)[0]
    now = Carte(store).communes(today)[0]
    assert (then.ort, then.phases, then.engagees, then.cout, then.accorde) == ("Non signée", (1, 0, 0), 0, 100_00, None)
    assert (later.ort, later.phases, later.engagees, later.cout, later.accorde) == (
        *("Signée", (1, 0, 0), 1),
        *(100_00, 40_00),
    )
    assert (now.ort, now.phases, now.cout) == ("Signée", (0, 1, 0), 150_00)


def test_what_was_to_be_done_then_is_read_with_its_own_days(store: Store) -> None:
    """An échéance five days ahead, a demande that was filed and not notified."""
    with base_au(store, AOUT):
        lines = ListeAFaire(store).lines(AOUT, aside=True)
        found = suivis(store, "", JUIN)
    assert date(2023, 8, 20) in [line.jour for line in lines if line.table == "action"]
    assert Sorte.MUETTE not in {line.sorte for line in lines}
    with base_au(store, JUIN):
        found = suivis(store, "", JUIN)
    assert [one.demande.etat for one in found] == ["Déposée"]


def test_nothing_is_written_and_nothing_stays(store: Store) -> None:
    """Inside, a write is refused; after, the tables are those of the file, whatever happened inside."""
    before = rows(store)
    with pytest.raises(sqlite3.OperationalError), base_au(store, JUIN):
        store.connection.execute("UPDATE action SET titre = 'x'")
    assert rows(store) == before
    assert store.connection.execute("SELECT count(*) FROM temp.sqlite_master").fetchone()[0] == 0
    a_commune(store, "02381")


def test_today_is_read_from_the_file_itself(store: Store) -> None:
    """No copy is made for today nor for a day to come."""
    with base_au(store, date(2024, 1, 1)):
        assert store.connection.execute("SELECT count(*) FROM temp.sqlite_master").fetchone()[0] == 0
