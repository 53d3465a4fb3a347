"""`--au DATE`: what a computing command says as of a day, and which time each figure read."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from storage.errors import RefusError

if TYPE_CHECKING:
    from pvd_tui.domain.registre import Registre
    from storage.store import Store

F = TypeVar("F", bound=Callable[..., Any])

_HELP: Final = "À cette date (25/06/2023, fin mars…) : dates métier ; le reste, tel qu'enregistré ce jour-là."


def au_option(command: F) -> F:
    """Add `--au` to a command; it is given as a date, or None for today."""
    return click.option("--au", metavar="DATE", callback=_read, help=_HELP)(command)


def jour(store: "Store", au: date | None) -> date:
    """Give the day to compute for, with what a careful colleague would say of it.

    Raises RefusError for a day before the programme; of a day to come, says what it can and cannot say.
    """
    from pvd_tui.domain.dates import show_date  # noqa: PLC0415 - only where a day is asked for
    from pvd_tui.domain.programme import programme  # noqa: PLC0415 - pydantic
    from storage.registre import StoreRegistre  # noqa: PLC0415 - same

    today = store.today().astimezone().date()
    if au is None or au == today:
        return today
    start = programme(StoreRegistre(store), today).debut_programme
    if au < start:
        raise RefusError(
            f"Le programme a commencé le {show_date(start)} : il n'y a rien à dire au {show_date(au)}. "
            "Rien n'a été modifié. Donnez une date postérieure."
        )
    if au > today:
        click.echo(
            f"Le {show_date(au)} est à venir : les faits sont ceux d'aujourd'hui et les dates déjà prévues.", err=True
        )
    return au


def registre_au(store: "Store", au: date | None) -> "Registre":
    """Give the records as of a day, else as they are; a commune that is no PVD has at least its official name."""
    from storage.registre import RegistreNomme  # noqa: PLC0415 - pydantic

    if au is None or au >= store.today().astimezone().date():
        return RegistreNomme(store)
    from storage.registre_au import RegistreAu  # noqa: PLC0415 - same

    return RegistreAu(store, au, nomme=True)


def mention(au: date) -> str:
    """Say under figures of a past day which time they read."""
    from pvd_tui.domain.dates import show_date  # noqa: PLC0415 - only where a day is asked for
    from pvd_tui.domain.temps import INCONNU  # noqa: PLC0415 - pydantic

    return (
        f"Au {show_date(au)} : dates métier ; ce qui n’est pas daté, tel qu’enregistré ce jour-là, sinon « {INCONNU} »."
    )


def _read(_ctx: click.Context, _param: click.Parameter, value: str | None) -> date | None:
    """Read the day as people type it."""
    if value is None:
        return None
    from pvd_tui.domain.dates import DateError, read_date  # noqa: PLC0415 - only for this option

    try:
        return read_date(value, date.today())  # noqa: DTZ011 - the user's own day
    except DateError as error:
        raise RefusError(f"{error} Rien n'a été calculé.") from error
