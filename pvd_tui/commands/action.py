"""Actions by command: made again (dupliquer, remplacer, deplacer), judged (completude), told (noter, notes)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from pvd_tui.commands.au import au_option, jour, mention, registre_au
from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command

if TYPE_CHECKING:
    from datetime import date

    from pvd_tui.domain.registre import Registre
    from storage.store import Store

_action = click.argument("record", metavar="ACTION")


@click.command(cls=Command)
@_action
@click.option("--sans", "sans", metavar="TYPE", multiple=True, help="N'en copie pas : depense, plan_financement, …")
@click.pass_context
def dupliquer(ctx: click.Context, record: str, sans: Sequence[str]) -> None:
    """Copie une action, avec ses dépenses et son plan ; affiche l'identifiant de la copie."""
    from storage.actions import PARTIES  # noqa: PLC0415 - pydantic, only for this command
    from storage.actions import dupliquer as copy  # noqa: PLC0415 - same

    if unknown := [word for word in sans if word not in PARTIES]:
        raise click.UsageError(f"« {unknown[0]} » n'est pas une partie d'une action. Parties : {', '.join(PARTIES)}.")
    with opened(ctx) as store:
        kept = [part for part in PARTIES if part not in sans]
        click.echo(copy(store, store.rows.resolve("action", record), kept))


@click.command(cls=Command)
@_action
@click.pass_context
def remplacer(ctx: click.Context, record: str) -> None:
    """Crée une fiche qui annule et remplace une action ; affiche son identifiant."""
    from storage.actions import remplacer as replace  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        click.echo(replace(store, store.rows.resolve("action", record)))


@click.command(cls=Command)
@_action
@click.argument("commune", metavar="INSEE")
@click.pass_context
def deplacer(ctx: click.Context, record: str, commune: str) -> None:
    """Recrée une action dans une autre commune et archive l'ancienne ; affiche le nouvel identifiant."""
    from pvd_tui.commands.sortie import check_communes, entity  # noqa: PLC0415 - pydantic, only for this command
    from storage.actions import deplacer as move  # noqa: PLC0415 - same

    check_communes(entity("action"), {"commune": commune.upper()})
    with opened(ctx) as store:
        click.echo(move(store, store.rows.resolve("action", record), commune.upper()))


@click.command(cls=Command)
@_action
@au_option
@json_option
@click.pass_context
def completude(ctx: click.Context, record: str, au: "date | None", *, as_json: bool) -> None:
    """Donne le taux de remplissage d'une action, et ce qui manque pour en faire une fiche-action."""
    from pvd_tui.domain.action import Action  # noqa: PLC0415 - pydantic, only for this command
    from pvd_tui.domain.completude import completude as judge  # noqa: PLC0415 - same
    from pvd_tui.domain.completude import manques  # noqa: PLC0415 - same
    from pvd_tui.domain.registre import one  # noqa: PLC0415 - same
    from storage.copie import lire  # noqa: PLC0415 - same
    from storage.registre import StoreRegistre  # noqa: PLC0415 - same

    with opened(ctx) as store:
        fiche = lire(store, "action", record)
        registre: Registre = StoreRegistre(store) if au is None else registre_au(store, jour(store, au))
        action = one(registre, Action, fiche.record) or Action.lenient({**fiche.values, "id": fiche.record})[0]
        found, missing = judge(action, registre), list(manques(action, registre))
    if as_json:
        asked = [{"quoi": less.quoi, "champ": less.champ, "type": less.table} for less in missing]
        print_json({"taux": found.taux, "vides": [empty.quoi for empty in found.vides], "manque": asked})
        return
    click.echo(f"Remplie à {found.taux} % ({found.remplies} rubriques sur {found.total}).")
    if found.vides:
        click.echo(f"Vide : {', '.join(empty.quoi for empty in found.vides)}.")
    for less in missing:
        click.echo(f"Pour une fiche-action : pas {less.quoi}.")
    if au is not None:
        click.echo(mention(au))


@click.command(cls=Command)
@click.argument("texte", metavar="TEXTE", nargs=-1, required=True)
@click.option("--action", metavar="ID", help="L'action dont il s'agit.")
@click.option("--commune", metavar="INSEE", help="La commune, sans action.")
@click.option("--partenaire", metavar="NOM", help="Le partenaire ou le financeur dont il s'agit.")
@click.option("--qui", "interlocuteur", metavar="NOM", help="Qui l'a dit.")
@click.option("--relance", metavar="DATE", help="Quand relancer.")
@click.pass_context
def noter(
    ctx: click.Context,
    texte: Sequence[str],
    *,
    action: str | None,
    commune: str | None,
    partenaire: str | None,
    interlocuteur: str | None,
    relance: str | None,
) -> None:
    """Ajoute une note datée ; elle reste sur cet ordinateur. Affiche son identifiant."""
    from storage.notes import noter as note  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        record = note(
            store,
            " ".join(texte),
            action=action,
            commune=commune,
            partenaire=partenaire,
            interlocuteur=interlocuteur,
            relance=_day(store, relance) if relance else None,
        )
        click.echo(record)
    click.echo("Visible par : vous seul, sur cet ordinateur.", err=True)


@click.command(cls=Command)
@click.argument("record", metavar="[ACTION]", default="")
@click.option("--partenaire", metavar="NOM", help="Les notes qui parlent de ce partenaire.")
@json_option
@click.pass_context
def notes(ctx: click.Context, record: str, partenaire: str | None, *, as_json: bool) -> None:
    """Liste les notes datées, la plus récente d'abord : qui a dit quoi, et la dernière relance."""
    from pvd_tui.domain.dates import show_date  # noqa: PLC0415 - only for this command
    from storage.notes import derniere_relance, notes_de  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        found = notes_de(store, action=store.rows.resolve("action", record) if record else None, partenaire=partenaire)
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
        return
    for one in found:
        who = " · ".join(part for part in (one.interlocuteur, one.partenaire) if part)
        click.echo(f"{show_date(one.date) if one.date else '—'}  {f'{who} : ' if who else ''}{one.texte or one.titre}")
    relance = derniere_relance(found)
    if relance:
        click.echo(f"Dernière relance : {show_date(relance)}", err=True)


def _day(store: "Store", text: str) -> "date":
    from pvd_tui.domain.dates import DateError, read_date  # noqa: PLC0415 - only for this command

    try:
        return read_date(text, store.today().astimezone().date())
    except DateError as error:
        raise click.UsageError(str(error)) from error
