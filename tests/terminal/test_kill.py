"""kill -9 of the real program while somebody types: at most the last second of the field being typed is missing."""

import random
import time
from collections.abc import Callable

import pytest

from storage.check import verify
from storage.store import Store
from tests.terminal.poste import FOOT, Poste, no_traceback
from tests.terminal.terminal import Terminal

PACE = 0.04
"""Seconds between two keys: a quick typist."""

SECOND = 1.0


def in_pilote(terminal: Terminal, titre: str) -> None:
    """Open the only action, finish its title, and go to the field « Pilote »."""
    terminal.see("[1 Accueil]", FOOT)
    terminal.press("3")
    terminal.see("[3 Actions]", "Réhabilitation des halles")
    terminal.press("entree")
    terminal.see("Visible par", "Pilote", "Ctrl+S")
    terminal.press("fin", titre)
    terminal.see(titre)
    terminal.press("tab")
    terminal.see("Brouillon gardé")
    terminal.press("tab", "tab", "tab", "tab")  # phase, statut, échéance, coût


def type_until(terminal: Terminal, seconds: float, words: str) -> list[tuple[float, str]]:
    """Type `words` at a steady pace for so long; give what was typed when."""
    begin = time.monotonic()
    typed: list[tuple[float, str]] = []
    while (now := time.monotonic() - begin) < seconds and len(typed) < len(words):
        terminal.press(words[len(typed)])
        typed.append((now, words[: len(typed) + 1]))
        terminal.read_for(PACE)
    return typed


def cycle(poste: Poste, chance: random.Random, number: int) -> None:
    """Type, kill at a random moment, look at what is left."""
    terminal = poste.open()
    titre = f" tranche {number}"
    in_pilote(terminal, titre)
    words = "".join(chance.choice("abcdefghijklmnopqrstuvwxyz éèà") for _ in range(200)).strip()
    terminal.press("a")
    terminal.wait(lambda text: "Pilote                     a" in text, "the first letter in its field")
    typed = type_until(terminal, chance.uniform(0.2, 2.5), words)
    terminal.kill()
    end = typed[-1][0] + PACE
    with Store.open(poste.base) as store:
        assert verify(store).sain
        kept = {draft.champ: draft.texte for draft in store.drafts.all()}
    assert kept["titre"] == f"Réhabilitation des halles{titre}"
    before = [text for at, text in typed if at < end - SECOND]
    assert len(kept.get("pilote", "")) >= (len("a" + before[-1]) if before else 0), (typed[-1], kept)
    assert ("a" + words).startswith(kept.get("pilote", ""))


def test_a_killed_terminal_loses_at_most_a_second(one_action: Callable[[], Poste]) -> None:
    """What is typed is on the disk a second later; fields that were left are there; the store is whole."""
    chance = random.Random(4)  # noqa: S311 - moments to kill at, not secrets
    for number in range(3):
        cycle(one_action(), chance, number)


def test_what_was_killed_is_offered_again(one_action: Callable[[], Poste]) -> None:
    """The next start leads back to the field; leaving the fiche then saves it, and the store is whole."""
    poste = one_action()
    terminal = poste.open()
    in_pilote(terminal, ", tranche 2")
    terminal.press("Claire Martin")
    terminal.see("Claire Martin", "Brouillon gardé")
    terminal.read_for(SECOND)
    terminal.kill()

    back = poste.open()
    back.see("►  reprise", "Réhabilitation des halles", FOOT)
    back.press("entree")
    back.see("Vous en étiez à « Pilote »", "Claire Martin", "Réhabilitation des halles, tranche 2")
    back.press("maj+tab", "echap")
    back.see("À faire (", FOOT)
    back.lose("reprise")
    back.press("ctrl+q")
    assert back.end() == 0
    no_traceback(back)
    action = poste.read("lister", "action")[0]
    assert (action["titre"], action["pilote"]) == ("Réhabilitation des halles, tranche 2", "Claire Martin")
    assert poste.read("verifier")["sain"] is True


@pytest.mark.long
def test_a_killed_terminal_loses_at_most_a_second_two_hundred_times(one_action: Callable[[], Poste]) -> None:
    """The same, for about ten minutes."""
    chance = random.Random()  # noqa: S311 - moments to kill at, not secrets
    for number in range(200):
        cycle(one_action(), chance, number)
