"""`pvd passation`: one folder that a successor reads without the program."""

from pathlib import Path

import click

from pvd_tui.commands.exporter import modele_voulu
from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command
from pvd_tui.domain.texte import counted


@click.command(cls=Command)
@click.argument("dossier", type=click.Path(path_type=Path))
@click.option("--restreint", is_flag=True, help="Avec les fiches gardées sur cet ordinateur : notes, brouillons.")
@click.option(
    "--fiches",
    "format_",
    type=click.Choice(("docx", "odt", "pdf")),
    default="docx",
    show_default=True,
    help="Le format des fiches.",
)
@click.option("--modele", metavar="FICHIER", help="Un modèle Word pour les fiches (« fourni » : celui de PVD).")
@json_option
@click.pass_context
def passation(
    ctx: click.Context, dossier: Path, *, restreint: bool, format_: str, modele: str | None, as_json: bool
) -> None:
    """Écrit dans DOSSIER tout ce qu'il faut à un successeur : pages, fiches, tableaux, base vérifiée."""
    from pvd_tui.reports.passation import Choix, ecrire  # noqa: PLC0415 - only for this command

    with opened(ctx) as store:
        au = store.today().astimezone().date()
        choix = Choix(restreint, format_, modele_voulu(ctx, modele))
        bilan = ecrire(store, dossier, au, choix, lambda what: click.echo(f"{what}…", err=True))
    if as_json:
        print_json(
            {
                "dossier": str(bilan.dossier),
                "communes": bilan.communes,
                "fiches": bilan.fiches,
                "restreintes": bilan.restreintes,
                "laissees": bilan.laissees,
            }
        )
        return
    click.echo(
        f"Écrit : {bilan.dossier} ({counted(bilan.communes, 'commune')}, {counted(bilan.fiches, 'fiche')}). "
        "Commencez par index.html.",
        err=True,
    )
    if bilan.laissees:
        click.echo(f"Sans {counted(bilan.laissees, 'fiche restreinte')} : --restreint les ajoute.", err=True)
    if bilan.restreintes:
        click.echo(
            f"Avec {counted(bilan.restreintes, 'fiche restreinte')} : ne le remettez qu'à votre successeur.", err=True
        )
