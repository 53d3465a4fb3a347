"""A bundle at the endpoint: the same verdicts, rules and transactions as an exchange, and an answer to carry back.

The laptop's side of the conversation is played from the file: its changes in order, and its cursors moved by each
answer until nothing is left to read. Each answer becomes a line of the answer's bundle, sealed for that laptop.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import Engine, select, update

from sync.json_text import WireError, loads
from sync.lot import Entete, Lot, LotError, Writer, read
from sync.lot_contenu import Contenu
from sync.protocol import (
    MAX_CHANGES,
    MAX_PAGE,
    Complement,
    ComplementPage,
    ExchangeAnswer,
    ExchangeRequest,
    StreamPage,
    StreamState,
)
from sync.server.bulk import among
from sync.server.clock import written
from sync.server.enrolment import DISUSE, Device, TokenError, grant_of
from sync.server.exchange import exchange
from sync.server.judged import Judged
from sync.server.schema import change, device
from sync.wire import change_from_wire

ANSWERS: Final = 150 * 1024 * 1024
"""Bytes of answers in one bundle: what follows comes with the next one."""

_BATCH_BYTES: Final = 3_000_000
_CHEF: Final = "chef:"
"""How the scope of a chef begins; his communes follow."""


@dataclass(frozen=True, slots=True)
class Expediteur:
    """The laptop whose seal was found right, and the key of that seal."""

    device: Device
    nom: str
    key: str


@dataclass(slots=True)
class Apercu:
    """What a bundle holds, and how much of it is here already."""

    contenu: Contenu = field(default_factory=Contenu)
    deja: int = 0
    illisibles: int = 0


@dataclass(slots=True)
class Bilan:
    """What became of a bundle's changes."""

    enregistrees: int = 0
    deja: int = 0
    refus: list[Judged] = field(default_factory=list)
    rendues: int = 0
    """Changes that the answer brings to the laptop."""
    complet: bool = True
    """Whether the answer holds all that the laptop may read."""


def sender(engine: Engine, lot: Lot, now: datetime) -> Expediteur:
    """Find the laptop that wrote the bundle; raises LotError unless its seal is right and its access open."""
    if lot.entete.kind != "depart":
        raise LotError(
            "reponse",
            "Ce lot est une réponse de la préfecture, à importer sur l’ordinateur d’un agent (« pvd lot importer »). "
            "Rien n’a été modifié.",
        )
    with engine.connect() as connection:
        row = connection.execute(select(device).where(device.c.id == lot.entete.device)).mappings().one_or_none()
    if row is None or not lot.is_sealed_by(row["token_hash"]):
        raise LotError(
            "sceau",
            "Ce lot n’a pas été fait par un ordinateur enrôlé sur ce serveur, ou il a été modifié depuis. Rien n’a "
            "été modifié. Vérifiez qu’il est destiné à cette préfecture et demandez à son auteur de le refaire.",
        )
    if row["revoked_at"] is not None or max(row["last_used_at"] or "", row["created_at"]) < written(now - DISUSE):
        raise LotError(
            "revoque",
            f"L’accès de l’ordinateur « {row['nom'] or row['id']} » a été retiré : son lot est refusé. Rien n’a été "
            "modifié, et ses données restent chez son utilisateur. Invitez-le de nouveau ; il refera son lot.",
        )
    return Expediteur(Device(row["id"], grant_of(dict(row))), row["nom"], row["token_hash"])


def look(engine: Engine, lot: Lot) -> Apercu:
    """Say what the bundle holds; writes nothing."""
    apercu = Apercu()
    for batch in _batches(lot):
        ids: set[str] = set()
        for raw in batch:
            try:
                one = change_from_wire(raw)
            except WireError:
                apercu.illisibles += 1
            else:
                apercu.contenu.add(one)
                ids.add(one.id)
        if ids:
            with engine.connect() as connection:
                here = connection.scalars(select(change.c.id).where(among(connection, change.c.id, ids)))
                apercu.deja += len(here.all())
    return apercu


def answer(engine: Engine, content: bytes, now: datetime) -> bytes:
    """Take a bundle and give the one to carry back: what a simulation, or a mailbox, needs."""
    lot = read(content)
    return take(engine, lot, sender(engine, lot, now), now)[1]


def take(
    engine: Engine, lot: Lot, expediteur: Expediteur, now: datetime, suivi: Callable[[int], None] = lambda _: None
) -> tuple[Bilan, bytes]:
    """Store what may be stored, as an exchange would, and give the sealed answer.

    Every share is stored whole or not at all; after a failure the same bundle is taken again, and its first shares
    are known.
    """
    bilan = Bilan()
    writer = Writer()
    _used(engine, expediteur.device.id, now)
    try:
        for body, verdicts, reading in _conversation(engine, lot, expediteur.device, now):
            _count(bilan, verdicts)
            bilan.rendues += reading.last
            writer.add(body)
            bilan.complet = not reading.more
            suivi(bilan.enregistrees + bilan.deja + len(bilan.refus))
    except TokenError as error:
        raise LotError("revoque", f"{error} Ce qui était enregistré l’est toujours.") from error
    entete = Entete(
        kind="reponse",
        device=expediteur.device.id,
        nom=expediteur.nom,
        grant=expediteur.device.grant,
        created_at=written(now),
    )
    return bilan, writer.close(entete, expediteur.key)


@dataclass(slots=True)
class _Reading:
    """How far the laptop will have read, once it has applied the answers given so far."""

    streams: dict[str, StreamState]
    complements: list[Complement]
    octets: int = 0
    last: int = 0
    more: bool = True

    def follow(self, body: bytes) -> None:
        """Move the cursors as the laptop will."""
        said = ExchangeAnswer.model_validate(loads(body))
        self.octets += len(body)
        pages: list[StreamPage | ComplementPage] = [*said.streams.values(), *said.complements]
        self.last = sum(len(page.changes) for page in pages)
        gained = [one for name, page in said.streams.items() for one in _gained(name, self.streams.get(name), page)]
        self.streams = {
            name: StreamState(
                cursor=page.until,
                epochs=page.epochs,
                scope=page.scope,
                first=page.more and (name not in self.streams or self.streams[name].first),
            )
            for name, page in said.streams.items()
        }
        left = {(one.stream, one.commune): one for one in said.complements if one.remaining}
        self.complements = [
            one.model_copy(update={"cursor": left[one.stream, one.commune].until})
            for one in self.complements
            if (one.stream, one.commune) in left
        ] + gained
        self.more = bool(self.complements) or any(page.more for page in said.streams.values())


def _gained(stream: str, before: StreamState | None, page: StreamPage) -> list[Complement]:
    """Ask for the communes that the grant gained since the bundle was written, as the laptop will."""
    if before is None or before.scope is None or not page.since or not page.scope.startswith(_CHEF):
        return []
    had = set(before.scope.removeprefix(_CHEF).split(",")) if before.scope.startswith(_CHEF) else None
    new = sorted(set(page.scope.removeprefix(_CHEF).split(",")) - had - {""}) if had is not None else []
    return [Complement(stream=stream, commune=commune, until=page.since) for commune in new]


def _conversation(
    engine: Engine, lot: Lot, who: Device, now: datetime
) -> Iterator[tuple[bytes, list[Judged], _Reading]]:
    """Give every answer of the exchange that the bundle stands for."""
    reading = _Reading(dict(lot.entete.streams), list(lot.entete.complements))
    batches = _batches(lot)
    batch = next(batches, [])
    while batch or reading.more:
        full = reading.octets > ANSWERS
        if full and not batch:
            return
        request = ExchangeRequest(
            streams=reading.streams,
            complements=reading.complements,
            changes=batch,
            page=1 if full else MAX_PAGE,  # all the verdicts are given; what is read goes on with the next bundle
        )
        body, verdicts = exchange(engine, who, request, now)
        reading.follow(body)
        yield body, verdicts, reading
        batch = next(batches, [])


def _batches(lot: Lot) -> Iterator[list[Any]]:
    """Give the changes as requests may hold them: so many, and about so many bytes."""
    lines = lot.lines()
    while True:
        batch: list[Any] = []
        weight = 0
        for line in islice(lines, MAX_CHANGES):
            try:
                batch.append(loads(line))
            except WireError:
                batch.append(None)  # gets its verdict: malformed
            weight += len(line)
            if weight > _BATCH_BYTES:
                break
        if not batch:
            return
        yield batch


def _count(bilan: Bilan, verdicts: list[Judged]) -> None:
    for one in verdicts:
        if one.verdict == "stored":
            bilan.enregistrees += 1
        elif one.verdict == "known":
            bilan.deja += 1
        else:
            bilan.refus.append(one)


def _used(engine: Engine, device_id: str, now: datetime) -> None:
    """Note that the laptop's token was used, as an exchange does."""
    with engine.begin() as connection:
        connection.execute(update(device).where(device.c.id == device_id).values(last_used_at=written(now)))
