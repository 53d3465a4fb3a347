"""Receipts by command: what the server says it stored of this laptop, to be shown to somebody."""

from dataclasses import asdict

import click

from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command, Group
from pvd_tui.domain.texte import counted


@click.group(cls=Group)
def accuses() -> None:
    """Les accusés de réception du serveur."""


@accuses.command(cls=Command)
@click.option("--limite", type=click.IntRange(min=1), default=100, show_default=True, help="Nombre d'accusés au plus.")
@json_option
@click.pass_context
def lister(ctx: click.Context, *, limite: int, as_json: bool) -> None:
    """Liste les accusés, le dernier d'abord."""
    with opened(ctx) as store:
        found = store.outbox.receipts(limite)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        places = f"n° {one.premier} à {one.dernier}"
        click.echo(f"{one.received_at[:19]}Z  {one.stream}  {counted(one.nombre, 'modification')}, {places}")
    click.echo(f"{len(found)} accusé{'s' if len(found) > 1 else ''}", err=True)


@accuses.command(cls=Command)
@click.pass_context
def imprimer(ctx: click.Context) -> None:
    """Écrit un relevé des accusés, à imprimer ou à joindre à un message."""
    with opened(ctx) as store:
        found, device = store.outbox.receipts(10**6), store.device
    click.echo(f"Accusés de réception du poste {device}\n")
    for one in found:
        click.echo(f"Reçu le    {one.received_at} (heure du serveur {one.serveur})")
        click.echo(f"Flux       {one.stream}, {counted(one.nombre, 'modification')}, n° {one.premier} à {one.dernier}")
        click.echo(f"Empreinte  {one.empreinte}\n")
    click.echo(
        "L'empreinte au dernier numéro dépend de toutes les modifications précédentes du flux : la préfecture la "
        "recalcule avec « pvd-serveur verifier »."
    )
