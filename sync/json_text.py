"""JSON as this program writes and reads it: the same text for the same content, and nothing that a reader could twist.

What is read is read twice as fast where nothing speaks against it; `tests/sync/test_json_text.py` compares both ways.
"""

import json
from itertools import chain
from typing import Any, Final

from pvd_tui.changes.json_writer import writer


class WireError(ValueError):
    """A change, or a body, that cannot be taken; `code` is the verdict's, `str()` a French sentence."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the code for programs beside the sentence for people."""
        super().__init__(message)
        self.code = code


canonical: Final = writer(sort_keys=True, allow_nan=False)
"""Write JSON so that equal content has equal text."""

compact: Final = writer(sort_keys=False, allow_nan=False)
"""Write JSON in the order it has; refuse NaN and infinities, which are not JSON."""


def dumps(value: object) -> bytes:
    """Write JSON for the wire."""
    return compact(value).encode()


def loads(body: bytes) -> Any:  # noqa: ANN401 - JSON read from a stranger has no type yet
    """Read strict JSON: UTF-8, no key twice, no NaN, no infinity, no depth that breaks the reader."""
    try:
        found = _quickly(body)
        return _decoder.decode(body.decode("utf-8")) if found is _UNSURE else found
    except RecursionError as error:
        raise WireError("forme", "Le message est trop profondément imbriqué.") from error
    except WireError:
        raise
    except ValueError as error:
        raise WireError("forme", "Le message n’est pas du JSON valide.") from error


_UNSURE: Final = object()
_SPACED: Final = (b"\t", b"\n", b"\r", b'" ')
"""What stands in no compact JSON, but for a quotation mark in a text: looked for in a twentieth of the reading."""


def _quickly(body: bytes) -> object:
    """Read what is plain JSON without any doubt.

    The quick reader keeps the last of two keys that are the same. Where no space follows a quotation mark, each key
    is followed by `":`, and so is nothing else but a text that holds these: as many as there are keys left means that
    none was lost. Whatever it does not like is read again the slow way, which says why.
    """
    from pydantic_core import from_json  # noqa: PLC0415 - only an exchange needs it

    if any(map(body.__contains__, _SPACED)):
        return _UNSURE
    try:
        found = from_json(body, allow_inf_nan=False)
    except ValueError:
        return _UNSURE
    return found if _keys(found) == body.count(b'":') else _UNSURE


def _keys(found: object) -> int:
    """Count the keys of all objects."""
    count, level = 0, [found]
    while level:
        objects = [one for one in level if type(one) is dict]
        count += sum(map(len, objects))
        lists = [one for one in level if type(one) is list]
        level = [*chain.from_iterable(one.values() for one in objects), *chain.from_iterable(lists)]
    return count


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise WireError("forme", "Le message répète une même rubrique.")
    return found


def _not_json(word: str) -> None:
    raise WireError("forme", f"Le message contient « {word} », qui n’est pas un nombre.")


_decoder: Final = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_not_json)
