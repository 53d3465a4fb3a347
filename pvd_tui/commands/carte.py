"""The map by command: its outlines, and what it says of each commune."""

from datetime import date
from pathlib import Path

import click

from pvd_tui.commands.au import au_option, jour, mention
from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Group


@click.group(cls=Group, invoke_without_command=True)
@au_option
@json_option
@click.pass_context
def carte(ctx: click.Context, au: date | None, *, as_json: bool) -> None:
    """Ce que la carte dit de chaque commune : ORT, actions par phase, financement, club."""
    if ctx.invoked_subcommand is not None:
        return
    from storage.base_au import base_au  # noqa: PLC0415 - pydantic
    from storage.carte import Carte  # noqa: PLC0415 - only here

    with opened(ctx) as store:
        day = jour(store, au)
        with base_au(store, day):
            communes = Carte(store).communes(day)
    if au is not None:
        click.echo(mention(au), err=True)
    if as_json:
        print_json(
            [
                {
                    "insee": c.insee,
                    "nom": c.nom,
                    "region": c.region,
                    "departement": c.departement,
                    "lat": c.lat,
                    "lon": c.lon,
                    "ort": c.ort,
                    "ort_signee_le": c.ort_signee_le,
                    "crte": c.crte,
                    "phases": dict(zip(("idee", "etude", "operation"), c.phases, strict=True)),
                    "engagees": c.engagees,
                    "cout": c.cout,
                    "reste": c.reste,
                    "accorde": c.accorde,
                    "club": c.club,
                }
                for c in communes
            ]
        )
        return
    from screens.carte_lectures import LECTURES  # noqa: PLC0415 - the words of the screen

    for c in communes:
        said = " ; ".join(
            f"{lecture.titre} : {lecture.signe(c, {}).mots}" for lecture in LECTURES if lecture.id != "risque"
        )
        click.echo(f"{c.insee}  {c.nom} : {said}")
    click.echo(f"{len(communes)} commune{'s' if len(communes) > 1 else ''}")


@carte.command()
@click.argument("fichier", type=click.Path(path_type=Path), metavar="FICHIER")
@click.pass_context
def importer(ctx: click.Context, fichier: Path) -> None:
    """Prend les contours des départements ou des régions d'un GeoJSON public (anct-carto/pvd, Licence Ouverte)."""
    from pvd_tui.imports.contours import read_contours  # noqa: PLC0415 - only here
    from storage.carte import Carte  # noqa: PLC0415 - same

    contours = read_contours(fichier)
    with opened(ctx) as store:
        Carte(store).keep_contours(contours)
    click.echo(f"{len(contours)} contours pour la carte (touche 5).", err=True)
