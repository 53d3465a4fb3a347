"""Erasures, put back into a base that was restored to before them (rule 8)."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from pvd_tui.changes.change import Change
from sync.json_text import canonical
from sync.protocol import ROLES
from sync.server import effacement, streams
from sync.server.again import replaces
from sync.server.bulk import insert_rows
from sync.server.chain import RESTAMP, content_of, digest, link
from sync.server.schema import change, record, replaced, restamp
from sync.server.territory import born


def reapply(
    engine: Engine, erasures: Iterable[Change], entropy: Callable[[int], bytes] = os.urandom
) -> tuple[int, int]:
    """Put each erasure back in the log, at a new seq with its former stamps, and blank what it names.

    The new epoch has begun: laptops read the seqs that these changes take. Gives how many were put back, and
    how many stored changes were blanked.
    """
    again = blanked = 0
    for one in sorted(erasures, key=lambda known: (known.stream, known.id)):
        streams.ensure(engine, [one.stream])
        with engine.begin() as connection:
            head, chain = streams.lock(connection, one.stream)
            stored = connection.execute(select(change).where(change.c.id == one.id)).mappings().one_or_none()
            if stored is None:
                again += 1
                seq = head + 1
                _insert(connection, one, seq, chain, entropy(16).hex())
            else:
                seq = stored["seq"]
                again += _raise_role(connection, one, dict(stored), head, chain)
            stamped = one.stamped(
                seq=seq,
                received_at=one.received_at or "",
                role=one.role or "",
                relais=one.relais,
                refused=tuple(one.refused),
            )
            blanked += effacement.apply(connection, stamped)
    return again, blanked


def _insert(connection: Connection, one: Change, seq: int, chain: str, salt: str) -> None:
    values, over = canonical(dict(one.set)), canonical({name: list(ids) for name, ids in one.over.items()})
    content = digest(salt, content_of(one, values))
    row: dict[str, Any] = {name: getattr(one, name) for name in ("id", "stream", "table", "record", "commune", "geste")}
    row |= {name: getattr(one, name) for name in ("at", "by", "received_at", "role", "relais")}
    row |= {"seq": seq, "set": values, "over": over, "stub": canonical(sorted(one.stub))}
    row |= {"refused": canonical(list(one.refused)), "salt": None if one.stub else salt, "digest": content}
    row["chain"] = link(chain, seq, one.id, over, content)
    connection.execute(insert(change).values(row))
    streams.advance(connection, {one.stream: (seq, row["chain"])})
    known = born(one)
    place = {"stream": one.stream, "table": one.table, "record": one.record}
    insert_rows(connection, record, [{**place, "commune": known.commune, "emise": known.emise}])
    insert_rows(connection, replaced, replaces(one, one.stream, one.role or ""))


def _raise_role(connection: Connection, one: Change, stored: dict[str, Any], head: int, chain: str) -> bool:
    """Give the change out again, where the backup knows it from before a préfecture had carried it."""
    role = one.role or ""
    if ROLES.index(stored["role"]) >= max(map(ROLES.index, {role} & set(ROLES)), default=0):
        return False
    linked = link(chain, head + 1, one.id, RESTAMP, stored["digest"])
    connection.execute(insert(restamp).values(stream=one.stream, seq=head + 1, id=one.id, chain=linked))
    streams.advance(connection, {one.stream: (head + 1, linked)})
    connection.execute(update(change).where(change.c.id == one.id).values(role=role, relais=one.relais))
    insert_rows(connection, replaced, replaces(one, one.stream, role))
    return True
