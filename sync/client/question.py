"""What this laptop asks for: the streams of its grant, each from where it was read."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from storage import settings
from storage.grants import Complement
from storage.outbox import Cursor
from sync.protocol import Grant

if TYPE_CHECKING:
    from storage.store import Store

STREAMS: Final = "flux"
GRANT: Final = "droits"


def asked(store: "Store") -> dict[str, Any]:
    """Say how far this laptop has read, as an exchange asks, and a bundle."""
    return question((store.outbox.cursor(stream) for stream in streams(store)), store.grants.complements())


def question(cursors: Iterable[Cursor], complements: Iterable[Complement]) -> dict[str, Any]:
    """Ask for what follows these cursors."""
    return {
        "streams": {cursor.stream: _state(cursor) for cursor in cursors},
        "complements": [_asked(one) for one in complements],
    }


def _state(cursor: Cursor) -> dict[str, Any]:
    return {
        "cursor": cursor.seq,
        "epochs": [list(epoch) for epoch in cursor.epoques],
        "scope": cursor.scope,
        "first": not cursor.complet,
    }


def _asked(one: Complement) -> dict[str, Any]:
    return {"stream": one.stream, "commune": one.commune, "cursor": one.seq, "until": one.jusqu_a}


def streams(store: "Store") -> list[str]:
    """Name the streams of the grant, as it was last told."""
    known = store.settings.get(STREAMS)
    return list(json.loads(known)) if known else []


def keep_grant(store: "Store", grant: Grant, named: tuple[str, ...] = ()) -> None:
    """Keep what this laptop may read and write: the role, its communes, its streams."""
    values = {
        settings.ROLE: grant.role,
        settings.COMMUNES: ",".join(grant.communes) or None,
        settings.DEPARTEMENT: grant.departements[0]
        if len(grant.departements) == 1
        else store.settings.get(settings.DEPARTEMENT),
        STREAMS: json.dumps(named or [*(f"dep:{code}" for code in grant.departements), "fr"]),
        GRANT: grant.model_dump_json(),
    }
    for key, value in values.items():
        if store.settings.get(key) != value:
            store.settings.put(key, value)
