"""A séance read by command: where it stands, its journal, its ordre du jour; in sentences, or as JSON."""

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import click

from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command
from pvd_tui.domain.dates import show_date
from pvd_tui.domain.texte import counted
from pvd_tui.reports.seance_etat import FAITS, dire, dire_point, points
from pvd_tui.reports.seance_etat import etat as faits
from storage import seance_mots as choix

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from storage.seances import SeanceEnDirect


@click.command(cls=Command, name="lister")
@json_option
@click.pass_context
def lister(ctx: click.Context, *, as_json: bool) -> None:
    """Les séances, la plus récente d'abord : fin de l'identifiant, numéro, date, état, présents."""
    from storage.bord import Bord  # noqa: PLC0415 - only for this command

    with opened(ctx) as store:
        rows = store.rows.page("seance_club", columns=FAITS, order=[("date", True)])
        sheets = Bord(store.connection).feuilles([str(row["id"]) for row in rows])
    for row in rows:
        sheet = sheets.get(str(row["id"]))
        row |= {"inscrits": sheet.inscrits if sheet else 0, "presents": sheet.presents if sheet else 0}
    if as_json:
        print_json(rows)
        return
    for row in rows:
        state = "en direct" if row["ouverte_a"] and not row["close_a"] else str(row["etat"] or "état ?").lower()
        there = f"{counted(int(str(row['presents'])), 'présent')} sur {row['inscrits']}"
        said = (str(row["id"])[-8:], row["numero"], _jour(row["date"]) or "sans date", state, row["titre"], there)
        click.echo(" · ".join(str(part) for part in said if part))


@click.command(cls=Command, name="etat")
@click.argument("seance", metavar="SEANCE")
@json_option
@click.pass_context
def etat(ctx: click.Context, seance: str, *, as_json: bool) -> None:
    """Où en est une séance : ouverte ou non, présents, communes, point en cours, notes et suites."""
    with opened(ctx) as store:
        said = faits(choix.en_direct(store, seance))
    if as_json:
        print_json(said)
        return
    for line in dire(said):
        click.echo(line)


@click.command(cls=Command, name="journal")
@click.argument("seance", metavar="SEANCE")
@json_option
@click.pass_context
def journal(ctx: click.Context, seance: str, *, as_json: bool) -> None:
    """Le journal, dans l'ordre des heures : numéro, heure, genre, texte, et la suite qui en est née."""
    from pvd_tui.domain.journal_seance import MOTS  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        direct = choix.en_direct(store, seance)
        notes = choix.journal(direct)
        columns = ("note_seance", "numero", "titre", "pilote", "echeance", "communes", "statut")
        suites: dict[str, list[dict[str, Json]]] = {}
        for row in direct.enfants("suite", *columns):
            suites.setdefault(str(row["note_seance"]), []).append(row)
    if as_json:
        born = [suites.get(str(note["id"]), []) for note in notes]
        print_json([{**n, "suite": b[0] if b else None, "suites": b} for n, b in zip(notes, born, strict=True)])
        return
    words = {str(genre): "question" if genre == "Question" else word for genre, word in MOTS.items()}
    for number, note in enumerate(notes, 1):
        word = words.get(str(note["genre"]), "")
        first, *more = str(note["texte"] or note["titre"] or "").splitlines() or [""]
        click.echo(" ".join(part for part in (f"{number}.", str(note["heure"] or ""), word, first) if part))
        for line in more:
            click.echo(f"   {line}")
        for one in suites.get(str(note["id"]), ()):
            click.echo(f"   {_suite(one)}")


def dire_points(direct: "SeanceEnDirect", *, as_json: bool) -> None:
    """Print the ordre du jour."""
    lines = list(points(direct))
    if as_json:
        print_json(lines)
        return
    if not lines:
        click.echo("L'ordre du jour est vide. « pvd seance point SEANCE --ajouter TITRE » y ajoute un point.")
    for one in lines:
        click.echo(dire_point(one))


def _jour(value: "Json") -> str:
    """Write a date as people do; what is none, as it stands."""
    with suppress(ValueError):
        return show_date(date.fromisoformat(str(value)))
    return str(value or "")


def _suite(one: "dict[str, Json]") -> str:
    when = f"pour le {_jour(one['echeance'])}" if one["echeance"] else "sans échéance"
    parts = [str(one["pilote"] or "sans pilote"), when]
    return f"suite {one['numero'] or ''} : {', '.join([*parts, *([str(one['communes'])] if one['communes'] else [])])}"
