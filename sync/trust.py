"""Whose certificates are believed: the system's store, and the file of `PVD_CA` added to it. Nothing passes by."""

import os
import ssl
from functools import lru_cache
from pathlib import Path
from typing import Final

from sync import obstacles

VARIABLE: Final = "PVD_CA"
"""A PEM file with the authority of a proxy that inspects, or of the préfecture: added, never instead."""


def context() -> ssl.SSLContext:
    """Give the TLS settings of every exchange; raises SyncError if the file of `PVD_CA` cannot be used."""
    path = os.environ.get(VARIABLE, "").strip()
    if not path:
        return _made("", 0)
    try:
        return _made(path, Path(path).stat().st_mtime_ns)
    except (OSError, ssl.SSLError) as error:
        raise obstacles.unreadable_ca(path) from error


@lru_cache(maxsize=2)
def _made(path: str, _changed: int) -> ssl.SSLContext:
    import truststore  # noqa: PLC0415 - only an exchange needs it

    made = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if path:
        made.load_verify_locations(cafile=path)
    return made
