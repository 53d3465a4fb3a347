"""One request, one answer, one deadline: HTTP as a town hall's network leaves it.

A reply counts only if it carries the protocol's header: a captive portal's `200` is not a success. Bodies
are bounded before and after they are opened. Foreign exceptions become `SyncError` here and nowhere else.
"""

import asyncio
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Self
from urllib.parse import urlsplit

import httpx

from sync import errors
from sync.compression import ACCEPTED, SMALL, CompressionError, deflate, inflate
from sync.errors import SyncError
from sync.protocol import HEADER, MAX_BODY, MEDIA_TYPE, PROTOCOL
from sync.wire import WireError, dumps, loads

DEADLINE: Final = 90.0
"""Seconds for one whole round trip, however slowly its bytes come."""

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class Transport:
    """The way to one endpoint; opened and closed around a synchronisation."""

    def __init__(
        self, url: str, *, token: str | None = None, http: httpx.AsyncClient | None = None, deadline: float = DEADLINE
    ) -> None:
        """Prepare requests to the endpoint at `url`; raises SyncError for plain HTTP to another machine."""
        self.host = urlsplit(url).hostname or url
        if urlsplit(url).scheme != "https" and self.host not in _LOOPBACK:
            raise errors.insecure(self.host)
        self._url = url.rstrip("/")
        self._token = token
        self._deadline = deadline
        self._http = http or httpx.AsyncClient(verify=_system_trust(), timeout=30.0, follow_redirects=False)
        self._owned = http is None
        self.sent = 0
        self.received = 0

    async def __aenter__(self) -> Self:
        """Use the transport as a block that closes it."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections that this transport opened."""
        if self._owned:
            await self._http.aclose()

    async def post(self, path: str, content: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any JSON
        """Send JSON and give the answer's; raises SyncError, whose sentence says what to do."""
        body = dumps(content)
        encoding = "zstd" if len(body) > SMALL else None
        headers = {"Content-Type": MEDIA_TYPE, "Accept-Encoding": ACCEPTED, HEADER: str(PROTOCOL)}
        if encoding:
            headers["Content-Encoding"] = encoding
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        packed = deflate(body, encoding)
        self.sent += len(packed)
        with self._in_french():
            async with asyncio.timeout(self._deadline):
                return await self._read(path, packed, headers)

    async def _read(self, path: str, packed: bytes, headers: Mapping[str, str]) -> Any:  # noqa: ANN401 - any JSON
        async with self._http.stream("POST", self._url + path, content=packed, headers=headers) as answer:
            if HEADER not in answer.headers:
                raise (
                    errors.proxy_login(self.host)
                    if answer.status_code == httpx.codes.PROXY_AUTHENTICATION_REQUIRED
                    else errors.foreign(self.host)
                )
            raw = bytearray()
            async for piece in answer.aiter_raw():
                raw += piece
                if len(raw) > MAX_BODY:
                    raise errors.damaged(self.host)
            self.received += len(raw)
            content = loads(inflate(bytes(raw), answer.headers.get("Content-Encoding"), MAX_BODY))
            if answer.is_success:
                return content
            raise _fault(content, answer.status_code)

    @contextmanager
    def _in_french(self) -> Iterator[None]:
        try:
            yield
        except TimeoutError as error:
            raise errors.too_slow(self.host, self._deadline) from error
        except (httpx.TimeoutException, httpx.NetworkError) as error:
            raise (
                errors.certificate(self.host) if _is_certificate(error) else errors.unreachable(self.host)
            ) from error
        except httpx.ProxyError as error:
            raise errors.proxy_login(self.host) from error
        except (httpx.HTTPError, CompressionError, WireError, ValueError) as error:
            raise errors.damaged(self.host) from error


def _fault(content: object, status: int) -> SyncError:
    facts = content if isinstance(content, dict) else {}
    code = str(facts.get("code") or status)
    return SyncError(code, str(facts.get("message") or f"Le serveur a répondu une erreur ({status})."))


def _is_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _system_trust() -> ssl.SSLContext:
    import truststore  # noqa: PLC0415 - only an exchange needs it

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
