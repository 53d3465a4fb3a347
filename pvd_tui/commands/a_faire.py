"""« À faire » by command: the list, what is done or put off, and the calendar."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pvd_tui.commands.au import au_option, jour, mention
from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Group
from storage.errors import RefusError

if TYPE_CHECKING:
    from pvd_tui.domain.a_faire import AFaire
    from storage.a_faire import ListeAFaire, Mise
    from storage.store import Store


@click.group(cls=Group, name="a-faire", invoke_without_command=True)
@click.option("--jours", type=click.IntRange(0, 3650), help="Échéances à moins de N jours (60).")
@click.option("--ecartees", is_flag=True, help="Ce qui est fait, reporté ou masqué aussi.")
@click.option("--ics", type=click.Path(path_type=Path), metavar="FICHIER", help="Écrit un agenda, sans remplacer.")
@au_option
@json_option
@click.pass_context
def a_faire(
    ctx: click.Context, jours: int | None, *, ecartees: bool, ics: Path | None, au: date | None, as_json: bool
) -> None:
    """Ce qui est à faire, calculé à partir des fiches ; on dit une ligne faite, reportée, masquée, ou on la ramène."""
    if ctx.invoked_subcommand is not None:
        return
    from pvd_tui.domain.a_faire import HORIZON  # noqa: PLC0415 - pydantic
    from storage.base_au import base_au  # noqa: PLC0415 - same

    with opened(ctx) as store:
        day = jour(store, au)
        liste = _liste(store)
        with base_au(store, day):  # what is put aside is so today
            aside = ecartees or day != _today(store)
            lines = liste.lines(day, HORIZON if jours is None else jours, aside=aside)
        names = store.rows.titres("commune", [line.commune for line in lines if line.commune])
        marks = {mark.cle: mark.mise for mark in liste.marks()}
        if ics is not None:
            _ecrire(ics, store, lines, names)
    if au is not None:
        click.echo(mention(au), err=True)
    if as_json:
        print_json([_fields(line, names, marks.get(line.cle) if ecartees else None) for line in lines])
        return
    for line in lines:
        click.echo(_line(line, names))
    click.echo(f"{len(lines)} ligne{'s' if len(lines) > 1 else ''}")


_cle = click.argument("cle", metavar="LIGNE")


@a_faire.command()
@_cle
@click.pass_context
def fait(ctx: click.Context, cle: str) -> None:
    """Dit qu'une ligne est faite, sur cet ordinateur ; une suite de club l'est pour tout le monde."""
    from pvd_tui.domain.a_faire import Sorte  # noqa: PLC0415 - pydantic
    from storage.a_faire import Mise  # noqa: PLC0415 - same

    with opened(ctx) as store:
        line = _find(store, cle)
        fiche = store.get(line.table, line.record) if line.sorte is Sorte.SUITE else None
        if fiche is not None:
            store.update(fiche, {"statut": "Faite"})
        else:
            _liste(store).put_aside(line, Mise.FAIT)
    click.echo("Fait.", err=True)


@a_faire.command()
@_cle
@click.argument("jusqu_au", metavar="DATE")
@click.pass_context
def reporter(ctx: click.Context, cle: str, jusqu_au: str) -> None:
    """Reporte une ligne à une date (15/12, +2s, fin janvier), sur cet ordinateur."""
    from pvd_tui.domain.dates import DateError, read_date, show_date  # noqa: PLC0415 - only here
    from storage.a_faire import Mise  # noqa: PLC0415 - pydantic

    with opened(ctx) as store:
        try:
            day = read_date(jusqu_au, _today(store))
        except DateError as error:
            raise RefusError(f"{error} Rien n'a été reporté.") from error
        if day <= _today(store):
            raise RefusError(f"Le {show_date(day)} n'est pas à venir. Rien n'a été reporté.")
        _mark(store, cle, Mise.REPORTE, day)
    click.echo(f"Reporté au {show_date(day)}.", err=True)


@a_faire.command()
@_cle
@click.pass_context
def masquer(ctx: click.Context, cle: str) -> None:
    """Masque une ligne tant que ses faits ne changent pas, sur cet ordinateur."""
    from storage.a_faire import Mise  # noqa: PLC0415 - pydantic

    with opened(ctx) as store:
        _mark(store, cle, Mise.MASQUE, None)
    click.echo("Masquée.", err=True)


@a_faire.command()
@click.argument("cle", metavar="[LIGNE]", required=False)
@click.pass_context
def ramener(ctx: click.Context, cle: str | None) -> None:
    """Ramène une ligne écartée, ou la dernière qui l'a été."""
    with opened(ctx) as store:
        mark = _liste(store).bring_back(cle)
    if mark is None:
        raise RefusError("Aucune ligne de ce nom n'est écartée.")
    click.echo(f"De nouveau à faire : {mark.titre}.", err=True)


def _liste(store: "Store") -> "ListeAFaire":
    from storage.a_faire import ListeAFaire  # noqa: PLC0415 - pydantic

    return ListeAFaire(store)


def _today(store: "Store") -> date:
    return store.today().astimezone().date()


def _mark(store: "Store", cle: str, mise: "Mise", until: date | None) -> None:
    _liste(store).put_aside(_find(store, cle), mise, until)


def _find(store: "Store", cle: str) -> "AFaire":
    found = next((line for line in _liste(store).lines(_today(store), 3650, aside=True) if line.cle == cle), None)
    if found is None:
        raise RefusError(f"« {cle} » n'est pas à faire. Rien n'a été modifié. « pvd a-faire --json » donne les lignes.")
    return found


def _ecrire(path: Path, store: "Store", lines: "list[AFaire]", names: dict[str, str]) -> None:
    from pvd_tui.reports.agenda import agenda  # noqa: PLC0415 - only when a calendar is written
    from pvd_tui.reports.fichier import ecrire  # noqa: PLC0415 - same

    click.echo(f"Écrit : {ecrire(path, agenda(lines, names, store.today()))}", err=True)


def _line(line: "AFaire", names: dict[str, str]) -> str:
    when = f"{line.jour:%d/%m/%Y}" if line.jour else " " * 10
    where = names.get(line.commune or "", "")
    return "  ".join(part for part in (when, str(line.sorte), where, line.titre or "(sans titre)", line.quoi) if part)


def _fields(line: "AFaire", names: dict[str, str], mise: str | None) -> dict[str, object]:
    return {
        "ligne": line.cle,
        "sorte": str(line.sorte),
        "type": line.table,
        "id": line.record,
        "titre": line.titre,
        "a_faire": line.quoi,
        "jour": line.jour.isoformat() if line.jour else None,
        "commune": line.commune,
        "nom_commune": names.get(line.commune or ""),
        "mise": mise,
    }
