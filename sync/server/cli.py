"""`pvd-serveur`: the endpoint's commands. French, exit 0 done, 1 refused with a sentence, 2 wrong usage."""

import json
import logging
import socket
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, cast
from urllib.parse import urlsplit

import click
from click.core import ParameterSource

from pvd_tui.console import Group, run

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from sync.protocol import Role

_DEFAULT_PORT: Final = 8765
_ROLES: Final = ("chef", "prefecture", "region", "national")


def _where(command: Callable[..., None]) -> Callable[..., None]:
    """Add the two options that say which database."""
    url = click.option("--url", envvar="PVD_SERVEUR_URL", help="Base PostgreSQL (postgresql://…).")
    base = click.option(
        "--base", envvar="PVD_SERVEUR_BASE", type=click.Path(dir_okay=False, path_type=Path), help="Fichier SQLite."
    )
    return base(url(command))


@click.group(cls=Group, name="pvd-serveur", context_settings={"help_option_names": ["-h", "--help"]})
def serveur() -> None:
    """Point central de synchronisation Petites villes de demain."""


def main() -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(serveur, tuple))


@serveur.command()
@click.option(
    "--port", default=_DEFAULT_PORT, show_default=True, type=click.IntRange(0, 65535), help="Port (0 : libre)."
)
@click.option("--hote", default="127.0.0.1", show_default=True, help="Adresse d’écoute.")
@click.option("--url-publique", help="Adresse donnée aux ordinateurs dans les invitations.")
@_where
def lancer(port: int, hote: str, url_publique: str | None, base: Path | None, url: str | None) -> None:
    """Démarrer le serveur ; Ctrl+C l’arrête."""
    import uvicorn  # noqa: PLC0415 - only this command serves

    from sync.server.app import Endpoint, create_app  # noqa: PLC0415 - same
    from sync.server.envelope import JsonLines  # noqa: PLC0415 - same

    engine = _open(base, url)
    listening = _listen(hote, port)
    real_port = listening.getsockname()[1]
    shown = f"[{hote}]" if ":" in hote else hote
    _remember(engine, url_publique)
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


@serveur.command()
@click.option("--role", required=True, type=click.Choice(_ROLES), help="Qui est invité.")
@click.option("--departement", help="Code du département, par exemple 02 (plusieurs : 02,60).")
@click.option("--communes", help="Codes INSEE d’un chef de projet, séparés par des virgules.")
@click.option("--nom", default="", help="Nom montré dans la liste des appareils.")
@click.option(
    "--fichier", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="CSV nom;departement;communes."
)
@click.option("--url-publique", help="Adresse du serveur, telle que les ordinateurs l’atteignent.")
@_where
def inviter(
    role: str,
    departement: str | None,
    communes: str | None,
    nom: str,
    fichier: Path | None,
    url_publique: str | None,
    base: Path | None,
    url: str | None,
) -> None:
    """Créer une invitation, valable une fois et 72 heures ; elle est seule sur la dernière ligne."""
    from sync.invitation import Invitation, encode  # noqa: PLC0415 - `--help` stays quick
    from sync.server.enrolment import invite  # noqa: PLC0415 - same
    from sync.server.guests import GuestError, guest, read_guests  # noqa: PLC0415 - same
    from sync.server.settings import public_url  # noqa: PLC0415 - same

    who = cast("Role", role)
    if fichier is not None and communes:
        raise click.UsageError("--communes et --fichier ne vont pas ensemble.")
    try:
        guests = read_guests(fichier, who, departement) if fichier else [guest(who, departement, communes, nom)]
    except GuestError as error:
        _refuse(str(error))
    engine = _open(base, url)
    _remember(engine, url_publique)
    address = public_url(engine)
    for one in guests:
        click.echo(one.preview, err=True)
    click.echo(f"Serveur : {address}", err=True)
    for one in guests:
        click.echo(encode(Invitation(address, invite(engine, one.grant, datetime.now(UTC), one.nom))))


@serveur.command()
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
@_where
def appareils(*, as_json: bool, base: Path | None, url: str | None) -> None:
    """Lister les ordinateurs enrôlés."""
    from sync.server.enrolment import devices  # noqa: PLC0415 - `--help` stays quick

    listed = devices(_open(base, url))
    if as_json:
        click.echo(json.dumps([_flat(asdict(one)) for one in listed], ensure_ascii=False, indent=2))
        return
    if not listed:
        click.echo("Aucun ordinateur n’est encore enrôlé.")
    for one in listed:
        state = "retiré" if one.revoked_at else f"vu le {one.last_used_at[:10]}" if one.last_used_at else "jamais vu"
        places = " ".join((*one.grant.departements, *one.grant.communes))
        click.echo(f"{one.id}  {one.grant.role:<10}  {places}  {state}  {one.nom}".rstrip())


@serveur.command()
@click.argument("identifiant", metavar="ID")
@_where
def revoquer(identifiant: str, base: Path | None, url: str | None) -> None:
    """Retirer l’accès d’un ordinateur, dès sa prochaine demande."""
    from sync.server.enrolment import revoke  # noqa: PLC0415 - `--help` stays quick

    if not revoke(_open(base, url), identifiant, datetime.now(UTC)):
        _refuse("Aucun ordinateur ne porte cet identifiant ; voyez « pvd-serveur appareils ».")
    click.echo("L’accès de cet ordinateur est retiré.", err=True)


def _open(base: Path | None, url: str | None) -> "Engine":
    from sync.server.database import DatabaseError, open_database  # noqa: PLC0415 - `--help` stays quick

    typed = click.get_current_context().get_parameter_source
    if (
        base is not None and url is not None and typed("base") != typed("url")
    ):  # what is typed wins over the environment
        base, url = (base, None) if typed("base") is ParameterSource.COMMANDLINE else (None, url)
    if base is not None and url is not None:
        raise click.UsageError("--base et --url ne vont pas ensemble.")
    try:
        engine = open_database(url or base or _default_base())
    except DatabaseError as error:
        _refuse(str(error))
    click.get_current_context().call_on_close(engine.dispose)
    return engine


def _default_base() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415 - only without --base

    return user_data_path("pvd-serveur", appauthor=False) / "serveur.sqlite"


def _remember(engine: "Engine", url: str | None) -> None:
    from sync.server.settings import remember_public_url  # noqa: PLC0415 - `--help` stays quick

    if url is None:
        return
    address = urlsplit(url)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise click.UsageError("--url-publique commence par http:// ou https://.")
    remember_public_url(engine, url)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)  # whoever comes before the first accept waits, instead of being refused
    except OSError:
        listening.close()
        _refuse(f"L’adresse {host}:{port} n’est pas libre ; choisissez un autre port avec --port.")
    return listening


def _flat(listed: dict[str, Any]) -> dict[str, Any]:
    grant = listed.pop("grant")
    return {**listed, **grant.model_dump()}


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(1)
