"""The poste of chef de projet by command: what may be paid for, without a fiche or for the one that is there."""

from typing import TYPE_CHECKING

import click

from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command, Group

if TYPE_CHECKING:
    from pvd_tui.domain.poste import Poste

_FINANCEURS = ("etat", "anah", "bdt", "autre")
"""The options, and the end of their fields' names."""


@click.group(cls=Group)
def poste() -> None:
    """Poste de chef de projet : calculer son cofinancement."""


@poste.command(cls=Command)
@click.argument("cout", metavar="COÛT")
@click.option("--etat", metavar="MONTANT", help="Ce que l'État verse (FNADT), par an.")
@click.option("--anah", metavar="MONTANT", help="Ce que l'Anah verse, par an : le plafond passe à 55 000 €.")
@click.option("--bdt", metavar="MONTANT", help="Ce que la Banque des territoires verse, par an.")
@click.option("--autre", metavar="MONTANT", help="Une autre subvention, par an.")
@json_option
def calculer(cout: str, *, as_json: bool, **parts: str | None) -> None:
    """Dit ce qui peut être payé d'un poste : COÛT est le coût chargé d'une année (60k, 58 300, 1,2*50000)."""
    from datetime import date  # noqa: PLC0415 - only for this command

    from pvd_tui.domain.poste import Poste  # noqa: PLC0415 - pydantic, only for this command
    from pvd_tui.domain.saisie import read  # noqa: PLC0415 - same

    typed = {"cout_charge": cout, **{f"subvention_{one}": text for one in _FINANCEURS if (text := parts[one])}}
    values = {name: read(Poste, name, text, date.today()) for name, text in typed.items()}  # noqa: DTZ011 - amounts only
    if values["cout_charge"] is None:
        raise click.UsageError("Donnez le coût chargé d'une année, par exemple « pvd poste calculer 60k ».")
    _dire(Poste.model_validate({"id": "calcul", **values}), as_json=as_json)


@poste.command(cls=Command)
@click.argument("record", metavar="POSTE")
@json_option
@click.pass_context
def voir(ctx: click.Context, record: str, *, as_json: bool) -> None:
    """Dit ce qui peut être payé d'un poste qui est dans la base."""
    from pvd_tui.domain.poste import Poste  # noqa: PLC0415 - pydantic, only for this command
    from storage.copie import lire  # noqa: PLC0415 - same

    with opened(ctx) as store:
        fiche = lire(store, "poste", record)
    found = Poste.lenient({**fiche.values, "id": fiche.record})[0]
    if found.cout_charge is None:
        raise click.UsageError("Le coût chargé de ce poste est à préciser : « pvd modifier poste … cout_charge=60k ».")
    _dire(found, as_json=as_json)


def _dire(one: "Poste", *, as_json: bool) -> None:
    from datetime import date  # noqa: PLC0415 - same

    from pvd_tui.domain.finding import Niveau  # noqa: PLC0415 - pydantic, only for this command
    from pvd_tui.domain.registre import RegistreMemoire  # noqa: PLC0415 - same
    from pvd_tui.domain.rules.context import Context  # noqa: PLC0415 - same
    from pvd_tui.domain.rules.poste import cofinancement, cofinancement_possible, subvention_plafonnee  # noqa: PLC0415 - same

    context = Context(RegistreMemoire([one]), date.today())  # noqa: DTZ011 - these two rules read no day
    found = [*cofinancement_possible(one, context), *subvention_plafonnee(one, context)]
    sums = cofinancement(one)
    if as_json:
        said = [f"{finding.sentence} {finding.clears}".strip() for finding in found]
        print_json({**(sums._asdict() if sums else {}), "constats": said})
        return
    for finding in found:
        mark = "! " if finding.level is Niveau.AVERTISSEMENT else ""
        click.echo(f"{mark}{finding.sentence} {finding.clears}".rstrip())
