"""`pvd-serveur`: the endpoint's commands. French, exit 0 done, 1 refused with a sentence, 2 wrong usage.

Commands are imported when they are called, so that `--help` stays quick.
"""

import sys
from importlib import import_module
from typing import Final

import click

from pvd_tui.console import Group, run

_COMMANDS: Final = {
    "lancer": "lancer",
    "inviter": "appareils",
    "appareils": "appareils",
    "revoquer": "appareils",
    "habiliter": "appareils",
    "importer-lot": "lot",
    "migrer": "migrer",
    "partitionner": "partitionner",
    "sauvegarder": "sauvegarde",
    "verifier": "sauvegarde",
    "restaurer": "sauvegarde",
    "exercice-restauration": "sauvegarde",
}
"""Each command and the module of `sync.server.commands` it lives in."""


class Serveur(Group):
    """The commands, loaded one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of an administrator's work."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command, or refuse in French."""
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return super().get_command(ctx, cmd_name)
        found = getattr(import_module(f"sync.server.commands.{module}"), cmd_name.replace("-", "_"))
        return found if isinstance(found, click.Command) else None


@click.group(cls=Serveur, name="pvd-serveur", context_settings={"help_option_names": ["-h", "--help"]})
def serveur() -> None:
    """Point central de synchronisation Petites villes de demain."""


def main() -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(serveur, tuple))
