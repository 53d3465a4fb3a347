"""Opening the linear program on a store, with the keyboard and the screen of whoever called it."""

from pathlib import Path

from pvd_tui.lineaire.dialogue import Dialogue
from pvd_tui.lineaire.session import tenir
from storage.lock import Lock
from storage.store import Store


def ouvrir(path: Path) -> None:
    """Hold the conversation on the store at `path`; raises StoreError, in French, where it cannot be opened."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = Lock(path)
    lock.take()
    try:
        with Store.open(path) as store:
            dialogue = Dialogue(input, print)
            dialogue.dire(*store.warnings)
            tenir(dialogue, store)
    finally:
        lock.drop()
