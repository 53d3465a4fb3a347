"""Saving the whole store in one file."""

from pathlib import Path

from screens.sauvegarder import sauvegarder, verifier
from screens.widgets.champ import Champ
from screens.widgets.plain import Plain
from storage.store import Store
from tests.screens.fiches import Essai, ecrire, ouvrir
from tests.storage.laptops import a_commune, an_action


def test_a_backup_never_replaces_a_file(tmp_path: Path) -> None:
    """A file that is there, a folder alone and nothing are said in French; a new name is right."""
    there = tmp_path / "pvd.db"
    there.write_bytes(b"x")
    assert "existe déjà" in verifier(str(there))
    assert "nom du fichier" in verifier(str(tmp_path))
    assert "n'existe pas" in verifier(str(tmp_path / "absent" / "pvd.db"))
    assert verifier(" ")
    assert verifier(str(tmp_path / "pvd-2026-11-22.db")) == ""


async def test_the_gesture_saves_what_is_typed_and_writes_one_verified_file(portable: Store, tmp_path: Path) -> None:
    """Ctrl+U empties the name that is offered; the file holds the word typed a moment ago; work goes on meanwhile."""
    a_commune(portable)
    record = an_action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        await ouvrir(pilot, "action", record)
        await pilot.press("x")
        sauvegarder(essai)
        await pilot.pause()
        await pilot.press("ctrl+u")
        assert essai.screen.query_one("#valeur", Champ).value == ""
        copy = tmp_path / "copie.db"
        await ecrire(pilot, str(copy))
        await pilot.press("enter")
        await essai.workers.wait_for_complete()
        await pilot.pause()
        assert "Sauvegarde vérifiée : copie.db" in essai.fiche.query_one("#ligne", Plain).text
    with Store.open(copy) as saved:
        assert [draft.texte for draft in saved.drafts.all()] == ["Réhabilitation des hallesx"]
