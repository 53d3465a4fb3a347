"""The note de synthèse by command: computed, written, issued, opened again, compared (domain.md §3)."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from pvd_tui.commands.au import au_option, jour
from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command, Group
from pvd_tui.domain.texte import counted
from storage.errors import RefusError

if TYPE_CHECKING:
    from pvd_tui.domain.faits_note import Perimetre
    from pvd_tui.domain.note_figee import NoteFigee
    from storage.store import Store

_FORMATS: Final = ("md", "docx", "odt", "pdf", "json")
_code = click.option("--code", metavar="CODE", help="Code du département (02) ou de la région (32).")
_vers = click.option("--vers", type=click.Path(path_type=Path), help="Fichier à écrire (sinon l’écran, en texte).")
_format = click.option("--format", "format_", type=click.Choice(_FORMATS), help="Sinon, d’après le nom du fichier.")
_remplacer = click.option("--remplacer", is_flag=True, help="Remplace un fichier du même nom.")
_departement = click.option("--code", metavar="NN", required=True, help="Code du département.")
_version = click.option("--version", "version", type=int, metavar="N", help="Cette version ; sinon la dernière.")


@click.group(cls=Group, invoke_without_command=True)
@click.option("--echelon", type=click.Choice(("departement", "region", "national")), default="departement")
@_code
@au_option
@_format
@click.option(
    "--source",
    type=click.Choice(("emises", "direct")),
    default="emises",
    help="Région, nation : les notes émises, ou un calcul sur les fiches d’ici.",
)
@_vers
@click.option("--lignes", type=click.Path(path_type=Path), help="Écrit aussi les lignes derrière chaque chiffre (CSV).")
@_remplacer
@click.pass_context
def note(  # noqa: PLR0913 - one argument an option
    ctx: click.Context,
    echelon: str,
    code: str | None,
    au: date | None,
    *,
    format_: str | None,
    source: str,
    vers: Path | None,
    lignes: Path | None,
    remplacer: bool,
) -> None:
    """La note de synthèse d’un département, d’une région ou du pays, calculée à une date.

    Sans --vers, elle s’affiche. « pvd note emettre » la fige ; « pvd note rouvrir » la rend telle qu’elle était.
    """
    if ctx.invoked_subcommand is not None:
        return
    from pvd_tui.reports.note_emise import perimetre, preparer  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        of = perimetre(echelon, code or _ici(store, echelon))
        day = jour(store, au)
        made = preparer(store, of, day, source)
        if lignes is not None:
            _ecrire_lignes(store, of, day, lignes, remplacer=remplacer, made=made)
    _rendre(made, format_, vers, remplacer=remplacer)


@note.command(cls=Command)
@_departement
@click.argument("mots", nargs=-1, metavar="CHAMP=TEXTE…")
@json_option
@click.pass_context
def ecrire(ctx: click.Context, code: str, mots: tuple[str, ...], *, as_json: bool) -> None:
    """Rédige le brouillon : autorite, dynamique, texte_dynamique, leviers, freins.

    Aussi texte_leviers, texte_difficultes, appui_demande. Sans texte, affiche le brouillon.
    """
    from dataclasses import asdict  # noqa: PLC0415 - only for this command

    from pvd_tui.commands.sortie import assignments, entity  # noqa: PLC0415 - pydantic
    from storage import notes_synthese  # noqa: PLC0415 - same

    with opened(ctx) as store:
        if mots:
            values = assignments(entity(notes_synthese.TABLE), mots)
            strange = sorted(set(values) - set(asdict(notes_synthese.mots(store, code))))
            if strange:
                raise RefusError(
                    f"« {', '.join(strange)} » ne s’écrit pas dans une note : les chiffres sont calculés. "
                    "Rien n’a été enregistré."
                )
            notes_synthese.ecrire(store, code, values)
        said = asdict(notes_synthese.mots(store, code))
    if as_json:
        print_json(said)
        return
    for name, text in said.items():
        click.echo(f"{name:<18} {', '.join(text) if isinstance(text, tuple | list) else text or '—'}")


@note.command(cls=Command)
@_departement
@au_option
@json_option
@click.pass_context
def emettre(ctx: click.Context, code: str, au: date | None, *, as_json: bool) -> None:
    """Émet la note d’un département : chiffres, texte et fichiers sont figés, une correction sera une autre version."""
    from pvd_tui.reports.note_emise import emettre as issue  # noqa: PLC0415 - pydantic, only for this command
    from pvd_tui.reports.note_emise import perimetre, preparer  # noqa: PLC0415 - same

    with opened(ctx) as store:
        made = preparer(store, perimetre("departement", code), jour(store, au), "direct")
        issued = issue(store, made, store.today().astimezone().date())
    if as_json:
        print_json({"id": issued.record, "version": issued.note.version, "empreinte": issued.note.empreinte})
        return
    click.echo(f"Note émise : {issued.note.nom}, version {issued.note.version}, empreinte {issued.note.empreinte}.")


@note.command(cls=Command)
@json_option
@click.pass_context
def emises(ctx: click.Context, *, as_json: bool) -> None:
    """Liste les notes émises que cet ordinateur connaît ; signale celles qui ont été altérées."""
    from storage import notes_synthese  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        held = notes_synthese.emises(store)
        altered = notes_synthese.alterees(store)
    if as_json:
        print_json({"emises": [_fiche(one) for one in held], "alterees": altered})
        return
    for one in held:
        click.echo(f"{one.code}  {one.nom}, {one.provenance}, données au {one.au:%d/%m/%Y}")
    for titre in altered:
        click.echo(f"! {titre} : ses chiffres ou son texte ne sont plus ceux qui ont été émis.", err=True)
    if not held and not altered:
        click.echo("Aucune note n’a encore été émise.")


@note.command(cls=Command)
@_departement
@_version
@_format
@_vers
@_remplacer
@click.pass_context
def rouvrir(
    ctx: click.Context, code: str, version: int | None, format_: str | None, vers: Path | None, *, remplacer: bool
) -> None:
    """Rend une note émise telle qu’elle était le jour de son émission."""
    from pvd_tui.reports.fichier import ecrire as write  # noqa: PLC0415 - only for this command
    from pvd_tui.reports.note_emise import rouvrir as reopen  # noqa: PLC0415 - pydantic

    kind = _genre(format_, vers)
    with opened(ctx) as store:
        _, content = reopen(store, code, version, kind)
    if vers is None:
        _afficher(content, kind)
        return
    click.echo(f"Écrit : {write(vers, content, remplacer=remplacer)}", err=True)


@note.command(cls=Command)
@_departement
@click.argument("avant", type=int)
@click.argument("apres", type=int, required=False)
@json_option
@click.pass_context
def comparer(ctx: click.Context, code: str, avant: int, apres: int | None, *, as_json: bool) -> None:
    """Compare deux versions émises d’un département : chaque chiffre qui a changé, et les communes à risque."""
    from pvd_tui.domain.ecart_note import depuis  # noqa: PLC0415 - only for this command
    from storage.notes_synthese import retrouver  # noqa: PLC0415 - pydantic

    with opened(ctx) as store:
        found = [retrouver(store, code, one) for one in (avant, apres)]
    if None in found:
        raise RefusError(
            f"L’une de ces versions n’existe pas pour le département {code}. « pvd note emises » les liste."
        )
    old, new = (one[1] for one in found if one is not None)
    said = depuis(old.faits, new.faits)
    if as_json:
        figures = {path: {"avant": was, "apres": now} for path, (was, now) in said.chiffres.items()}
        versions = {"avant": old.version, "apres": new.version}
        print_json({**versions, "chiffres": figures, "entrees": said.entrees, "sorties": said.sorties})
        return
    click.echo(said.phrase)
    for path, (was, now) in said.chiffres.items():
        click.echo(f"  {path:<44} {_dit(was)} -> {_dit(now)}")


def _dit(value: float | None) -> str:
    return "inconnu" if value is None else str(value)


def _fiche(one: "NoteFigee") -> dict[str, Any]:
    return {
        "code": one.code,
        "nom": one.nom,
        "version": one.version,
        "au": one.au.isoformat(),
        "emise_le": one.emise_le.isoformat() if one.emise_le else None,
        "empreinte": one.empreinte,
    }


def _ici(store: "Store", echelon: str) -> str | None:
    """Give the laptop's own département where none is named."""
    from storage import settings  # noqa: PLC0415 - only for this command

    return store.settings.get(settings.DEPARTEMENT) if echelon == "departement" else None


def _rendre(made: "NoteFigee", format_: str | None, vers: Path | None, *, remplacer: bool) -> None:
    from pvd_tui.reports.fichier import ecrire as write  # noqa: PLC0415 - only for this command
    from pvd_tui.reports.note_emise import rendre  # noqa: PLC0415 - same

    kind = _genre(format_, vers)
    content = rendre(made, kind)
    if vers is None:
        _afficher(content, kind)
        return
    done = write(vers, content, remplacer=remplacer)
    missing = f" ; notes manquantes : {', '.join(made.manquantes)}" if made.manquantes else ""
    click.echo(f"Écrit : {done} ({made.provenance}{missing})", err=True)


def _genre(format_: str | None, vers: Path | None) -> str:
    """Tell the format: what is asked for, else the end of the file's name, else text."""
    from pvd_tui.reports.formats import deviner  # noqa: PLC0415 - only for this command
    from pvd_tui.reports.note_emise import FORMATS  # noqa: PLC0415 - same

    return format_ or (deviner(vers, FORMATS) if vers is not None else "md")


def _afficher(content: bytes, kind: str) -> None:
    if kind not in {"md", "json"}:
        raise RefusError(f"Un fichier {kind.upper()} ne s’affiche pas. Rien n’a été écrit. Ajoutez --vers FICHIER.")
    click.echo(content.decode(), nl=False)


def _ecrire_lignes(
    store: "Store",
    of: "Perimetre",
    day: date,
    cible: Path,
    *,
    remplacer: bool,
    made: "NoteFigee",
) -> None:
    """Write the rows behind every figure: `chiffre;valeur;type;id;titre`, as a spreadsheet opens it."""
    from pvd_tui.reports.fichier import ecrire as write  # noqa: PLC0415 - only for this command
    from pvd_tui.reports.note_lignes import lignes_de  # noqa: PLC0415 - same
    from storage.notes_synthese import calculer  # noqa: PLC0415 - same

    if made.notes:
        raise RefusError(
            "Une note assemblée reprend des notes émises : les lignes sont dans les préfectures. Rien n’a été écrit. "
            "« --source direct » calcule sur les fiches d’ici."
        )
    content, count = lignes_de(store, calculer(store, of, day))
    click.echo(f"Écrit : {write(cible, content, remplacer=remplacer)} ({counted(count, 'ligne')})", err=True)
