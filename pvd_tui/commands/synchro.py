"""The endpoint by command: enroler, synchroniser."""

from dataclasses import asdict
from time import monotonic

import click

from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command
from pvd_tui.domain.texte import counted


@click.command(cls=Command)
@click.argument("invitation")
@click.option("--nom", default="", help="Le nom de ce poste, tel que la préfecture le lira.")
@click.pass_context
def enroler(ctx: click.Context, invitation: str, nom: str) -> None:
    """Relie cet ordinateur à la préfecture avec l'invitation reçue."""
    from sync.aside import run  # noqa: PLC0415 - asyncio, only where there is a network
    from sync.client import enrol  # noqa: PLC0415 - httpx and pydantic

    with opened(ctx) as store:
        where = run(enrol(store, invitation, nom))
        click.echo(
            f"Cet ordinateur est relié à la préfecture (rôle : {store.role}). Sa clé est gardée {where}.", err=True
        )


@click.command(cls=Command)
@json_option
@click.pass_context
def synchroniser(ctx: click.Context, *, as_json: bool) -> None:
    """Envoie ce qui attend et reçoit ce qui est nouveau."""
    from sync.aside import run  # noqa: PLC0415 - asyncio, only where there is a network
    from sync.client import synchronise  # noqa: PLC0415 - httpx and pydantic

    with opened(ctx) as store:
        begun = monotonic()
        bilan = run(synchronise(store))
        conflits, secondes = store.disputed(), round(monotonic() - begun, 3)
        left = {"en_attente": store.outbox.count(), "a_corriger": len(store.outbox.to_correct())}
    if as_json:
        print_json(asdict(bilan) | {"conflits": conflits, "secondes": secondes} | left)
        return
    click.echo(f"Synchronisé : {counted(bilan.envoyes, 'envoyée')}, {counted(bilan.recus, 'reçue')}.", err=True)
    if bilan.refuses:
        said = counted(bilan.refuses, "modification refusée")
        click.echo(f"{said} : valeurs gardées (écran Synchro, ou « pvd a-corriger lister »).", err=True)
    if conflits:
        said = counted(conflits, "conflit")
        click.echo(
            f"{said} à trancher ; les deux valeurs sont gardées (écran Synchro, ou « pvd conflits lister »).", err=True
        )
