"""Records that this laptop did not know, many at once: a first sync, an import of a stick.

Each is written as `Projection.write` would write it, in one statement a table instead of several a record.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pvd_tui.changes.change import ARCHIVE
from storage import derives, log
from storage.plan import GESTE
from storage.projection import cell, searched, sort_key, sorte, unligatured

if TYPE_CHECKING:
    from pvd_tui.changes.change import Change
    from pvd_tui.changes.fold import Folded
    from storage.plan import TablePlan
    from storage.projection import Projection

Key = tuple[str, str]
"""Table and record."""

_ALWAYS = ("titre_tri", "stream", "archive", "restreint", "desaccord", "maj_le", "maj_par")
"""What every row has besides its fields; `territoire` too, unless the record is the whole département's."""


@dataclass(slots=True)
class _Shape:
    """The rows of a table that fill the same columns, ready for one statement."""

    plan: "TablePlan"
    fields: tuple[str, ...]
    """Of those that a change sets: the columns of the table, in its order."""
    columns: tuple[str, ...]
    words: tuple[str, ...]
    """Of those: what the search index holds, in the order of the plan."""
    rows: list[tuple[object, ...]] = field(default_factory=list)


def lay(projection: "Projection", changes: Mapping[Key, "list[Change]"]) -> None:
    """Write records that have no row yet; `changes` holds every change of each. Part of the caller's transaction."""
    connection = projection.connection
    first = connection.execute("SELECT coalesce(max(rang), 0) FROM fiche").fetchone()[0] + 1
    connection.executemany(
        'INSERT INTO fiche (rang, "table", record, stream, commune) VALUES (?, ?, ?, ?, ?)',
        [(rang, *key, some[0].stream, some[0].commune) for rang, (key, some) in enumerate(changes.items(), first)],
    )
    shapes: dict[tuple[object, ...], _Shape] = {}
    folded: dict[Key, Folded] = {}
    texts: list[tuple[int, str, str]] = []
    for rang, (key, some) in enumerate(changes.items(), first):
        plan = projection.plans.get(key[0])
        if plan is None:
            continue
        if len(some) == 1:
            texte = _add(shapes, plan, some[0])
        else:
            folded[key] = one = projection.read(key[0], some)
            _add_folded(shapes, plan, key[1], projection.row(key[0], one, some, new=True))
            texte = searched(plan, key[1], one)
        if texte:
            texts.append((rang, sorte(key[0]), texte))
    for shape in shapes.values():
        _insert(projection, shape)
    for table in derives.DERIVES:
        derives.follow(connection, table, [record for of, record in changes if of == table])
    connection.executemany("INSERT INTO recherche (rowid, sorte, texte) VALUES (?, ?, ?)", texts)
    connection.executemany(
        'INSERT INTO desaccord ("table", record, champ, nature, heads) VALUES (?, ?, ?, ?, ?)', _disagreements(folded)
    )


def _add(shapes: dict[tuple[object, ...], _Shape], plan: "TablePlan", change: "Change") -> str:
    """Add the row of a record that has one change, as most have; give the text by which it is found."""
    values = {name: value for name, value in change.set.items() if value is not None}
    shared = change.commune is None
    shape = shapes.get(key := (plan.table, shared, *values))
    if shape is None:
        shape = shapes[key] = _shape(plan, values, shared=shared)
    archived = values.get(ARCHIVE) is True
    at = change.at if change.received_at is None else min(change.at, change.received_at)
    titre = sort_key(str(values.get("titre") or ""))
    meta = (titre, change.stream, int(archived), 0, 0, at, change.by)
    cells = [v if type(v := values[name]) is str or type(v) is int else cell(v) for name in shape.fields]
    shape.rows.append((change.record, *cells, *meta) if shared else (change.record, *cells, *meta, change.commune))
    if archived or plan.table == GESTE:
        return ""
    words = [str(value) for name in shape.words if (value := values[name])]
    return unligatured("\n".join([change.record, *words] if plan.table == "commune" else words))


def _shape(plan: "TablePlan", values: Mapping[str, object], *, shared: bool) -> _Shape:
    columns, filled = frozenset(plan.columns), (*_ALWAYS, *(() if shared else ("territoire",)))
    fields = tuple(name for name in values if name in columns and name not in filled)
    words = tuple(name for name in plan.searched if name in values)
    return _Shape(plan, fields, (*fields, *filled), words)


def _add_folded(
    shapes: dict[tuple[object, ...], _Shape], plan: "TablePlan", record: str, row: Mapping[str, object]
) -> None:
    """Add the row of a record whose changes were folded."""
    filled = {name: cell for name, cell in row.items() if cell is not None}  # a NULL costs more to bind than a text
    key = (plan.table, None, *filled)
    shape = shapes.setdefault(key, _Shape(plan, (), tuple(filled), ()))
    shape.rows.append((record, *filled.values()))


def _insert(projection: "Projection", shape: _Shape) -> None:
    marks = ", ".join("?" * (len(shape.columns) + 1))
    listed = ", ".join(f'"{name}"' for name in ("id", *shape.columns))
    statement = f'INSERT OR REPLACE INTO "{shape.plan.table}" ({listed}) VALUES ({marks})'  # noqa: S608 - columns of the plan
    projection.connection.executemany(statement, shape.rows)


def _disagreements(folded: Mapping[Key, "Folded"]) -> Iterator[Sequence[str]]:
    for key, one in folded.items():
        for d in one.desaccords if key[0] != GESTE else ():  # a label: nobody is asked about it
            yield (*key, d.champ, d.nature.value, log.dumps(d.heads))
