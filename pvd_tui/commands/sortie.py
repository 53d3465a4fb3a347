"""What the commands share: the store they open, the JSON and the lines they print."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import click

from pvd_tui import settings
from storage.errors import RefusError, in_french
from storage.store import Store

if TYPE_CHECKING:
    from pvd_tui.domain.entity import Entity

_ID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.:-]{0,79}\Z").match

_INSEE: Final = re.compile(r"[0-9]{5}|2[AB][0-9]{3}").fullmatch
_COMMUNES: Final = ("commune", "commune_hote")
"""Fields that hold the INSEE code of a commune."""

json_option = click.option("--json", "as_json", is_flag=True, help="Sortie JSON, pour un programme.")


@contextmanager
def opened(ctx: click.Context, *, read_only: bool = False) -> Iterator[Store]:
    """Open the store that the command line names, and close it."""
    path = settings.base(ctx.find_root().params.get("base"))
    store = Store.open(path, read_only=read_only)
    for warning in store.warnings:
        click.echo(warning, err=True)
    try:
        with in_french(path):
            yield store
    finally:
        store.close()


def entity(table: str) -> "type[Entity]":
    """Give the class of a table, or refuse in French."""
    from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - pydantic, only for commands that read or write fields

    if table not in TABLES:
        raise RefusError(f"« {table} » n'est pas un type de fiche. Types connus : {', '.join(TABLES)}.")
    return TABLES[table]


def assignments(cls: "type[Entity]", words: Sequence[str]) -> dict[str, Any]:
    """Read `champ=valeur` words as values of a change; raises in French for what cannot be read."""
    from pvd_tui.domain.saisie import read  # noqa: PLC0415 - same

    values: dict[str, Any] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise click.UsageError(f"« {word} » n'est pas de la forme champ=valeur.")
        if name in _COMMUNES and name in cls.model_fields:
            text = _commune(text)
        values[name] = _id(text.strip()) if name == "id" else read(cls, name, text, date.today())  # noqa: DTZ011 - the user's own day
    check_communes(cls, values)
    return values


def _id(text: str) -> str:
    """Refuse an id that no server would take."""
    if text and not _ID(text):
        raise RefusError(
            f"« {text} » ne peut pas être un identifiant : lettres sans accent, chiffres et tirets. Rien n'a été "
            "enregistré. Sans id=…, PVD en donne un."
        )
    return text


def _commune(text: str) -> str:
    """Give the code of a commune that is named (« la fere », « st maixent l ecole »); anything else as it stands."""
    from pvd_tui.referentiel import plain_words, search_communes  # noqa: PLC0415 - reads files

    if not any(letter.isalpha() for letter in text) or _INSEE(text.strip().upper()):
        return text
    found = search_communes(text, limit=6)
    same = [one for one in found if plain_words(one.nom) == plain_words(text)]
    meant = same or list(found)
    if len(meant) != 1:
        many = ", ".join(f"{one.nom} ({one.insee})" for one in meant)
        raise RefusError(
            f"« {text.strip()} » peut être {many}. Rien n'a été enregistré. Donnez le code INSEE."
            if meant
            else f"Aucune commune ne s'appelle « {text.strip()} ». Rien n'a été enregistré."
        )
    return meant[0].insee


def check_communes(cls: "type[Entity]", values: Mapping[str, object]) -> None:
    """Refuse a code that is no commune of the référentiel (domain.md §10.2, rule 1): it fixes the territory."""
    from pvd_tui.referentiel import present_commune  # noqa: PLC0415 - reads files

    names: list[str] = [name for name in _COMMUNES if name in cls.model_fields]
    names += ["id"] if cls.table == "commune" else []
    for name in names:
        code = values.get(name)
        if isinstance(code, str) and code and present_commune(code) is None:
            raise RefusError(
                f"« {code} » n'est pas le code INSEE d'une commune. Rien n'a été enregistré. "
                "Le code a cinq caractères (par exemple 02361 pour Guise, 2A004 pour Ajaccio)."
            )


def print_json(value: object) -> None:
    """Print JSON, accents as they are."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
