"""Bodies made small, and never allowed to grow beyond a limit when they are opened again."""

import threading
import zlib
from functools import cache
from typing import Final

ACCEPTED: Final = "zstd, gzip"
"""What this program can open, in order of preference (`Accept-Encoding`)."""

SMALL: Final = 256
"""Bodies below this size (bytes) travel as they are."""

_GZIP: Final = 31  # zlib's word for "with a gzip header"


class CompressionError(ValueError):
    """The body cannot be opened: damaged, cut, or in an encoding that we do not speak."""


class TooLargeError(CompressionError):
    """The body, once opened, would pass the limit."""


def preferred(accept: str) -> str | None:
    """Choose the encoding of an answer from an `Accept-Encoding` header; None for no encoding."""
    parts = [part.replace(" ", "").lower() for part in accept.split(",")]
    offered = {part.split(";")[0] for part in parts if not part.endswith(";q=0")}
    return next((name for name in ("zstd", "gzip") if name in offered), None)


def deflate(body: bytes, encoding: str | None) -> bytes:
    """Compress a body; None leaves it as it is."""
    if encoding is None:
        return body
    if encoding == "zstd":
        return _zstd().packer.compress(body)
    if encoding == "gzip":
        return _gzip(body)
    raise CompressionError(f"unknown encoding {encoding!r}")


def inflate(body: bytes, encoding: str | None, limit: int) -> bytes:
    """Open a body and give at most `limit` bytes; never use more memory than that, whatever it claims."""
    match (encoding or "identity").strip().lower():
        case "identity":
            opened = body
        case "zstd":
            opened = _open_zstd(body, limit)
        case "gzip" | "x-gzip":
            opened = _open_gzip(body, limit)
        case other:
            raise CompressionError(f"unknown encoding {other!r}")
    if len(opened) > limit:
        raise TooLargeError(f"more than {limit} bytes")
    return opened


class _Zstd(threading.local):
    """What packs and opens, one for each thread: making them costs more than a small body."""

    def __init__(self) -> None:
        import zstandard  # noqa: PLC0415 - only a synchronisation needs it, never the first screen

        self.packer, self.unpacker = zstandard.ZstdCompressor(level=3), zstandard.ZstdDecompressor()


@cache
def _zstd() -> _Zstd:
    return _Zstd()


def _gzip(body: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    return packer.compress(body) + packer.flush()


def _open_gzip(body: bytes, limit: int) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        opened = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise CompressionError("damaged gzip") from error
    if len(opened) > limit:
        raise TooLargeError(f"more than {limit} bytes")
    if not unpacker.eof or unpacker.unused_data:
        raise CompressionError("gzip cut short, or followed by something else")
    return opened


def _open_zstd(body: bytes, limit: int) -> bytes:
    import zstandard  # noqa: PLC0415 - only a synchronisation needs it, never the first screen

    try:
        size = zstandard.get_frame_parameters(body).content_size
        if size == zstandard.CONTENTSIZE_UNKNOWN:  # one frame that says its size: nothing has to be guessed
            raise CompressionError("a zstd frame must say its size")
        if size > limit:
            raise TooLargeError(f"more than {limit} bytes")
        return _zstd().unpacker.decompress(body, max_output_size=limit, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise CompressionError("damaged zstd") from error
