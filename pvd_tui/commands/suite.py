"""`pvd suite`: what is done with a suite à donner: done, given up, made a fiche action, linked to one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from pvd_tui.commands.sortie import opened
from pvd_tui.console import Command, Group
from storage.errors import RefusError

if TYPE_CHECKING:
    from storage.store import Store


@click.group(cls=Group)
def suite() -> None:
    """Les suites à donner : faites, abandonnées, devenues une fiche action, ou liées à une.

    SUITE est son identifiant, la fin de celui-ci, ou son numéro (S-15). « pvd lister suite » les donne.
    """


_suites = click.argument("suites", metavar="SUITE…", nargs=-1, required=True)


@suite.command(cls=Command)
@_suites
@click.pass_context
def faite(ctx: click.Context, suites: Sequence[str]) -> None:
    """Dit que des suites sont faites ; redit, qu'elles sont de nouveau à faire."""
    _solder(ctx, suites, faite=True)


@suite.command(cls=Command)
@_suites
@click.pass_context
def abandonnee(ctx: click.Context, suites: Sequence[str]) -> None:
    """Dit que des suites sont abandonnées ; redit, qu'elles sont de nouveau à faire."""
    _solder(ctx, suites, faite=False)


@suite.command(cls=Command)
@click.argument("suite", metavar="SUITE")
@click.option("--commune", metavar="INSEE", help="La commune de la fiche ; sinon, la seule que la suite nomme.")
@click.option("--lier", "action", metavar="ACTION", help="Lie à cette fiche action au lieu d'en créer une.")
@click.option("--delier", is_flag=True, help="Ne la lie plus à aucune fiche action.")
@click.pass_context
def action(ctx: click.Context, suite: str, *, commune: str | None, action: str | None, delier: bool) -> None:
    """Fait d'une suite une fiche action, en un geste, ou la lie à une ; affiche son identifiant."""
    from storage.suites import communes_de, creer_action, lier  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        record = _suite(store, suite)
        if delier or action:
            made = None if delier else store.rows.resolve("action", action or "")
            lier(store, record, made)
        else:
            named = [commune] if commune else communes_de(store, record)
            if len(named) != 1:
                raise RefusError("De quelle commune ? Rien n'a été créé. Ajoutez --commune et son code INSEE.")
            made = creer_action(store, record, named[0])
    click.echo(made or "N'est plus liée.")


def _solder(ctx: click.Context, suites: Sequence[str], *, faite: bool) -> None:
    from pvd_tui.domain.suite import StatutSuite  # noqa: PLC0415 - pydantic, only for this command
    from storage.suites import solder  # noqa: PLC0415 - same

    with opened(ctx) as store:
        records = [_suite(store, one) for one in suites]
        said = solder(store, records, StatutSuite.FAITE if faite else StatutSuite.ABANDONNEE)
    click.echo(f"enregistré : {said.lower()}", err=True)


def _suite(store: "Store", word: str) -> str:
    """Give the suite that a word means: its number where only one has it, its id or the end of it."""
    numbered = store.rows.ids("suite", {"numero": word})
    return numbered[0] if len(numbered) == 1 else store.rows.resolve("suite", word)
