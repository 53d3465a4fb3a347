"""Laptops of the Aisne, on a clock and a chance that the test gives."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.store import Store
from tests.storage.laptops import Clock, Laptops, Server


@pytest.fixture
def clock() -> Clock:
    """Give the clock of every laptop of the test."""
    return Clock()


@pytest.fixture
def laptop(tmp_path: Path, template: Path, clock: Clock) -> Iterator[Laptops]:
    """Give laptops by name."""
    laptops = Laptops(tmp_path, template, clock)
    yield laptops
    laptops.close()


@pytest.fixture
def store(laptop: Laptops) -> Store:
    """Give one laptop of the Aisne."""
    return laptop("portable")


@pytest.fixture
def server(clock: Clock) -> Server:
    """Give a server that stamps what it receives."""
    return Server(clock)


@pytest.fixture
def memory_folder(tmp_path: Path) -> Iterator[Path]:
    """Give a folder in memory where there is one: for tests that reopen a file thousands of times.

    What such a test loses, it loses itself, so no real disk is needed.
    """
    if not Path("/dev/shm").is_dir():  # noqa: S108 - a folder in memory, made unique below
        yield tmp_path
        return
    folder = Path(tempfile.mkdtemp(dir="/dev/shm"))
    yield folder
    shutil.rmtree(folder)
