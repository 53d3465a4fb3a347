"""Probable duplicates of an open store, those a person set aside, and merges that are not whole yet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.doublons import GENRES, Paire, cle, paires
from pvd_tui.domain.entity import FUSION
from pvd_tui.domain.tables import references
from storage.errors import RefusError

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from storage.store import Store

_PAGE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Reste:
    """A merge that is not whole: made both ways on two laptops, or followed by records that did not know of it."""

    table: str
    garde: str
    perdue: str
    croisee: bool
    """Whether each was merged into the other: somebody must say which one stays."""
    fiches: int
    """Records that still name the one that was merged."""

    @property
    def raison(self) -> str:
        """Say it in French."""
        if self.croisee:
            return "fusionnées l’une dans l’autre sur deux ordinateurs : dites laquelle garder"
        if self.fiches == 1:
            return "déjà fusionnées, mais une fiche a été rattachée depuis à celle qui est archivée"
        return f"déjà fusionnées, mais {self.fiches} fiches ont été rattachées depuis à celle qui est archivée"


def check_type(table: str) -> None:
    """Refuse a table in which duplicates are not looked for."""
    if table not in GENRES:
        raise RefusError(
            f"Les doublons se cherchent et se fusionnent parmi : {', '.join(GENRES)}. « {table} » n'en est pas. "
            "Rien n'a été modifié. Archivez la fiche qui est en trop avec « pvd archiver »."
        )


def candidates(store: "Store", table: str) -> list[Paire]:
    """List the probable duplicates of a table, the likeliest first; read commune by commune, or page by page."""
    check_type(table)
    ecartees = ecartes(store, table)
    found = [one for rows in _blocks(store, table) for one in paires(table, rows, ecartees)]
    return sorted(found, key=lambda one: (-one.score, one.cle))


def ecarter(store: "Store", table: str, un: str, autre: str) -> None:
    """Remember on this laptop that two records are two; the list never shows them again."""
    check_type(table)
    if un == autre:
        raise RefusError("Ce sont deux fois la même fiche. Rien n'a été modifié. Donnez deux identifiants.")
    with store.transaction() as connection:
        connection.execute(
            'INSERT OR IGNORE INTO doublon_ecarte ("table", un, autre) VALUES (?, ?, ?)', (table, *cle(un, autre))
        )


def reprendre(store: "Store", table: str, un: str, autre: str) -> None:
    """Show two records again that were set aside."""
    with store.transaction() as connection:
        connection.execute(
            'DELETE FROM doublon_ecarte WHERE "table" = ? AND un = ? AND autre = ?', (table, *cle(un, autre))
        )


def ecartes(store: "Store", table: str) -> set[tuple[str, str]]:
    """Give the pairs that a person said are two."""
    rows = store.connection.execute('SELECT un, autre FROM doublon_ecarte WHERE "table" = ?', (table,))
    return {(row[0], row[1]) for row in rows}


def restes(store: "Store", table: str) -> list[Reste]:
    """List the merges that are not whole."""
    check_type(table)
    rows = store.connection.execute(
        f'SELECT id, "{FUSION}", archive FROM "{table}" WHERE "{FUSION}" IS NOT NULL ORDER BY id'  # noqa: S608 - a table of the list
    ).fetchall()
    into = {str(row[0]): str(row[1]) for row in rows}
    archived = {str(row[0]) for row in rows if row[2]}
    found = [Reste(table, a, b, croisee=True, fiches=0) for a, b in into.items() if a < b and _crossed(store, table, a)]
    for record in sorted(archived):
        kept = standing(into, archived, record)
        count = sum(1 for _ in naming(store, table, record)) if kept else 0
        if kept and count and not any(record in (one.garde, one.perdue) for one in found):
            found.append(Reste(table, kept, record, croisee=False, fiches=count))
    return found


def titres_de(store: "Store", table: str, records: Sequence[str]) -> dict[str, str]:
    """Give the titles of records, however many there are."""
    found: dict[str, str] = {}
    for start in range(0, len(records), _PAGE):
        found |= store.rows.titres(table, records[start : start + _PAGE])
    return found


def standing(into: dict[str, str], archived: set[str], record: str) -> str | None:
    """Follow merges from a record to the one that stands, or None where they go round in a circle."""
    seen = {record}
    while record in archived and record in into:
        record = into[record]
        if record in seen:
            return None
        seen.add(record)
    return record


def final(store: "Store", table: str, record: str) -> str | None:
    """Give the record in which this one goes on, itself if it was not merged, None where nothing stands."""
    into: dict[str, str] = {}
    while record not in into:
        row = store.connection.execute(
            f'SELECT archive, "{FUSION}" FROM "{table}" WHERE id = ?',  # noqa: S608 - a table of the list
            (record,),
        ).fetchone()
        if row is None or not row[0] or row[1] is None:
            return record if row is not None and not row[0] else None
        into[record] = str(row[1])
        record = into[record]
    return None


def naming(store: "Store", table: str, record: str) -> Iterator[tuple[str, str, str]]:
    """Give what names a record and is not archived: table, id, field. The trace of a merge is not counted."""
    for name, field in references(table):
        if field == FUSION:
            continue
        rows = store.connection.execute(
            f'SELECT id FROM "{name}" WHERE "{field}" = ? AND archive = 0 ORDER BY id',  # noqa: S608 - tables and fields of the list
            (record,),
        ).fetchall()
        yield from ((name, str(row[0]), field) for row in rows)


def crossed(store: "Store", table: str, un: str, autre: str) -> bool:
    """Say whether two records were merged into each other, and nobody has said yet which one stays."""
    rows = store.connection.execute(
        f'SELECT id, "{FUSION}", archive FROM "{table}" WHERE id IN (?, ?)',  # noqa: S608 - a table of the list
        (un, autre),
    ).fetchall()
    if {(str(row[0]), row[1]) for row in rows} != {(un, autre), (autre, un)}:
        return False
    disputed = store.connection.execute(
        "SELECT 1 FROM desaccord WHERE \"table\" = ? AND record IN (?, ?) AND champ = 'archive' LIMIT 1",
        (table, un, autre),
    ).fetchone()
    return disputed is not None or all(row[2] for row in rows)


def _crossed(store: "Store", table: str, un: str) -> bool:
    row = store.connection.execute(f'SELECT "{FUSION}" FROM "{table}" WHERE id = ?', (un,)).fetchone()  # noqa: S608 - a table of the list
    return crossed(store, table, un, str(row[0]))


def _blocks(store: "Store", table: str) -> "Iterator[list[dict[str, Json]]]":
    """Read the rows that may be one: those of a commune, or all where there is none."""
    columns = GENRES[table].champs
    if table != "action":
        yield [row for page in _pages(store, table, columns) for row in page]
        return
    communes = [str(one) for one, count in store.rows.groups(table, "commune").items() if one and count > 1]
    for commune in communes:
        titre = store.rows.titres("commune", [commune]).get(commune)
        rows = store.rows.page(table, {"commune": commune}, columns=columns)
        yield [row | {"commune_titre": titre} for row in rows]


def _pages(store: "Store", table: str, columns: tuple[str, ...]) -> "Iterator[list[dict[str, Json]]]":
    offset = 0
    while rows := store.rows.page(table, columns=columns, order=(), limit=_PAGE, offset=offset):
        yield rows
        offset += _PAGE
