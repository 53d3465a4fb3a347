"""The store itself by command: verifier, sauvegarder, restaurer, diagnostic."""

from datetime import datetime
from pathlib import Path

import click

from pvd_tui import settings
from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command
from pvd_tui.diagnostic import dire, poste, store_facts
from pvd_tui.domain.texte import counted
from storage.errors import StoreFileError
from storage.lock import Lock


@click.command(cls=Command)
@click.option("--adopter", is_flag=True, help="Reprend comme modifications ce qui a été changé hors de PVD.")
@click.option("--annuler", is_flag=True, help="Refait les lignes d'après le journal.")
@json_option
@click.pass_context
def verifier(ctx: click.Context, *, adopter: bool, annuler: bool, as_json: bool) -> int:
    """Vérifie que la base est entière et que chaque ligne dit ce que dit le journal."""
    from storage.check import adopt, rebuild, verify  # noqa: PLC0415 - only for this command

    with opened(ctx) as store:
        etat = verify(store)
        if adopter and etat.ecarts:
            click.echo(f"Repris comme modifications : {counted(adopt(store, etat.ecarts), 'champ')}.", err=True)
            etat = verify(store)
        elif annuler and etat.ecarts:
            rebuild(store)
            etat = verify(store)
    if as_json:
        ecarts = [
            {"type": e.table, "id": e.record, "champ": e.champ, "ligne": e.ligne, "journal": e.journal}
            for e in etat.ecarts
        ]
        print_json(
            {
                "sain": etat.sain,
                "fichier": etat.fichier,
                "fiches": etat.fiches,
                "modifications": etat.changes,
                "ecarts": ecarts,
            }
        )
        return 0 if etat.sain else 1
    click.echo(f"Fichier : {etat.fichier}. {etat.fiches} fiches, {etat.changes} modifications au journal.")
    for e in etat.ecarts:
        click.echo(f"Écart : {e.table} {e.record}, {e.champ} : la ligne dit « {e.ligne} », le journal « {e.journal} ».")
    if etat.ecarts:
        click.echo(
            "Rien n'a été modifié. « pvd verifier --adopter » reprend ces valeurs, « --annuler » les efface.", err=True
        )
    elif etat.sain:
        click.echo("Tout est en ordre.")
    return 0 if etat.sain else 1


@click.command(cls=Command)
@click.argument("fichier", type=click.Path(path_type=Path))
@click.pass_context
def sauvegarder(ctx: click.Context, fichier: Path) -> None:
    """Copie la base dans FICHIER, ou dans un fichier daté d'un dossier, puis vérifie la copie."""
    from storage.backup import back_up  # noqa: PLC0415 - only for this command

    if fichier.is_dir():
        fichier /= f"pvd-{datetime.now().astimezone():%Y-%m-%d-%Hh%M}.db"
    with opened(ctx) as store:
        back_up(store.connection, fichier)
    click.echo(f"Sauvegarde vérifiée : {fichier}", err=True)


@click.command(cls=Command)
@click.argument("fichier", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def restaurer(ctx: click.Context, fichier: Path) -> None:
    """Remplace la base par une sauvegarde ; la base actuelle est gardée à côté."""
    from storage.backup import restore  # noqa: PLC0415 - only for this command

    path = settings.base(ctx.find_root().params.get("base"))
    lock = Lock(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    lock.take()
    try:
        aside = restore(fichier, path, datetime.now().astimezone())
    finally:
        lock.drop()
    click.echo("Restauré." + (f" La base précédente est gardée : {aside}" if aside else ""), err=True)


@click.command(cls=Command)
@json_option
@click.pass_context
def diagnostic(ctx: click.Context, *, as_json: bool) -> None:
    """Décrit ce poste, pour l'assistance : ni texte de fiche, ni nom, ni clé."""
    facts = poste(settings.base(ctx.find_root().params.get("base")))
    try:
        with opened(ctx) as store:
            facts |= store_facts(store)
    except StoreFileError as error:
        facts["erreur"] = str(error)
    if as_json:
        print_json(facts)
        return
    for name, value in facts.items():
        click.echo(f"{name:<18} {dire(value)}")
