"""The page in a real browser: the program is drawn, its keys are its own, a tab that closes ends it.

uv run pytest -m long tests/navigateur
"""

import asyncio
import base64
import json
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse

from pvd_tui.demo.build import build
from storage.store import Store

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [pytest.mark.asyncio, pytest.mark.long, pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")]
_PATIENCE = 40


class Onglet:
    """A tab, driven by the DevTools protocol."""

    def __init__(self, line: ClientWebSocketResponse) -> None:
        """Speak through an open line."""
        self.line, self.number = line, 0
        self.asked: list[str] = []

    async def call(self, method: str, **params: object) -> dict[str, Any]:
        """Ask for something and give the answer; note each address that the page asks for meanwhile."""
        self.number += 1
        mine = self.number
        await self.line.send_json({"id": mine, "method": method, "params": params})
        while True:
            said = (await self.line.receive()).json()
            if said.get("method") == "Network.requestWillBeSent":
                self.asked.append(said["params"]["request"]["url"])
            if said.get("id") == mine:
                result: dict[str, Any] = said.get("result", said)
                return result

    async def press(self, key: str, code: str, number: int, text: str = "") -> None:
        """Press and let go of a key."""
        what = {"key": key, "code": code, "windowsVirtualKeyCode": number, "nativeVirtualKeyCode": number}
        await self.call("Input.dispatchKeyEvent", type="keyDown", **what, **({"text": text} if text else {}))
        await self.call("Input.dispatchKeyEvent", type="keyUp", **what)

    async def evaluate(self, expression: str) -> object:
        """Give the value of a JavaScript expression."""
        answer = await self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        return answer["result"].get("value")


@pytest.fixture
async def onglet(tmp_path: Path) -> AsyncIterator[Onglet]:
    """Give a tab with the demonstration in it."""
    build(tmp_path / "demo.db")
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from pvd_tui.cli import main; main()",
        "--base",
        str(tmp_path / "demo.db"),
        "navigateur",
        "--sans-ouvrir",
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert program.stdout is not None
    await program.stdout.readline()
    address = (await program.stdout.readline()).decode().strip()
    browser = await asyncio.create_subprocess_exec(
        str(CHROMIUM),
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--remote-debugging-port=0",
        "--window-size=1200,720",
        f"--user-data-dir={tmp_path / 'chromium'}",
        "about:blank",
        stderr=subprocess.PIPE,
    )
    try:
        async with ClientSession() as session:
            line = await session.ws_connect(await _devtools(browser, session), max_msg_size=0)
            tab = Onglet(line)
            await tab.call("Network.enable")
            await tab.call("Page.navigate", url=address)
            yield tab
            await line.close()
    finally:
        for process in (browser, program):
            if process.returncode is None:
                process.terminate()
            await process.communicate()


async def _devtools(browser: asyncio.subprocess.Process, session: ClientSession) -> str:
    """Give the address of the first tab's line."""
    assert browser.stderr is not None
    async for raw in browser.stderr:
        if b"DevTools listening on ws://" in raw:
            port = raw.decode().split("ws://127.0.0.1:")[1].split("/")[0]
            async with session.get(f"http://127.0.0.1:{port}/json") as answer:
                tabs = json.loads(await answer.text())
            return next(str(tab["webSocketDebuggerUrl"]) for tab in tabs if tab["type"] == "page")
    raise AssertionError("Chromium said no address")


async def _drawn(tab: Onglet, least: int) -> bytes:
    """Give the picture of the page once it holds enough, or after a while."""
    picture = b""
    for _ in range(_PATIENCE):
        picture = base64.b64decode((await tab.call("Page.captureScreenshot")).get("data", ""))
        if len(picture) > least and await tab.evaluate("document.body.className") == "-first-byte":
            return picture
        await asyncio.sleep(0.5)
    return picture


async def test_the_program_is_drawn_and_keeps_its_keys(onglet: Onglet, tmp_path: Path) -> None:
    """F5 does not reload the page; what is typed is on the disk; nothing comes from outside."""
    before = await _drawn(onglet, 20_000)
    assert len(before) > 20_000
    await onglet.evaluate("window.temoin = 1")
    for key, code, number, text in (
        ("F5", "F5", 116, ""),
        ("3", "Digit3", 51, "3"),
        ("n", "KeyN", 78, "n"),
        *((letter, f"Key{letter.upper()}", ord(letter.upper()), letter) for letter in "navette"),
        ("Enter", "Enter", 13, "\r"),
    ):
        await onglet.press(key, code, number, text)
        await asyncio.sleep(0.3)
    after = await _drawn(onglet, 20_000)
    assert after != before
    assert await onglet.evaluate("window.temoin") == 1
    assert all(url.startswith(("http://127.0.0.1:", "data:", "about:")) for url in onglet.asked)
    with Store.open(tmp_path / "demo.db", read_only=True) as store:
        drafts = [draft.texte for draft in store.drafts.all()]
        titres = [row["titre"] for row in store.rows.page("action", columns=("titre",))]
        assert "navette" in [*drafts, *titres]
