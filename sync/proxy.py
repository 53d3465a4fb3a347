"""Which proxy leads to the endpoint: `PVD_PROXY`, else what the system says (environment, Windows, macOS)."""

import os
import urllib.request
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

from sync import aside, obstacles

VARIABLE: Final = "PVD_PROXY"
"""A proxy's address, or one of these words."""
DIRECT: Final = frozenset({"", "aucun", "direct"})

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""This machine itself: never by a proxy, who would read the key in the clear."""

_PATIENCE: Final = 5.0
"""Seconds for the system to say whether an address goes round its proxy: Windows may ask a name server."""


def choose(url: str) -> str | None:
    """Give the address of the proxy to use for `url`, or None; raises SyncError for an address that is none."""
    target = urlsplit(url)
    if target.hostname in LOOPBACK:
        return None
    given = os.environ.get(VARIABLE)
    if given is None:
        given = _of_the_system(target.scheme, target.hostname or "")
    given = given.strip()
    return None if given.lower() in DIRECT else _checked(given)


def place(proxy: str) -> str:
    """Name a proxy without the password its address may hold."""
    address = urlsplit(proxy)
    return f"{address.hostname}:{address.port}" if address.port else str(address.hostname)


def _of_the_system(scheme: str, host: str) -> str:
    known = urllib.request.getproxies()
    proxy = known.get(scheme) or known.get("all") or ""
    with suppress(TimeoutError):
        if proxy and aside.call(lambda: urllib.request.proxy_bypass(host), _PATIENCE):
            return ""
    return proxy


def _checked(given: str) -> str:
    address = given if "://" in given else f"http://{given}"
    try:
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise obstacles.proxy_address(given.rpartition("@")[2])  # never the password
    return address
