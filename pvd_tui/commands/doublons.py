"""Probable duplicates by command: doublons, fusionner, and « doublons ecarter » for what is not one."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from pvd_tui.commands.sortie import entity, json_option, opened, print_json
from pvd_tui.console import Command, Group
from pvd_tui.domain.texte import counted, counted_label
from storage.errors import RefusError

if TYPE_CHECKING:
    from pvd_tui.domain.doublons import Paire
    from pvd_tui.domain.entity import Entity
    from storage.doublons import Reste
    from storage.fusion import Fusion
    from storage.store import Store


class Doublons(Group):
    """`pvd doublons` lists; `pvd doublons ecarter` sets a pair aside; a word that is neither is a type."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take a type where a sub-command is expected."""
        place = next((i for i, word in enumerate(args) if not word.startswith("-")), None)
        if place is not None and args[place] not in self.commands and args[place - 1 : place] not in _VALUED:
            args = [*args[:place], "--type", *args[place:]]
        return super().parse_args(ctx, args)


_VALUED: Final = (["--type"], ["--base"])
"""Options after which a word is their value."""


@click.group(cls=Doublons, invoke_without_command=True, subcommand_metavar="[TYPE] | (ecarter|reprendre) TYPE ID ID")
@click.option("--type", "table", metavar="TYPE", help="Un seul type : action, personne ou seance_club.")
@json_option
@click.pass_context
def doublons(ctx: click.Context, table: str | None, *, as_json: bool) -> None:
    """Liste les fiches qui sont peut-être la même, et pourquoi."""
    if ctx.invoked_subcommand is not None:
        return
    from pvd_tui.domain.doublons import GENRES  # noqa: PLC0415 - pydantic, only for this command
    from storage.doublons import candidates, restes, titres_de  # noqa: PLC0415 - same

    tables = [table] if table else list(GENRES)
    with opened(ctx) as store:
        unfinished = [one for name in tables for one in restes(store, name)]
        found = [one for name in tables for one in candidates(store, name)]
        titres = {name: titres_de(store, name, _records(name, found, unfinished)) for name in tables}
    if as_json:
        print_json([*map(_unfinished, unfinished), *map(_pair, found)])
        return
    for rest in unfinished:
        _say(rest.table, rest.garde, rest.perdue, titres[rest.table], f"! {rest.raison}")
    for pair in found:
        _say(pair.table, pair.un, pair.autre, titres[pair.table], f"{pair.score} % : {', '.join(pair.raisons)}")
    click.echo(counted(len(unfinished) + len(found), "doublon probable"))
    if unfinished or found:
        click.echo("« pvd fusionner TYPE ID ID » garde la première ; « pvd doublons ecarter » les sépare.", err=True)


@doublons.command(cls=Command)
@click.argument("table", metavar="TYPE")
@click.argument("un", metavar="ID")
@click.argument("autre", metavar="ID")
@click.pass_context
def ecarter(ctx: click.Context, table: str, un: str, autre: str) -> None:
    """Retient sur cet ordinateur que deux fiches ne sont pas un doublon."""
    from storage.doublons import ecarter as set_aside  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        set_aside(store, table, *_pair_of(store, table, un, autre))
    click.echo("Retenu : ce ne sont pas des doublons. Ils ne seront plus proposés sur cet ordinateur.", err=True)


@doublons.command(cls=Command)
@click.argument("table", metavar="TYPE")
@click.argument("un", metavar="ID")
@click.argument("autre", metavar="ID")
@click.pass_context
def reprendre(ctx: click.Context, table: str, un: str, autre: str) -> None:
    """Propose de nouveau deux fiches qui avaient été écartées."""
    from storage.doublons import reprendre as take_back  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        take_back(store, table, *_pair_of(store, table, un, autre))
    click.echo("Retenu : ces fiches seront de nouveau comparées.", err=True)


@click.command(cls=Command)
@click.argument("table", metavar="TYPE")
@click.argument("garde", metavar="ID")
@click.argument("autre", metavar="ID")
@click.option(
    "--garder",
    "choix",
    metavar="CHAMP=ID",
    multiple=True,
    help="Pour ce champ, garde la valeur de cette fiche (sinon celle de la première).",
)
@click.option("--essai", is_flag=True, help="Montre ce qui serait fait, sans rien écrire.")
@json_option
@click.pass_context
def fusionner(
    ctx: click.Context, table: str, garde: str, autre: str, choix: Sequence[str], *, essai: bool, as_json: bool
) -> None:
    """Fusionne deux fiches : la première est gardée et complétée, l'autre archivée ; « pvd annuler » revient."""
    from storage.fusion import merge, prepare  # noqa: PLC0415 - pydantic, only for this command

    cls = entity(table)
    with opened(ctx) as store:
        fusion = prepare(store, table, garde, autre)
        choices = _choices(store, table, choix)
        facts = _facts(fusion, choices)
        if as_json:
            print_json(facts)
        else:
            _show(cls, fusion, choices)
        if not essai:
            merge(store, fusion, choices)
    click.echo("Essai : rien n'a été écrit." if essai else f"{fusion.titre}. « pvd annuler » revient.", err=True)


def annonce(store: "Store") -> str:
    """Say how many probable duplicates a store holds, nothing where there are none."""
    from pvd_tui.domain.doublons import GENRES  # noqa: PLC0415 - pydantic, only after an import
    from storage.doublons import candidates  # noqa: PLC0415 - same

    count = sum(len(candidates(store, table)) for table in GENRES)
    return f"{counted(count, 'doublon probable')} : « pvd doublons » les montre." if count else ""


def _pair_of(store: "Store", table: str, un: str, autre: str) -> tuple[str, str]:
    """Give the ids that a person meant; refuse those of no record."""
    from storage.doublons import check_type  # noqa: PLC0415 - pydantic

    check_type(table)
    one, other = (store.rows.resolve(table, record) for record in (un, autre))
    for record in (one, other):
        if store.get(table, record) is None:
            raise RefusError(f"Il n'y a pas de fiche {table} « {record} » sur cet ordinateur.")
    return one, other


def _records(table: str, found: "Sequence[Paire]", unfinished: "Sequence[Reste]") -> list[str]:
    records = [record for one in found if one.table == table for record in one.cle]
    return records + [record for one in unfinished if one.table == table for record in (one.garde, one.perdue)]


def _say(table: str, un: str, autre: str, titres: Mapping[str, str], why: str) -> None:
    for record in (un, autre):
        click.echo(f"{table:<12} {record}  {titres.get(record, '(sans titre)')}")
    click.echo(f"             {why}")


def _pair(one: "Paire") -> dict[str, Any]:
    return {
        "type": one.table,
        "ids": list(one.cle),
        "nature": "probable",
        "score": one.score,
        "raisons": list(one.raisons),
    }


def _unfinished(one: "Reste") -> dict[str, Any]:
    nature = "croisee" if one.croisee else "inachevee"
    return {"type": one.table, "ids": [one.garde, one.perdue], "nature": nature, "score": 100, "raisons": [one.raison]}


def _choices(store: "Store", table: str, words: Sequence[str]) -> dict[str, str]:
    choices: dict[str, str] = {}
    for word in words:
        name, equals, record = word.partition("=")
        if not equals:
            raise click.UsageError(f"« {word} » n'est pas de la forme champ=ID.")
        choices[name] = store.rows.resolve(table, record)
    return choices


def _facts(fusion: "Fusion", choices: Mapping[str, str]) -> dict[str, Any]:
    garde, autre = fusion.garde, fusion.perdue
    return {
        "type": garde.table,
        "garde": garde.record,
        "archivee": autre.record,
        "remplis": {name: autre.values.get(name) for name in fusion.remplis},
        "differents": {
            name: {
                "garde": garde.values.get(name),
                "autre": autre.values.get(name),
                "retenue": choices.get(name, garde.record),
            }
            for name in fusion.differents
        },
        "suivent": dict(fusion.suivent),
    }


def _show(cls: "type[Entity]", fusion: "Fusion", choices: Mapping[str, str]) -> None:
    """Print what the merge does, field by field."""
    from pvd_tui.domain.affichage import show  # noqa: PLC0415 - pydantic
    from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - same

    for name in fusion.remplis:
        click.echo(f"complété  {cls.model_fields[name].title} : {show(cls, name, fusion.perdue.values.get(name))}")
    for name in fusion.differents:
        ours, theirs = (show(cls, name, fiche.values.get(name)) for fiche in (fusion.garde, fusion.perdue))
        if choices.get(name) == fusion.perdue.record:
            ours, theirs = theirs, ours
        click.echo(f"gardé     {cls.model_fields[name].title} : « {ours} » (et non « {theirs} »)")
    for table, count in fusion.suivent:
        click.echo(f"rattaché  {counted_label(count, TABLES[table].label)}")
