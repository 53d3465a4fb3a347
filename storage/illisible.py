"""What a newer server sent and this program cannot read: kept as text until a newer program can (rule 10)."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pvd_tui.changes.change import Change
from storage.union import unite

if TYPE_CHECKING:
    from sqlite3 import Connection

    from storage.store import Store


def keep(store: "Store", stream: str, texts: Iterable[str]) -> None:
    """Keep changes of a stream as the text that came."""
    with store.transaction() as connection:
        connection.executemany(
            "INSERT OR IGNORE INTO illisible (stream, texte) VALUES (?, ?)", [(stream, text) for text in texts]
        )


def kept(store: "Store") -> list[tuple[int, str]]:
    """Give what was kept as text: rank and text."""
    return [(r[0], r[1]) for r in store.connection.execute("SELECT rang, texte FROM illisible ORDER BY rang")]


def read_at_last(store: "Store", changes: Sequence[Change], ranks: Iterable[int]) -> None:
    """Add what was kept as text and can be read now."""
    with store.transaction() as connection:
        unite(store, changes)
        connection.executemany("DELETE FROM illisible WHERE rang = ?", [(rank,) for rank in ranks])


def void(connection: "Connection", stream: str, above: int) -> None:
    """Take the stamps that a restored server no longer has off the texts; part of the caller's transaction.

    Once read, these changes are offered as any other: the server may have nobody else to get them from.
    """
    connection.execute(
        "UPDATE OR REPLACE illisible SET texte = json_remove(texte, '$.seq') "
        "WHERE stream = ? AND json_extract(texte, '$.seq') > ?",
        (stream, above),
    )
