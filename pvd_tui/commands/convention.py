"""Conventions by command: one at a glance, and the communes that are added to one, or that get one together."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

import click

from pvd_tui.commands.au import au_option, jour, mention, registre_au
from pvd_tui.commands.commune import sans_type
from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command
from storage.errors import RefusError


@click.command(cls=Command)
@click.argument("record", metavar="CONVENTION")
@au_option
@json_option
@click.pass_context
def convention(ctx: click.Context, record: str, au: date | None, *, as_json: bool) -> None:
    """Une convention en un coup d'œil : communes et leurs trois tests, avenants, actions par axe, ce qui manque."""
    from pvd_tui.domain.convention import Convention  # noqa: PLC0415 - pydantic
    from pvd_tui.domain.fiche_convention import fiche_convention  # noqa: PLC0415 - same
    from pvd_tui.domain.fiche_convention_texte import texte  # noqa: PLC0415 - same
    from pvd_tui.domain.registre import one  # noqa: PLC0415 - same
    from storage.copie import lire  # noqa: PLC0415 - same

    with opened(ctx) as store:
        found = lire(store, "convention", record)
        registre = registre_au(store, au)
        read = one(registre, Convention, found.record) or Convention.lenient({**found.values, "id": found.record})[0]
        fiche = fiche_convention(read, registre, jour(store, au))
    if not as_json:
        click.echo(texte(fiche))
        if au is not None:
            click.echo(mention(au))
        return
    said = asdict(fiche)
    said["convention"] = read.model_dump(mode="json")
    said["conditions"] = [condition._asdict() for condition in fiche.conditions]
    for commune, row in zip(said["communes"], fiche.communes, strict=True):
        commune["phase"]["reponse"] = str(row.phase.reponse)
    print_json(sans_type(said))


@click.command(cls=Command)
@click.argument("quoi", metavar="[CONVENTION] INSEE…", nargs=-1, required=True)
@click.option("--nouvelle", metavar="TITRE", help="Crée la convention, une fois pour toutes ces communes.")
@click.option("--type", "genre", metavar="TYPE", help="Avec --nouvelle : Adhésion ou Cadre ORT.")
@click.pass_context
def rattacher(ctx: click.Context, quoi: Sequence[str], *, nouvelle: str | None, genre: str | None) -> None:
    """Ajoute des communes à une convention, ou crée celle d'un groupe de communes ; affiche son identifiant."""
    from pvd_tui.commands.sortie import assignments, check_communes, entity  # noqa: PLC0415 - pydantic
    from storage.conventions import creer_pour  # noqa: PLC0415 - same
    from storage.conventions import rattacher as attach  # noqa: PLC0415 - same

    codes = [word.upper() for word in (quoi if nouvelle else quoi[1:])]
    if not codes:
        raise click.UsageError("Donnez la convention, puis le code INSEE de chaque commune.")
    for code in codes:
        check_communes(entity("convention"), {"commune": code})
    with opened(ctx) as store:
        if unknown := [code for code in codes if store.get("commune", code) is None]:
            raise RefusError(
                f"La commune « {unknown[0]} » n'est pas sur cet ordinateur. Rien n'a été modifié. "
                f"« pvd creer commune id={unknown[0]} » l'ajoute."
            )
        if nouvelle:
            words = [f"titre={nouvelle}", *([f"type={genre}"] if genre else [])]
            click.echo(creer_pour(store, assignments(entity("convention"), words), codes))
            return
        done = attach(store, store.rows.resolve("convention", quoi[0]), codes)
    click.echo(done.convention)
    click.echo(f"{len(done.ajoutees)} ajoutée(s), {len(done.deja)} déjà dans la convention.", err=True)
