"""The program in a browser of this machine."""

import click

from pvd_tui import settings
from pvd_tui.console import Command
from storage.errors import RefusError


@click.command(cls=Command)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port local (un port libre par défaut).")
@click.option("--sans-ouvrir", is_flag=True, help="Affiche l'adresse sans ouvrir le navigateur.")
@click.pass_context
def navigateur(ctx: click.Context, port: int, *, sans_ouvrir: bool) -> None:
    """Ouvre PVD dans le navigateur de cet ordinateur, et de lui seul ; Ctrl+C arrête."""
    try:
        from pvd_tui.navigateur.serveur import Navigateur, command  # noqa: PLC0415 - an extra, only for this command
    except ImportError as error:
        raise RefusError(
            "Le mode navigateur demande un module de plus. Rien n'a été ouvert. Installez-le avec "
            "« uv tool install 'pvd-tui[navigateur]' », ou ouvrez PVD dans un terminal."
        ) from error
    chosen = ctx.find_root().params.get("base")
    server = Navigateur(command(settings.base(chosen) if chosen else None), port or _free_port())
    click.echo(f"PVD est ouvert à cette adresse, sur cet ordinateur seulement :\n{server.adresse}")
    click.echo("Ctrl+C arrête. Fermer l'onglet ferme PVD : tout est enregistré.", err=True)
    if not sans_ouvrir:
        import webbrowser  # noqa: PLC0415 - only here

        webbrowser.open(server.adresse)
    server.serve()


def _free_port() -> int:
    """Ask the system for a port that nobody uses."""
    import socket  # noqa: PLC0415 - only here

    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
