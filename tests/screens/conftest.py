"""What the screen shows, as text, compared with what is kept under `ecrans/`."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from screens.widgets.source import ListSource, Row
from storage.store import Store
from tests.screens.petit import Petit
from tests.storage.laptops import Clock, Laptops

ECRANS = Path(__file__).parent / "ecrans"


def _shown(app: App[Any]) -> str:
    """Give what the screen shows, as text."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


@pytest.fixture
def ecran() -> Callable[[App[Any]], str]:
    """Give what the screen shows, as text."""
    return _shown


@pytest.fixture
def petit() -> Petit:
    """Give a small program."""
    return Petit()


@pytest.fixture
def same_screen() -> Callable[[App[Any], str], None]:
    """Compare the screen with the one kept; `ECRANS=refaire` keeps the present one instead."""

    def check(app: App[Any], name: str) -> None:
        kept = ECRANS / f"{name}.txt"
        shown = _shown(app) + "\n"
        if os.environ.get("ECRANS") == "refaire":
            kept.write_text(shown, encoding="utf-8")
        assert shown == kept.read_text(encoding="utf-8")

    return check


@pytest.fixture
def hostile() -> str:
    """Give what a user, or a spreadsheet, may bring."""
    return "[HT] [/] [b]x[/b] \\[a] 1\u202f000\u00a0€ e\u0301te\u0301 \x1b[31m\x07\x9b \u202efin $x {y}"


@pytest.fixture
def visible() -> str:
    """Give the part of it that must be seen as it is."""
    return "[HT] [/] [b]x[/b] \\[a] 1\u00a0000\u00a0€"


@pytest.fixture
def many_names() -> Callable[[], ListSource]:
    """Give a few names with accents."""
    return lambda: ListSource([Row("guise", ("Guise",)), Row("lille", ("Lille", "ile")), Row("aix", ("Île-d'Aix",))])


@pytest.fixture
def laptop(tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Laptops]:
    """Give laptops by name, all in one time zone, so that a screen says the same hour everywhere."""
    monkeypatch.setenv("TZ", "UTC")
    if hasattr(time, "tzset"):  # Windows has none
        time.tzset()
    laptops = Laptops(tmp_path, template, Clock())
    yield laptops
    laptops.close()


@pytest.fixture
def portable(laptop: Laptops) -> Store:
    """Give one laptop of the Aisne."""
    return laptop("portable")
