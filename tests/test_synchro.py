"""The exchange behind the screen: it never holds the person up, and never says more than is true."""

import asyncio
from pathlib import Path
from threading import Event

import pytest

from pvd_tui import synchro
from pvd_tui.app import Pvd
from storage import settings
from storage.store import Store
from sync.errors import unreachable


@pytest.fixture
def app(tmp_path: Path) -> Pvd:
    """Give the program of a laptop that is enrolled."""
    store = Store.open(tmp_path / "pvd.db")
    store.settings.put(settings.SERVEUR, "https://pvd.exemple.fr")
    return Pvd(store)


def test_leaving_does_not_wait_for_a_server_that_does_not_answer(app: Pvd, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+Q in the middle of an exchange: the program ends, the exchange goes on without anybody."""
    begun, answered, ended = Event(), Event(), Event()

    async def silent(_: Store, __: object) -> str:
        begun.set()
        answered.wait(20)
        ended.set()
        return ""

    async def visit() -> None:
        async with app.run_test() as pilot:
            while not begun.is_set():
                await pilot.pause()
            app.exit()

    monkeypatch.setattr(synchro, "_synchronise", silent)
    asyncio.run(visit())

    assert not ended.is_set()
    answered.set()
    assert ended.wait(20)
    app.store.close()


def test_all_is_up_to_date_is_not_said_while_something_was_refused(app: Pvd) -> None:
    """A refused change is nowhere but here."""
    app.store.settings.put(settings.LAST, app.store.now())
    app.store.create("action", {"titre": "Halle", "commune": "02361"})
    (change,) = app.store.outbox.offer(["dep:02"], most=1, most_bytes=1000)
    app.store.outbox.refuse(change, "droit", "Pas votre commune.")

    assert "1 modification refusée à corriger" in app.synchro.etat().phrase
    app.store.close()


def test_a_network_that_stays_away_is_said_once(app: Pvd, monkeypatch: pytest.MonkeyPatch) -> None:
    """The laptop tries again and again; the line at the bottom belongs to the person's own work."""
    tries, said = [], []

    async def away(_: Store, __: object) -> str:
        tries.append(1)
        raise unreachable("pvd.exemple.fr")

    async def visit() -> None:
        async with app.run_test() as pilot:
            while len(tries) < 3:
                await pilot.pause(0.01)
            app.exit()

    def remember(text: str, tone: str = "normal") -> None:
        said.append((text, tone))

    monkeypatch.setattr(synchro, "_synchronise", away)
    monkeypatch.setattr(synchro, "next_try", lambda passe, *_, **__: passe.ouverture)
    monkeypatch.setattr(synchro, "TICK", 0.01)
    monkeypatch.setattr(app, "say", remember)
    asyncio.run(visit())

    assert len(said) == 1
    assert "ne répond pas" in said[0][0]
    app.store.close()
