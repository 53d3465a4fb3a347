"""`pvd releve` and `pvd formation`: what a séance leaves, as files or as text."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command
from pvd_tui.domain.texte import counted
from storage import seance_mots as choix
from storage.errors import RefusError

if TYPE_CHECKING:
    from pvd_tui.domain.plan_formation import Besoin
    from pvd_tui.domain.voile import Doute

_vers = click.option(
    "--vers", metavar="FICHIER", type=click.Path(path_type=Path), help="Le fichier à écrire ; sans lui, le texte."
)
_remplacer = click.option("--remplacer", is_flag=True, help="Remplace le fichier s'il existe déjà.")


@click.command(cls=Command)
@click.argument("seance", metavar="SEANCE")
@_vers
@click.option("--sans-noms", is_flag=True, help="Version publiable : fonctions et communes à la place des noms.")
@click.option("--relu", is_flag=True, help="Ce qui peut être un nom a été relu : écrit quand même.")
@_remplacer
@click.pass_context
def releve(ctx: click.Context, seance: str, *, vers: Path | None, sans_noms: bool, relu: bool, remplacer: bool) -> None:
    """Écrit le relevé de décisions d'une séance (docx, odt, pdf, txt), ou l'affiche pour un courriel.

    SEANCE : son numéro (2026-1), la fin de son identifiant, ou « ouverte ».
    """
    from pvd_tui.reports import ecrit, formats  # noqa: PLC0415 - only for this command
    from pvd_tui.reports.ecrit_txt import texte  # noqa: PLC0415 - same
    from pvd_tui.reports.fichier import ecrire, refuser_ecrasement  # noqa: PLC0415 - same
    from pvd_tui.reports.releve_lu import rediger_seance  # noqa: PLC0415 - same

    wanted = formats.deviner(vers, dict(ecrit.ECRITS)) if vers else ecrit.COURRIEL
    if vers:
        refuser_ecrasement(vers, remplacer=remplacer)
    with opened(ctx) as store:
        au = store.today().astimezone().date()
        made = rediger_seance(store, choix.seance(store, seance), au, noms=not sans_noms)
    for doute in made.doutes:
        click.echo(_dire(doute), err=True)
    if made.doutes and not relu:
        raise RefusError(
            f"{counted(len(made.doutes), 'passage')} à relire avant d'écrire : peut-être des noms. Rien n'a été écrit. "
            "Corrigez les notes, ou ajoutez --relu."
        )
    if vers is None:
        click.echo(texte(made.ecrit), nl=False)
        return
    ecrire(vers, ecrit.rendre(made.ecrit, wanted), remplacer=remplacer)
    click.echo(f"Écrit : {vers}", err=True)


def _dire(doute: "Doute") -> str:
    return f"À relire : « {doute.extrait} » ({doute.ou}) : {doute.motif}."


@click.command(cls=Command)
@_vers
@_remplacer
@json_option
@click.pass_context
def formation(ctx: click.Context, *, vers: Path | None, remplacer: bool, as_json: bool) -> None:
    """Réunit les besoins de formation des séances en un plan : affiché, ou écrit (xlsx, ods, csv, docx, odt, pdf)."""
    from pvd_tui.reports import ecrit, formats, plan_formation  # noqa: PLC0415 - only for this command
    from pvd_tui.reports.fichier import ecrire, refuser_ecrasement  # noqa: PLC0415 - same

    wanted = formats.deviner(vers, {**formats.TABLEURS, **ecrit.ECRITS}) if vers else ""
    if vers:
        refuser_ecrasement(vers, remplacer=remplacer)
    with opened(ctx) as store:
        au = store.today().astimezone().date()
        found = plan_formation.besoins(store)
    if vers:
        ecrire(vers, plan_formation.rendre(found, wanted, au), remplacer=remplacer)
        click.echo(f"Écrit : {vers} ({counted(len(found), 'besoin')}).", err=True)
    if as_json:
        print_json([_fields(one) for one in found])
    elif vers is None:
        for one in found:
            click.echo("  ".join(part for part in (_fois(one), one.intitule, _pour(one)) if part))
        click.echo(counted(len(found), "besoin"))


def _fois(one: "Besoin") -> str:
    return f"{one.demandes} ×"


def _pour(one: "Besoin") -> str:
    return " ; ".join(part for part in (", ".join(one.publics), ", ".join(one.communes)) if part)


def _fields(one: "Besoin") -> dict[str, object]:
    return {
        "besoin": one.intitule,
        "publics": one.publics,
        "communes": one.communes,
        "demandes": one.demandes,
        "seances": [
            {"id": record, "date": day.isoformat() if day else None, "titre": titre}
            for record, day, titre in one.seances
        ],
    }
