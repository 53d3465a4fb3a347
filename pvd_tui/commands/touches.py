"""The keys, by command: the whole map, the check of one's own file, and the keyboard itself."""

import sys
from pathlib import Path

import click

from pvd_tui import settings
from pvd_tui.commands.sortie import json_option, print_json
from pvd_tui.console import REFUSED, Command
from storage.errors import StoreError


@click.command(cls=Command)
@json_option
@click.option("--verifier", is_flag=True, help="Vérifie le fichier de touches, ligne par ligne.")
@click.option("--essai", is_flag=True, help="Montre ce que le programme reçoit de chaque touche.")
@click.argument("fichier", type=click.Path(path_type=Path), metavar="[FICHIER]", required=False)
def touches(fichier: Path | None, *, as_json: bool, verifier: bool, essai: bool) -> int | None:
    """Les touches du programme : leur nom, ce qu'elles font, et les vôtres si vous en avez choisi.

    Les vôtres s'écrivent dans touches.toml : prereglage = "bureau" ou "vim", puis, sous [touches],
    des lignes comme "liste.nouveau" = "w".
    """
    if essai:
        _essayer()
        return None
    path = fichier or settings.touches()
    return _verifier(path, named=fichier is not None) if verifier else _montrer(path, as_json=as_json)


def _verifier(path: Path, *, named: bool) -> int | None:
    """Say what is wrong in the file; 1 if anything is."""
    from pvd_tui.touches import lire  # noqa: PLC0415 - Textual, only here

    if not path.exists():
        if named:
            raise StoreError(f"{path} n'existe pas. Rien n'a été modifié.")
        click.echo(f"Pas de fichier {path} : les touches sont celles du programme.")
        return None
    found = lire(path)
    for probleme in found.problemes:
        click.echo(probleme.dire(path.name), err=True)
    if found.problemes:
        click.echo("Le programme s'ouvre avec ses propres touches.", err=True)
        return REFUSED
    count = len(found.changees)
    click.echo(f"{path.name} : rien à redire, {count} touche{'s' if count > 1 else ''} à vous.")
    return None


def _montrer(path: Path, *, as_json: bool) -> int | None:
    """List the map with the keys in force."""
    from pvd_tui.touches import lire  # noqa: PLC0415 - Textual, only here
    from screens.key_names import key_name  # noqa: PLC0415 - same
    from screens.keymap import keys_of  # noqa: PLC0415 - same
    from screens.keys import KEYS  # noqa: PLC0415 - same

    found = lire(path) if path.is_file() else None
    changees = found.changees if found else {}
    lines = [
        {
            "id": key.id,
            "touches": [key_name(one) for one in keys_of(key.id, changees)],
            "fait": key.sentence,
            "en_saisie": key.priority,
            "changee": key.id in changees,
        }
        for key in KEYS.values()
    ]
    if as_json:
        print_json(lines)
        return None
    width = max(len(key) for key in KEYS)
    for key_id, line in zip(KEYS, lines, strict=True):
        shown = ", ".join(key_name(one) for one in keys_of(key_id, changees))
        click.echo(f"{key_id:<{width}}  {shown:<18}  {line['fait']}{'  (à vous)' if line['changee'] else ''}")
    if found and found.problemes:
        click.echo(found.problemes[0].dire(path.name), err=True)
    click.echo(f"Vos touches : {path}" + ("" if path.is_file() else " (pas encore de fichier)"), err=True)
    return None


def _essayer() -> None:
    """Open the page that shows what arrives."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise StoreError("L'essai du clavier demande un terminal, et il n'y en a pas ici.")
    from screens.clavier import ClavierPage  # noqa: PLC0415 - Textual, only here
    from screens.shell import Mode, Shell  # noqa: PLC0415 - same

    Shell([Mode(1, "accueil", "Clavier", ClavierPage)]).run()
