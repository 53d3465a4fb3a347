"""One's own keys at the opening: checked when they change, and never in the way of the program."""

from pathlib import Path

import pytest

from pvd_tui import touches
from storage.settings import Settings
from storage.store import Store

GOOD = '[touches]\n"liste.nouveau" = "w"\n'


@pytest.fixture
def held(tmp_path: Path) -> Settings:
    """Give the settings of a store."""
    return Store.open(tmp_path / "pvd.db").settings


def test_what_was_found_good_is_not_checked_again(
    tmp_path: Path, held: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Checking imports every page; it is done again only when the file changes."""
    file = tmp_path / "touches.toml"
    file.write_text(GOOD, encoding="utf-8")
    assert touches.ouvrir(file, held, write=True).changees == {"liste.nouveau": "w"}
    monkeypatch.setattr(touches, "lire", lambda _: pytest.fail("checked again"))
    assert touches.ouvrir(file, held, write=True).changees == {"liste.nouveau": "w"}


def test_a_fault_gives_no_keys_at_all(tmp_path: Path, held: Settings) -> None:
    """The program's own keys serve, and the fault is told each time."""
    file = tmp_path / "touches.toml"
    file.write_text(GOOD + '"liste.trier" = "@"\n', encoding="utf-8")
    for _ in range(2):
        found = touches.ouvrir(file, held, write=True)
        assert (found.changees, found.problemes[0].ligne) == ({}, 3)
