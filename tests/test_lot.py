"""Bundles in the terminal: a file is written, looked into, and taken once one has said yes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from textual.pilot import Pilot

from pvd_tui.app import Pvd
from screens.lot import ExportPage, ImportPage, LotPage
from screens.widgets.champ import Champ
from screens.widgets.invite import Invite
from screens.widgets.plain import Plain
from storage import settings
from storage.store import Store
from sync import client, jeton, lot_client
from sync.protocol import EnrolRequest, Grant
from sync.server import lot as server_lot
from sync.server.database import open_database
from sync.server.enrolment import enrol as enrol_at
from sync.server.enrolment import invite

NOW = datetime.now(UTC)
GUISE = "02361"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Give an endpoint's database."""
    opened = open_database(tmp_path / "serveur.sqlite")
    yield opened
    opened.dispose()


@pytest.fixture
def app(tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pvd]:
    """Give the program of a chef of Guise, enrolled at an endpoint that no network reaches."""
    monkeypatch.setenv(jeton.FILE_ONLY, "1")
    monkeypatch.setattr("pvd_tui.synchro.Synchro.begin", lambda _: None)
    grant = Grant(role="chef", departements=("02",), communes=(GUISE,))
    with Store.open(tmp_path / "pvd.db") as store:
        code = invite(engine, grant, NOW, "Poste de Guise")
        answer = enrol_at(engine, EnrolRequest(code=code, device=store.device, nonce="n" * 16), NOW)
        jeton.keep(Path(store.path), store.device, answer.token)
        store.settings.put(settings.SERVEUR, "http://127.0.0.1:8765")
        client.keep_grant(store, grant)
        store.create("action", {"titre": "Halle", "commune": GUISE})
        yield Pvd(store)


async def typed(pilot: Pilot[int], text: str) -> str:
    """Type a file's name, wait for what is said of it."""
    page = pilot.app.screen
    assert isinstance(page, LotPage)
    page.query_one("#fichier", Champ).put(text)
    await pilot.press("enter")
    await done(pilot)
    return said(page)


async def done(pilot: Pilot[int]) -> None:
    """Wait for the work behind the page."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def said(page: LotPage) -> str:
    """Read what a page says of a file, and its status line."""
    return f"{page.query_one('#dit', Plain).text}\n{page.query_one('#ligne', Plain).text}"


async def test_two_files_replace_a_network(app: Pvd, engine: Engine, tmp_path: Path) -> None:
    """The palette opens the pages; Entrée writes, Entrée reads, « oui » takes: nothing before."""
    stick, answer = tmp_path / "lot.pvdlot", tmp_path / "reponse.pvdlot"
    async with app.run_test(size=(80, 24)) as pilot:
        commands = {command.titre: command for command in app.commands()}
        commands["Exporter un lot (clé USB, courriel)"].run()
        await pilot.pause()
        assert isinstance(app.screen, ExportPage)
        assert "1 modification" in await typed(pilot, str(stick))
        assert "existe déjà" in await typed(pilot, str(stick))

        answer.write_bytes(server_lot.answer(engine, stick.read_bytes(), NOW))
        await pilot.press("escape")
        commands["Importer un lot (clé USB, courriel)"].run()
        await pilot.pause()
        page = app.screen
        assert isinstance(page, ImportPage)
        assert "1 enregistrée, 0 refusée" in await typed(pilot, f'"{answer}"')
        for refusal in (["escape"], ["n", "o", "n", "enter"], ["enter"]):
            await pilot.press(*refusal)
            assert "Rien n'a été importé" in said(page)
            assert app.store.outbox.count() == 1
            await typed(pilot, str(answer))
        await pilot.press("o", "u", "i", "enter")
        await done(pilot)
        assert "Réponse prise : 1 modification" in said(page)
        assert app.store.outbox.count() == 0


async def test_a_file_that_is_refused_says_why(app: Pvd, tmp_path: Path) -> None:
    """A damaged file, one that is not there, one that is known already: a sentence, and nothing to confirm."""
    stick, damaged = tmp_path / "lot.pvdlot", tmp_path / "abime.pvdlot"
    stick.write_bytes(lot_client.write(app.store).content)
    damaged.write_bytes(stick.read_bytes()[:-1])
    async with app.run_test(size=(80, 24)) as pilot:
        app._lot(importer=True)
        await pilot.pause()
        for path, sentence in (
            (damaged, "endommagé ou incomplet"),
            (tmp_path / "absent", "il n'existe pas"),
            (stick, "Il n'y a rien de nouveau à importer"),
        ):
            assert sentence in await typed(pilot, str(path))
            assert not app.screen.query_one("#accord", Invite).display
