"""When the program learns a field, what the log had kept of it is shown (rule 10)."""

from pathlib import Path

import pytest

from storage.backup import folder
from storage.check import verify
from storage.schema import SCHEMA
from storage.store import Store
from tests.storage.laptops import Laptops, an_action, is_what_its_log_says
from tests.storage.test_power_loss import make_older


def test_a_field_kept_by_an_older_program_is_projected_after_the_upgrade(laptop: Laptops) -> None:
    """Row and search show it; the copy of the file as it was stays beside it."""
    store = laptop("un")
    action = an_action(store, contenu="Charpente")
    make_older(store)
    again = laptop.reopen(store)
    assert again.rows.page("action")[0]["contenu"] == "Charpente"
    assert [hit.record for hit in again.search.find("charpente")] == [action]
    assert again.connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA
    assert verify(again).sain
    assert is_what_its_log_says(again)
    (copy,) = folder(Path(again.path)).iterdir()
    assert "schema0" in copy.name


def test_the_log_is_read_again_once_only(laptop: Laptops, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every start but the first after an upgrade is quick."""
    store = laptop("un")
    monkeypatch.setattr(Store, "after_migration", pytest.fail)
    laptop.reopen(store)


def test_an_upgrade_cut_between_schema_and_rows_is_ended_by_the_next_start(
    laptop: Laptops, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The column is there, the rows are not yet: they are made at the next start."""
    store = laptop("un")
    an_action(store, contenu="Charpente")
    make_older(store)
    store.close()
    with monkeypatch.context() as cut:
        cut.setattr(Store, "after_migration", lambda _: None)
        with Store.open(store.path) as half:
            assert half.rows.page("action")[0]["contenu"] is None
    assert laptop("un").rows.page("action")[0]["contenu"] == "Charpente"
