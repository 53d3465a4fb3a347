"""A bundle: what an exchange carries, as one file for a USB stick or an e-mail.

    PVDLOT 1                         the format's version
    {"kind":"depart", …}             who, for whom, how much: an `Entete`, readable with any text viewer
    zstd( one JSON line each )       depart: the changes, as on the wire   reponse: the endpoint's answers
    <HMAC-SHA256> <SHA-256>          seal of all that stands before it, sum of all that stands before it

The sum says that the file is whole. The seal says who wrote it: its key is the hash of a laptop's token, which
that laptop and its endpoint alone can compute. A file is read without being believed: sizes are bounded before
anything is opened, and nothing is given out before the sum was right.
"""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final, Literal, NoReturn

from pydantic import Field, ValidationError

from sync.errors import SyncError
from sync.json_text import WireError, dumps, loads
from sync.protocol import MAX_BODY, Answer, Complement, Grant, StreamState

FORMAT: Final = 1
"""Raised when an older program could not read the file."""
SUFFIX: Final = ".pvdlot"

MAX_FILE: Final = 64 * 1024 * 1024
"""Bytes of a file."""
MAX_OPENED: Final = 200 * 1024 * 1024
"""Bytes of its lines, once opened."""
MAX_HEADER: Final = 1024 * 1024
MAX_LINE: Final = 256 * 1024
"""Bytes of one change's line; an answer's may be as long as a body of the endpoint."""

_MAGIC: Final = b"PVDLOT "
_HEX: Final = 64
_TRAILER: Final = 1 + _HEX + 1 + _HEX + 1
_CHUNK: Final = 1024 * 1024
_WINDOW: Final = 8 * 1024 * 1024
"""Bytes of past text that an opened file may refer to: what reading costs, whatever the file claims."""
_LEVEL: Final = 9

Kind = Literal["depart", "reponse"]
_UUID: Final = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
_PLAIN: Final = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]*$"


class LotError(SyncError):
    """A file that is not taken; nothing was written."""


class Entete(Answer):
    """What stands before the lines of a bundle."""

    kind: Kind
    """`depart` leaves a laptop, `reponse` comes back from the endpoint."""
    device: str = Field(pattern=_UUID)
    """The laptop that wrote a `depart`, or the only one that a `reponse` is for."""
    nom: str = Field(default="", max_length=100, pattern=_PLAIN)
    """What that laptop calls itself."""
    grant: Grant
    """What it may read and write, as it knew then."""
    streams: dict[str, StreamState] = Field(default_factory=dict, max_length=200)
    """How far it had read."""
    complements: list[Complement] = Field(default_factory=list, max_length=200)
    created_at: str = Field(max_length=40, pattern=r"^\d{4}-\d\d-\d\dT[0-9:.]+(\+00:00|Z)$")
    count: int = Field(default=0, ge=0)
    """Lines."""
    octets: int = Field(default=0, ge=0)
    """Bytes of the lines, once opened."""


def key_of(token: str) -> str:
    """Give the key that seals a laptop's bundles: what its endpoint keeps of its token."""
    return hashlib.sha256(token.encode()).hexdigest()


class Writer:
    """Lines on their way into a bundle, packed as they come."""

    def __init__(self) -> None:
        """Begin with no line."""
        import zstandard  # noqa: PLC0415 - only a bundle or an exchange needs it

        self._packer = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compressobj()
        self._packed = bytearray()
        self.count = 0
        self.octets = 0

    def add(self, line: bytes) -> None:
        """Add one line of JSON; raises LotError once the bundle is full."""
        self.count += 1
        self.octets += len(line) + 1
        self._packed += self._packer.compress(line + b"\n")
        if self.octets > MAX_OPENED or len(self._packed) > MAX_FILE - MAX_HEADER:
            raise too_large()

    def close(self, entete: Entete, key: str) -> bytes:
        """Give the whole file, sealed."""
        self._packed += self._packer.flush()
        facts = entete.model_copy(update={"count": self.count, "octets": self.octets})
        header = dumps(facts.model_dump(mode="json", exclude_none=True))
        body = b"%b%d\n%b\n%b\n" % (_MAGIC, FORMAT, header, bytes(self._packed))
        sealed = b"%b%b " % (body, _seal(body, key))
        return b"%b%b\n" % (sealed, _sum(sealed))


@dataclass(frozen=True, slots=True)
class Lot:
    """A bundle whose sum is right. Who wrote it is another question: `is_sealed_by`."""

    entete: Entete
    empreinte: str
    """The sum: the same file has the same one."""
    _content: bytes
    _start: int

    def is_sealed_by(self, key: str) -> bool:
        """Say whether whoever has this key wrote every byte of the file."""
        claimed = self._content[-_TRAILER + 1 : -_TRAILER + 1 + _HEX]
        return hmac.compare_digest(claimed, _seal(memoryview(self._content)[: -_TRAILER + 1], key))

    def lines(self) -> Iterator[bytes]:
        """Give the lines one by one, never more in memory than one of them and a window.

        Raises LotError where they are not what the header says: too many, too long, cut.
        """
        import zstandard  # noqa: PLC0415 - only a bundle or an exchange needs it

        packed = BytesIO(memoryview(self._content)[self._start : -_TRAILER])
        opener = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
        longest = MAX_LINE if self.entete.kind == "depart" else MAX_BODY
        rest, count, octets = b"", 0, 0
        try:
            with opener.stream_reader(packed, read_across_frames=False) as stream:
                while piece := stream.read(_CHUNK):
                    octets += len(piece)
                    if octets > self.entete.octets:
                        _damaged()
                    *whole, rest = (rest + piece).split(b"\n")
                    if max(map(len, (*whole, rest))) > longest:
                        _damaged()
                    count += len(whole)
                    yield from whole
        except zstandard.ZstdError:
            _damaged()
        if rest or (count, octets) != (self.entete.count, self.entete.octets):
            _damaged()

    def values(self) -> Iterator[Any]:
        """Give what the lines say; None for a line that is no JSON."""
        for line in self.lines():
            try:
                yield loads(line)
            except WireError:
                yield None


def read(content: bytes) -> Lot:
    """Read a file; raises LotError, in French, for anything that is not a whole bundle of a known format."""
    if len(content) > MAX_FILE:
        raise too_large()
    if not content.startswith(_MAGIC):
        raise LotError(
            "etranger",
            "Ce fichier n'est pas un lot PVD. Rien n'a été modifié. Choisissez un fichier « .pvdlot » fait par "
            "« pvd lot exporter » ou par la préfecture.",
        )
    first = content.find(b"\n", 0, 32)
    version = content[len(_MAGIC) : first] if first > 0 else b""
    if version.isdigit() and version[:1] != b"0" and int(version) > FORMAT:
        raise LotError(
            "version",
            "Ce lot a été fait par une version plus récente de PVD. Rien n'a été modifié, et le lot reste bon. "
            "Mettez le programme à jour, puis recommencez.",
        )
    if version != b"%d" % FORMAT or len(content) < first + _TRAILER:
        _damaged()
    summed = len(content) - _HEX - 1
    if content[summed:] != b"%b\n" % _sum(memoryview(content)[:summed]):
        _damaged()
    second = content.find(b"\n", first + 1, first + 1 + MAX_HEADER)
    if second < 0 or second >= len(content) - _TRAILER:
        _damaged()
    entete = _entete(content[first + 1 : second])
    if entete.octets > MAX_OPENED:
        raise too_large()
    return Lot(entete, content[summed:-1].decode("ascii"), content, second + 1)


def too_large() -> LotError:
    """Say that a file is larger than any that this program opens."""
    return LotError(
        "taille",
        f"Ce lot est trop gros : {MAX_OPENED // 1024**2} Mo de modifications au plus, {MAX_FILE // 1024**2} Mo de "
        "fichier. Rien n'a été modifié. Synchronisez par le réseau, ou exportez seulement ce qui attend (sans --tout).",
    )


def _entete(line: bytes) -> Entete:
    try:
        return Entete.model_validate(loads(line))
    except (WireError, ValidationError):
        _damaged()


def _damaged() -> NoReturn:
    raise LotError(
        "endommage",
        "Ce lot est endommagé ou incomplet : il a pu être coupé pendant la copie ou modifié. Rien n'a été modifié. "
        "Copiez-le de nouveau depuis l'ordinateur d'origine, ou refaites-le.",
    ) from None


def _seal(body: bytes | memoryview, key: str) -> bytes:
    return hmac.new(bytes.fromhex(key), body, hashlib.sha256).hexdigest().encode()


def _sum(body: bytes | memoryview) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()
