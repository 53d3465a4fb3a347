"""`pvd retex`: the retours d'expérience that answer a question, and the actions on the same matter."""

from collections.abc import Sequence

import click

from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command


@click.command(cls=Command)
@click.argument("mots", metavar="[MOTS]…", nargs=-1)
@click.option("--limite", type=click.IntRange(1, 10_000), default=200, help="Nombre de retours au plus (200).")
@click.option("--ecrire", "note", metavar="NOTE", help="Fait de cette note de séance un retour d'expérience.")
@json_option
@click.pass_context
def retex(ctx: click.Context, mots: Sequence[str], *, limite: int, note: str | None, as_json: bool) -> None:
    """Cherche dans les retours d'expérience des clubs : « pvd retex qui a déjà fait une OPAH »."""
    from pvd_tui.domain.retex import chercher  # noqa: PLC0415 - only for this command
    from storage.retex import NOTE, actions, developper, retours  # noqa: PLC0415 - same

    if note is not None:
        with opened(ctx) as store:
            click.echo(developper(store, store.rows.resolve(NOTE, note)))
        return
    question = " ".join(mots)
    with opened(ctx) as store:
        told = chercher(retours(store), question)[:limite]
        more = actions(store, question) if question.strip() else []
    if as_json:
        print_json(
            [
                {
                    "type": one.table,
                    "id": one.record,
                    "titre": one.titre,
                    "commune": one.commune or None,
                    "action": one.action or None,
                    "texte": one.texte or None,
                    "seance": one.seance or None,
                    "date": one.jour.isoformat() if one.jour else None,
                }
                for one in (*told, *more)
            ]
        )
        return
    for one in told:
        day = f"{one.jour:%d/%m/%Y}" if one.jour else " " * 10
        click.echo("  ".join(part for part in (day, one.commune, one.titre, one.seance) if part))
        if one.texte and one.texte != one.titre:
            click.echo(f"{' ' * 12}{' '.join(one.texte.split())}")
    for one in more:
        click.echo(f"{'action':<10}  {one.commune}  {one.titre}  {one.texte}".rstrip())
    click.echo(f"{len(told)} retour{'s' if len(told) > 1 else ''} d'expérience")
