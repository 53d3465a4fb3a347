"""What every command of `pvd-serveur` shares: which database, and how it refuses."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from sqlalchemy import Engine


def where(command: Callable[..., None]) -> Callable[..., None]:
    """Add the two options that say which database."""
    url = click.option("--url", envvar="PVD_SERVEUR_URL", help="Base PostgreSQL (postgresql://…).")
    base = click.option(
        "--base", envvar="PVD_SERVEUR_BASE", type=click.Path(dir_okay=False, path_type=Path), help="Fichier SQLite."
    )
    return base(url(command))


def opened(base: Path | None, url: str | None) -> "Engine":
    """Open the database that the options name, or refuse in French; it is closed with the command."""
    from sync.server.database import DatabaseError, open_database  # noqa: PLC0415 - `--help` stays quick

    try:
        engine = open_database(address(base, url))
    except DatabaseError as error:
        refuse(str(error))
    click.get_current_context().call_on_close(engine.dispose)
    return engine


def address(base: Path | None, url: str | None) -> Path | str:
    """Say which database the options name."""
    typed = click.get_current_context().get_parameter_source
    if (
        base is not None and url is not None and typed("base") != typed("url")
    ):  # what is typed wins over the environment
        base, url = (base, None) if typed("base") is ParameterSource.COMMANDLINE else (None, url)
    if base is not None and url is not None:
        raise click.UsageError("--base et --url ne vont pas ensemble.")
    return url or base or _default_base()


def _default_base() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415 - only without --base

    return user_data_path("pvd-serveur", appauthor=False) / "serveur.sqlite"


def remember(engine: "Engine", url: str | None) -> None:
    """Keep the address that invitations will hold, if one was given."""
    from sync.server.settings import remember_public_url  # noqa: PLC0415 - `--help` stays quick

    if url is None:
        return
    address = urlsplit(url)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise click.UsageError("--url-publique commence par http:// ou https://.")
    remember_public_url(engine, url)


def refuse(sentence: str) -> NoReturn:
    """End with a sentence on stderr and code 1."""
    click.echo(sentence, err=True)
    raise SystemExit(1)
