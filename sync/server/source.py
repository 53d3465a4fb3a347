"""Where a request comes from, as far as it can be believed."""

import ipaddress
from collections.abc import Iterable
from typing import Final

from starlette.types import ASGIApp, Scope

_FORWARDED: Final = frozenset({b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip"})
_ONE_HOME: Final = 64  # an IPv6 subscriber has that many bits of addresses of his own


class ProxyError(ValueError):
    """Not the address of a reverse proxy; `str()` is a French sentence."""


def source(scope: Scope) -> str:
    """Name the address a request comes from; an IPv6 one by its network, a nonsense one by ""."""
    host = (scope.get("client") or ("",))[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), _ONE_HOME), strict=False))


def is_local(scope: Scope) -> bool:
    """Say whether a program of this very machine is asking, on nobody's behalf."""
    host = (scope.get("client") or ("",))[0]
    forwarded = any(name in _FORWARDED for name, _ in scope.get("headers", ()))
    return host in {"127.0.0.1", "::1"} and not forwarded


def behind(app: ASGIApp, proxies: Iterable[str]) -> ASGIApp:
    """Believe these reverse proxies, and nobody else, when they say whom they speak for (`X-Forwarded-For`)."""
    trusted = [str(_network(proxy)) for proxy in proxies]
    if not trusted:
        return app
    from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware  # noqa: PLC0415 - only behind a proxy

    return ProxyHeadersMiddleware(app, trusted)  # type: ignore[arg-type,return-value] # ASGI, typed by another library


def _network(proxy: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        found = ipaddress.ip_network(proxy.strip())
    except ValueError as error:
        raise ProxyError(f"« {proxy} » n’est pas l’adresse d’un mandataire ; exemple : 10.0.0.5.") from error
    if found.prefixlen == 0:
        raise ProxyError("On ne peut pas faire confiance à toutes les adresses : nommez celle du mandataire.")
    return found
