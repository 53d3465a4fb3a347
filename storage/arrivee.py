"""Records that this laptop did not know, many at once: a first sync, an import of a stick.

Each is written as `Projection.write` would write it, in one statement a table instead of several a record.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from storage import log
from storage.plan import GESTE
from storage.projection import searched, sorte

if TYPE_CHECKING:
    from pvd_tui.changes.change import Change
    from pvd_tui.changes.fold import Folded
    from storage.projection import Projection

Key = tuple[str, str]
"""Table and record."""


def lay(projection: "Projection", changes: Mapping[Key, "list[Change]"]) -> None:
    """Write records that have no row yet; `changes` holds every change of each. Part of the caller's transaction."""
    connection = projection.connection
    first = connection.execute("SELECT coalesce(max(rang), 0) FROM fiche").fetchone()[0] + 1
    ranks = {key: first + place for place, key in enumerate(changes)}
    connection.executemany(
        'INSERT INTO fiche (rang, "table", record, stream, commune) VALUES (?, ?, ?, ?, ?)',
        [(ranks[key], *key, some[0].stream, some[0].commune) for key, some in changes.items()],
    )
    rows: dict[tuple[str, tuple[str, ...]], list[tuple[object, ...]]] = {}
    texts: list[tuple[int, str, str]] = []
    folded: dict[Key, Folded] = {}
    for key, some in changes.items():
        table, record = key
        plan = projection.plans.get(table)
        if plan is None:
            continue
        folded[key] = one = projection.read(table, some)
        row = projection.row(table, one, some, new=True)
        filled = {name: cell for name, cell in row.items() if cell is not None}  # a NULL costs more to bind than a text
        rows.setdefault((table, tuple(filled)), []).append((record, *filled.values()))
        texte = searched(plan, record, one)
        if texte:
            texts.append((ranks[key], sorte(table), texte))
    for (table, names), some_rows in rows.items():
        _insert(projection, table, names, some_rows)
    connection.executemany("INSERT INTO recherche (rowid, sorte, texte) VALUES (?, ?, ?)", texts)
    connection.executemany(
        'INSERT INTO desaccord ("table", record, champ, nature, heads) VALUES (?, ?, ?, ?, ?)',
        [
            (*key, d.champ, d.nature.value, log.dumps(d.heads))
            for key, one in folded.items()
            if key[0] != GESTE
            for d in one.desaccords
        ],
    )


def _insert(projection: "Projection", table: str, names: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    marks = ", ".join("?" * len(rows[0]))
    listed = ", ".join(f'"{name}"' for name in ("id", *names))
    projection.connection.executemany(f'INSERT OR REPLACE INTO "{table}" ({listed}) VALUES ({marks})', rows)  # noqa: S608 - columns of the plan
