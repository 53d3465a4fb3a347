"""`pvd changements`: what changed since a day or the last synchronisation; what is about to leave."""

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import click

from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command
from storage import settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.nouveautes import Nouveaute
    from storage.store import Store

_SYNCHRO = "synchro"
_SEMAINE = "-7j"


@click.command(cls=Command)
@click.option(
    "--depuis", metavar="DATE|synchro", help="Une date ; sinon la dernière synchro, ou sept jours avec --recus."
)
@click.option("--recus", is_flag=True, help="Ce que les autres ont écrit seulement.")
@click.option("--a-envoyer", is_flag=True, help="Ce qui partira à la prochaine synchronisation.")
@json_option
@click.pass_context
def changements(ctx: click.Context, *, depuis: str | None, recus: bool, a_envoyer: bool, as_json: bool) -> None:
    """Dit ce qui a changé, fiche par fiche, avec avant et après."""
    from storage import nouveautes  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        if a_envoyer:
            since, found = "", nouveautes.en_partance(store)
        else:
            since = _moment(store, depuis or (_SEMAINE if recus else _SYNCHRO))
            found = nouveautes.depuis(store, since, ailleurs=recus)
        said = [_json(store, one) for one in found]
    if as_json:
        print_json({"depuis": since or None, "fiches": said})
        return
    for one in said:
        click.echo(one["fiche"])
        for line in one["champs"]:
            click.echo(f"  {line['quoi']}  ({line['qui']}, {_local(line['quand'])})")
    what = "partiront à la prochaine synchronisation" if a_envoyer else f"ont changé depuis le {_local(since)}"
    alone = what.replace("partiront", "partira").replace("ont changé", "a changé")
    click.echo(f"{len(said)} fiche{'s' if len(said) > 1 else ''} {what if len(said) > 1 else alone}.", err=True)


def _moment(store: "Store", asked: str) -> str:
    """Give the moment from which to look, as changes write it."""
    from pvd_tui.domain.dates import DateError, read_date  # noqa: PLC0415 - only for this command

    today = store.today().astimezone()
    if asked == _SYNCHRO:
        last = store.settings.get(settings.LAST)
        if last:
            return last
        raise click.UsageError("Cet ordinateur n'a pas encore synchronisé : donnez une date (--depuis 01/09/2026).")
    try:
        day = read_date(asked, today.date())
    except DateError as error:
        raise click.UsageError(str(error)) from error
    return datetime.combine(day, time(), today.tzinfo).astimezone(UTC).isoformat(timespec="microseconds")


def _json(store: "Store", one: "Nouveaute") -> "dict[str, Sequence[dict[str, str]]]":
    from storage.nouveautes import phrase  # noqa: PLC0415 - pydantic, only for this command

    fields = [
        {
            "champ": event.champ,
            "quoi": phrase(store, event),
            "qui": "cet ordinateur" if event.change.by == store.device else event.change.role or "un autre appareil",
            "quand": event.change.at,
        }
        for event in one.evenements
    ]
    return {"type": one.table, "id": one.record, "fiche": one.nom, "champs": fields}  # type: ignore[dict-item] # texts beside the list


def _local(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone():%d/%m/%Y à %H:%M}"
