"""The saved views by command: list, keep, rename, delete, share."""

from collections.abc import Sequence
from pathlib import Path

import click

from pvd_tui.commands.conditions import colonnes, lire, ordre, vue_de
from pvd_tui.commands.sortie import entity, json_option, opened, print_json
from pvd_tui.console import Command, Group
from pvd_tui.domain.texte import counted
from pvd_tui.domain.vue import ColonneVue, Tri, Vue, en_json
from storage.errors import RefusError
from storage.store import Store
from storage.vues import Vues

_type = click.argument("table", metavar="TYPE")
_nom = click.argument("nom", metavar="NOM")
_fichier = click.argument("fichier", type=click.Path(dir_okay=False, path_type=Path), metavar="FICHIER")


@click.group(cls=Group)
def vues() -> None:
    """Les vues des listes : filtre, colonnes, ordre, groupes."""


@vues.command("lister", cls=Command)
@_type
@json_option
@click.pass_context
def lister_vues(ctx: click.Context, table: str, *, as_json: bool) -> None:
    """Liste les vues d'un type de fiche."""
    entity(table)
    with opened(ctx) as store:
        found = Vues(store).de(table)
    if as_json:
        print_json([en_json(vue) | {"fournie": vue.fournie} for vue in found])
        return
    for vue in found:
        click.echo(f"{vue.nom}{'  (fournie)' if vue.fournie else ''}")


@vues.command("enregistrer", cls=Command)
@_type
@_nom
@click.argument("conditions", metavar="[CONDITION]…", nargs=-1)
@click.option("--trier", metavar="CHAMPS", default="", help="Par exemple commune,-cout_previsionnel.")
@click.option("--colonnes", "columns", metavar="CHAMPS", default="", help="Par exemple code,titre,reste.")
@click.option("--grouper", metavar="CHAMP", help="Par exemple commune.")
@click.pass_context
def enregistrer(
    ctx: click.Context,
    table: str,
    nom: str,
    conditions: Sequence[str],
    *,
    trier: str,
    columns: str,
    grouper: str | None,
) -> None:
    """Enregistre une vue sous un nom ; celle de ce poste qui l'a déjà est remplacée."""
    cls = entity(table)
    if grouper:
        colonnes(cls, grouper)
    vue = Vue(
        table,
        nom,
        lire(cls, conditions),
        tuple(map(ColonneVue, colonnes(cls, columns))),
        tuple(Tri(name, down) for name, down in ordre(cls, trier)),
        grouper,
    )
    with opened(ctx) as store:
        kept = Vues(store).enregistrer(vue)
    click.echo(f"Vue « {kept.nom} » enregistrée.", err=True)


@vues.command("renommer", cls=Command)
@_type
@_nom
@click.argument("nouveau", metavar="NOUVEAU_NOM")
@click.pass_context
def renommer(ctx: click.Context, table: str, nom: str, nouveau: str) -> None:
    """Donne un autre nom à une vue de ce poste."""
    with opened(ctx) as store:
        kept = Vues(store).renommer(_mine(store, table, nom), nouveau)
    click.echo(f"Vue « {kept.nom} ».", err=True)


@vues.command("supprimer", cls=Command)
@_type
@_nom
@click.pass_context
def supprimer(ctx: click.Context, table: str, nom: str) -> None:
    """Supprime une vue de ce poste."""
    with opened(ctx) as store:
        Vues(store).supprimer(_mine(store, table, nom))
    click.echo("Supprimée.", err=True)


@vues.command("exporter", cls=Command)
@_fichier
@click.option("--vue", "noms", metavar="TYPE:NOM", multiple=True, help="Seulement celle-ci ; sinon celles de ce poste.")
@click.pass_context
def exporter(ctx: click.Context, fichier: Path, noms: Sequence[str]) -> None:
    """Écrit des vues dans un fichier à partager."""
    with opened(ctx) as store:
        kept = Vues(store)
        given = [vue_de(store, entity(t), n) for t, _, n in (one.partition(":") for one in noms)] or kept.own()
        if not given:
            raise RefusError("Ce poste n'a pas de vue à lui. Rien n'a été écrit. --vue TYPE:NOM en donne une fournie.")
        kept.exporter(given, fichier)
    click.echo(f"{counted(len(given), 'vue')} dans {fichier}", err=True)


@vues.command("importer", cls=Command)
@_fichier
@click.pass_context
def importer(ctx: click.Context, fichier: Path) -> None:
    """Reprend les vues d'un fichier."""
    with opened(ctx) as store:
        kept = Vues(store).importer(fichier)
    for vue in kept:
        click.echo(f"{vue.table}  {vue.nom}")


def _mine(store: Store, table: str, nom: str) -> Vue:
    return vue_de(store, entity(table), nom)
