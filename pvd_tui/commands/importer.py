"""`pvd importer`: the official list, previewed line by line, then one gesture that « pvd annuler » takes back."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command
from storage.errors import RefusError

if TYPE_CHECKING:
    from pvd_tui.imports.apercu import Apercu


@click.command(cls=Command)
@click.argument("fichier", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--departement", metavar="NN", help="Les communes de ce département seulement.")
@click.option("--essai", is_flag=True, help="Montre ce qui serait fait, sans rien écrire.")
@click.option("--oui", is_flag=True, help="N'attend pas de confirmation.")
@json_option
@click.pass_context
def importer(
    ctx: click.Context, fichier: Path, departement: str | None, *, essai: bool, oui: bool, as_json: bool
) -> None:
    """Importe la liste officielle des communes PVD (ANCT), après un aperçu."""
    from pvd_tui.commands.doublons import annonce  # noqa: PLC0415 - only for this command
    from pvd_tui.imports.apercu import apply, preview  # noqa: PLC0415 - same
    from pvd_tui.imports.fichier import read_bytes  # noqa: PLC0415 - same
    from pvd_tui.imports.liste_pvd import read_liste  # noqa: PLC0415 - same

    lignes = read_liste(read_bytes(fichier))
    with opened(ctx) as store:
        apercu = preview(store, lignes, departement)
        if as_json:
            print_json(_facts(apercu))
        else:
            _show(apercu)
        if essai:
            click.echo("Essai : rien n'a été écrit.", err=True)
        elif not apercu.edits:
            click.echo("Rien à importer : tout est déjà là.", err=True)
        elif oui or _confirmed(apercu):
            apply(store, apercu)
            click.echo(f"{apercu.titre} : enregistré. « pvd annuler » revient en arrière.", err=True)
            if doublons := annonce(store):
                click.echo(doublons, err=True)


def _confirmed(apercu: "Apercu") -> bool:
    if not sys.stdin.isatty():
        raise RefusError("Rien n'a été importé : ajoutez --oui pour confirmer, ou --essai pour l'aperçu seulement.")
    if click.prompt(f"{apercu.titre} : importer ? (oui/non)", default="non").strip().casefold() in {"oui", "o"}:
        return True
    raise RefusError("Rien n'a été importé.")


def _show(apercu: "Apercu") -> None:
    """Print the lines one by one; those outside the perimeter are only counted."""
    shown = [one for one in apercu.lignes if one.sort.value != "hors périmètre"]
    for one in shown:
        reason = f" : {one.motif}" if one.motif else ""
        click.echo(f"ligne {one.numero:>4}  {one.insee}  {one.nom:<28} {one.sort.value}{reason}")
        for warning in one.avertissements:
            click.echo(f"            ~ {warning}")
    click.echo("Lignes : " + ", ".join(f"{count} {sort.value}" for sort, count in apercu.compte.items()))
    click.echo(f"Modifications qui seraient enregistrées : {len(apercu.edits)}")


def _facts(apercu: "Apercu") -> dict[str, Any]:
    fiches = [
        {"type": f.table, "id": f.record, "titre": f.titre, "sort": f.sort.value, "motif": f.motif, "champs": f.champs}
        for f in apercu.fiches
    ]
    return {
        "lignes": [asdict(ligne) for ligne in apercu.lignes],
        "fiches": fiches,
        "compte": {sort.value: count for sort, count in apercu.compte.items()},
        "modifications": len(apercu.edits),
    }
