"""Territories that left the grant: their records leave this laptop once that was offered (`design.md` §5).

Until then they are read-only (`storage.grants`). What was never sent from here and is refused there is kept in
« À corriger »; what was exported is the person's own file.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.change import Change
from pvd_tui.domain.formule import neutraliser
from storage import log
from storage.errors import StoreFileError, why
from storage.grants import WHOLE

if TYPE_CHECKING:
    from storage.store import Store

_PHRASE: Final = "Ce territoire n’est plus dans votre habilitation ; adressez-vous à la préfecture."


@dataclass(frozen=True, slots=True)
class Retrait:
    """A territory to give back: a commune of a stream, or all of the stream (`commune` is "")."""

    stream: str
    commune: str
    at: str
    fiches: int
    """Records of it on this laptop."""
    restreintes: int
    """Those among them that exist on this laptop only."""


def pending(store: "Store") -> list[Retrait]:
    """Give the territories that left the grant and are still here."""
    rows = store.connection.execute("SELECT stream, commune, at FROM retrait ORDER BY stream, commune").fetchall()
    return [Retrait(row[0], row[1], row[2], *_count(store, row[0], row[1])) for row in rows]


def export(store: "Store", retrait: Retrait, folder: Path) -> list[Path]:
    """Write the territory's records as one CSV a table (`;`, UTF-8 with BOM, as spreadsheets read it).

    Raises StoreFileError if the folder cannot be written; nothing leaves the store.
    """
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for table, plan in store.plans.items():
            records = [record for name, record in _fiches(store, retrait) if name == table]
            if records:
                path = folder / f"{table}.csv"
                with path.open("w", encoding="utf-8-sig", newline="") as file:
                    out = csv.writer(file, delimiter=";")
                    out.writerow(["id", *plan.columns])
                    for record in records:
                        values = store.folded(table, record).values
                        out.writerow([record, *(_cell(values.get(name)) for name in plan.columns)])
                written.append(path)
    except OSError as error:
        raise StoreFileError(
            f"L'export dans « {folder} » n'a pas pu être écrit ({why(error)}). Rien n'a quitté cet ordinateur. "
            "Choisissez un autre dossier."
        ) from error
    return written


def leave(store: "Store", retrait: Retrait) -> int:
    """Take the territory's records off this laptop, their history and drafts included; returns how many there were.

    Changes that wait to be sent go to « À corriger », values kept. Records that the grant still reads stay.
    """
    with store.transaction() as connection:
        here = (retrait.stream, retrait.commune)
        if connection.execute("SELECT 1 FROM retrait WHERE stream = ? AND commune = ?", here).fetchone() is None:
            return 0  # given back to the grant since it was shown
        fiches = list(_fiches(store, retrait))
        for change in _waiting(store, retrait):
            store.outbox.refuse(change, "droit", _PHRASE, partir=True)
        connection.execute("PRAGMA secure_delete = ON")
        for table, record in fiches:
            key = (record, table)
            connection.execute(
                "UPDATE lot SET titre = 'Modification' "
                'WHERE id IN (SELECT lot FROM change WHERE record = ? AND "table" = ?)',
                key,
            )
            connection.execute('DELETE FROM change WHERE record = ? AND "table" = ?', key)
            connection.execute('DELETE FROM brouillon WHERE record = ? AND "table" = ?', key)
            store.projection.write(table, record)
        if retrait.commune == WHOLE:
            connection.execute("DELETE FROM curseur WHERE stream = ?", (retrait.stream,))
            connection.execute("DELETE FROM illisible WHERE stream = ?", (retrait.stream,))
        else:
            connection.execute("DELETE FROM illisible WHERE stream = ? AND json_extract(texte, '$.commune') = ?", here)
        connection.execute("DELETE FROM retrait WHERE stream = ? AND commune = ?", here)
        connection.execute("INSERT INTO recherche (recherche) VALUES ('optimize')")  # deleted words leave the file too
    return len(fiches)


def _fiches(store: "Store", retrait: Retrait) -> Iterator[tuple[str, str]]:
    everything = retrait.commune == WHOLE
    rows = store.connection.execute(
        f'SELECT "table", record FROM fiche WHERE stream = ? {"" if everything else "AND commune = ?"} ORDER BY rang',  # noqa: S608 - constants
        (retrait.stream,) if everything else (retrait.stream, retrait.commune),
    )
    return iter([(row["table"], row["record"]) for row in rows])


def _waiting(store: "Store", retrait: Retrait) -> list[Change]:
    everything = retrait.commune == WHOLE
    rows = store.connection.execute(
        f"SELECT {log.COLUMNS} FROM change WHERE seq IS NULL AND etat = 'log' AND stream = ? "  # noqa: S608 - constants
        f"{'' if everything else 'AND commune = ?'} ORDER BY rang",
        (retrait.stream,) if everything else (retrait.stream, retrait.commune),
    )
    return [log.read(row) for row in rows]


def _count(store: "Store", stream: str, commune: str) -> tuple[int, int]:
    row = store.connection.execute(
        "SELECT count(*), coalesce(sum(restreint), 0) FROM fiche WHERE stream = ? AND (? = '' OR commune = ?)",
        (stream, commune, commune),
    ).fetchone()
    return int(row[0]), int(row[1])


def _cell(value: object) -> str:
    """Write a value so that no spreadsheet takes it for a formula."""
    if value is None:
        return ""
    return neutraliser(log.dumps(value) if isinstance(value, list | dict) else str(value))
