"""JSON is read quickly where it is plain, and then says exactly what the slow and strict way says."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pvd_tui.changes.json_writer import writer
from sync import json_text
from sync.json_text import WireError, canonical, dumps, loads

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
PIECES = [
    '{"a"',
    "{",
    "}",
    ":",
    ",",
    '"a"',
    '"b"',
    '"\\u0061"',
    '"a\\":"',
    "1",
    "[",
    "]",
    " ",
    "\n",
    "\t",
    "1e999",
    "-0",
]
PIECES += [
    "NaN",
    '"\\ud800"',
    "\ufeff",
    '"é"',
    "0.1",
    "12345678901234567890",
    "null",
    '{"a":1,"a":2}',
    '{"a" :1}',
    "\x01",
]


def slowly(body: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Read in the strict way alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_text, "_quickly", lambda _: json_text._UNSURE)
        return loads(body)


def said(read: Any, body: bytes) -> str:  # noqa: ANN401 - either reader
    """Give what a reader makes of a body, types and signs included."""
    try:
        return repr(read(body))
    except WireError as error:
        return str(error)


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
@example('{"a":1,"a":2,"b":"\\":"}')
@example('{"a":1,"a" :2}')
@example('{"a":1,"\\u0061" :2,"b":"\\":"}')
@example('[{"a":1},{"a":1}]')
@example("[" * 5000 + "]" * 5000)
def test_what_is_read_quickly_is_what_the_strict_reader_reads(text: str) -> None:
    """Keys twice, spaces, infinities, half characters: both ways say the same."""
    body = text.encode("utf-8", "surrogatepass")

    assert said(loads, body) == said(slowly, body)


@given(VALUES, st.booleans())
def test_what_was_written_is_read_again(value: object, spaced: bool) -> None:  # noqa: FBT001 - drawn
    """Plain bodies come back as they were, in both ways and whatever their spaces."""
    text = json.dumps(
        value, ensure_ascii=False, indent=1 if spaced else None, separators=None if spaced else (",", ":")
    )

    assert said(loads, text.encode("utf-8", "surrogatepass")) == said(slowly, text.encode("utf-8", "surrogatepass"))


@given(VALUES)
def test_the_quick_writer_writes_what_the_library_writes(value: object) -> None:
    """Equal content has equal text, the same as every version before wrote."""
    settings: dict[str, Any] = {"ensure_ascii": False, "separators": (",", ":")}

    assert canonical(value) == json.dumps(value, sort_keys=True, **settings)
    assert writer(sort_keys=False, allow_nan=True)(value) == json.dumps(value, **settings)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_never_written(number: float) -> None:
    """NaN and infinities are not JSON."""
    with pytest.raises(ValueError, match="JSON compliant"):
        dumps({"a": [number]})
