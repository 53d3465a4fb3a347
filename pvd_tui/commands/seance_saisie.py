"""The lines that a command reads from the standard input, as they come."""

import sys
from collections.abc import Iterator


def lignes() -> Iterator[str]:
    """Give the lines of the standard input as they come; bytes that are not UTF-8 are read as Windows writes them."""
    source = getattr(sys.stdin, "buffer", None)
    if source is None or sys.stdin.isatty():
        yield from (line.rstrip("\r\n") for line in iter(sys.stdin.readline, ""))
        return
    for raw in iter(source.readline, b""):
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
        yield text.rstrip("\r\n")
