"""`pvd lot`: modifications in a file, by USB stick or e-mail, where there is no network."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from pvd_tui.commands.sortie import json_option, opened, print_json
from pvd_tui.console import Group
from storage.errors import RefusError

if TYPE_CHECKING:
    from sync.client import Bilan
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
    from sync import lot_client, lot_fichier, lot_phrases  # noqa: PLC0415 - pydantic, only for this command

    with opened(ctx) as store:
        lot_fichier.check_target(fichier)
        ecrit = lot_client.write(store, tout=tout)
        lot_fichier.store(fichier, ecrit.content)
    if as_json:
        print_json({"fichier": str(fichier), "octets": len(ecrit.content), **ecrit.contenu.facts()})
        return
    for phrase in lot_phrases.written(ecrit, str(fichier)):
        click.echo(phrase, err=True)


@lot.command()
@click.argument("fichier", type=_FICHIER)
@click.option("--oui", is_flag=True, help="N'attend pas de confirmation.")
@json_option
@click.pass_context
def importer(ctx: click.Context, fichier: Path, *, oui: bool, as_json: bool) -> None:
    """Prend le lot d'un collègue, ou la réponse de la préfecture, après avoir dit ce qu'il contient."""
    from sync import lot, lot_client, lot_collegue, lot_fichier, lot_phrases  # noqa: PLC0415 - pydantic, see above

    with opened(ctx) as store:
        found = lot.read(lot_fichier.load(fichier))
        if found.entete.kind == "reponse":
            lot_client.check_answer(store, found)
            _tell(lot_phrases.answer_held(found))
            _confirm(oui=oui)
            done: Apport | Bilan = lot_client.answer(store, found)
        else:
            done = apport = lot_client.look(store, found)
            _tell(lot_phrases.held(store, found, apport))
            if apport.nouveau.nombre:
                _confirm(oui=oui)
                done = lot_client.take(store, found)
    if as_json:
        print_json(done.facts() if isinstance(done, lot_collegue.Apport) else asdict(done))
    else:
        _tell(lot_phrases.done(done))


def _tell(phrases: list[str]) -> None:
    """Say it on stderr: stdout is for a program."""
    for phrase in phrases:
        click.echo(phrase, err=True)


def _confirm(*, oui: bool) -> None:
    """Ask, or refuse where nobody can answer; nothing has been written yet."""
    if oui:
        return
    if not sys.stdin.isatty():
        raise RefusError("Rien n'a été importé : ajoutez --oui pour confirmer.")
    if click.prompt("Importer ? (oui/non)", default="non").strip().casefold() not in {"oui", "o"}:
        raise RefusError("Rien n'a été importé.")
