"""The real program in a real pseudo-terminal, in a home of its own."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pvd_tui.demo.build import build
from storage.store import Store
from tests.storage.laptops import a_commune, an_action, empty_store
from tests.terminal.forked import Forks
from tests.terminal.poste import AS_A_USER, Poste, environment


@pytest.fixture(scope="session", autouse=True)
def unix() -> None:
    """Say where these tests mean something."""
    if sys.platform == "win32":
        pytest.skip("needs a Unix pseudo-terminal")


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make once the stores that the tests copy."""
    return tmp_path_factory.mktemp("bases")


@pytest.fixture(scope="session")
def demonstration(kept: Path) -> Path:
    """Give the demonstration, as its first opening makes it."""
    path = kept / "demonstration.db"
    build(path, "chef")
    return path


@pytest.fixture(scope="session")
def small(kept: Path) -> Path:
    """Give a store with one commune and one action."""
    path = empty_store(kept / "petite.db")
    with Store.open(path) as store:
        a_commune(store)
        an_action(store)
    return path


@pytest.fixture(scope="session")
def forks(kept: Path) -> Iterator[Forks]:
    """Give the process that becomes `pvd`."""
    forks = Forks(AS_A_USER, environment(kept))
    yield forks
    forks.close()


@pytest.fixture
def poste(tmp_path: Path, forks: Forks) -> Iterator[Poste]:
    """Give an empty laptop."""
    poste = Poste(tmp_path, forks)
    yield poste
    poste.close()


@pytest.fixture
def demo(poste: Poste, demonstration: Path) -> Poste:
    """Give a laptop on which `pvd demo` was opened once."""
    poste.demo.parent.mkdir(parents=True)
    shutil.copy(demonstration, poste.demo)
    return poste


@pytest.fixture
def one_action(poste: Poste, small: Path) -> Callable[[], Poste]:
    """Give the laptop with one action; each call takes it back to its beginning."""

    def again() -> Poste:
        for old in poste.home.glob("pvd.db*"):
            if old.is_file():
                old.unlink()
        shutil.copy(small, poste.base)
        return poste

    return again
