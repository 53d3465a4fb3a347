"""The program in a browser: one door, for this machine and whoever was given its address; nothing from outside."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from pvd_tui.navigateur.serveur import HOST, Navigateur, command

pytestmark = pytest.mark.asyncio


@pytest.fixture
async def served() -> AsyncIterator[tuple[Navigateur, ClientSession]]:
    """Give a server on a free port, and somebody who asks."""
    navigateur = Navigateur("false", 0)
    server = TestServer(await navigateur._make_app(), host=HOST)
    await server.start_server()
    navigateur.port = server.port or 0
    navigateur.public_url = f"http://{HOST}:{navigateur.port}"
    async with ClientSession() as session:
        yield navigateur, session
    await server.close()


async def test_only_the_whole_address_opens(served: tuple[Navigateur, ClientSession]) -> None:
    """Without the key, or with another one, neither the page nor the program's line is given."""
    navigateur, session = served
    here = navigateur.public_url
    for path in ("/", "/?cle=", "/?cle=" + "x" * 32, "/ws/", "/ws/" + "x" * 32, "/ws/é"):
        async with session.get(here + path) as answer:
            assert answer.status in {403, 404}
            assert navigateur.cle not in await answer.text()
    async with session.get(navigateur.adresse) as answer:
        assert answer.status == 200
        assert navigateur.cle in await answer.text()


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}])
async def test_a_page_of_elsewhere_is_kept_out(
    served: tuple[Navigateur, ClientSession], headers: dict[str, str]
) -> None:
    """Another name for this machine, another origin: refused even with the key."""
    navigateur, session = served
    for url in (navigateur.adresse, f"{navigateur.public_url}/ws/{navigateur.cle}"):
        async with session.get(url, headers=headers) as answer:
            assert answer.status == 403


async def test_the_page_needs_nothing_from_outside(served: tuple[Navigateur, ClientSession]) -> None:
    """Each address in it is ours, the policy lets no other load, and each thing it names is there."""
    navigateur, session = served
    async with session.get(navigateur.adresse) as answer:
        page = await answer.text()
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not re.findall(r"https?://(?!127\.0\.0\.1)", page)
    named = re.findall(r'(?:src|href)="(/[^"]+)"', page)
    assert len(named) == 4
    for path in [*named, "/static/fonts/RobotoMono-VariableFont_wght.ttf"]:
        async with session.get(navigateur.public_url + path) as answer:
            assert answer.status == 200, path


async def test_no_folder_is_listed(served: tuple[Navigateur, ClientSession]) -> None:
    """Files are given by their name only, and none above the page's own."""
    navigateur, session = served
    for path in ("/static/", "/page/", "/page/../serveur.py", "/page/%2e%2e/serveur.py"):
        async with session.get(navigateur.public_url + path) as answer:
            assert answer.status in {403, 404}


async def test_the_program_is_run_on_the_store_that_was_named() -> None:
    """A path with blanks or quotes stays one word for the shell."""
    assert "--base" not in command(None)
    assert "'/tmp/ma base/pvd.db'" in command(Path("/tmp/ma base/pvd.db"))  # noqa: S108 - a name, no file
