"""A bundle that another laptop wrote: what of it may come in, whose it is, and what stays in the file.

This laptop cannot check the seal: only the author and the endpoint have the key. So a change comes in as if its
author had told it here: without any server's stamp, with the least role, and waiting to be carried. It must be one
that this laptop may write itself, or the endpoint would not take it either; and it never claims to be this laptop's
own, or the endpoint would believe it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from pvd_tui.changes.change import Change
from pvd_tui.domain.tables import TABLES
from storage import bundle
from sync.json_text import WireError, canonical
from sync.lot import Lot
from sync.lot_contenu import Contenu
from sync.protocol import Grant
from sync.server.territory import Known, granted_streams, refusal
from sync.wire import change_from_wire, check_size

if TYPE_CHECKING:
    from storage.store import Store

SHARE: Final = 500
"""Changes looked at, and written, in one transaction."""


@dataclass(slots=True)
class Apport:
    """What a bundle brings to this laptop, or brought."""

    nouveau: Contenu = field(default_factory=Contenu)
    deja: int = 0
    """Known here, or refused by the server and kept « À corriger »."""
    dehors: Counter[str] = field(default_factory=Counter)
    """Outside this laptop's grant: they stay in the file, counted by commune or stream."""
    differents: list[str] = field(default_factory=list)
    """Ids known here with another content: nobody's change is replaced."""
    ecartes: int = 0
    """Restreint, unreadable, signed with this laptop's own name, or elsewhere than their record."""

    def facts(self) -> dict[str, Any]:
        """Give the counts for a program."""
        return {
            "nouveau": self.nouveau.facts(),
            "deja": self.deja,
            "dehors": dict(self.dehors),
            "differents": self.differents,
            "ecartes": self.ecartes,
        }


def look(store: "Store", lot: Lot, grant: Grant, *, own: bool) -> Apport:
    """Say what the bundle would bring; writes nothing."""
    apport = Apport()
    for share in _shares(lot.values()):
        _sort(store, grant, share, apport, own=own)
    return apport


def take(store: "Store", lot: Lot, grant: Grant, *, own: bool) -> Apport:
    """Add what the bundle brings; a share at a time, each whole or not at all, in any order and as often as one likes.

    `own` says that the seal is this laptop's: its changes are its own again.
    """
    apport = Apport()
    for share in _shares(lot.values()):
        with store.transaction():
            store.outbox.receive(_sort(store, grant, share, apport, own=own), None)
    return apport


def _shares(values: Iterable[Any]) -> Iterator[list[Any]]:
    each = iter(values)
    while share := list(islice(each, SHARE)):
        yield share


def _sort(store: "Store", grant: Grant, share: Sequence[object], apport: Apport, *, own: bool) -> list[Change]:
    """Give the changes of a share that may come in, and count all the others."""
    offered = [change for raw in share if (change := _read(raw)) is not None]
    apport.ecartes += len(share) - len(offered)
    here = bundle.known(store, [change.id for change in offered])
    refused = bundle.withdrawn(store, [change.id for change in offered])
    places = _Places(store, offered)
    streams = frozenset(granted_streams(grant, ()))
    taken: list[Change] = []
    for change in offered:
        stored = here.get(change.id)
        if stored is not None:
            same = is_same(stored, change)
            apport.deja += same
            apport.differents += [] if same else [change.id]
        elif change.id in refused:
            apport.deja += 1
        elif change.by == store.device and not own:
            apport.ecartes += 1
        elif change.stream not in streams:
            apport.dehors[change.stream] += 1
        elif (no := places.refusal(grant, change)) == "droit":
            apport.dehors[change.commune or change.stream] += 1
        elif no:
            apport.ecartes += 1
        else:
            new = replace(change, role=store.role if change.by == store.device else "chef")
            here[change.id] = new
            places.remember(new)
            taken.append(new)
            apport.nouveau.add(new)
    return taken


class _Places:
    """Where the records of a share belong, as this laptop knows it and as the share goes on."""

    def __init__(self, store: "Store", changes: Sequence[Change]) -> None:
        """Look the records up, and their parents."""
        found = bundle.communes(store, {name for change in changes for name in _named(change)})
        self._streams = {key: stream for key, (stream, _) in found.items()}
        self._known: dict[str, dict[tuple[str, str], Known]] = {}
        for key, (stream, commune) in found.items():
            self._known.setdefault(stream, {})[key] = Known(commune, emise=False)

    def refusal(self, grant: Grant, change: Change) -> str:
        """Give the code of the endpoint's refusal, "" if this laptop may carry the change."""
        if self._streams.get((change.table, change.record), change.stream) != change.stream:
            return "territoire"
        no = refusal(grant, change, self._known.get(change.stream, {}))
        return no.code if no else ""

    def remember(self, change: Change) -> None:
        """Note where a record belongs, from its first change on."""
        key = (change.table, change.record)
        self._streams.setdefault(key, change.stream)
        self._known.setdefault(change.stream, {}).setdefault(key, Known(change.commune, emise=False))


def _read(raw: object) -> Change | None:
    """Read a change without the stamps that it claims; None if it is none, or too large for the endpoint."""
    try:
        read = change_from_wire(raw)
        check_size(canonical(dict(read.set)), canonical(dict(read.over)))
    except WireError:
        return None
    if read.seq is None:
        return read
    return replace(read, seq=None, received_at=None, role=None, relais=None, refused=())


def _named(change: Change) -> set[str]:
    """Give the records whose territory decides: the change's own, and its parent."""
    entity = TABLES.get(change.table)
    parent = change.set.get(entity.parent) if entity and entity.parent else None
    return {change.record, parent} if isinstance(parent, str) else {change.record}


def is_same(stored: Change, offered: Change) -> bool:
    """Say whether two copies are of one change; a value that one of them left out is not compared."""
    facts = ("table", "record", "at", "by", "stream", "commune", "geste")
    if any(getattr(stored, name) != getattr(offered, name) for name in facts):
        return False
    if {*stored.fields} != {*offered.fields} or _ids(stored) != _ids(offered):
        return False
    return all(stored.set[name] == offered.set[name] for name in stored.set.keys() & offered.set.keys())


def _ids(change: Change) -> dict[str, list[str]]:
    return {name: list(ids) for name, ids in change.over.items()}
