"""`pvd-serveur importer-lot`: modifications that came in a file, and the answer to carry back."""

import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pvd_tui.console import Command
from pvd_tui.domain.texte import counted
from sync.server.commands.base import opened, refuse, where

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from sync.lot import Lot
    from sync.server.lot import Apercu, Bilan, Expediteur


@click.command(cls=Command)
@click.argument("fichier", type=click.Path(path_type=Path))
@click.option("--reponse", type=click.Path(path_type=Path), help="Où écrire la réponse à rapporter à l’ordinateur.")
@click.option("--oui", is_flag=True, help="N’attend pas de confirmation.")
@click.option("--json", "as_json", is_flag=True, help="Sortie pour un programme.")
@where
def importer_lot(
    fichier: Path, reponse: Path | None, *, oui: bool, as_json: bool, base: Path | None, url: str | None
) -> None:
    """Enregistrer le lot d’un ordinateur sans réseau, après avoir dit ce qu’il contient."""
    from sync import lot_fichier  # noqa: PLC0415 - `--help` stays quick
    from sync.lot import LotError, read  # noqa: PLC0415 - same

    try:
        if reponse is not None:
            lot_fichier.check_target(reponse)
        found = read(lot_fichier.load(fichier))
        _take(opened(base, url), found, reponse, oui=oui, as_json=as_json)
    except LotError as error:
        refuse(str(error))


def _take(engine: "Engine", found: "Lot", reponse: Path | None, *, oui: bool, as_json: bool) -> None:
    from sync import lot_fichier  # noqa: PLC0415 - `--help` stays quick
    from sync.server import lot  # noqa: PLC0415 - same

    expediteur = lot.sender(engine, found, datetime.now(UTC))
    _show(found, expediteur, lot.look(engine, found), err=as_json)
    _confirm(oui=oui)
    bilan, answer = lot.take(engine, found, expediteur, datetime.now(UTC))
    if reponse is not None:
        lot_fichier.store(reponse, answer)
    if as_json:
        facts = {"enregistrees": bilan.enregistrees, "deja": bilan.deja, "rendues": bilan.rendues}
        refused = [{"id": one.id, "code": one.code, "message": one.message} for one in bilan.refus]
        click.echo(json.dumps({**facts, "refus": refused}, ensure_ascii=False, indent=2))
    else:
        _told(bilan, reponse)


def _show(found: "Lot", expediteur: "Expediteur", apercu: "Apercu", *, err: bool) -> None:
    """Say whose changes these are, before anything is written."""
    from sync.lot_contenu import author  # noqa: PLC0415 - `--help` stays quick

    known = found.entete.model_copy(update={"nom": expediteur.nom, "grant": expediteur.device.grant})
    click.echo(f"{author(known)}. Sceau vérifié : c’est bien cet ordinateur qui l’a fait.", err=err)
    for phrase in apercu.contenu.phrases() or ["Aucune modification : il demande seulement ce qui est nouveau."]:
        click.echo(phrase, err=err)
    if apercu.deja:
        click.echo(f"Déjà ici : {apercu.deja}", err=err)
    if apercu.illisibles:
        click.echo(f"Illisibles, seront refusées : {apercu.illisibles}", err=err)


def _confirm(*, oui: bool) -> None:
    if oui:
        return
    if not sys.stdin.isatty():
        refuse("Rien n’a été enregistré : ajoutez --oui pour confirmer.")
    if click.prompt("Enregistrer ? (oui/non)", default="non").strip().casefold() not in {"oui", "o"}:
        refuse("Rien n’a été enregistré.")


def _told(bilan: "Bilan", reponse: Path | None) -> None:
    said = [counted(bilan.enregistrees, "modification enregistrée"), f"{bilan.deja} déjà ici"]
    if bilan.refus:
        said.append(counted(len(bilan.refus), "refusée"))
    click.echo(f"{', '.join(said)}.", err=True)
    for message, count in Counter(one.message for one in bilan.refus).most_common(5):
        click.echo(f"  {count} : {message}", err=True)
    if reponse is None:
        click.echo("Sans réponse (--reponse FICHIER), l’ordinateur ne le saura qu’à sa prochaine liaison.", err=True)
        return
    more = "" if bilan.complet else " Elle ne tient pas tout : un prochain lot apportera la suite."
    click.echo(
        f"Réponse écrite : {reponse} ({counted(bilan.rendues, 'modification')}), pour cet ordinateur seulement."
        f"{more} Sur celui-ci : « pvd lot importer {reponse.name} ».",
        err=True,
    )
