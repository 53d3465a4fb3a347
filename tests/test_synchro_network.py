"""The exchange behind the screen when the network comes, goes, or says no."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest
import stamina
from textual.pilot import Pilot

from pvd_tui import synchro
from pvd_tui.app import Pvd
from pvd_tui.avancement import Avancement, phrase, slot
from screens.slot import WIDTH
from storage import settings
from storage.store import Store
from sync import rhythm
from sync.client import Suivi
from sync.errors import SyncError, busy, said_by_server, unreachable
from sync.jeton import FILE_ONLY
from sync.server import enrolment
from tests.sync.client.proxy_of_faults import Fault
from tests.sync.client.terrain import Terrain, terrain

Answers = Callable[[], str]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Pvd]:
    """Give the program of a laptop that is enrolled."""
    store = Store.open(tmp_path / "pvd.db")
    store.settings.put(settings.SERVEUR, "https://pvd.exemple.fr")
    yield Pvd(store)
    store.close()


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Look at the clock a hundred times a second, and try again without a pause."""
    monkeypatch.setattr(synchro, "TICK", 0.01)
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


def answering(monkeypatch: pytest.MonkeyPatch, answer: Answers) -> list[int]:
    """Let each synchronisation end with this; give the list of tries as it grows."""
    tries: list[int] = []

    async def attempt(_: Store, __: object) -> str:
        tries.append(len(tries))
        return answer()

    monkeypatch.setattr(synchro, "_synchronise", attempt)
    return tries


def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at every look at the clock, unless something speaks against it."""
    monkeypatch.setattr(rhythm, "SHORTEST_WAIT", 0.0)
    monkeypatch.setattr(rhythm, "LONGEST_WAIT", 0.0)


def refusing(error: SyncError) -> Answers:
    """Fail with this."""

    def fail() -> str:
        raise error

    return fail


async def until(pilot: Pilot[int], true: Callable[[], bool]) -> None:
    """Let the program work until something is true."""
    async with asyncio.timeout(20):
        while not true():
            await pilot.pause(0.01)


def revoked() -> SyncError:
    """Give what a revoked laptop is told."""
    return said_by_server("revoque", "x", "pvd.exemple.fr", 401)


def test_a_revoked_laptop_asks_once_then_rests_and_its_key_still_asks(
    app: Pvd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No knocking every minute; F5 asks at once; what is here stays readable."""
    tries = answering(monkeypatch, refusing(revoked()))
    impatient(monkeypatch)
    record = app.store.create("action", {"titre": "Halle", "commune": "02361"})

    async def visit() -> None:
        async with app.run_test() as pilot:
            await until(pilot, lambda: app.synchro.etat().slot.text == "x Voir F12")
            for _ in range(30):  # as many looks at the clock
                await pilot.pause(0.01)
            assert len(tries) == 1
            app.synchro.lancer()
            await until(pilot, lambda: len(tries) == 2)
            await until(pilot, lambda: "retiré par la préfecture" in app.synchro.etat().phrase)
            app.exit()

    asyncio.run(visit())

    fiche = app.store.get("action", record)
    assert fiche is not None
    assert fiche.values["titre"] == "Halle"
    assert app.store.outbox.count() == 1


def test_what_a_busy_server_asked_is_kept_and_said(app: Pvd, monkeypatch: pytest.MonkeyPatch) -> None:
    """`Retry-After: 600`: one try, « hors ligne », and when the next one is."""
    tries = answering(monkeypatch, refusing(busy("pvd.exemple.fr", 503, 600)))
    impatient(monkeypatch)

    async def visit() -> None:
        async with app.run_test() as pilot:
            await until(pilot, lambda: app.synchro.etat().slot.text.startswith("○ Hors ligne"))
            for _ in range(30):
                await pilot.pause(0.01)
            assert len(tries) == 1
            assert "dans 10 min" in app.synchro.etat().phrase
            assert "Prochain essai vers" in app.synchro.etat().phrase
            app.exit()

    asyncio.run(visit())


def test_manual_means_that_a_key_and_nothing_else_synchronises(app: Pvd, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a phone's link: not at opening, not after a save, not after a failure."""
    tries = answering(monkeypatch, refusing(unreachable("pvd.exemple.fr")))
    impatient(monkeypatch)
    app.store.settings.put(synchro.MANUEL, "1")
    app.store.create("action", {"titre": "Halle", "commune": "02361"})

    async def visit() -> None:
        async with app.run_test() as pilot:
            for _ in range(20):
                await pilot.pause(0.01)
            assert tries == []
            app.synchro.lancer()
            await until(pilot, lambda: "ne répond pas" in app.synchro.etat().phrase)
            for _ in range(20):
                await pilot.pause(0.01)
            assert len(tries) == 1
            assert "Prochain essai" not in app.synchro.etat().phrase
            app.exit()

    asyncio.run(visit())


def test_a_network_that_stays_away_fills_no_journal(app: Pvd, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line when it left; the journal is for what happened."""
    tries = answering(monkeypatch, refusing(unreachable("pvd.exemple.fr")))
    monkeypatch.setattr(synchro, "next_try", lambda passe, *_, **__: passe.ouverture)

    async def visit() -> None:
        async with app.run_test() as pilot:
            await until(pilot, lambda: len(tries) > 3)
            app.exit()

    asyncio.run(visit())

    assert sum("ne répond pas" in line for line in app.synchro.journal()) == 1


def test_the_slot_counts_what_leaves_then_what_comes() -> None:
    """A counter, never a spinner; sixteen cells at most."""
    assert slot(None, 0).text == "↓ réception"
    assert slot(None, 12).text == "↑ 0/12"
    assert slot(Suivi(3, 9, 0, 0), 9).text == "↑ 3/12"
    assert slot(Suivi(12, 0, 214, 800), 0).text == "↓ 214"
    assert len(slot(Suivi(12_345, 50_000, 0, 0), 1).text) <= WIDTH
    assert "3 modifications envoyées sur 12, 214 reçues, environ 800 à venir" in phrase(Suivi(3, 9, 214, 800))
    assert "continuer à travailler" in phrase(None)


def test_figures_come_a_few_times_a_second_and_pages_every_other_second() -> None:
    """However fast the exchange is, the screen has its own work."""
    clock, told = [0.0], []

    def tell(suivi: Suivi, fresh: bool) -> None:  # noqa: FBT001 - as the program is told
        told.append((suivi.recus, fresh))

    avancement = Avancement(tell, lambda: clock[0])
    for step in range(1, 401):  # a hundred round trips a second for four seconds
        clock[0] = step / 100
        avancement(Suivi(0, 0, step, 400 - step))

    assert 15 <= len(told) <= 21
    assert sum(fresh for _, fresh in told) == 2


def test_a_long_first_exchange_shows_its_figures_and_lets_pages_show_what_came(
    app: Pvd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Usable while it loads: the slot moves, the pages read their rows before the end."""
    go, ended, changed = Event(), Event(), []

    async def long(_: Store, suivi: Callable[[Suivi], None]) -> str:
        suivi(Suivi(0, 0, 214, 5_000))
        assert go.wait(20)
        suivi(Suivi(0, 0, 400, 4_800))
        assert ended.wait(20)
        return ""

    monkeypatch.setattr(synchro, "_synchronise", long)
    monkeypatch.setattr("pvd_tui.avancement.SHOW", 0.0)
    monkeypatch.setattr("pvd_tui.avancement.REFRESH", 0.0)
    real = app.changed

    def remember() -> None:
        changed.append(app.synchro.etat().slot.text)
        real()

    monkeypatch.setattr(app, "changed", remember)

    async def visit() -> None:
        async with app.run_test() as pilot:
            await until(pilot, lambda: changed == ["↓ 214"])
            app.store.create("action", {"titre": "Pendant", "commune": "02361"})  # work goes on
            go.set()
            await until(pilot, lambda: changed == ["↓ 214", "↓ 400"])
            ended.set()
            await until(pilot, lambda: len(changed) == 3)
            app.exit()

    asyncio.run(visit())


@pytest.fixture
def ground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terrain]:
    """Give a real server on a real socket."""
    monkeypatch.setenv(FILE_ONLY, "1")
    with terrain(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("away", [Fault(answer=0), Fault(request=0, end="close"), Fault(answer=90)])
def test_work_leaves_by_itself_when_the_network_is_back(
    ground: Terrain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, away: Fault
) -> None:
    """Real sockets, short intervals, no key pressed: the slot says « hors ligne », then « à jour »."""
    monkeypatch.setattr(rhythm, "SHORTEST_WAIT", 0.02)
    monkeypatch.setattr(rhythm, "LONGEST_WAIT", 0.1)
    store = ground.enrol(tmp_path / "pvd.db").store
    store.create("action", {"titre": "Halle", "commune": "02361"})
    ground.road.fault = away
    app = Pvd(store)

    async def visit() -> None:
        async with app.run_test() as pilot:
            await until(pilot, lambda: app.synchro.etat().slot.text == "○ Hors ligne (1)")
            ground.road.fault = Fault()
            await until(pilot, lambda: app.synchro.etat().slot.text.startswith("● À jour"))
            app.exit()

    asyncio.run(visit())

    assert store.outbox.count() == 0
    assert len(ground.stored()) == 1
    store.close()


def test_a_laptop_revoked_over_a_real_road_is_told_and_stays_readable(ground: Terrain, tmp_path: Path) -> None:
    """From the préfecture's command to the laptop's sentence."""
    store = ground.enrol(tmp_path / "pvd.db").store
    store.create("action", {"titre": "Halle", "commune": "02361"})
    enrolment.revoke(ground.engine, store.device, datetime.now(UTC))
    app = Pvd(store)

    async def visit() -> None:
        async with app.run_test() as pilot:
            await until(pilot, lambda: "retiré par la préfecture" in app.synchro.etat().phrase)
            assert "lisibles et exportables" in app.synchro.etat().phrase
            app.exit()

    asyncio.run(visit())

    assert [row["titre"] for row in store.rows.page("action")] == ["Halle"]
    assert store.outbox.count() == 1
    store.close()
