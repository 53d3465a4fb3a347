"""A commune on one page, by command: its figures, its way, what it asks for."""

from dataclasses import asdict
from datetime import date

import click

from pvd_tui.commands.au import au_option, jour, mention, registre_au
from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command
from storage.errors import RefusError


@click.command(cls=Command)
@click.argument("insee", metavar="INSEE")
@au_option
@json_option
@click.pass_context
def commune(ctx: click.Context, insee: str, au: date | None, *, as_json: bool) -> None:
    """Une commune en une page : six chiffres, son parcours, trois freins, deux demandes."""
    from pvd_tui.domain.fiche_commune import fiche_commune  # noqa: PLC0415 - pydantic
    from pvd_tui.domain.fiche_commune_texte import texte  # noqa: PLC0415 - same

    with opened(ctx) as store:
        if store.get("commune", insee) is None:
            raise RefusError(f"La commune « {insee} » n'est pas sur cet ordinateur. « pvd lister commune » les donne.")
        fiche = fiche_commune(insee, registre_au(store, au), jour(store, au))
    if as_json:
        print_json(sans_type(asdict(fiche)))
        return
    click.echo(texte(fiche))
    if au is not None:
        click.echo(mention(au))


def sans_type(value: object) -> object:
    """Give what JSON can hold: dates as text."""
    if isinstance(value, dict):
        return {key: sans_type(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [sans_type(one) for one in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
