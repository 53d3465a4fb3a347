"""What a whole run costs: where its files are, what is compiled twice, which tests begin."""

import gc
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

MEMORY: Final = Path("/dev/shm")  # noqa: S108 - pytest and `tempfile` make folders of their own in it
ENOUGH: Final = 2 * 2**30
"""Bytes free in memory without which the files of a run are on the disk, as anybody's."""

# A run starts a hundred programs: each would compile all that it imports, and each worker rewrite every `assert`.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Temporary files are in memory where there is some. No test takes the power from the machine: a kill loses nothing that
# was written, synced or not, and the disks that do forget are simulated. SQLite and PostgreSQL sync as ever.
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


# No property is timed: machines are shared and noisy, and the first text that hypothesis draws may take seconds there.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


def is_heavy(item: pytest.Item) -> bool:
    """Say whether a test takes seconds: it says so, or it runs the whole program in a terminal, or whole weeks."""
    return item.get_closest_marker("heavy") is not None or not {"terminal", "simulation"}.isdisjoint(item.path.parts)


def pytest_xdist_auto_num_workers() -> int:
    """Give one worker more than there are cores: a quarter of a worker's time is waiting for a terminal or a server."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that take seconds, so that no worker is left with one at the end."""
    items.sort(key=lambda item: not is_heavy(item))


def pytest_collection_finish() -> None:
    """Take what is imported out of the garbage collector's sight: it lives as long as the run."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an empty store to copy: making one costs what a hundred saves cost."""
    from tests.storage.laptops import empty_store  # noqa: PLC0415 - after the lines above: it is compiled once

    return empty_store(tmp_path_factory.mktemp("modele") / "modele.pvd")
