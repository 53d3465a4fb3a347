"""`pvd-serveur partitionner`: one table for each stream, for a base larger than its machine's memory."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from pvd_tui.console import Command
from sync.server.commands.base import opened, refuse, where


@click.command(cls=Command)
@click.option("--essai", is_flag=True, help="Dire ce qui serait fait, et ne rien faire.")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
@where
def partitionner(*, essai: bool, as_json: bool, base: Path | None, url: str | None) -> None:
    """Ranger les modifications dans une table par département (PostgreSQL).

    Utile à partir de quelques dizaines de gigaoctets. Les envois attendent pendant l’opération ; interrompue,
    elle ne laisse aucune trace.
    """
    from sync.server.partition import PartitionError, partition  # noqa: PLC0415 - `--help` stays quick

    try:
        done = partition(opened(base, url), essai=essai)
    except PartitionError as error:
        refuse(str(error))
    if as_json:
        click.echo(json.dumps({**asdict(done), "essai": essai}))
    elif done.already:
        click.echo("Les modifications sont déjà rangées par département.")
    else:
        verb = "seraient rangées" if essai else "sont rangées"
        click.echo(f"Les modifications ({done.rows}) {verb} dans {done.partitions} tables.")
