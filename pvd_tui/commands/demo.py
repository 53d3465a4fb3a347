"""`pvd demo`: the program on a fictional Aisne, in a store apart from the user's own."""

import sys
from typing import Final, Literal

import click

from pvd_tui import settings
from pvd_tui.console import Command

ROLES: Final = ("chef", "prefecture")


@click.command(cls=Command)
@click.option("--role", type=click.Choice(ROLES), default="chef", show_default=True, help="Qui ouvre la démonstration.")
@click.option("--neuve", is_flag=True, help="Recommence la démonstration : ce qu'on y a saisi est effacé.")
def demo(role: Literal["chef", "prefecture"], *, neuve: bool) -> None:
    """Ouvre une démonstration : communes réelles, personnes et actions fictives, rien n'est envoyé."""
    from pvd_tui.demo.build import build  # noqa: PLC0415 - only for this command
    from storage.backup import folder  # noqa: PLC0415 - same
    from storage.lock import Lock  # noqa: PLC0415 - same

    path = settings.demo(role)
    path.parent.mkdir(parents=True, exist_ok=True)
    if neuve or not path.exists():
        lock = Lock(path)
        lock.take()
        try:
            for old in (path, *path.parent.glob(path.name + "-*"), *folder(path).glob("*")):
                old.unlink(missing_ok=True)
            build(path, role)
        finally:
            lock.drop()
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        click.echo(f"Démonstration prête : {path}", err=True)
        click.echo("Ouvrez-la dans un terminal : « pvd demo ».", err=True)
        return
    from pvd_tui.app import launch  # noqa: PLC0415 - Textual, only for the terminal

    launch(path)
