"""One request, one answer, one deadline: HTTP as a town hall's network leaves it.

A reply counts only if it carries the protocol's header: a captive portal's `200` is not a success. Bodies
are bounded before and after they are opened. Foreign exceptions become `SyncError` here and nowhere else.
"""

import asyncio
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final, Self
from urllib.parse import urlsplit

import httpx

from sync import diagnosis, errors, obstacles, proxy, trust
from sync.compression import ACCEPTED, SMALL, CompressionError, deflate, inflate
from sync.errors import SyncError
from sync.json_text import WireError, loads
from sync.protocol import ECHO, HEADER, MAX_BODY, MEDIA_TYPE, PROTOCOL

DEADLINE: Final = 90.0
"""Seconds for one whole round trip, look-up of the name included, however slowly its bytes come."""
SILENCE: Final = 30.0
"""Seconds without a byte after which the other end is taken for gone."""
CONNECT: Final = 10.0
"""Seconds to reach the other end: short, so that a try that began without a network does not outlast its return."""


class Transport:
    """The way to one endpoint; opened and closed around a synchronisation."""

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        http: httpx.AsyncClient | None = None,
        deadline: float = DEADLINE,
        silence: float = SILENCE,
        connect: float = CONNECT,
    ) -> None:
        """Prepare requests to the endpoint at `url`; raises SyncError for plain HTTP to another machine."""
        self.host = urlsplit(url).hostname or url
        if urlsplit(url).scheme != "https" and self.host not in proxy.LOOPBACK:
            raise errors.insecure(self.host)
        self._url = url.rstrip("/")
        self._token = token
        self._deadline, self._silence = deadline, silence
        self._timeout = httpx.Timeout(silence, connect=connect)
        self._proxy = None if http else proxy.choose(url)
        self._http = http or _client(self._proxy)
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

    async def post(self, path: str, body: bytes) -> Any:  # noqa: ANN401 - any JSON
        """Send a JSON text and give the answer's content; raises SyncError, whose sentence says what to do."""
        encoding = "zstd" if len(body) > SMALL else None
        headers = {
            "Content-Type": MEDIA_TYPE,
            "Accept-Encoding": ACCEPTED,
            "User-Agent": f"pvd-tui/{_release()}",
            HEADER: str(PROTOCOL),
            ECHO: secrets.token_hex(8),
        }
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
        request = self._http.stream("POST", self._url + path, content=packed, headers=headers, timeout=self._timeout)
        async with request as answer:
            self._recognise(answer, headers[ECHO])
            raw = bytearray()
            async for piece in answer.aiter_raw():
                raw += piece
                if len(raw) > MAX_BODY:
                    raise errors.damaged(self.host)
            self.received += len(raw)
            content = self._open(bytes(raw), answer)
            if answer.is_success:
                return content
            raise diagnosis.of_fault(content, answer.status_code, answer.headers, self.host)

    def _recognise(self, answer: httpx.Response, asked: str) -> None:
        """Refuse an answer that the endpoint did not give to this very request."""
        if HEADER not in answer.headers:
            login = bool(self._proxy and "@" in self._proxy)
            raise diagnosis.of_stranger(answer.status_code, answer.headers, self.host, login=login)
        if answer.headers.get(ECHO, asked) != asked or answer.headers.get("Age", "0") != "0":
            raise obstacles.cached(self.host)
        if answer.headers.get("Content-Type", "").partition(";")[0].strip().lower() != MEDIA_TYPE:
            raise obstacles.altered(self.host)

    def _open(self, raw: bytes, answer: httpx.Response) -> Any:  # noqa: ANN401 - any JSON
        opened = inflate(raw, answer.headers.get("Content-Encoding"), MAX_BODY)
        try:
            return loads(opened)
        except WireError as error:
            raise diagnosis.of_content(opened, self.host) from error

    @contextmanager
    def _in_french(self) -> Iterator[None]:
        try:
            yield
        except SyncError:
            raise
        except TimeoutError as error:
            raise errors.too_slow(self.host, self._deadline) from error
        except CompressionError as error:
            raise errors.damaged(self.host) from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise diagnosis.of_exception(error, self.host, self._silence, self._proxy) from error


def _client(by: str | None) -> httpx.AsyncClient:
    """Open the one client of a synchronisation; what the environment says of proxies was read by `proxy` already."""
    return httpx.AsyncClient(
        verify=trust.context(),
        proxy=by,
        trust_env=False,
        follow_redirects=False,
        limits=httpx.Limits(max_connections=2, keepalive_expiry=60.0),
    )


@cache
def _release() -> str:
    try:
        return version("pvd-tui")
    except PackageNotFoundError:
        return "0"
