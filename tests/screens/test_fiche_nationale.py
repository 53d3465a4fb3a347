"""A national record's fiche says before anything is typed who may write it."""

import pytest

from storage import settings
from storage.store import Store
from tests.screens import aisne
from tests.screens.fiches import Essai, ouvrir


def _store(role: str) -> tuple[Store, str]:
    store = aisne.aisne()
    made = store.create("echeance_programme", {"titre": "Note 2027", "date": "2027-06-25"})
    store.settings.put(settings.SERVEUR, "https://exemple.invalid")
    store.settings.put(settings.ROLE, role)
    return store, made


@pytest.mark.parametrize(("role", "said"), [("prefecture", True), ("chef", True), ("national", False)])
async def test_only_the_national_role_writes_the_programme_in_its_fiche(role: str, *, said: bool) -> None:
    """The others read it, and are told why; the national role writes."""
    store, made = _store(role)
    essai = Essai(store)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "echeance_programme", made)
        assert ("seul l'échelon national l'écrit" in fiche.lecture) is said
        essai.creer("campagne_note")
        await pilot.pause()
        await pilot.pause()
        assert ("seul l'échelon national l'écrit" in essai.fiche.lecture) is said
