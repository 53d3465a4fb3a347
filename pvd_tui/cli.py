"""`pvd`: the terminal when nothing is asked, a sub-command when something is. Where it is all joined.

Commands are imported when they are called: opening the terminal needs none of them.
"""

import gc
import sys
from typing import Final

import click

from pvd_tui import settings
from pvd_tui.console import LazyGroup, run
from storage.errors import StoreError

_COMMANDS: Final = {
    "demo": "demo",
    "creer": "fiches",
    "lister": "lister",
    "voir": "fiches",
    "modifier": "modifier",
    "vues": "vues",
    "archiver": "fiches",
    "historique": "fiches",
    "changements": "changements",
    "digest": "digest",
    "annuler": "fiches",
    "retablir": "fiches",
    "chercher": "fiches",
    "a-faire": "a_faire",
    "club": "club",
    "seance": "seance",
    "releve": "releve",
    "formation": "releve",
    "retex": "retex",
    "suite": "suite",
    "carte": "carte",
    "risques": "risques",
    "campagne": "campagne",
    "note": "note",
    "programme": "programme",
    "navigateur": "navigateur",
    "commune": "commune",
    "convention": "convention",
    "rattacher": "convention",
    "poste": "poste",
    "dupliquer": "action",
    "remplacer": "action",
    "deplacer": "action",
    "completude": "action",
    "noter": "action",
    "notes": "action",
    "comparer": "histoire",
    "revenir": "histoire",
    "plan": "plan",
    "repartition": "plan",
    "demande": "demande",
    "doublons": "doublons",
    "fusionner": "doublons",
    "importer": "importer",
    "exporter": "exporter",
    "passation": "passation",
    "rgpd": "rgpd",
    "enroler": "synchro",
    "synchroniser": "synchro",
    "lot": "lot",
    "conflits": "conflits",
    "a-corriger": "conflits",
    "accuses": "accuses",
    "retraits": "retraits",
    "verifier": "base",
    "sauvegarder": "base",
    "restaurer": "base",
    "diagnostic": "base",
    "definir": "definir",
    "touches": "touches",
}
"""Each command and the module of `pvd_tui.commands` it lives in."""


class Pvd(LazyGroup):
    """The commands of a laptop; each takes `--base` too."""

    package = "pvd_tui.commands"
    modules = _COMMANDS

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command and give it `--base`, or refuse in French."""
        found = super().get_command(ctx, cmd_name)
        if found is None:
            return None
        inside = found.commands.values() if isinstance(found, click.Group) else ()
        for one in (found, *inside):
            if not any(param.name == "base" for param in one.params):
                one.params.append(
                    click.Option(["--base"], metavar="FICHIER", expose_value=False, callback=_base, help=_BASE)
                )
        return found


_BASE: Final = "Une autre base (ou la variable PVD_BASE)."


def _base(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    """Take `--base` after the command as well as before it."""
    if value:
        ctx.find_root().params["base"] = value


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's own signature
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version  # noqa: PLC0415 - reads files, only for this option

        click.echo(f"pvd-tui {version('pvd-tui')}")
        ctx.exit()


@click.group(cls=Pvd, name="pvd", invoke_without_command=True)
@click.option("--base", metavar="FICHIER", help=_BASE)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Affiche la version."
)
@click.option("--lineaire", is_flag=True, help="Questions et réponses, ligne par ligne (lecteur d'écran).")
@click.pass_context
def pvd(ctx: click.Context, base: str | None, *, lineaire: bool) -> None:
    """Petites villes de demain : communes, actions et clubs, hors ligne, synchronisés avec la préfecture.

    Sans commande, ouvre l'application.
    """
    if ctx.invoked_subcommand is None and lineaire:
        from pvd_tui.lineaire.ouverture import ouvrir  # noqa: PLC0415 - only for this option

        ouvrir(settings.base(base))
    elif ctx.invoked_subcommand is None:
        gc.disable()  # until the first page is there: what is loaded meanwhile stays anyway
        from pvd_tui.app import launch  # noqa: PLC0415 - Textual, only for the terminal

        launch(settings.base(base))


def refusals() -> tuple[type[Exception], ...]:
    """List what a command may refuse with a French sentence; the heavy ones only if they were loaded."""
    loaded = [
        ("pvd_tui.domain.saisie", "SaisieError"),
        ("sync.errors", "SyncError"),
        ("sync.invitation", "InvitationError"),
        ("pvd_tui.imports.fichier", "FichierError"),
    ]
    found = [getattr(sys.modules[module], name) for module, name in loaded if module in sys.modules]
    return (StoreError, *found)


def main() -> None:
    """Run the command line and exit with its code; no traceback ever reaches a user."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(run(pvd, refusals))
