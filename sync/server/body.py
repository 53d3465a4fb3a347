"""Reading a request that may be too large, too slow, a bomb, or not what it says."""

import asyncio
import re
from typing import Final, TypeVar

from pydantic import ValidationError
from starlette.requests import Request

from sync.compression import CompressionError, TooLargeError, inflate
from sync.json_text import WireError, loads
from sync.protocol import MAX_BODY, MAX_COMPRESSED, MEDIA_TYPE, Word

DEADLINE: Final = 15.0
"""Seconds within which a request must have arrived, and …"""
SLOWEST: Final = 2_000
"""… bytes in a second that prolong it: a 2G link passes, a client that trickles does not."""

MAX_ENROLMENT: Final = 4_096
"""Bytes of a request from somebody who has no token yet."""

MAX_RATIO: Final = 20
"""How many times larger than it travelled a body may be …"""
FREE: Final = 65_536
"""… beyond so many bytes: any single change passes, however monotonous its text."""

MAX_MARKS: Final = 400_000
"""Commas and opening brackets of a body, which bound the memory that its values take once read."""

_ENCODINGS: Final = frozenset({"", "identity", "zstd", "gzip", "x-gzip"})
_STRANGE: Final = re.compile(r"[^0-9A-Za-z_.:-]")

Message = TypeVar("Message", bound=Word)


class FaultError(Exception):
    """A request refused as a whole: HTTP status, code for programs, French sentence for people."""

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        """Keep what the answer will say."""
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers or {}


async def take_in(request: Request, deadline: float = DEADLINE, most: int = MAX_COMPRESSED) -> bytes:
    """Read the body as it travels, within the limits of size and time."""
    media = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media != MEDIA_TYPE:
        raise FaultError(415, "forme", "Le message n’est pas annoncé comme du JSON.")
    if request.headers.get("content-encoding", "").strip().lower() not in _ENCODINGS:
        raise FaultError(415, "forme", "La compression du message n’est pas connue de ce serveur.")
    length = request.headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length[:12]) > most:
        raise _too_large()
    received = bytearray()
    ends = asyncio.get_running_loop().time() + deadline
    try:
        async with asyncio.timeout_at(ends) as limit:
            while True:
                message = await request.receive()
                if message["type"] == "http.disconnect":
                    raise FaultError(400, "coupure", "La connexion a été coupée ; le message sera renvoyé.")
                received += message.get("body", b"")
                if len(received) > most:
                    raise _too_large()
                if not message.get("more_body", False):  # nearly always at once: the deadline has not to move
                    return bytes(received)
                limit.reschedule(ends + len(received) / SLOWEST)
    except TimeoutError as error:
        raise FaultError(408, "lenteur", "Le message n’est pas arrivé à temps ; il sera renvoyé.") from error


def understand(received: bytes, encoding: str | None, kind: type[Message]) -> Message:
    """Open, read and check a body; anything wrong is a `FaultError` of the 400s."""
    try:
        opened = inflate(received, encoding, min(MAX_BODY, max(FREE, MAX_RATIO * len(received))))
        _refuse_swarms(opened)
        return kind.model_validate(loads(opened))
    except TooLargeError as error:
        raise _too_large() from error
    except CompressionError as error:
        raise FaultError(400, "forme", "Le message compressé est abîmé.") from error
    except WireError as error:
        raise FaultError(400, error.code, str(error)) from error
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors(include_input=False, include_url=False)[0]["loc"])
        raise FaultError(400, "forme", f"Le message est mal formé (« {_STRANGE.sub('?', place[:80])} »).") from error


def _refuse_swarms(opened: bytes) -> None:
    """Refuse millions of tiny values before they are read: each takes twenty times its text in memory."""
    if len(opened) > MAX_MARKS and sum(map(opened.count, (b",", b"[", b"{"))) > MAX_MARKS:
        raise _too_large()


def _too_large() -> FaultError:
    return FaultError(413, "taille", "Le message est trop volumineux ; il sera renvoyé en plusieurs parties.")
