"""Territories that left the grant, by command: seen, exported, then taken off this laptop on a yes."""

from pathlib import Path

from storage.outbox import Cursor
from storage.store import Store
from tests.commands.conftest import Pvd


def lost(base: Path) -> None:
    """Make a store whose grant held Guise and holds it no more."""
    with Store.open(base) as store:
        store.create("action", {"titre": "=Halle", "commune": "02361"})
        store.create("action", {"titre": "École", "commune": "02381"})
        for scope in ("chef:02361,02381", "chef:02381"):
            store.outbox.receive([], Cursor("dep:02", 1, (("e", 1),), scope), 1)


def test_what_left_the_grant_is_listed_exported_and_leaves_on_a_yes(cli: Pvd, base: Path, tmp_path: Path) -> None:
    """Nothing leaves before `--oui`; the copy opens in a spreadsheet and holds no formula."""
    lost(base)

    listed = cli("retraits", "lister", "--json").json
    exported = cli("retraits", "exporter", str(tmp_path / "copie"))
    refused = cli("retraits", "retirer")
    still = cli("lister", "action", "--json").json
    left = cli("retraits", "retirer", "--oui")
    after = cli("lister", "action", "--json").json

    assert [(one["commune"], one["fiches"]) for one in listed] == [("02361", 1)]
    assert exported.code == 0
    assert "'=Halle" in (tmp_path / "copie" / "02361" / "action.csv").read_text(encoding="utf-8-sig")
    assert (refused.code, len(still)) == (2, 2)
    assert "Rien n'a été retiré" in refused.err
    assert (left.code, [one["titre"] for one in after]) == (0, ["École"])
    assert "Aucun territoire" in cli("retraits", "lister").err


def test_a_folder_that_cannot_be_written_loses_nothing(cli: Pvd, base: Path, tmp_path: Path) -> None:
    """The sentence says that nothing left."""
    lost(base)
    (tmp_path / "fichier").write_text("x")

    said = cli("retraits", "exporter", str(tmp_path / "fichier" / "copie"))

    assert said.code == 1
    assert "Rien n'a quitté cet ordinateur" in said.err
