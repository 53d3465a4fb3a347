"""`pvd-serveur`: the endpoint's commands. French, exit 0 done, 1 refused with a sentence, 2 wrong usage.

Commands are imported when they are called, so that `--help` stays quick.
"""

import sys
from typing import Final

import click

from pvd_tui.console import LazyGroup, run

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


class Serveur(LazyGroup):
    """The commands of an administrator."""

    package = "sync.server.commands"
    modules = _COMMANDS


@click.group(cls=Serveur, name="pvd-serveur", context_settings={"help_option_names": ["-h", "--help"]})
def serveur() -> None:
    """Point central de synchronisation Petites villes de demain."""


def main() -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(serveur, tuple))
