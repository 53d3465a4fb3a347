"""The words that a laptop and the endpoint share: limits, roles, requests, answers, verdicts.

    POST /v1/enrol     EnrolRequest    -> EnrolAnswer       no token: the invitation's code is the key
    POST /v1/exchange  ExchangeRequest -> ExchangeAnswer    Authorization: Bearer pvd_…
    GET  /v1/hello                     -> Hello             token optional; with one, `grant` is filled
    any error                          -> Fault             status >= 400

Bodies are JSON, `Content-Encoding: zstd` or `gzip` if not plain. Every reply, errors included, carries
`X-PVD-Proto`: a reply without it comes from somebody else (a captive portal), whatever its status.
"""

from collections.abc import Iterable
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from pvd_tui.changes.change import Change

PROTOCOL: Final = 1
"""Raised when a peer of the former version could not understand us."""

HEADER: Final = "X-PVD-Proto"
ECHO: Final = "X-PVD-Demande"
"""Drawn by the laptop for each request and given back with its answer: what a cache gives again has another."""
MEDIA_TYPE: Final = "application/json"

MAX_BODY: Final = 8 * 1024 * 1024
"""Bytes of a body once opened, request or answer."""
MAX_COMPRESSED: Final = 2 * 1024 * 1024
"""Bytes of a request as it travels: beyond it the endpoint answers 413."""
TARGET_COMPRESSED: Final = 1024 * 1024
"""Bytes of a request as it travels that a laptop should aim at."""
MAX_CHANGES: Final = 2_000
"""Changes in one request."""
MAX_PAGE: Final = 4 * 1024 * 1024
"""Bytes of changes in one answer, before compression."""
DEFAULT_PAGE: Final = 1024 * 1024
MAX_SEQ: Final = 2**53
"""More changes than a stream will ever hold, and a number that every JSON reader keeps whole."""
MAX_SCOPE: Final = 8_000
"""Characters of a scope: more communes than any chef de projet has."""

Role = Literal["chef", "prefecture", "region", "national"]
ROLES: Final[tuple[Role, ...]] = ("chef", "prefecture", "region", "national")

Code = Literal["territoire", "droit", "contenu", "taille", "forme", "flux", "restreint"]
"""Why one change is refused: another territory · no right to write there · this id already has another
content · too large · malformed · a stream outside the grant · a record that must not leave the laptop."""

Epoch = tuple[str, int]
"""The id of an epoch and its first seq."""


class Word(BaseModel):
    """What every message has in common: frozen, and nothing unexpected in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Answer(Word):
    """What the endpoint says: a newer endpoint may say more, and an older laptop ignores it."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class Grant(Answer):
    """Who a device acts for, and where."""

    role: Role
    departements: tuple[str, ...] = ()
    """Codes of départements; empty for a national device, which reads them all."""
    communes: tuple[str, ...] = ()
    """INSEE codes that a chef de projet writes."""


class Limits(Answer):
    """What one request or answer may hold."""

    body: int = MAX_BODY
    compressed: int = MAX_COMPRESSED
    changes: int = MAX_CHANGES
    page: int = MAX_PAGE


class Fault(Answer):
    """Why a whole request was refused, said to a person and to a program."""

    code: str
    message: str


class Hello(Answer):
    """Who answers here, and what it understands."""

    protocol: int = PROTOCOL
    protocol_min: int = PROTOCOL
    version: str
    server_time: str
    limits: Limits = Limits()
    device: str | None = None
    grant: Grant | None = None
    streams: dict[str, tuple[Epoch, ...]] = Field(default_factory=dict)
    """The streams that this token reads, with their lineage; empty without a token."""


class EnrolRequest(Word):
    """A laptop presents the code of its invitation."""

    code: str = Field(max_length=64)
    device: str | None = Field(default=None, pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
    """The id under which this laptop already signs its changes (`by`); kept unless it is taken."""
    nom: str = Field(default="", max_length=100, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")
    """What the préfecture reads in its list of devices."""
    nonce: str = Field(min_length=16, max_length=64)
    """Random, drawn once per invitation: with it a lost answer is asked for again, and nobody else can."""


class EnrolAnswer(Answer):
    """The laptop's key. It is told once; the endpoint keeps only its hash."""

    device: str
    token: str
    grant: Grant
    server_time: str


class StreamState(Word):
    """What a laptop has of one stream."""

    cursor: int = Field(default=0, ge=0, le=MAX_SEQ)
    epochs: tuple[Epoch, ...] = Field(default=(), max_length=1000)
    """The lineage it was last told."""
    scope: str | None = Field(default=None, max_length=MAX_SCOPE)
    """The scope it was last told. Another role reads again from 0; communes added to a chef's grant are read by
    `complements`, while the cursor goes on."""
    first: bool = False
    """Whether this is a first sync not yet complete: values already replaced are left out (stubs)."""


class Complement(Word):
    """What a laptop has of a commune that was added to its grant: the changes up to `until`, read apart."""

    stream: str = Field(max_length=16)
    commune: str = Field(max_length=5)
    cursor: int = Field(default=0, ge=0, le=MAX_SEQ)
    until: int = Field(ge=0, le=MAX_SEQ)
    """Where the stream's own cursor began to bring this commune."""


class ExchangeRequest(Word):
    """New changes up, and how far each stream was read."""

    streams: dict[str, StreamState] = Field(default_factory=dict, max_length=200)
    """Streams to read. One that is granted and not named is read from 0."""
    complements: list[Complement] = Field(default_factory=list, max_length=200)
    """Communes added to the grant and not read whole yet."""
    changes: list[Any] = Field(default_factory=list, max_length=MAX_CHANGES)
    """`wire.change_to_wire` of each, in log order."""
    page: int = Field(default=DEFAULT_PAGE, ge=1)
    """Bytes of changes wanted in the answer, before compression."""


class Verdict(Answer):
    """What became of one offered change. Verdicts come in the order of the changes."""

    id: str
    """The change's id, "" if it had none that can be read."""
    verdict: Literal["stored", "known", "refused"]
    seq: int | None = None
    received_at: str | None = None
    role: Role | None = None
    relais: str | None = None
    refused: tuple[str, ...] = ()
    """Ids in the change's `over` that this endpoint has refused."""
    code: Code | None = None
    message: str | None = None
    """For a person, in French."""


class StreamPage(Answer):
    """What follows the cursor in one stream."""

    since: int
    """Where this page starts: the laptop's cursor, or less when lineage or scope differ."""
    until: int
    """The new cursor, once the page is applied. It may pass filtered changes, never unsent ones."""
    more: bool
    head: int
    epochs: tuple[Epoch, ...]
    scope: str
    changes: list[Any] = Field(default_factory=list)
    """`wire.change_from_wire` reads each: stamped, in seq order."""


class ComplementPage(Answer):
    """What follows a complement's cursor."""

    stream: str
    commune: str
    since: int
    until: int
    """The new cursor of the complement."""
    remaining: int
    """Changes of the commune still to come after this page; 0 ends the complement."""
    changes: list[Any] = Field(default_factory=list)


class Receipt(Answer):
    """The proof that changes were stored: the stream's hash holds them and all before them."""

    stream: str
    first: int
    last: int
    count: int
    chain: str
    """The hash of the stream at `last`; `pvd-serveur verifier --accuse` finds it again."""
    received_at: str


class ExchangeAnswer(Answer):
    """Verdicts for what went up, pages of what comes down."""

    verdicts: list[Verdict] = Field(default_factory=list)
    streams: dict[str, StreamPage] = Field(default_factory=dict)
    """Every stream of the grant, and only those."""
    complements: list[ComplementPage] = Field(default_factory=list)
    """Those asked for, less the ones that are no longer granted."""
    receipts: list[Receipt] = Field(default_factory=list)
    """One per stream that stored something."""
    grant: Grant
    device: str
    server_time: str


def common_seq(mine: Iterable[Epoch], theirs: Iterable[Epoch]) -> int | None:
    """Give the last seq that both lineages share; None when they are the same, so that all is shared."""
    alone = {(str(name), int(first)) for name, first in mine} ^ {(str(name), int(first)) for name, first in theirs}
    return min(first for _, first in alone) - 1 if alone else None


def stamped_by(change: Change, verdict: Verdict) -> Change:
    """Give the change with the stamps of its verdict (`stored` or `known`)."""
    if verdict.seq is None or verdict.received_at is None or verdict.role is None:
        raise ValueError(f"a verdict without stamps: {verdict.verdict}")
    return change.stamped(
        seq=verdict.seq,
        received_at=verdict.received_at,
        role=verdict.role,
        relais=verdict.relais,
        refused=verdict.refused,
    )
