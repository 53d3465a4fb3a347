"""A whole fiche through time by command: compared at two moments, brought back to one."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import click

from pvd_tui.commands.sortie import entity, json_option, opened, print_json
from pvd_tui.console import Command

if TYPE_CHECKING:
    from storage.store import Store

_type = click.argument("table", metavar="TYPE")
_id = click.argument("record", metavar="ID")


@click.command(cls=Command)
@_type
@_id
@click.argument("avant", metavar="MOMENT")
@click.argument("apres", metavar="[MOMENT]", default="")
@json_option
@click.pass_context
def comparer(ctx: click.Context, table: str, record: str, avant: str, apres: str, *, as_json: bool) -> None:
    """Compare une fiche, avec ce qui lui appartient, à deux moments (par défaut : aujourd'hui)."""
    from pvd_tui.domain.affichage import show  # noqa: PLC0415 - pydantic, only for this command
    from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - same
    from storage.copie import lire  # noqa: PLC0415 - same
    from storage.histoire import comparer as compare  # noqa: PLC0415 - same

    entity(table)
    with opened(ctx) as store:
        fiche = lire(store, table, record)
        found = compare(
            store, table, fiche.record, moment(store, avant), moment(store, apres) if apres else store.now()
        )
    if as_json:
        names = ("table", "record", "champ", "avant", "apres")
        print_json([{name: getattr(one, name) for name in names} for one in found])
        return
    for one in found:
        cls = TABLES[one.table]
        titre = cls.model_fields[one.champ].title if one.champ in cls.model_fields else one.champ
        before, after = (show(cls, one.champ, value) or "(vide)" for value in (one.avant, one.apres))
        click.echo(f"{cls.label} …{one.record[-8:]}  {titre} : {before} -> {after}")
    click.echo(f"{len(found)} différence{'s' if len(found) > 1 else ''}")


@click.command(cls=Command)
@_type
@_id
@click.argument("quand", metavar="MOMENT")
@click.option(
    "--champ", "champs", metavar="CHAMP", multiple=True, help="Ce champ seulement (plusieurs fois si besoin)."
)
@click.option("--seule", is_flag=True, help="La fiche seulement, sans ce qui lui appartient.")
@click.pass_context
def revenir(ctx: click.Context, table: str, record: str, quand: str, *, champs: Sequence[str], seule: bool) -> None:
    """Rend à une fiche l'état d'un moment ; « pvd annuler » revient en avant."""
    from storage.copie import lire  # noqa: PLC0415 - pydantic, only for this command
    from storage.histoire import revenir as go_back  # noqa: PLC0415 - same

    cls = entity(table)
    if unknown := [name for name in champs if name not in cls.model_fields]:
        raise click.UsageError(f"« {unknown[0]} » n'est pas un champ de « {table} ».")
    with opened(ctx) as store:
        fiche = lire(store, table, record)
        saved, told = go_back(store, table, fiche.record, moment(store, quand), champs, enfants=not seule)
    click.echo("Fait. « pvd annuler » revient en avant." if saved else "Rien n'a changé.", err=True)
    for name, one, field in told.laisses:
        click.echo(f"Laissé tel quel : {field} ({name} …{one[-8:]}).", err=True)


def moment(store: "Store", text: str) -> str:
    """Read a moment as changes write it: a day (its end), a day and an hour, or the ISO text of the history."""
    from pvd_tui.domain.dates import DateError, read_date  # noqa: PLC0415 - only for these commands

    today = store.today().astimezone()
    if text[:1].isdigit() and "T" in text:
        return text
    day, _, hour = text.strip().rpartition(" ") if ":" in text else (text, "", "")
    try:
        at = datetime.combine(read_date(day, today.date()), time.fromisoformat(hour) if hour else time.max)
    except (DateError, ValueError) as error:
        raise click.UsageError(
            f"« {text} » n'est pas un moment. Exemples : 15/09/2026, 15/09/2026 14:30, hier."
        ) from error
    return at.replace(tzinfo=today.tzinfo).astimezone(UTC).isoformat(timespec="microseconds")
