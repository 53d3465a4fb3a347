"""The restore drill: a backup is restored to a base of its own and compared with the one that serves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, RowMapping, func, select

from sync.protocol import common_seq
from sync.server import copie, present, settings, streams
from sync.server.clock import written
from sync.server.restauration import prepared, told
from sync.server.sauvegarde import workroom
from sync.server.schema import change

_FIXED: Final = (
    "id",
    "seq",
    "table",
    "record",
    "commune",
    "geste",
    "at",
    "by",
    "over",
    "received_at",
    "digest",
    "chain",
)
"""What never changes of a stored change; values may be erased or completed, roles raised."""

_Pair = tuple[RowMapping | None, RowMapping | None]


@dataclass(slots=True)
class Exercice:
    """What a drill found."""

    fichier: Path
    faite_le: str
    lignes: dict[str, int]
    duree: float = 0.0
    """Seconds until the restored base could have served (RTO)."""
    compares: int = 0
    """Changes that both bases hold."""
    completees: int = 0
    """Left-out values that a laptop has brought since the backup."""
    differentes: list[str] = field(default_factory=list)
    """Changes that are not the same in both: « dep:02 n° 12 »."""
    absentes: int = 0
    """Changes acknowledged since, that only laptops could give back."""
    depuis: str | None = None
    """When the first of them was received."""
    perte: float = 0.0
    """Seconds of work that only laptops could give back (RPO)."""


def drill(source: Path, engine: Engine, now: datetime, ticks: Callable[[], float]) -> Exercice:
    """Restore a backup aside, verify it, compare it with the base that serves, and note when it was done."""
    start = ticks()
    with (
        told(),
        copie.snapshot(engine) as live,
        workroom(source.parent) as room,
        prepared(source, room / "base.sqlite", present.look(live)) as (restored, done),
        copie.snapshot(restored) as base,
    ):
        found = Exercice(source, done.faite_le, done.lignes, duree=ticks() - start)
        for stream in streams.existing(live):
            _compare(live, base, stream, found)
    if found.depuis is not None:
        found.perte = (now - datetime.fromisoformat(found.depuis)) / timedelta(seconds=1)
    if not found.differentes:
        settings.remember(engine, settings.EXERCICE, written(now))
    return found


def _compare(live: Connection, base: Connection, stream: str, found: Exercice) -> None:
    """Compare one stream up to where both bases share its lineage."""
    until = 0
    if stream in streams.existing(base):
        theirs = streams.lineage(base, stream).epochs
        until = common_seq(streams.lineage(live, stream).epochs, theirs) or 0
    for mine, other in _pairs(_rows(live, stream, until), _rows(base, stream, until)):
        found.compares += 1
        _compare_rows(stream, mine, other, found)
    missing = select(func.count(), func.min(change.c.received_at)).where(
        change.c.stream == stream, change.c.seq > until
    )
    count, first = live.execute(missing).one()
    found.absentes += count
    if first is not None:
        found.depuis = min(first, found.depuis or first)


def _rows(connection: Connection, stream: str, until: int) -> Iterator[RowMapping]:
    query = select(change).where(change.c.stream == stream, change.c.seq <= until).order_by(change.c.seq)
    return iter(connection.execute(query, execution_options={"yield_per": copie.BATCH}).mappings())


def _pairs(mine: Iterator[RowMapping], others: Iterator[RowMapping]) -> Iterator[_Pair]:
    """Put the rows of the same seq side by side; a row that the other base lacks stands alone."""
    one, other = next(mine, None), next(others, None)
    while one is not None or other is not None:
        first = min(row["seq"] for row in (one, other) if row is not None)
        here = one if one is not None and one["seq"] == first else None
        there = other if other is not None and other["seq"] == first else None
        yield here, there
        one = next(mine, None) if here is not None else one
        other = next(others, None) if there is not None else other


def _compare_rows(stream: str, mine: RowMapping | None, other: RowMapping | None, found: Exercice) -> None:
    seq = (mine or other or {"seq": 0})["seq"]
    if mine is None or other is None or any(mine[name] != other[name] for name in _FIXED):
        found.differentes.append(f"{stream} n° {seq}")
    elif mine["set"] != other["set"]:
        if len(mine["stub"]) < len(other["stub"]):
            found.completees += 1
        else:
            found.differentes.append(f"{stream} n° {seq}")
