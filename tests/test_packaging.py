"""Four plain package names in one wheel: no other distribution may bring one of them."""

import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pvd_tui
import screens
import storage
import sync

OURS = (pvd_tui, screens, storage, sync)


def test_no_dependency_brings_a_package_of_our_names() -> None:
    """A second `storage` would be installed over ours without a word."""
    owners = packages_distributions()
    for package in OURS:
        assert set(owners.get(package.__name__, ["pvd-tui"])) == {"pvd-tui"}


def test_the_four_packages_lie_side_by_side() -> None:
    """What is imported is what this tree holds."""
    folders = {Path(str(package.__file__)).parent.parent for package in OURS}
    assert folders == {Path(__file__).parent.parent}


def test_nothing_heavy_is_imported_before_it_is_used() -> None:
    """The first page needs neither pydantic nor sqlite_utils nor the network."""
    code = (
        "import sys, pvd_tui.cli, pvd_tui.app, screens.accueil, screens.actions\n"
        "print(sorted({'pydantic', 'sqlite_utils', 'httpx', 'sqlalchemy', 'keyring', 'zstandard', 'stamina'}"
        " & sys.modules.keys()))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
