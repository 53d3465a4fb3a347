"""Reading a request that may be too large, too slow, a bomb, or not what it says."""

import asyncio
from typing import Final, TypeVar

from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request

from sync.compression import CompressionError, TooLargeError, inflate
from sync.protocol import MAX_BODY, MAX_COMPRESSED, MEDIA_TYPE, Word
from sync.wire import WireError, loads

DEADLINE: Final = 15.0
"""Seconds within which a whole request must have arrived."""

_ENCODINGS: Final = frozenset({"", "identity", "zstd", "gzip", "x-gzip"})

Message = TypeVar("Message", bound=Word)


class FaultError(Exception):
    """A request refused as a whole: HTTP status, code for programs, French sentence for people."""

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        """Keep what the answer will say."""
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers or {}


async def receive(request: Request, deadline: float = DEADLINE) -> bytes:
    """Read the body as it travels, within the limits of size and time."""
    media = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media != MEDIA_TYPE:
        raise FaultError(415, "forme", "Le message n’est pas annoncé comme du JSON.")
    if request.headers.get("content-encoding", "").strip().lower() not in _ENCODINGS:
        raise FaultError(415, "forme", "La compression du message n’est pas connue de ce serveur.")
    length = request.headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length[:12]) > MAX_COMPRESSED:
        raise _too_large()
    received = bytearray()
    try:
        async with asyncio.timeout(deadline):
            async for chunk in request.stream():
                received += chunk
                if len(received) > MAX_COMPRESSED:
                    raise _too_large()
    except TimeoutError as error:
        raise FaultError(408, "lenteur", "Le message n’est pas arrivé à temps ; il sera renvoyé.") from error
    except ClientDisconnect as error:
        raise FaultError(400, "coupure", "La connexion a été coupée ; le message sera renvoyé.") from error
    return bytes(received)


def understand(received: bytes, encoding: str | None, kind: type[Message]) -> Message:
    """Open, read and check a body; anything wrong is a `FaultError` of the 400s."""
    try:
        return kind.model_validate(loads(inflate(received, encoding, MAX_BODY)))
    except TooLargeError as error:
        raise _too_large() from error
    except CompressionError as error:
        raise FaultError(400, "forme", "Le message compressé est abîmé.") from error
    except WireError as error:
        raise FaultError(400, error.code, str(error)) from error
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors(include_input=False, include_url=False)[0]["loc"])
        raise FaultError(400, "forme", f"Le message est mal formé (« {place[:80]} »).") from error


def _too_large() -> FaultError:
    return FaultError(413, "taille", "Le message est trop volumineux ; il sera renvoyé en plusieurs parties.")
