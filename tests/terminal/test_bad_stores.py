"""What `pvd` says, in a real terminal, of a store that cannot be opened: one French sentence, exit code 1."""

import os
import shutil
from collections.abc import Callable

import pytest

from tests.terminal.poste import FOOT, Poste, no_traceback


def refusal(poste: Poste) -> str:
    """Open the terminal on a store that is refused; give what is said."""
    before = poste.base.read_bytes()
    terminal = poste.open()
    assert terminal.end() == 1
    no_traceback(terminal)
    assert b"\x1b[?1049h" not in terminal.raw, "the screen was taken before the store was looked at"
    assert poste.base.read_bytes() == before
    return terminal.raw.decode()


def test_an_empty_file_is_refused_in_a_sentence(poste: Poste) -> None:
    """0 byte: a copy that was cut, not a new store."""
    poste.base.touch()
    said = refusal(poste)
    assert "0 octet" in said
    assert "Rien n'a été modifié" in said


def test_a_text_file_is_refused_in_a_sentence(poste: Poste) -> None:
    """A file that is not a store stays as it is."""
    poste.base.write_text("Ceci est une lettre.\n" * 100, encoding="utf-8")
    assert "Rien n'a été modifié" in refusal(poste)


def test_a_second_terminal_is_refused_in_a_sentence(one_action: Callable[[], Poste]) -> None:
    """Two windows would type over each other's drafts; the first one goes on."""
    poste = one_action()
    first = poste.open()
    first.see("[1 Accueil]", FOOT)
    second = poste.open()
    assert second.end() == 1
    assert "PVD est déjà ouvert" in second.text
    no_traceback(second)
    first.press("3")
    first.see("[3 Actions]")
    first.press("ctrl+q")
    assert first.end() == 0


@pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("setpriv") is None,
    reason="chmod means nothing to root, and there is no setpriv to become less than root",
)
def test_a_read_only_store_is_refused_in_a_sentence(one_action: Callable[[], Poste]) -> None:
    """A store on a read-only share, or of somebody else: refused at once, not at the first draft."""
    poste = one_action()
    poste.base.chmod(0o400)
    said = refusal(poste)
    assert "lecture seule" in said
    assert "Rien n'a été modifié" in said
