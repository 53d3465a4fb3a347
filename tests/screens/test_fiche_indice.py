"""A long text that seems to hold personal data says so in one discreet line under its field, and blocks nothing."""

from screens.fiche_notes import notes, revue
from screens.fiche_saisie import Saisie
from storage.store import Store
from tests.screens import aisne


def said(store: Store, texte: str) -> list[str]:
    """Type a text in the description of an action; give the lines under the field."""
    action = str(store.rows.page("action", limit=1)[0]["id"])
    saisie = Saisie(store, "action", action)
    saisie.taper("description", texte, 0)
    return [note.texte for note in notes(saisie, "description", revue(saisie)) if "Semble" in note.texte]


def test_one_line_says_what_was_seen_and_nothing_is_refused() -> None:
    """A phone number is named; the text is a value all the same."""
    store = aisne.aisne()
    assert said(store, "Son portable : 06 12 34 56 78") == [
        "i Semble contenir un numéro de téléphone : ne gardez que l’utile."
    ]
    assert said(store, "Travaux au 12 rue de la République.") == []
