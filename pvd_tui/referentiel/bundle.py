"""The bundled files: sorted text, one record a line, read once on first use and searched by bisection.

    communes.tsv        insee, nom, liaison, région, arrondissement, siren, epci, population, codes postaux
    noms.txt            every name as `plain_words` spells it, most populous commune first
    anciennes.tsv       a code that is no longer a commune's, and the commune that took it over
    codes_postaux.tsv   code postal, communes
    epci.tsv            siren, type, nom, communes
    territoires.tsv     régions (R), départements (D), arrondissements (A)

A file that is never asked for is never read. `build.py` writes them.
"""

from bisect import bisect_left
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "data"
"""Where the files lie, in the source tree and in the installed package alike."""


@cache
def text(file: str) -> str:
    """Return what a bundled file holds."""
    return (FOLDER / file).read_bytes().decode("utf-8")


@cache
def lines(file: str) -> list[str]:
    """Return the lines of a bundled file."""
    return text(file).splitlines()


def record(file: str, key: str) -> list[str] | None:
    """Return the fields of the line that begins with this key, or None."""
    start = f"{key}\t"
    rows = lines(file)
    at = bisect_left(rows, start)
    if at == len(rows) or not rows[at].startswith(start):
        return None
    return rows[at].split("\t")


def records_from(file: str, prefix: str) -> list[list[str]]:
    """Return the fields of every line that begins with this prefix, in order."""
    rows = lines(file)
    first = bisect_left(rows, prefix)
    last = bisect_left(rows, prefix + "\U0010ffff")
    return [row.split("\t") for row in rows[first:last]]
