"""The program behind a page of this machine: one door, on the loopback, that only the address printed opens.

textual-serve runs the program and carries its screen; what differs here: a key in the address, no other origin, no
resource from outside, and a French page.
"""

import hmac
import secrets
import shlex
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import aiohttp_jinja2
import jinja2
from aiohttp import web
from textual_serve.server import Server, to_int

HOST: Final = "127.0.0.1"
_PAGES: Final = Path(__file__).parent / "pages"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src data:; "
    "connect-src 'self' ws://127.0.0.1:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def command(base: Path | None) -> str:
    """Give the shell command that opens the program, on another store if one is named."""
    words = [sys.executable, "-c", "from pvd_tui.cli import main; main()", *(["--base", str(base)] if base else [])]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


class Navigateur(Server):
    """Serves the program to a browser of this machine."""

    def __init__(self, line: str, port: int) -> None:
        """Run `line` for the page; `port` is on the loopback only."""
        super().__init__(line, host=HOST, port=port, title="PVD", templates_path=_PAGES)
        self.cle = secrets.token_urlsafe(24)

    @property
    def adresse(self) -> str:
        """The address to open: nobody else on this machine knows its key."""
        return f"{self.public_url}/?cle={self.cle}"

    def initialize_logging(self) -> None:
        """Write nothing: the address is printed by the command, and keys are nobody's business."""

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing: the command does, in French."""

    async def _make_app(self) -> web.Application:
        """Give the routes, each behind the door."""
        app = web.Application(middlewares=[self._door])
        aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(_PAGES), autoescape=True)
        app.add_routes(
            [
                web.get("/", self.handle_index, name="index"),
                web.get("/ws/{cle}", self.handle_websocket, name="websocket"),
                web.get("/download/{key}", self.handle_download, name="download"),
                web.static("/static", self.statics_path, name="static"),
                web.static("/page", _PAGES, name="page"),
            ]
        )
        return app

    @web.middleware
    async def _door(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Let in who knows the key; a page of elsewhere neither reads nor drives the program."""
        here = f"{HOST}:{self.port}"
        if request.host != here or request.headers.get("Origin", f"http://{here}") != f"http://{here}":
            raise web.HTTPForbidden(text="Cette adresse ne s'ouvre que sur cet ordinateur.")
        said = request.match_info.get("cle") or request.query.get("cle", "")
        if request.path == "/" or request.path.startswith("/ws/"):
            self._known(said)
        response = await handler(request)
        if not response.prepared:
            response.headers["Content-Security-Policy"] = _POLICY
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def _known(self, said: str) -> None:
        if not hmac.compare_digest(said.encode(), self.cle.encode()):
            raise web.HTTPForbidden(text="Ouvrez l'adresse complète que « pvd navigateur » a affichée.")

    @aiohttp_jinja2.template("app_index.html")
    async def handle_index(self, request: web.Request) -> dict[str, Any]:
        """Give the page."""
        return {
            "font_size": to_int(request.query.get("taille", "16"), 16),
            "app_websocket_url": f"ws://{HOST}:{self.port}/ws/{self.cle}",
            "config": {"static": {"url": "/static/"}},
            "page_url": "/page/",
        }
