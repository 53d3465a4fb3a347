"""The file itself: whole or refused, and never larger than it says."""

import tracemalloc
from collections.abc import Callable

import pytest
import zstandard

from sync import lot
from sync.json_text import dumps, loads
from sync.lot import LotError, Writer, key_of, read
from tests.sync.lot.conftest import KEY, entete, lot_of


def small() -> bytes:
    """Write a bundle of two lines."""
    writer = Writer()
    writer.add(b'{"a":1}')
    writer.add(b'{"b":2}')
    return writer.close(entete(nom="Poste de Guise"), KEY)


def seal(header: bytes, packed: bytes, *, magic: bytes = b"PVDLOT 1") -> bytes:
    """Put a seal and a right sum on anything: what a careful forger does."""
    body = b"%b\n%b\n%b\n" % (magic, header, packed)
    sealed = b"%b%b " % (body, lot._seal(body, KEY))
    return b"%b%b\n" % (sealed, lot._sum(sealed))


def forged(packed: bytes, *, lines: int, octets: int) -> bytes:
    """Write a file whose header lies about what was packed."""
    facts = entete(count=lines, octets=octets)
    return seal(facts.model_dump_json(exclude_none=True).encode(), packed)


def opened(content: bytes) -> list[bytes]:
    """Read every line of a file."""
    return list(read(content).lines())


def refuses(content: bytes) -> str:
    """Read a file that must be refused, and give the cause."""
    with pytest.raises(LotError) as refusal:
        opened(content)
    assert "Rien n'a été modifié" in str(refusal.value)
    return refusal.value.cause


def test_what_was_written_is_read() -> None:
    """Lines, header and seal come back; another key did not write it."""
    found = read(small())

    assert list(found.lines()) == [b'{"a":1}', b'{"b":2}']
    assert (found.entete.nom, found.entete.count, found.entete.octets) == ("Poste de Guise", 2, 16)
    assert found.is_sealed_by(KEY)
    assert not found.is_sealed_by(key_of("pvd_autre"))


def test_a_bundle_without_a_line_is_a_bundle() -> None:
    """It asks what is new."""
    assert list(lot_of().lines()) == []


def test_the_header_is_readable_with_any_text_viewer() -> None:
    """The first two lines are text."""
    first, second = small().split(b"\n")[:2]

    assert first == b"PVDLOT 1"
    assert loads(second)["nom"] == "Poste de Guise"


def test_every_bit_counts() -> None:
    """Turn each bit of the file, one at a time: refused, every time."""
    whole = small()
    for place in range(len(whole) * 8):
        damaged = bytearray(whole)
        damaged[place // 8] ^= 1 << place % 8
        with pytest.raises(LotError):
            read(bytes(damaged))


def test_a_file_that_is_cut_anywhere_is_refused() -> None:
    """At every byte, the last one too."""
    whole = small()
    for end in range(len(whole)):
        with pytest.raises(LotError):
            read(whole[:end])


@pytest.mark.parametrize("more", [b"\n", b" ", b"x" * 131, b"PVDLOT 1\n"])
def test_a_file_with_something_behind_it_is_refused(more: bytes) -> None:
    """A file holds one bundle and nothing else."""
    assert refuses(small() + more) == "endommage"


def test_another_file_is_told_apart() -> None:
    """A spreadsheet is not a damaged bundle."""
    assert refuses(b"PK\x03\x04 un classeur") == "etranger"
    assert refuses(b"") == "etranger"


def test_a_newer_format_says_what_to_do() -> None:
    """A bundle of next year: update the program."""
    assert refuses(seal(b"{}", b"?", magic=b"PVDLOT 2")) == "version"


def test_a_bomb_is_refused_without_being_opened() -> None:
    """Of 100 Mo packed into a few kilobytes, no more is opened than one piece, whatever the header says."""
    bomb = forged(zstandard.compress(b"0" * 100_000_000), lines=1, octets=1_000)
    assert len(bomb) < 20_000
    tracemalloc.start()
    assert refuses(bomb) == "endommage"
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 4_000_000
    assert refuses(forged(b"", lines=1, octets=lot.MAX_OPENED + 1)) == "taille"
    many = read(forged(zstandard.compress(b"0\n" * 5_000_000), lines=500, octets=1_000)).lines()
    with pytest.raises(LotError):  # before the first line: no more than a piece was opened
        next(many)


@pytest.mark.parametrize(
    ("lines", "octets", "packed"),
    [
        (2, 8, lambda: zstandard.compress(b'{"a":1}\n')),
        (1, 9, lambda: zstandard.compress(b'{"a":1}\n')),
        (1, 7, lambda: zstandard.compress(b'{"a":1}')),
        (0, 7, lambda: zstandard.compress(b'{"a":1}')),
        (1, 8, lambda: zstandard.compress(b'{"a":1}\n')[:-3]),
        (1, 8, lambda: b"nothing packed"),
        (1, lot.MAX_LINE + 2, lambda: zstandard.compress(b"0" * (lot.MAX_LINE + 1) + b"\n")),
    ],
)
def test_a_header_that_lies_is_refused(lines: int, octets: int, packed: Callable[[], bytes]) -> None:
    """Count, size, end and longest line are what the limits say, whoever computed the sum."""
    assert refuses(forged(packed(), lines=lines, octets=octets)) == "endommage"


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"[]",
        b'{"kind":"depart"}',
        b'{"kind":"autre"}',
        b'{"kind":"depart","kind":"reponse"}',
        b"{" * 100_000,
    ],
)
def test_a_strange_header_is_refused(header: bytes) -> None:
    """A right sum does not make it readable."""
    assert refuses(seal(header, b"")) == "endommage"


@pytest.mark.parametrize("nom", ["\x1b[2J", "a\nb", "\u202eexe"])
def test_a_name_cannot_speak_to_the_terminal(nom: str) -> None:
    """Control characters and turned text do not come in by the header."""
    facts = entete().model_dump() | {"nom": nom}
    assert refuses(seal(dumps(facts), zstandard.compress(b""))) == "endommage"


def test_a_bundle_too_large_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Better said by whoever writes it than by whoever reads it."""
    monkeypatch.setattr(lot, "MAX_OPENED", 1_000)
    writer = Writer()

    writer.add(b"0" * 900)

    with pytest.raises(LotError, match="trop gros"):
        writer.add(b"0" * 900)
