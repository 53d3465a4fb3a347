"""Plans de financement by command: their versions, the vote, what may still be asked for, the shared key."""

from typing import TYPE_CHECKING, Any

import click

from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command, Group

if TYPE_CHECKING:
    from datetime import date

    from pvd_tui.domain.plan_versions import LigneComparee
    from storage.store import Store

_plan = click.argument("record", metavar="PLAN")
_action = click.argument("record", metavar="ACTION")


@click.group(cls=Group)
def plan() -> None:
    """Versions d'un plan de financement : lister, voter, comparer, ce qui peut encore être demandé."""


@plan.command(cls=Command)
@_action
@json_option
@click.pass_context
def lister(ctx: click.Context, record: str, *, as_json: bool) -> None:
    """Liste les versions du plan d'une action."""
    from pvd_tui.domain.plan_versions import nom_version  # noqa: PLC0415 - pydantic, only for this command
    from storage.plans import plans_de  # noqa: PLC0415 - same

    with opened(ctx) as store:
        found = plans_de(store, store.rows.resolve("action", record))
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
        return
    for one in found:
        click.echo(f"{one.id}  {nom_version(one)}")


@plan.command(cls=Command)
@_plan
@click.option("--deliberation", metavar="N°", required=True, help="Numéro de la délibération, par exemple DE2026-12.")
@click.option("--date", "jour", metavar="DATE", required=True, help="Date de la délibération.")
@click.pass_context
def voter(ctx: click.Context, record: str, deliberation: str, jour: str) -> None:
    """Déclare un plan voté : il ne change plus, et remplace la version votée avant."""
    from storage.plans import voter as vote  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        vote(store, store.rows.resolve("plan_financement", record), deliberation.strip(), _day(store, jour))
    click.echo("Plan voté. « pvd annuler » revient en arrière.", err=True)


@plan.command(cls=Command, name="nouvelle-version")
@_plan
@click.pass_context
def nouvelle_version(ctx: click.Context, record: str) -> None:
    """Copie un plan et ses lignes dans une nouvelle version, et affiche son identifiant."""
    from storage.plans import nouvelle_version as again  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        click.echo(again(store, store.rows.resolve("plan_financement", record)))


@plan.command(cls=Command)
@click.argument("avant", metavar="PLAN")
@click.argument("apres", metavar="PLAN")
@json_option
@click.pass_context
def comparer(ctx: click.Context, avant: str, apres: str, *, as_json: bool) -> None:
    """Compare deux versions ligne à ligne : montants avant, après, écart."""
    from pvd_tui.domain.plan_versions import nom_version  # noqa: PLC0415 - pydantic, only for this command
    from storage.plans import comparaison  # noqa: PLC0415 - same

    with opened(ctx) as store:
        old, new, found = comparaison(store, *(store.rows.resolve("plan_financement", one) for one in (avant, apres)))
    rows = [*found.lignes, found.total, found.cout]
    if as_json:
        print_json({"avant": old.id, "apres": new.id, "lignes": [_line(one) for one in rows]})
        return
    click.echo(f"{nom_version(old)}  ->  {nom_version(new)}")
    for one in rows:
        click.echo(f"{one.nom:<40} {_amount(one.avant):>16} {_amount(one.apres):>16} {_ecart(one):>16}  {one.quoi}")


@plan.command(cls=Command)
@_plan
@json_option
@click.pass_context
def reste(ctx: click.Context, record: str, *, as_json: bool) -> None:
    """Dit combien on peut encore demander, et quelle règle l'emporte."""
    from storage.plans import limites_de  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        found = limites_de(store, store.rows.resolve("plan_financement", record))
    if as_json:
        bound = found.lie()
        limits = [
            {"borne": str(one.borne), "plafond": one.plafond, "utilise": one.utilise, "reste": one.reste}
            for one in found.toutes
        ]
        print_json({"reste": found.reste(), "lie": bound and str(bound.borne), "limites": limits, "dit": found.phrases})
        return
    for said in found.phrases:
        click.echo(said)


@click.command(cls=Command)
@_action
@json_option
@click.pass_context
def repartition(ctx: click.Context, record: str, *, as_json: bool) -> None:
    """Partage le coût d'une action entre ses communes, selon la clé."""
    from pvd_tui.domain.repartition import total  # noqa: PLC0415 - pydantic, only for this command
    from storage.plans import repartition_de  # noqa: PLC0415 - same

    with opened(ctx) as store:
        cost, rows, parts = repartition_de(store, store.rows.resolve("action", record))
    key = total(rows)
    if as_json:
        communes = [{"commune": row.commune, "cle": row.cle, "part": parts.get(row.commune or "")} for row in rows]
        print_json({"cout": cost, "total": key, "communes": communes})
        return
    for row in rows:
        share = "?" if row.cle is None else f"{row.cle:g}".replace(".", ",")
        click.echo(f"{row.commune}  {share} %  {_amount(parts.get(row.commune or ''))}")
    click.echo(f"Total : {'non évaluable' if key is None else f'{key:g} %'.replace('.', ',')}")


def _day(store: "Store", text: str) -> "date":
    from pvd_tui.domain.dates import DateError, read_date  # noqa: PLC0415 - only for this command

    try:
        return read_date(text, store.today().astimezone().date())
    except DateError as error:
        raise click.UsageError(str(error)) from error


def _line(one: "LigneComparee") -> dict[str, Any]:
    return {"ligne": one.nom, "avant": one.avant, "apres": one.apres, "ecart": one.ecart, "quoi": one.quoi}


def _amount(cents: int | None) -> str:
    from pvd_tui.domain.montant import show_montant  # noqa: PLC0415 - only where amounts are shown

    return "—" if cents is None else show_montant(cents)


def _ecart(one: "LigneComparee") -> str:
    return f"{'+' if (one.ecart or 0) > 0 else ''}{_amount(one.ecart)}"
