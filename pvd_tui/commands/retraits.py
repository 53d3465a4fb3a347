"""Territories that left the grant, by command: see them, keep a copy, let them leave."""

from dataclasses import asdict
from pathlib import Path

import click

from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command, Group
from pvd_tui.domain.texte import counted


@click.group(cls=Group)
def retraits() -> None:
    """Les territoires qui ne sont plus dans votre habilitation."""


@retraits.command(cls=Command)
@json_option
@click.pass_context
def lister(ctx: click.Context, *, as_json: bool) -> None:
    """Liste les territoires à rendre et ce qu'il en reste ici."""
    from storage.retrait import pending  # noqa: PLC0415 - only this command

    with opened(ctx) as store:
        found = pending(store)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        only = f", dont {counted(one.restreintes, 'restreinte')} sur ce seul ordinateur" if one.restreintes else ""
        click.echo(f"{one.stream}  {one.commune or 'tout le département'}  {counted(one.fiches, 'fiche')}{only}")
    if not found:
        click.echo("Aucun territoire à rendre.", err=True)


@retraits.command(cls=Command)
@click.argument("dossier", type=click.Path(file_okay=False, path_type=Path))
@click.pass_context
def exporter(ctx: click.Context, dossier: Path) -> None:
    """Écrit les fiches de ces territoires dans DOSSIER (un CSV par type) ; rien ne part de cet ordinateur."""
    from storage.retrait import export, pending  # noqa: PLC0415 - only this command

    with opened(ctx) as store:
        for one in pending(store):
            written = export(store, one, dossier / (one.commune or one.stream.replace(":", "-")))
            click.echo(f"{one.commune or one.stream} : {counted(len(written), 'fichier')} dans {dossier}", err=True)


@retraits.command(cls=Command)
@click.option("--oui", is_flag=True, help="Confirme, sans quoi rien n'est retiré.")
@click.pass_context
def retirer(ctx: click.Context, *, oui: bool) -> None:
    """Retire de cet ordinateur les fiches de ces territoires ; exportez-les d'abord."""
    from storage.retrait import leave, pending  # noqa: PLC0415 - only this command

    with opened(ctx) as store:
        found = pending(store)
        if found and not oui:
            count = sum(one.fiches for one in found)
            raise click.UsageError(
                f"{counted(count, 'fiche')} à retirer. Rien n'a été retiré. Exportez d'abord "
                "(« pvd retraits exporter DOSSIER »), puis ajoutez --oui."
            )
        for one in found:
            click.echo(f"{one.commune or one.stream} : {counted(leave(store, one), 'fiche retirée')}.", err=True)
