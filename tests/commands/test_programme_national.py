"""What is national is refused before it is written: the server would, later, and the whole change with it."""

from pathlib import Path

import pytest

from storage import settings
from storage.store import Store
from tests.commands.conftest import Pvd

_CREATIONS = (
    ("echeance_programme", "titre=Note 2027", "date=2027-06-25"),
    ("campagne_note", "titre=Note 2027"),
    ("campagne_financement", "titre=DETR 2027"),
)


def _role(base: Path, role: str) -> None:
    with Store.open(base) as store:
        store.settings.put(settings.SERVEUR, "https://exemple.invalid")
        store.settings.put(settings.ROLE, role)


@pytest.mark.parametrize("words", _CREATIONS)
@pytest.mark.parametrize("role", ["chef", "prefecture", "region"])
def test_only_the_national_role_writes_the_programme(cli: Pvd, base: Path, words: tuple[str, ...], role: str) -> None:
    """Creating, editing, in bulk too, and archiving: each is refused in French, and nothing is written."""
    made = cli("creer", *words).last
    _role(base, role)
    for said in (
        cli("creer", *words),
        cli("modifier", words[0], made, "titre=Autre"),
        cli("modifier", words[0], "titre=Autre", "--ou", "titre=note"),
        cli("archiver", words[0], made),
    ):
        assert said.code == 1
        assert "seul l'échelon national l'écrit" in said.err
        assert "Rien n'a été enregistré." in said.err
    assert cli("voir", words[0], made, "--json").json["titre"] == words[1].removeprefix("titre=")
    _role(base, "national")
    assert cli("modifier", words[0], made, "titre=Autre").code == 0


def test_a_laptop_that_is_linked_to_no_server_is_its_own_master(cli: Pvd) -> None:
    """Nobody would refuse it."""
    assert cli("creer", *_CREATIONS[0]).code == 0
