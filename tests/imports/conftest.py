"""A laptop of the Aisne, and small lists to import."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.settings import DEPARTEMENT
from storage.store import Store

LISTE = """\
insee,nom,siren_epci,date_convention_adhesion,ort_signee,date_convention_cadre_ort
02361,Guise,200071983,2021-04-15,1,2023-05-04
02381,Hirson,240200600,2021-04-26,0,
02141,La Capelle,240200444,2021-04-30,1,2023-11-30
02558,Le Nouvion-en-Thiérache,240200444,2021-04-30,1,2023-11-30
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give an empty laptop, on 6 June 2024."""
    moment = datetime(2024, 6, 6, 9, 0, tzinfo=UTC)

    def clock() -> datetime:
        nonlocal moment
        moment += timedelta(milliseconds=1)
        return moment

    chance = random.Random("imports")  # noqa: S311 - ids of a test, not secrets
    with Store.open(tmp_path / "portable.pvd", clock=clock, entropy=chance.randbytes) as opened:
        opened.settings.put(DEPARTEMENT, "02")
        yield opened
