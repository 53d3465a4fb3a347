"""`pvd lot`: modifications in a file, by USB stick or e-mail, where there is no network."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Group
from pvd_tui.domain.texte import counted
from storage.errors import RefusError

if TYPE_CHECKING:
    from sync.lot_collegue import Apport

_FICHIER: Final = click.Path(path_type=Path)


@click.group(cls=Group)
def lot() -> None:
    """Transporte des modifications dans un fichier (clé USB, courriel)."""


@lot.command()
@click.argument("fichier", type=_FICHIER)
@click.option("--tout", is_flag=True, help="Tout ce que ce poste peut donner, pas seulement ce qui attend.")
@json_option
@click.pass_context
def exporter(ctx: click.Context, fichier: Path, *, tout: bool, as_json: bool) -> None:
    """Écrit dans FICHIER (.pvdlot) les modifications qui attendent d'être transmises."""
    from sync import lot_client, lot_fichier  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        lot_fichier.check_target(fichier)
        ecrit = lot_client.write(store, tout=tout)
        lot_fichier.store(fichier, ecrit.content)
    if as_json:
        print_json({"fichier": str(fichier), "octets": len(ecrit.content), **ecrit.contenu.facts()})
        return
    for phrase in ecrit.contenu.phrases() or ["Aucune modification n'attend : ce lot demande ce qui est nouveau."]:
        click.echo(phrase)
    click.echo(
        f"Lot écrit : {fichier} ({-(-len(ecrit.content) // 1000)} ko). Remettez-le à la préfecture, ou à un collègue "
        "qui a le réseau. Ces modifications attendent toujours ici : elles ne sont transmises qu'une fois la réponse "
        "reçue. Ce fichier n'est pas chiffré, effacez-le ensuite de la clé.",
        err=True,
    )


@lot.command()
@click.argument("fichier", type=_FICHIER)
@click.option("--oui", is_flag=True, help="N'attend pas de confirmation.")
@json_option
@click.pass_context
def importer(ctx: click.Context, fichier: Path, *, oui: bool, as_json: bool) -> None:
    """Prend le lot d'un collègue, ou la réponse de la préfecture, après avoir dit ce qu'il contient."""
    from sync import lot, lot_client, lot_fichier  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        found = lot.read(lot_fichier.load(fichier))
        if found.entete.kind == "reponse":
            lot_client.check_answer(store, found)
            for phrase in lot_client.answer_phrases(found):
                click.echo(phrase, err=as_json)
            _confirm(oui=oui)
            facts = asdict(lot_client.answer(store, found))
            return _answered(facts, as_json=as_json)
        apport = lot_client.look(store, found)
        for phrase in lot_client.phrases(store, found, apport):
            click.echo(phrase, err=as_json)
        if apport.nouveau.nombre:
            _confirm(oui=oui)
            apport = lot_client.take(store, found)
        _taken(apport, as_json=as_json)
    return None


def _confirm(*, oui: bool) -> None:
    """Ask, or refuse where nobody can answer; nothing has been written yet."""
    if oui:
        return
    if not sys.stdin.isatty():
        raise RefusError("Rien n'a été importé : ajoutez --oui pour confirmer.")
    if click.prompt("Importer ? (oui/non)", default="non").strip().casefold() not in {"oui", "o"}:
        raise RefusError("Rien n'a été importé.")


def _taken(apport: "Apport", *, as_json: bool) -> None:
    if as_json:
        print_json({**asdict(apport), "nouveau": apport.nouveau.facts()})
        return
    count = apport.nouveau.nombre
    said = f"{counted(count, 'modification importée')}. " if count else "Rien de nouveau n'a été importé. "
    after = "Elles partiront à votre prochaine synchronisation, au nom de leur auteur." if count else ""
    click.echo(f"{said}{after}".strip(), err=True)


def _answered(facts: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json({name: facts[name] for name in ("envoyes", "recus", "refuses")})
        return
    click.echo(
        f"Réponse prise : {counted(facts['envoyes'], 'modification')} de ce poste à la préfecture, "
        f"{counted(facts['recus'], 'reçue')}.",
        err=True,
    )
    if facts["refuses"]:
        said = counted(facts["refuses"], "modification refusée")
        click.echo(f"{said} : « À corriger », valeurs gardées (écran Synchro).", err=True)
