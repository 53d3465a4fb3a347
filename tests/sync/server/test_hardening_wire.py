"""What is at the door of the wire: any bytes, any JSON, any character in any place of a change."""

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pvd_tui.changes.change import Change
from sync.compression import CompressionError, inflate
from sync.json_text import WireError, canonical, dumps, loads
from sync.protocol import EnrolRequest, ExchangeAnswer, ExchangeRequest
from sync.server.body import FaultError, understand
from sync.wire import change_from_wire, change_to_wire

ID = "00000000-0000-4000-8000-00000000000{}"
GOOD: dict[str, Any] = {
    "id": ID.format(1),
    "table": "action",
    "record": ID.format(2),
    "stream": "dep:02",
    "at": "2026-03-02T08:00:00.000000+00:00",
    "by": ID.format(3),
    "set": {"titre": "Halle", "suite": {"cle": ["profond", {"plus": "bas"}]}},
    "over": {"titre": [ID.format(4)]},
    "commune": "02361",
    "geste": ID.format(5),
    "stub": ["description"],
    "seq": 7,
    "received_at": "2026-03-02T08:00:00.000000+00:00",
    "role": "chef",
    "relais": ID.format(6),
    "refused": [ID.format(7)],
}
CONTROLS = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))]
LONE = ["\ud800", "\udbff", "\udc00", "\udfff"]
TEXT = {"\t", "\n"}
"""What a person types into a text of several lines; everywhere else it is refused too."""

Path = tuple[str | int, ...]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def places(value: object, here: Path = ()) -> Iterator[tuple[Path, bool]]:
    """Walk every string of a value: where it is, and whether it is a key."""
    if isinstance(value, str):
        yield here, False
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*here, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield (*here, key), True
            yield from places(item, (*here, key))


def planted(place: Path, character: str, at: int, *, key: bool) -> dict[str, Any]:
    """Give the good change with one character in one of its strings or keys."""
    changed: dict[str, Any] = json.loads(json.dumps(GOOD))
    inside: Any = changed
    for step in place[:-1]:
        inside = inside[step]
    last = place[-1]
    text = str(last if key else inside[last])
    spoiled = text[: at % (len(text) + 1)] + character + text[at % (len(text) + 1) :]
    if key:
        inside[spoiled] = inside.pop(last)
    else:
        inside[last] = spoiled
    return changed


def test_the_good_change_is_good() -> None:
    """The tests below spoil one thing each."""
    assert change_to_wire(change_from_wire(GOOD)) == GOOD


@pytest.mark.parametrize(("place", "key"), list(places(GOOD)), ids=str)
@pytest.mark.parametrize("at", [0, 3, 10**6])
def test_no_control_character_gets_in_anywhere(place: Path, *, key: bool, at: int) -> None:
    """All of C0 and C1, and lone surrogates, at the start, inside and at the end of every string and key."""
    for character in (*CONTROLS, *LONE):
        spoiled = planted(place, character, at, key=key)
        if character in TEXT and place[0] == "set" and (not key or len(place) > 2):
            change_from_wire(spoiled)
            continue
        with pytest.raises(WireError) as refused:
            change_from_wire(spoiled)
        assert refused.value.code == "forme"
        assert str(refused.value).isprintable()


@pytest.mark.parametrize("character", [*CONTROLS, *LONE])
def test_no_control_character_gets_into_a_devices_name(character: str) -> None:
    """It ends on the administrator's terminal."""
    asked = {"code": "0" * 20, "nonce": "n" * 16, "nom": f"Portable{character}de Guise"}

    with pytest.raises(FaultError) as fault:
        understand(json.dumps(asked).encode(), None, EnrolRequest)

    assert (fault.value.status, fault.value.code) == (400, "forme")
    assert fault.value.message.isprintable()


@pytest.mark.parametrize(
    "value",
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "-1e999",
        "9" * 10_000,
        "-" + "9" * 10_000,
        str(2**63),
        '{"a":1,"a":2}',
        r'"\ud800"',
        r'"\udc00\ud800"',
        r'"\u0000"',
        r'"\u001b[31m"',
        r'"\u009b31m"',
        r'{"\u0000":1}',
        r'{"\ud800":1}',
        "[" * 9 + "]" * 9,
        "[" * 5_000 + "]" * 5_000,
        '{"a":' * 5_000 + "1" + "}" * 5_000,
        "\x00",
        '"\x1b"',
        "tru",
        "01",
        "+1",
        ".5",
        "'x'",
        "//",
    ],
    ids=lambda value: value[:20],
)
def test_what_is_not_strict_json_is_refused_as_such(value: str) -> None:
    """As a whole, or for the change that holds it alone; never by another exception."""
    text = json.dumps(GOOD | {"set": {"titre": "X"}}).replace('"X"', value)

    with pytest.raises(WireError) as refused:
        change_from_wire(loads(text.encode()))

    assert refused.value.code == "forme"


def fault_of(content: bytes, encoding: str | None, kind: type[ExchangeRequest] | type[EnrolRequest]) -> str | None:
    """Read a body: None if it is a request, or what its fault says; any other exception comes out."""
    try:
        understand(content, encoding, kind)
    except FaultError as fault:
        return f"{fault.status} {fault.code} {fault.message}"
    return None


def error_of(wire: object) -> tuple[Change | None, str]:
    """Read a change, or say what its error says; any other exception comes out."""
    try:
        return change_from_wire(wire), ""
    except WireError as error:
        return None, f"{error.code} {error}"


@settings(max_examples=300, deadline=None)
@given(content=st.binary(max_size=200), encoding=st.sampled_from([None, "gzip", "zstd", "identity", "GZIP", "br"]))
@example(content=b"\x28\xb5\x2f\xfd" + b"\xff" * 20, encoding="zstd")
@example(content=b"\x1f\x8b\x08\x00" + b"\xff" * 20, encoding="gzip")
def test_any_bytes_are_a_request_or_a_fault(content: bytes, encoding: str | None) -> None:
    """Nothing but `FaultError`, with a status of the 400s and a sentence that a terminal can show."""
    for said in (fault_of(content, encoding, ExchangeRequest), fault_of(content, encoding, EnrolRequest)):
        assert said is None or said[:4] in {"400 ", "413 "}
        assert said is None or said.isprintable()
    with contextlib.suppress(CompressionError):
        inflate(content, encoding, 1000)


@settings(max_examples=200, deadline=None)
@given(value=json_values)
@example(value=[])  # a list as role was once looked up in a set
def test_any_json_is_a_change_or_a_wire_error(value: object) -> None:
    """Alone, and in each place of a good change; what is taken is plain, and comes out again as it went in."""
    for wire in (value, *(GOOD | {key: value} for key in GOOD), GOOD | {"set": {"titre": value}}):
        change, said = error_of(wire)
        if change is not None:
            assert_plain(change)
        else:
            assert said.split()[0] in {"forme", "taille"}
            assert said.isprintable()


def assert_plain(change: Change) -> None:
    """Check that a change that was taken can be written, read again and shown."""
    again = change_from_wire(loads(dumps(change_to_wire(change))))
    assert canonical(change_to_wire(again)) == canonical(change_to_wire(change))
    for place, key in places(change_to_wire(change)):
        text: Any = place[-1]
        if not key:
            text = change_to_wire(change)
            for step in place:
                text = text[step]
        assert not set(text) & ({*CONTROLS, *LONE} - TEXT)


@settings(max_examples=150, deadline=None)
@given(value=json_values)
def test_any_json_is_an_exchange_or_a_fault(value: object) -> None:
    """Whole, and in each part of a request: what a validator repeats of it is plain too."""
    parts: list[object] = [{"streams": value}, {"changes": value}, {"complements": value}, {"streams": {"fr": value}}]
    for asked in (value, *parts):
        said = fault_of(json.dumps(asked).encode(), None, ExchangeRequest)
        assert said is None or said.startswith("400 forme ")
        assert said is None or said.isprintable()


@settings(max_examples=100, deadline=None)
@given(value=json_values)
def test_a_laptop_reads_any_answer_or_says_that_it_cannot(value: object) -> None:
    """What claims to be the endpoint may be anybody: `ValueError`, of which pydantic's and ours are, and no other."""
    for said in (value, {"verdicts": value}, {"streams": {"dep:02": value}}):
        with contextlib.suppress(ValueError):
            ExchangeAnswer.model_validate(loads(json.dumps(said).encode()))
