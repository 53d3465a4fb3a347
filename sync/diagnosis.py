"""What went wrong on the way, told by what was raised or by what answered in the endpoint's place."""

import re
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

import httpx

from sync import errors, obstacles, proxy
from sync.errors import SyncError

LONGEST_REQUEST: Final = 3600.0
"""Seconds that a server may ask to wait: what asks for more is mistaken."""

_EXPIRED: Final = frozenset({10, 0x800B0101, -67818})
_NOT_YET: Final = frozenset({9, -67819})
_WRONG_HOST: Final = frozenset({62, 63, 64, 0x800B010F, -67602})
_UNKNOWN: Final = frozenset({18, 19, 20, 21, 0x800B0109, 0x800B010A, -67843})
"""How OpenSSL, Windows and macOS say it (`verify_code`)."""

_NOT_TLS: Final = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "UNKNOWN_PROTOCOL")
_PAGE: Final = re.compile(rb"<\s*(?:!doctype|html|head|body|script|meta)\b", re.IGNORECASE)
_HOST: Final = re.compile(r"[a-z0-9][a-z0-9.-]{0,100}\Z")
_UNAVAILABLE: Final = frozenset({429, 500, 502, 503, 504})
_FILTERED: Final = frozenset({403, 451})


def of_exception(error: Exception, host: str, seconds: float, by: str | None) -> SyncError:
    """Say what an exception of the road means; `by` is the proxy's address if there is one."""
    chain = list(_chain(error))
    for one in chain:
        if type(one) in {ssl.SSLError, ssl.SSLCertVerificationError}:  # the others only say that bytes are missing
            return _of_tls(one, host)  # type: ignore[arg-type] # just told
    match error:
        case httpx.ProxyError():
            return _of_proxy(str(error), host, by)
        case httpx.ConnectError() | httpx.ConnectTimeout():
            return obstacles.proxy_away(proxy.place(by)) if by else _of_connecting(chain, host)
        case httpx.TimeoutException():
            return errors.too_slow(host, seconds)
        case httpx.NetworkError():
            return errors.cut(host)
    return errors.damaged(host)


def of_stranger(status: int, headers: Mapping[str, str], host: str, *, login: bool) -> SyncError:
    """Say what an answer without the protocol's header means; `login`: a proxy was given a name and password."""
    match status:
        case httpx.codes.PROXY_AUTHENTICATION_REQUIRED:
            return obstacles.proxy_refused(host) if login else obstacles.proxy_login(host)
        case httpx.codes.REQUEST_ENTITY_TOO_LARGE:
            return obstacles.too_large(host)
        case httpx.codes.REQUEST_TIMEOUT:
            return SyncError("lenteur", str(errors.cut(host)))
        case _ if status in _UNAVAILABLE:
            return errors.busy(host, status, wait_asked(headers))
        case _ if status in _FILTERED:
            return obstacles.blocked(host, status)
    return obstacles.foreign(host, _destination(headers.get("Location", "")))


def of_content(raw: bytes, host: str) -> SyncError:
    """Say what a body means that cannot be read: a page or a script was written into it, or it is broken."""
    return obstacles.altered(host) if _PAGE.search(raw) else errors.damaged(host)


def of_fault(content: object, status: int, headers: Mapping[str, str], host: str) -> SyncError:
    """Say a fault of the endpoint itself."""
    facts = content if isinstance(content, dict) else {}
    code, message = str(facts.get("code") or status), str(facts.get("message") or "")
    shown = "".join(sign for sign in message[:400] if sign.isprintable())
    shown = shown or f"Le serveur {host} a répondu une erreur ({status}). {errors.SAFE} ; recommencez plus tard."
    return errors.said_by_server(code, shown, host, status, wait_asked(headers))


def wait_asked(headers: Mapping[str, str]) -> float | None:
    """Read `Retry-After`, in seconds or as a date that is measured against the answer's own clock."""
    asked = headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        return min(float(asked[:9]), LONGEST_REQUEST)
    until, now = _date(asked), _date(headers.get("Date", ""))
    seconds = (until - now).total_seconds() if until and now else 0.0
    return min(seconds, LONGEST_REQUEST) if seconds > 0 else None


def _of_connecting(chain: Sequence[BaseException], host: str) -> SyncError:
    known: tuple[tuple[type[BaseException], Callable[[str], SyncError]], ...] = (
        (socket.gaierror, errors.unknown_name),
        (ConnectionRefusedError, errors.refused),
        (ConnectionResetError, errors.cut),
        (ssl.SSLEOFError, errors.cut),
    )
    say = next((say for kind, say in known if any(isinstance(one, kind) for one in chain)), errors.unreachable)
    return say(host)


def _of_tls(error: ssl.SSLError, host: str) -> SyncError:
    if isinstance(error, ssl.SSLCertVerificationError):
        code = getattr(error, "verify_code", 0)
        known = (("expire", _EXPIRED), ("futur", _NOT_YET), ("nom", _WRONG_HOST), ("inconnu", _UNKNOWN))
        return obstacles.certificate(host, next((why for why, codes in known if code in codes), ""))
    reason = error.reason or ""
    if any(word in reason for word in _NOT_TLS):
        return obstacles.foreign(host)
    return obstacles.old_tls(host) if "PROTOCOL" in reason or "VERSION" in reason else obstacles.certificate(host)


def _of_proxy(said: str, host: str, by: str | None) -> SyncError:
    status = int(said[:3]) if said[:3].isdigit() else 0
    if status in _FILTERED:
        return obstacles.blocked(host, status)
    if status in _UNAVAILABLE:
        return obstacles.proxy_blind(host, proxy.place(by or ""))
    if status and status != httpx.codes.PROXY_AUTHENTICATION_REQUIRED:
        return obstacles.foreign(host)
    return obstacles.proxy_refused(host) if by and "@" in by else obstacles.proxy_login(host)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for one in error.exceptions:
                yield from _chain(one)
        error = error.__cause__ or error.__context__


def _destination(location: str) -> str:
    """Name where an answer leads, only if it is a plain name: a stranger wrote it."""
    try:
        host = (urlsplit(location).hostname or "").lower()
    except ValueError:
        return ""
    return host if _HOST.match(host) else ""


def _date(text: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
