"""The papers of a séance, by command: attendance sheet, convocation, calendar, relevé de décisions."""

from pathlib import Path

import click

from pvd_tui.commands.sortie import opened
from pvd_tui.console import Command
from storage import seance_mots as choix
from storage.errors import RefusError

_seance = click.argument("seance", metavar="SEANCE")
_fichier = click.argument("fichier", type=click.Path(dir_okay=False, path_type=Path))
_remplacer = click.option("--remplacer", is_flag=True, help="Remplace un fichier de ce nom.")


@click.command(cls=Command, name="emargement")
@_seance
@_fichier
@click.option("--lignes", type=click.IntRange(0, 200), metavar="N", help="Lignes vierges.")
@_remplacer
@click.pass_context
def emargement(ctx: click.Context, seance: str, fichier: Path, *, lignes: int | None, remplacer: bool) -> None:
    """Écrit la feuille d'émargement (.pdf, .docx, .odt) avec des lignes vierges."""
    from pvd_tui.reports.emargement import LIGNES  # noqa: PLC0415 - only for this command
    from pvd_tui.reports.papiers_seance import FEUILLE, feuille_emargement  # noqa: PLC0415 - same

    kind = _format(fichier, FEUILLE)
    with opened(ctx) as store:
        blank = LIGNES if lignes is None else lignes
        content = feuille_emargement(store, choix.seance(store, seance), choix.jour(store), kind, blank)
    _ecrire(fichier, content, remplacer=remplacer)


@click.command(cls=Command, name="convocation")
@_seance
@_fichier
@click.option("--pour", metavar="NOM", help="À une personne de la feuille.")
@_remplacer
@click.pass_context
def convocation(ctx: click.Context, seance: str, fichier: Path, *, pour: str | None, remplacer: bool) -> None:
    """Écrit la convocation (.docx, .odt, .pdf, ou .txt pour un courriel)."""
    from pvd_tui.reports.papiers_seance import CONVOCATION, convocation_de  # noqa: PLC0415 - only for this command

    kind = _format(fichier, CONVOCATION)
    with opened(ctx) as store:
        content = convocation_de(store, choix.seance(store, seance), choix.jour(store), kind, pour)
    _ecrire(fichier, content, remplacer=remplacer)


@click.command(cls=Command, name="ics")
@_seance
@_fichier
@_remplacer
@click.pass_context
def ics(ctx: click.Context, seance: str, fichier: Path, *, remplacer: bool) -> None:
    """Écrit la date de la séance pour un agenda (.ics)."""
    from pvd_tui.reports.papiers_seance import agenda_de  # noqa: PLC0415 - only for this command

    with opened(ctx) as store:
        content = agenda_de(store, choix.seance(store, seance), choix.jour(store))
    _ecrire(fichier, content, remplacer=remplacer)


def _format(fichier: Path, known: object) -> str:
    """Give the format that a name asks for; refuses in French."""
    names = tuple(known) if isinstance(known, dict) else ()
    kind = fichier.suffix.lower().removeprefix(".")
    if kind not in names:
        many = ", ".join(f".{name}" for name in names)
        raise RefusError(f"« {fichier.name} » : ce format n'est pas connu ici. Rien n'a été écrit. Donnez {many}.")
    return kind


def _ecrire(fichier: Path, content: bytes, *, remplacer: bool) -> None:
    from pvd_tui.reports.fichier import ecrire  # noqa: PLC0415 - only when a file is written

    click.echo(f"Écrit : {ecrire(fichier, content, remplacer=remplacer)}", err=True)
