"""Demandes de subvention by command: may one sign, what runs out, what money can be asked for, asking again."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from pvd_tui.commands.au import au_option, jour, mention
from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command, Group

if TYPE_CHECKING:
    from pvd_tui.domain.suivi_demande import SuiviDemande


@click.group(cls=Group)
def demande() -> None:
    """Demandes de subvention : suivi (feu, délais, trésorerie) et reconduction."""


@demande.command(cls=Command)
@click.argument("record", metavar="[DEMANDE|ACTION]", default="")
@au_option
@json_option
@click.pass_context
def suivi(ctx: click.Context, record: str, au: date | None, *, as_json: bool) -> None:
    """Dit si l'on peut signer, ce qui expire, et ce qui peut être demandé en paiement."""
    from storage.base_au import base_au  # noqa: PLC0415 - pydantic, only for this command
    from storage.demandes import suivis  # noqa: PLC0415 - same

    with opened(ctx) as store:
        day = jour(store, au)
        with base_au(store, day):
            found = suivis(store, record, day)
    if au is not None:
        click.echo(mention(au), err=True)
    if as_json:
        print_json([_facts(one) for one in found])
        return
    for one in found:
        click.echo(f"{one.demande.titre or one.demande.dispositif or 'Demande'} ({one.demande.etat or 'sans état'})")
        for said in one.phrases:
            click.echo(f"  {said}")
    _total(found)


@demande.command(cls=Command)
@click.argument("record", metavar="DEMANDE")
@click.pass_context
def reconduire(ctx: click.Context, record: str) -> None:
    """Redemande l'année suivante, avec l'ancien numéro et sans ressaisir ; affiche l'identifiant."""
    from storage.demandes import reconduire as again  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        click.echo(again(store, store.rows.resolve("demande", record)))


def _facts(one: "SuiviDemande") -> dict[str, Any]:
    return {
        "id": one.demande.id,
        "feu": one.feu.couleur,
        "raison": one.feu.raison,
        "champ": one.feu.champ,
        "source": one.feu.source,
        "delai": one.delai and one.delai.quoi,
        "limite": one.delai and one.delai.limite.isoformat(),
        "jours": one.jours,
        "accorde": one.tresorerie.accorde,
        "encaisse": one.tresorerie.encaisse,
        "demandable": one.tresorerie.demandable,
        "versements": [
            {"quoi": v.quoi, "montant": v.montant, "jusqua": v.jusqua and v.jusqua.isoformat(), "attend": v.attend}
            for v in one.tresorerie.versements
        ],
    }


def _total(found: "list[SuiviDemande]") -> None:
    """Say the treasury of them all."""
    from pvd_tui.domain.tresorerie import total  # noqa: PLC0415 - pydantic, only for this command

    if len(found) > 1:
        click.echo(total(one.demande for one in found).phrase)
