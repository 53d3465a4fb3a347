"""What is typed before a list opens is the beginning of its filter, in the order it was typed."""

from textual.widgets import Input

from screens.widgets.choix import Choice, Choix
from tests.screens.petit import Petit


async def test_what_was_typed_before_the_list_opened_comes_first() -> None:
    """« bloq » typed at once on a closed list finds « Bloqué »."""
    words = ["En cours", "En retard", "En pause", "Bloqué", "Abandonné", "Terminé"]
    app = Petit()
    async with app.run_test(size=(80, 24)) as pilot:
        chosen: list[str | None] = []
        choix = Choix("Statut", [Choice(word, word) for word in words])
        choix.debut = "b"
        app.push_screen(choix, chosen.append)
        await pilot.press("l", "o", "q")

        assert choix.query_one("#filtre", Input).value == "bloq"
        await pilot.press("enter")
        assert chosen == ["Bloqué"]
