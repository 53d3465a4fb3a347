"""A figure of the note, and what stands behind it: the rows it counts or adds up, and which time it read.

A block of the note is a frozen dataclass whose fields are figures, maps of figures, texts or lists; `valeurs` writes it
as JSON, `chiffres` walks its figures by their path (`ort.signees`), so that each of them opens its rows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from statistics import median
from typing import Any, Final, TypeVar

from pvd_tui.domain.entity import Entity
from pvd_tui.domain.temps import Temps

E = TypeVar("E", bound=Entity)

NON_RENSEIGNE: Final = "Non renseigné"
"""The key, and the word, of what nobody filled in: counted apart, never as zero or as no."""


class Nature(StrEnum):
    """How a figure is made of its rows."""

    NOMBRE = "nombre"
    SOMME = "somme"
    MEDIANE = "médiane"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Chiffre:
    """One figure."""

    valeur: int | float | None
    """None where nothing allows to say it."""
    table: str
    ids: tuple[str, ...]
    """The rows behind it; of a share, those of its numerator."""
    nature: Nature = Nature.NOMBRE
    champ: str | None = None
    """The field that is added up, in cents where it is money."""
    sur: int | None = None
    """The denominator of a share."""
    temps: Temps = Temps.METIER


def nombre(rows: Iterable[Entity], table: str, temps: Temps = Temps.METIER) -> Chiffre:
    """Count rows, each once."""
    ids = _ids(rows)
    return Chiffre(len(ids), table, ids, temps=temps)


def somme(rows: Iterable[E], table: str, champ: str, temps: Temps = Temps.JOURNAL) -> Chiffre:
    """Add up a field of the rows where it is filled in; None where there are rows and it is filled in nowhere."""
    there = list(rows)
    held = {row.id: row for row in there if getattr(row, champ) is not None}
    total = sum(getattr(row, champ) for row in held.values())
    return Chiffre(total if held or not there else None, table, tuple(sorted(held)), Nature.SOMME, champ, temps=temps)


def mediane(values: Mapping[str, int], table: str) -> Chiffre:
    """Give the median of what each row is worth; None without rows."""
    found = median(values.values()) if values else None
    whole = int(found) if found is not None and found == int(found) else found
    return Chiffre(whole, table, tuple(sorted(values)), Nature.MEDIANE)


def part(of: Chiffre, sur: int) -> Chiffre:
    """Give a count as a share of a total, in percent to a tenth; None of nothing."""
    share = round(100 * len(of.ids) / sur, 1) if sur else None
    return Chiffre(share, of.table, of.ids, Nature.PART, sur=sur, temps=of.temps)


def repartition(
    rows: Sequence[E],
    table: str,
    words: Iterable[str],
    said: Callable[[E], object],
    temps: Temps = Temps.JOURNAL,
) -> dict[str, Chiffre]:
    """Count rows by a word, or by each of several; what is not filled in apart. Every word of the list is there."""
    found: dict[str, list[E]] = {str(word): [] for word in (*words, NON_RENSEIGNE)}
    for row in rows:
        value = said(row)
        for word in value if isinstance(value, tuple) else (NON_RENSEIGNE if value is None else value,):
            found.setdefault(str(word), []).append(row)
    return {word: nombre(some, table, temps) for word, some in found.items()}


def valeurs(block: object) -> Any:  # noqa: ANN401 - JSON
    """Write a block as JSON: its figures as their values, dates as ISO text."""
    if isinstance(block, Chiffre):
        return block.valeur
    if is_dataclass(block):
        return {one.name: valeurs(getattr(block, one.name)) for one in fields(block)}
    if isinstance(block, Mapping):
        return {str(key): valeurs(value) for key, value in block.items()}
    if isinstance(block, tuple | list):
        return [valeurs(value) for value in block]
    return block.isoformat() if isinstance(block, date) else str(block) if isinstance(block, StrEnum) else block


def chiffres(block: object, path: str = "") -> Iterator[tuple[str, Chiffre]]:
    """Walk the figures of a block, each with its path."""
    if isinstance(block, Chiffre):
        yield path, block
        return
    inside: Iterable[tuple[str, object]] = ()
    if is_dataclass(block):
        inside = ((one.name, getattr(block, one.name)) for one in fields(block))
    elif isinstance(block, Mapping):
        inside = ((str(key), value) for key, value in block.items())
    for name, value in inside:
        yield from chiffres(value, f"{path}.{name}" if path else name)


def _ids(rows: Iterable[Entity]) -> tuple[str, ...]:
    return tuple(sorted({row.id for row in rows}))
