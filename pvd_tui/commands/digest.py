"""`pvd digest`: what changed since a day, commune by commune, as a text for an e-mail."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import click

from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command
from pvd_tui.domain.texte import counted
from storage.errors import RefusError

if TYPE_CHECKING:
    from pvd_tui.domain.digest import Chapitre, Digest

_SEMAINE: Final = timedelta(days=7)


@click.command(cls=Command)
@click.option("--depuis", metavar="DATE", help="Depuis ce jour compris (01/09/2026, -1m…) ; sinon sept jours.")
@click.option("--departement", is_flag=True, help="Toutes les communes du département, pas seulement les miennes.")
@json_option
@click.pass_context
def digest(ctx: click.Context, depuis: str | None, *, departement: bool, as_json: bool) -> None:
    """Dit ce qui a changé, commune par commune : fiches nouvelles, dates atteintes, montants accordés, états.

    Personne n'y est nommé, et les fiches restreintes n'y sont pas : le texte peut être envoyé.
    """
    from pvd_tui.domain.digest import texte  # noqa: PLC0415 - only for this command
    from storage.digest import digest as read  # noqa: PLC0415 - pydantic

    with opened(ctx) as store:
        since = _jour(depuis, store.today().astimezone().date())
        found = read(store, since, departement=departement)
    if as_json:
        print_json(_faits(found))
        return
    click.echo(texte(found))
    if found.laissees:
        told = counted(found.laissees, "fiche restreinte")
        click.echo(f"Sans {told} de cet ordinateur, que personne d'autre ne voit.", err=True)


def _jour(text: str | None, today: date) -> date:
    """Read the first day: a day to come has seen nothing yet."""
    from pvd_tui.domain.dates import DateError, read_date, show_date  # noqa: PLC0415 - only here

    if text is None:
        return today - _SEMAINE
    try:
        day = read_date(text, today)
    except DateError as error:
        raise RefusError(f"{error} Rien n'a été lu.") from error
    if day > today:
        raise RefusError(f"Le {show_date(day)} est à venir : rien n'a encore pu changer depuis. Donnez un jour passé.")
    return day


def _faits(found: "Digest") -> dict[str, Any]:
    return {
        "depuis": found.depuis.isoformat(),
        "au": found.au.isoformat(),
        "communes": [_chapitre(one) for one in found.chapitres],
        "restreintes_non_dites": found.laissees,
    }


def _chapitre(one: "Chapitre") -> dict[str, Any]:
    return {
        "insee": one.insee,
        "nom": one.nom,
        "faits": [
            {
                "rubrique": str(fait.rubrique),
                "type": fait.table,
                "id": fait.record,
                "fiche": fait.fiche,
                "quoi": fait.quoi,
                "jour": fait.jour.isoformat(),
                "montant": fait.montant,
            }
            for fait in one.faits
        ],
        "accorde": one.accorde,
        "notes": one.notes,
        "personnes": one.gens,
        "autres_champs": one.champs,
        "autres_fiches": one.fiches,
    }
