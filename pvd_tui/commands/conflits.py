"""What a person must decide, by command: conflicts, proposals, and what the server refused."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from pvd_tui.changes.change import ARCHIVE, Json
from pvd_tui.changes.differend import Differend, Version
from pvd_tui.changes.fold import Nature
from pvd_tui.commands.sortie import assignments, entity, json_option, opened, print_json
from pvd_tui.console import Command, Group
from pvd_tui.domain.texte import counted
from screens.plain import clean, clean_lines
from storage.errors import RefusError

if TYPE_CHECKING:
    from storage.a_corriger import ACorriger
    from storage.conflits import Carte
    from storage.store import Store

_NATURES: Final = {
    Nature.CONFLIT: "plusieurs valeurs, à départager",
    Nature.ARCHIVE: "archivée d'un côté, modifiée de l'autre",
    Nature.PROPOSITION: "proposé par une commune, à confirmer par la préfecture",
}

_table = click.argument("table", metavar="TYPE")
_record = click.argument("record", metavar="ID")


@click.group(cls=Group)
def conflits() -> None:
    """Les champs qui ont plusieurs valeurs : aucune n'est perdue, choisissez quand vous voulez."""


@conflits.command(cls=Command, name="lister")
@json_option
@click.pass_context
def lister(ctx: click.Context, *, as_json: bool) -> None:
    """Liste les fiches à départager, puis celles où une proposition attend la préfecture."""
    from storage import conflits as boite  # noqa: PLC0415 - only this command

    with opened(ctx) as store:
        found = boite.lister(store)
    if as_json:
        print_json(
            [
                {
                    "type": one.table,
                    "id": one.record,
                    "titre": one.titre,
                    "champs": one.champs,
                    "a_confirmer": one.a_confirmer,
                }
                for one in found
            ]
        )
        return
    for one in found:
        what = "à confirmer" if one.a_confirmer else "conflit"
        click.echo(f"{what:<12} {one.table:<14} {one.record}  {clean(one.titre)} : {', '.join(one.champs)}")
    click.echo(f"{counted(sum(not one.a_confirmer for one in found), 'conflit')} à trancher", err=True)


@conflits.command(cls=Command, name="voir")
@_table
@_record
@json_option
@click.pass_context
def voir(ctx: click.Context, table: str, record: str, *, as_json: bool) -> None:
    """Montre, champ par champ : la base, le mien, le leur, qui, quand, et la fusion proposée."""
    from storage.resultat import resultat  # noqa: PLC0415 - only this command

    entity(table)
    with opened(ctx) as store:
        carte = _carte(store, table, record)
        phrases = resultat(store, carte, {}).phrases()
        said = [_champ(store, carte, one) for one in carte.differends]
    if as_json:
        print_json({"type": table, "id": carte.record, "titre": carte.titre, "champs": said, "controle": phrases})
        return
    click.echo(f"{clean(carte.titre)} ({table} {carte.record})")
    for line in (line for one in said for line in _lines(table, one)):
        click.echo(line)
    click.echo(f"Tel qu'affiché : {' · '.join(phrases)}")


@conflits.command(cls=Command, name="resoudre")
@_table
@_record
@click.argument("champ", required=False)
@click.option("--mien", "how", flag_value="mien", help="Garder ce qui vient de cet ordinateur.")
@click.option("--leur", "how", flag_value="leur", help="Garder ce qui vient des autres.")
@click.option("--fusion", "how", flag_value="fusion", help="Garder la fusion proposée (un champ).")
@click.option("--valeur", help="Écrire une autre valeur (un champ).")
@click.option("--numero", type=click.IntRange(min=1), help="Garder la version de ce rang, dans « voir » (un champ).")
@click.pass_context
def resoudre(
    ctx: click.Context,
    table: str,
    record: str,
    champ: str | None,
    *,
    how: str | None,
    valeur: str | None,
    numero: int | None,
) -> None:
    """Tranche un champ, ou toute la fiche avec --mien ou --leur ; « pvd annuler » ramène le désaccord.

    Pour une proposition, la préfecture l'accepte avec --leur et redit sa valeur avec --mien.
    """
    from storage.conflits import carte as lire  # noqa: PLC0415 - only this command
    from storage.conflits import tout, trancher  # noqa: PLC0415 - same
    from storage.resultat import resultat  # noqa: PLC0415 - same

    if [how, valeur, numero].count(None) != 2 or (champ is None and how not in {"mien", "leur"}):  # noqa: PLR2004 - one of three
        raise click.UsageError(
            "Dites une seule chose : --mien, --leur, et pour un champ --fusion, --valeur ou --numero."
        )
    entity(table)
    with opened(ctx) as store:
        carte = _carte(store, table, record)
        if champ is None:
            choix = tout(carte, mien=how == "mien")
        else:
            choix = {champ: _choice(carte, champ, how, valeur, numero)}
        trancher(store, carte, choix)
        after = lire(store, table, carte.record)
        phrases = resultat(store, carte, choix).phrases()
    click.echo(f"Enregistré : {', '.join(choix)}. {' · '.join(phrases)}", err=True)
    if after:
        click.echo(f"Reste à trancher : {', '.join(one.champ for one in after.differends)}.", err=True)


def _carte(store: "Store", table: str, record: str) -> "Carte":
    from storage.conflits import carte  # noqa: PLC0415 - only these commands

    found = carte(store, table, store.rows.resolve(table, record))
    if found is None:
        raise RefusError(f"Il n'y a rien à trancher dans {table} « {record} ». Rien n'a été modifié.")
    return found


def _choice(carte: "Carte", champ: str, how: str | None, valeur: str | None, numero: int | None) -> Json:
    """Read what was chosen for a field."""
    one = carte.de(champ)
    if one is None:
        known = ", ".join(d.champ for d in carte.differends)
        raise RefusError(f"Le champ « {champ} » n'a qu'une valeur. Rien n'a été modifié. À trancher : {known}.")
    if valeur is not None:
        return _archive(valeur) if champ == ARCHIVE else assignments(entity(carte.table), [f"{champ}={valeur}"])[champ]
    if how == "fusion":
        return _fusion(carte, one)
    versions = one.versions if numero else carte.miennes(one) if how == "mien" else carte.leurs(one)
    place = (numero or 1) - 1
    if place >= len(versions) or (how == "leur" and len(versions) > 1):
        raise RefusError(
            f"« {champ} » : {counted(len(versions), 'valeur')} de ce côté. Rien n'a été modifié. "
            f"« pvd conflits voir {carte.table} {carte.record} » les numérote ; choisissez avec --numero."
        )
    return versions[place].valeur


def _archive(text: str) -> bool:
    if text.lower() not in {"oui", "non"}:
        raise RefusError("Pour « archive », répondez par oui (laisser archivée) ou par non (restaurer).")
    return text.lower() == "oui"


def _fusion(carte: "Carte", one: Differend) -> Json:
    from storage.conflits import fusionnee  # noqa: PLC0415 - only this command

    try:
        return fusionnee(carte, one)
    except LookupError as error:
        raise RefusError(
            f"« {one.champ} » : il n'y a pas de fusion sûre, les mêmes mots ont changé des deux côtés. Rien n'a été "
            "modifié. Écrivez la valeur avec --valeur."
        ) from error


def _champ(store: "Store", carte: "Carte", one: Differend) -> dict[str, Any]:
    """Say all there is to know of a field, for a program."""
    from storage.conflits import refus  # noqa: PLC0415 - only this command

    merged = carte.fusion(one)
    mine = carte.miennes(one)
    return {
        "champ": one.champ,
        "nature": one.nature.value,
        "base_etat": one.base.value,
        "base": _version(one.avant) if one.avant else None,
        "versions": [_version(v) | {"mien": v in mine} for v in one.versions],
        "ecrit_depuis": one.depuis,
        "fusion": merged.texte if merged else None,
        "refus": refus(store, one) or None,
    }


def _version(version: Version) -> dict[str, Any]:
    change = version.change
    return {
        "valeur": version.valeur,
        "change": change.id,
        "le": change.at,
        "par": change.by,
        "role": change.role,
        "relais": change.relais,
    }


def _lines(table: str, one: Mapping[str, Any]) -> Iterable[str]:
    """Say the same to a person."""
    cls = entity(table)
    info = cls.model_fields.get(one["champ"])
    yield f"! {(info.title if info else None) or one['champ']} ({one['champ']}) : {_NATURES[Nature(one['nature'])]}"
    if one["base"]:
        yield f"    base     {_text(table, one['champ'], one['base']['valeur'])}  ({_whose(one['base'])})"
    elif one["champ"] != ARCHIVE:
        yield f"    base     {one['base_etat']}"
    for place, version in enumerate(one["versions"], start=1):
        side = "le mien" if version["mien"] else "le leur"
        yield f" {place}  {side}  {_text(table, one['champ'], version['valeur'])}  ({_whose(version)})"
    if one["fusion"]:
        yield f"    fusion   {_indented(clean_lines(one['fusion']))}"
    if one["refus"]:
        yield f"    {one['refus']}"


def _text(table: str, champ: str, value: Json) -> str:
    from pvd_tui.domain.affichage import show  # noqa: PLC0415 - pydantic

    if champ == ARCHIVE:
        return "archivée" if value else "restaurée"
    return _indented(clean_lines(show(entity(table), champ, value)) or "(vide)")


def _indented(text: str) -> str:
    return text.replace("\n", "\n             ")


def _whose(version: Mapping[str, Any]) -> str:
    who = version["role"] or "un autre appareil"
    return f"{who} {version['par'][-8:]}, {version['le'][:16].replace('T', ' ')}"


# Refused changes.


@click.group(cls=Group, name="a-corriger")
def a_corriger() -> None:
    """Les modifications que le serveur a refusées : la valeur est gardée jusqu'à ce que vous en décidiez."""


@a_corriger.command(cls=Command, name="lister")
@click.option("--traites", is_flag=True, help="Celles qui sont réglées ou abandonnées.")
@json_option
@click.pass_context
def lister_refus(ctx: click.Context, *, traites: bool, as_json: bool) -> None:
    """Liste les modifications refusées, avec la raison et la valeur gardée."""
    from storage.a_corriger import lister as lire  # noqa: PLC0415 - only this command

    with opened(ctx) as store:
        found = lire(store, traites=traites)
    if as_json:
        print_json([_refus(one) for one in found])
        return
    for one in found:
        click.echo(f"{one.id}  {one.table} {one.record}  {clean(one.phrase)}")
        for champ, value in one.set.items():
            click.echo(f"    {champ} = {clean(str(value))}")
    click.echo(f"{len(found)} refus", err=True)


@a_corriger.command(cls=Command, name="reprendre")
@click.argument("refus", metavar="ID")
@click.argument("fields", metavar="[CHAMP=VALEUR]…", nargs=-1)
@click.pass_context
def reprendre(ctx: click.Context, refus: str, fields: Sequence[str]) -> None:
    """Enregistre à nouveau une modification refusée, avec les corrections données : elle repartira."""
    from storage.a_corriger import renvoyer, trouver  # noqa: PLC0415 - only this command

    with opened(ctx) as store:
        one = trouver(store, refus)
        renvoyer(store, one, assignments(entity(one.table), fields))
    click.echo("Enregistré : partira à la prochaine synchronisation.", err=True)


@a_corriger.command(cls=Command, name="abandonner")
@click.argument("refus", metavar="ID")
@click.pass_context
def abandonner(ctx: click.Context, refus: str) -> None:
    """Enlève une modification refusée de la liste ; « reprendre » la ramène."""
    from storage.a_corriger import abandonner as enlever  # noqa: PLC0415 - only this command
    from storage.a_corriger import trouver  # noqa: PLC0415 - same

    with opened(ctx) as store:
        enlever(store, trouver(store, refus))
    click.echo(f"Abandonné. « pvd a-corriger reprendre {refus} » l'enregistre quand même.", err=True)


def _refus(one: "ACorriger") -> dict[str, Any]:
    names = ("id", "record", "set", "code", "phrase", "at", "repris")
    return {"type": one.table} | {name: getattr(one, name) for name in names}
