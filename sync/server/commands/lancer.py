"""`pvd-serveur lancer`: serve."""

import os
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from pvd_tui.console import Command
from sync.server.commands.base import opened, refuse, remember, where

if TYPE_CHECKING:
    from sqlalchemy import Engine

DEFAULT_PORT: Final = 8765


@click.command(cls=Command)
@click.option(
    "--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(0, 65535), help="Port (0 : libre)."
)
@click.option("--hote", default="127.0.0.1", show_default=True, help="Adresse d’écoute.")
@click.option("--url-publique", help="Adresse donnée aux ordinateurs dans les invitations.")
@click.option(
    "--mandataire",
    "mandataires",
    multiple=True,
    envvar="PVD_SERVEUR_MANDATAIRES",
    help="Adresse du frontal (nginx, Caddy) qui dit pour qui il parle ; plusieurs fois s’il y en a plusieurs.",
)
@click.option(
    "--processus",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processus qui servent (PostgreSQL) : autant que de cœurs.",
)
@where
def lancer(
    port: int,
    hote: str,
    url_publique: str | None,
    mandataires: tuple[str, ...],
    processus: int,
    base: Path | None,
    url: str | None,
) -> None:
    """Démarrer le serveur ; Ctrl+C l’arrête, en dix secondes au plus, sans couper de demande en cours."""
    if processus > 1:
        _share_figures()
    from sync.server import temoin  # noqa: PLC0415 - only this command serves
    from sync.server.endpoint import Endpoint  # noqa: PLC0415 - same
    from sync.server.serving import log_to_stdout, served  # noqa: PLC0415 - same
    from sync.server.source import ProxyError  # noqa: PLC0415 - same
    from sync.server.workers import GRACE, Workers, serve  # noqa: PLC0415 - same

    engine = opened(base, url)
    if processus > 1:
        _check_several(engine, processus)
    if temoin.notice(engine):
        click.echo(
            "Cette base n’est pas celle qui a servi en dernier (restauration sans « pvd-serveur restaurer » ?) : une "
            "nouvelle époque commence, les ordinateurs redonneront ce qui manque.",
            err=True,
        )
    listening = _listen(hote, port)
    real_port = listening.getsockname()[1]
    shown = f"[{hote}]" if ":" in hote else hote
    remember(engine, url_publique)
    jeton = os.environ.get("PVD_SERVEUR_JETON_MESURES") or None  # a secret: never among the arguments
    try:
        endpoint = Endpoint(engine, mandataires=mandataires, jeton_mesures=jeton)
        config = served(endpoint, timeout_graceful_shutdown=GRACE)
    except ProxyError as error:
        refuse(str(error))
    log_to_stdout()
    click.echo(f"Serveur à l’écoute sur http://{shown}:{real_port} (Ctrl+C pour arrêter)", err=True)
    engine.dispose()  # no connection is shared with the processes that are born now
    try:
        if processus > 1:
            Workers(listening, lambda: serve(config, listening)).run(processus)
        else:
            with temoin.watched(engine):
                serve(config, listening)
    except KeyboardInterrupt:
        pass
    finally:
        engine.dispose()
    click.echo("Serveur arrêté.", err=True)


def _share_figures() -> None:
    """Let whichever process is asked for `/metrics` answer for all; before the client library is imported."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        folder = tempfile.TemporaryDirectory(prefix="pvd-mesures", ignore_cleanup_errors=True)
        click.get_current_context().call_on_close(folder.cleanup)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder.name


def _check_several(engine: "Engine", number: int) -> None:
    """Refuse several processes where they would bring nothing, or not find enough connections."""
    from sync.server.database import CONNECTIONS  # noqa: PLC0415 - `--help` stays quick

    if engine.dialect.name != "postgresql":
        refuse("SQLite n’écrit qu’une demande à la fois : --processus demande une base PostgreSQL (--url).")
    if not hasattr(os, "fork"):
        refuse("Ce système ne partage pas une adresse entre plusieurs processus ; retirez --processus.")
    with engine.connect() as connection:
        most = int(connection.exec_driver_sql("SHOW max_connections").scalar_one())
    if number * CONNECTIONS > most:
        refuse(
            f"{number} processus demandent {number * CONNECTIONS} connexions et PostgreSQL en accepte {most} "
            "(max_connections) ; demandez moins de processus."
        )


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
