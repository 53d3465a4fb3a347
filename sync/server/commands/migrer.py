"""`pvd-serveur migrer`: bring the database to this program's schema, where the account that serves may not."""

import json
from pathlib import Path

import click

from pvd_tui.console import Command
from sync.server.commands.base import address, refuse, where


@click.command(cls=Command)
@click.option("--essai", is_flag=True, help="Dire ce qui serait fait, et ne rien faire.")
@click.option("--compte", metavar="NOM", help="Compte PostgreSQL qui sert : il reçoit la lecture et l’écriture.")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
@where
def migrer(*, essai: bool, compte: str | None, as_json: bool, base: Path | None, url: str | None) -> None:
    """Mettre la base à jour ; à lancer avec un compte qui peut en changer les tables.

    « lancer » et les autres commandes le font d’elles-mêmes quand leur compte en a le droit.
    """
    from sync.server import database, migrations  # noqa: PLC0415 - `--help` stays quick

    try:
        engine = database.connect(address(base, url))
        click.get_current_context().call_on_close(engine.dispose)
        found = database.standing(engine) if essai else database.bring_up_to_date(engine)
        if compte is not None and not essai:
            database.let_serve(engine, compte)
    except database.DatabaseError as error:
        refuse(str(error))
    if as_json:
        facts = {"avant": found.revision, "apres": migrations.HEAD, "etapes": list(found.missing), "essai": essai}
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    if not found.missing:
        click.echo(f"La base est à jour (schéma {migrations.HEAD}).")
    for step in found.missing:
        click.echo(f"{'À faire' if essai else 'Fait'} : {step}, {migrations.STEPS[step]}.")
