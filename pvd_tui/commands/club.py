"""The clubs counted for the instruction, by command."""

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import click

from pvd_tui.commands.au import jour
from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Command
from storage.errors import RefusError

if TYPE_CHECKING:
    from pvd_tui.domain.club import Bilan
    from pvd_tui.domain.participation_club import Participation
    from storage.club import ClubCompte, SeanceComptee
    from storage.store import Store

_TEMPS: Final = (
    "Dates métier : celles des séances ; les présences et ce qu'est une séance, tels qu'ils sont aujourd'hui."
)


@click.command(cls=Command)
@click.option("--annee", type=click.IntRange(2000, 2199), metavar="AAAA", help="Une seule année.")
@click.option("--departement", metavar="NN", help="Ce département ; sans lui, celui de l'ordinateur, ou tous.")
@click.option("--au", metavar="DATE", help="Le compte tel qu'il était ce jour (30/06/2023).")
@json_option
@click.pass_context
def club(ctx: click.Context, annee: int | None, departement: str | None, au: str | None, *, as_json: bool) -> None:
    """Les clubs tels que l'instruction les compte : périodes, séances, communes, ce qui reste dû.

    Pour plusieurs départements (région, national) : une ligne par période, d'après les fiches ou les notes émises.
    """
    from pvd_tui.reports.club import texte  # noqa: PLC0415 - pydantic
    from storage.club import compter  # noqa: PLC0415 - same
    from storage.clubs_departements import departements_d_ici  # noqa: PLC0415 - same

    code = departement.strip().upper() if departement else None
    with opened(ctx) as store:
        day = jour(store, _jour(au, store.today().astimezone().date()))
        here = departements_d_ici(store)
        many = store.role in {"region", "national"} or len(here) > 1
        if (code is None and many) or (code is not None and code not in here):
            _plusieurs(store, day, annee, code, as_json=as_json)
            return
        found = compter(store, day, code)
    if found is None:
        raise RefusError(
            "Le département de cet ordinateur n'est pas connu. Rien n'a été modifié. Reliez-le à la préfecture "
            "(« pvd enroler »), ou ajoutez d'abord une commune ou une séance."
        )
    if as_json:
        print_json(_fields(found, annee))
        return
    click.echo(texte(found, annee))
    if au is not None:
        click.echo(_TEMPS)


def _plusieurs(store: "Store", au: date, annee: int | None, code: str | None, *, as_json: bool) -> None:
    """Say several départements, or one of which only the issued note is here."""
    from pvd_tui.commands.club_departements import faits, lignes  # noqa: PLC0415 - pydantic
    from pvd_tui.reports.note_emise import attendus, perimetre  # noqa: PLC0415 - same
    from screens.synthese_role import AU_DESSUS, perimetre_d_ici  # noqa: PLC0415 - same
    from storage.clubs_departements import conformites  # noqa: PLC0415 - same

    if code is not None:
        perimetre("departement", code)
    found = conformites(store, au, [code] if code else ())
    if code is not None and not found:
        raise RefusError(
            f"Rien n'est connu ici des clubs du département « {code} » : ni séance, ni note émise. "
            "Rien n'a été modifié. Demandez à sa préfecture d'émettre sa note."
        )
    known = {one.departement for one in found}
    near = attendus(perimetre_d_ici(store)) if code is None and store.role in AU_DESSUS else {}
    missing = [one for one in near if one not in known]
    if as_json:
        print_json({"au": au.isoformat(), **faits(found, annee, missing)})
        return
    for line in lignes(found, annee, missing):
        click.echo(line)


def _jour(text: str | None, today: date) -> date:
    """Read the day of the count: a day to come would count what nobody held yet."""
    from pvd_tui.domain.dates import DateError, read_date, show_date  # noqa: PLC0415 - only here

    if text is None:
        return today
    try:
        day = read_date(text, today)
    except DateError as error:
        raise RefusError(f"{error} Rien n'a été modifié.") from error
    if day > today:
        raise RefusError(f"Le {show_date(day)} est à venir : on ne compte que ce qui s'est tenu. Rien n'a été modifié.")
    return day


def _fields(found: "ClubCompte", annee: int | None) -> dict[str, Any]:
    pairs = zip(found.bilans, found.participations, strict=True)
    said: dict[str, Any] = {
        "departement": found.departement,
        "au": found.au.isoformat(),
        "periodes": [_periode(found, b, p) for b, p in pairs if annee in {None, b.debut.year}],
        "sans_date": [_seance(one) for one in found.seances.values() if one.date is None],
        "du": None,
        "constats": [
            {"regle": one.rule, "niveau": str(one.level), "constat": one.sentence, "geste": one.clears}
            for one in found.findings
        ],
        "grille": _grille(found, annee),
    }
    if found.due is not None:
        said["du"] = {
            "periode": found.due.periode,
            "fin": found.due.fin.isoformat(),
            "manque": found.due.manque,
            "jours": found.due.jours,
            "rappel": found.due.rappel,
            "prevues": [day.isoformat() for day in found.due.prevues],
        }
    if found.jamais_venues is not None:
        said["jamais_venues"] = [{"insee": insee, "nom": nom} for insee, nom in found.jamais_venues]
    return said


def _periode(found: "ClubCompte", bilan: "Bilan", of: "Participation") -> dict[str, Any]:
    return {
        "periode": bilan.periode,
        "debut": bilan.debut.isoformat(),
        "fin": bilan.fin.isoformat(),
        "demandees": bilan.seuil,
        "comptees": bilan.comptees,
        "a_renseigner": bilan.inconnues,
        "conforme": str(bilan.conforme),
        "communes_representees": len(of.representees) + (len(of.autres) if found.partiel else 0),
        "communes": None if found.partiel else of.communes,
        "seances": [_seance(found.seances[record]) for record in bilan.seances],
    }


def _seance(one: "SeanceComptee") -> dict[str, Any]:
    return {
        "id": one.record,
        "titre": one.titre,
        "date": one.date.isoformat() if one.date else None,
        "compte": str(one.reponse),
        "pourquoi": one.motif,
        "semble_etre": list(one.doublon_de),
    }


def _grille(found: "ClubCompte", annee: int | None) -> dict[str, Any]:
    held = found.grille.seances
    shown = [n for n, one in enumerate(held) if annee in {None, one.date.year if one.date else None}]
    return {
        "seances": [held[n].id for n in shown],
        "communes": [
            {"insee": insee, "nom": nom, "presence": "".join(signs[n] for n in shown)}
            for insee, nom, signs in found.grille.lignes
        ],
    }
