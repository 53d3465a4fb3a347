"""The programme by command: its dates and thresholds as they stand, a new one, a new campaign."""

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import click

from pvd_tui.commands.au import au_option, jour
from pvd_tui.commands.sortie import assignments, entity, json_option, opened, print_json
from pvd_tui.console import Command, Group
from storage.errors import RefusError

if TYPE_CHECKING:
    from pvd_tui.domain.programme import LigneProgramme

_PERIODE: Final = "Ce jour-là compris (vide : sans borne)."


@click.group(cls=Group)
def programme() -> None:
    """Le programme : échéances, seuils et campagnes de note, qui commandent tous les calculs."""


@programme.command(cls=Command)
@au_option
@json_option
@click.pass_context
def lister(ctx: click.Context, au: date | None, *, as_json: bool) -> None:
    """Donne chaque échéance et chaque seuil en vigueur, avec d'où il vient."""
    from pvd_tui.domain.programme import lignes  # noqa: PLC0415 - pydantic, only for this command
    from storage.registre import StoreRegistre  # noqa: PLC0415 - same

    with opened(ctx) as store:
        found = lignes(StoreRegistre(store), jour(store, au))
    if as_json:
        print_json([_faits(one) for one in found])
        return
    width = max(len(one.titre) for one in found)
    for one in found:
        click.echo(f"{one.titre:<{width}}  {_valeur(one.valeur):<10}  {_origine(one)}  [{one.code}]")


@programme.command(cls=Command)
@click.argument("code")
@click.argument("valeur")
@click.option("--debut", metavar="DATE", default="", help=f"Premier jour où cela vaut. {_PERIODE}")
@click.option("--fin", metavar="DATE", default="", help=f"Dernier jour où cela vaut. {_PERIODE}")
@click.option("--titre", metavar="TEXTE", default="", help="L'intitulé (celui du code si rien n'est dit).")
@click.option("--source", metavar="TEXTE", default="", help="Le texte qui le fixe.")
@click.pass_context
def ajouter(ctx: click.Context, code: str, valeur: str, *, debut: str, fin: str, titre: str, source: str) -> None:
    """Fixe une échéance (une date) ou un seuil (un nombre) ; affiche l'identifiant.

    CODE est celui que « pvd programme lister » donne. Exemple :
    pvd programme ajouter club_annuel 3 --debut 01/01/2027 --source "Instruction du 12/12/2026"
    """
    from pvd_tui.domain.programme import CODES, DATES  # noqa: PLC0415 - pydantic, only for this command
    from storage.programme import ajouter as write  # noqa: PLC0415 - same

    if code not in CODES:
        known = ", ".join(CODES)
        raise RefusError(f"« {code} » n'est pas un code du programme. Rien n'a été enregistré. Codes : {known}.")
    kind = "date" if code in DATES else "seuil"
    words = {"code": code, "titre": titre or CODES[code], kind: valeur, "debut": debut, "fin": fin, "source": source}
    values = assignments(entity("echeance_programme"), [f"{name}={text}" for name, text in words.items()])
    _check(values, "debut", "fin")
    if values[kind] is None:
        raise RefusError(f"Il manque la valeur de « {CODES[code]} ». Rien n'a été enregistré.")
    with opened(ctx) as store:
        click.echo(write(store, "echeance_programme", values))


@programme.command(cls=Command)
@click.argument("titre")
@click.option("--ouverture", metavar="DATE", required=True, help="Premier jour de la campagne.")
@click.option("--echeance", metavar="DATE", required=True, help="Le jour où la note est due.")
@click.option("--operationnelles", metavar="DATE", default="", help="Toutes les communes opérationnelles avant le.")
@click.option("--instruction", metavar="TEXTE", default="", help="Le texte qui la demande.")
@click.option("--consignes", metavar="TEXTE", default="", help="Ce que la note doit contenir.")
@click.pass_context
def campagne(
    ctx: click.Context,
    titre: str,
    *,
    ouverture: str,
    echeance: str,
    operationnelles: str,
    instruction: str,
    consignes: str,
) -> None:
    """Ouvre une campagne de note de synthèse ; ses dates valent dès son ouverture. Affiche l'identifiant."""
    from storage.programme import ajouter as write  # noqa: PLC0415 - pydantic, only for this command

    words = {
        "titre": titre,
        "ouverture": ouverture,
        "echeance": echeance,
        "date_operationnelle": operationnelles,
        "instruction": instruction,
        "consignes": consignes,
    }
    values = assignments(entity("campagne_note"), [f"{name}={text}" for name, text in words.items()])
    _check(values, "ouverture", "echeance")
    with opened(ctx) as store:
        click.echo(write(store, "campagne_note", values))


def _check(values: dict[str, Any], first: str, last: str) -> None:
    """Refuse a period that ends before it begins."""
    if values[first] and values[last] and values[last] < values[first]:
        raise RefusError("La fin est avant le début. Rien n'a été enregistré. Corrigez l'une des deux dates.")


def _valeur(value: date | int) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _origine(one: "LigneProgramme") -> str:
    from pvd_tui.domain.programme import INSTRUCTION  # noqa: PLC0415 - pydantic, only for this command

    if one.origine is None:
        return f"par défaut ({INSTRUCTION})"
    since = f" depuis le {one.origine.debut:%d/%m/%Y}" if one.origine.debut else ""
    until = f" jusqu'au {one.origine.fin:%d/%m/%Y}" if one.origine.fin else ""
    return f"{one.origine.source or 'sans source'}{since}{until}"


def _faits(one: "LigneProgramme") -> dict[str, Any]:
    origine = one.origine
    return {
        "code": one.code,
        "titre": one.titre,
        "valeur": one.valeur.isoformat() if isinstance(one.valeur, date) else one.valeur,
        "type": origine.table if origine else None,
        "id": origine.record if origine else None,
        "source": origine.source if origine else None,
        "debut": origine.debut.isoformat() if origine and origine.debut else None,
        "fin": origine.fin.isoformat() if origine and origine.fin else None,
    }
