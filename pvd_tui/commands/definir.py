"""What a field means, by command: the same words as F1."""

from collections.abc import Iterable
from typing import Final

import click

from pvd_tui.aide import Definition, definitions
from pvd_tui.commands.sortie import json_option, print_json
from pvd_tui.console import Command
from pvd_tui.domain.champ import champ
from pvd_tui.domain.tables import TABLES
from storage.errors import StoreError

_NEAR: Final = 3
"""Names proposed in place of one that is not known."""


@click.command(cls=Command)
@click.argument("nom", metavar="[TABLE[.CHAMP]]", required=False)
@json_option
def definir(nom: str | None, *, as_json: bool) -> None:
    """Ce que veut dire un champ, avec un exemple et qui le remplit : « pvd definir action.date_engagement ».

    Un nom de table explique tous ses champs ; sans nom, la liste des tables.
    """
    table, _, field = (nom or "").partition(".")
    if not table:
        tables = {name: cls.label for name, cls in TABLES.items()}
        if as_json:
            print_json(tables)
        else:
            click.echo("\n".join(f"{name}  {label}" for name, label in tables.items()))
        return
    found = {key: said for key, said in definitions().items() if key[0] == table and field in {"", key[1]}}
    if not found:
        raise StoreError(_unknown(table, field))
    if as_json:
        said = [
            {"table": t, "champ": f, "titre": champ(TABLES[t], f).titre, **d._asdict()} for (t, f), d in found.items()
        ]
        print_json(said[0] if field else said)
        return
    click.echo("\n\n".join("\n".join(_lines(*key, said)) for key, said in found.items()))


def _lines(table: str, field: str, said: Definition) -> Iterable[str]:
    """Say a field in a few lines."""
    yield f"{champ(TABLES[table], field).titre} ({table}.{field})"
    yield said.definition
    yield f"Exemple : {said.exemple}"
    yield f"Rempli par : {said.qui}"
    if choix := champ(TABLES[table], field).choix:
        yield f"Réponses : {' · '.join(choix)}"


def _unknown(table: str, field: str) -> str:
    """Say that there is no such field, and which are near."""
    from rapidfuzz.process import extract  # noqa: PLC0415 - only for a name that is not known

    names = [f"{t}.{f}" for t, f in definitions()] if field else list(TABLES)
    near = [name for name, *_ in extract(f"{table}.{field}" if field else table, names, limit=_NEAR)]
    return f"« {table}{f'.{field}' if field else ''} » n'existe pas. Peut-être : {', '.join(near)}."
