"""`pvd-serveur lancer`: serve."""

import logging
import socket
import sys
from pathlib import Path
from typing import Final

import click

from pvd_tui.console import Command
from sync.server.commands.base import opened, refuse, remember, where

DEFAULT_PORT: Final = 8765


@click.command(cls=Command)
@click.option(
    "--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(0, 65535), help="Port (0 : libre)."
)
@click.option("--hote", default="127.0.0.1", show_default=True, help="Adresse d’écoute.")
@click.option("--url-publique", help="Adresse donnée aux ordinateurs dans les invitations.")
@where
def lancer(port: int, hote: str, url_publique: str | None, base: Path | None, url: str | None) -> None:
    """Démarrer le serveur ; Ctrl+C l’arrête."""
    import uvicorn  # noqa: PLC0415 - only this command serves

    from sync.server.app import Endpoint, create_app  # noqa: PLC0415 - same
    from sync.server.envelope import JsonLines  # noqa: PLC0415 - same

    engine = opened(base, url)
    listening = _listen(hote, port)
    real_port = listening.getsockname()[1]
    shown = f"[{hote}]" if ":" in hote else hote
    remember(engine, url_publique)
    lines = logging.StreamHandler(sys.stdout)
    lines.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[lines], force=True)
    click.echo(f"Serveur à l’écoute sur http://{shown}:{real_port} (Ctrl+C pour arrêter)", err=True)
    config = uvicorn.Config(
        create_app(Endpoint(engine)),
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        limit_concurrency=400,
        timeout_graceful_shutdown=20,
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        click.echo("Serveur arrêté.", err=True)
    finally:
        engine.dispose()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)  # whoever comes before the first accept waits, instead of being refused
    except OSError:
        listening.close()
        refuse(f"L’adresse {host}:{port} n’est pas libre ; choisissez un autre port avec --port.")
    return listening
