"""What each field of the programme means: definition, example, who fills it (`definitions.tsv`, in French).

Read at the first question only; the words come from the programme's texts and the forms of the State.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

QUI: Final = ("chef de projet", "commune", "préfecture", "financeur", "programme", "logiciel")
"""Who may fill a field."""


class Definition(NamedTuple):
    """What is known of one field."""

    definition: str
    exemple: str
    qui: str
    """One of `QUI`."""


@cache
def definitions() -> Mapping[tuple[str, str], Definition]:
    """Give the definition of every field, by (table, field)."""
    lines = files(__name__).joinpath("definitions.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return {(table, champ): Definition(*rest) for table, champ, *rest in rows}


def definition(table: str, champ: str) -> Definition | None:
    """Give what a field means; None for one that the programme does not have (an identifier, a newer version's)."""
    return definitions().get((table, champ))
