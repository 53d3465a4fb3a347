"""A change as JSON: the same on the wire and in a bundle file, and read as if a stranger had written it.

    {"id","table","record","stream","at","by","set":{…},"over":{…}, "commune"?,"geste"?,"stub"?,
     "seq"?,"received_at"?,"role"?,"relais"?,"refused"?}

The names are those of `Change`; what is None or empty is left out. Hand-written checks, because ten
thousand changes pass here in a second and because each fault needs its own French sentence.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Final

from pvd_tui.changes.change import Change, Json

MAX_CHANGE: Final = 64_000
"""Bytes of one change (`set` and `over`, as UTF-8 JSON)."""
MAX_STRING: Final = 50_000
"""Characters of one text."""
MAX_DEPTH: Final = 8
"""Lists and objects inside one value."""
MAX_FIELDS: Final = 500
"""Fields in `set`, `over` or `stub`."""
MAX_INTEGER: Final = 2**63 - 1

_UUID_TEXT: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_NAME_TEXT: Final = r"[a-z][a-z0-9_]{0,59}"
_AT_TEXT: Final = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(?:\+00:00|Z)"
_SHAPES: Final[Mapping[str, str]] = {
    "id": _UUID_TEXT,
    "table": _NAME_TEXT,
    "record": r"[0-9A-Za-z][0-9A-Za-z_.:-]{0,79}",
    "at": _AT_TEXT,
    "by": _UUID_TEXT,
    "stream": r"(?:fr|dep:(?:\d{2}|2[AB]|97\d|98\d))",
    "commune": r"(?:\d{5}|2[AB]\d{3})",
    "geste": _UUID_TEXT,
}
"""What each of a change's short texts looks like."""

_BETWEEN: Final = "\x1f"
"""Stands between texts that are matched together: no shape holds it, so no text can hide in another."""


def _together(*shapes: str) -> Callable[[str], object]:
    return re.compile(_BETWEEN.join(f"(?:{shape})" for shape in shapes) + r"\Z", re.ASCII).match


_UUID: Final = _together(_UUID_TEXT)
_AT: Final = _together(_AT_TEXT)
_NAME: Final = _together(_NAME_TEXT)
_NAMES: Final = re.compile(f"{_NAME_TEXT}(?:{_BETWEEN}{_NAME_TEXT})*\\Z").match
_UUIDS: Final = re.compile(f"{_UUID_TEXT}(?:{_BETWEEN}{_UUID_TEXT})*\\Z").match
_ALWAYS: Final = ("id", "table", "record", "at", "by", "stream")
_HEADS: Final[Mapping[tuple[str, ...], tuple[tuple[str, ...], Callable[[str], object]]]] = {
    extra: ((*_ALWAYS, *extra), _together(*(_SHAPES[key] for key in (*_ALWAYS, *extra))))
    for extra in ((), ("commune",), ("geste",), ("commune", "geste"))
}
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]").search
_ROLES: Final = frozenset({"chef", "prefecture", "region", "national"})
_REQUIRED: Final = ("id", "table", "record", "stream", "at", "by", "set", "over")
_OPTIONAL: Final = ("commune", "geste", "stub", "seq", "received_at", "role", "relais", "refused")
_KEYS: Final = frozenset((*_REQUIRED, *_OPTIONAL))


class WireError(ValueError):
    """A change, or a body, that cannot be taken; `code` is the verdict's, `str()` a French sentence."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the code for programs beside the sentence for people."""
        super().__init__(message)
        self.code = code


def change_to_wire(change: Change) -> dict[str, Any]:
    """Give the change as plain JSON values, without what is None or empty."""
    wire: dict[str, Any] = {
        "id": change.id,
        "table": change.table,
        "record": change.record,
        "stream": change.stream,
        "at": change.at,
        "by": change.by,
        "set": change.set,
        "over": {field: list(ids) for field, ids in change.over.items()},
    }
    for key in ("commune", "geste", "seq", "received_at", "role", "relais"):
        value = getattr(change, key)
        if value is not None:
            wire[key] = value
    for key in ("stub", "refused"):
        value = getattr(change, key)
        if value:
            wire[key] = list(value)
    return wire


def change_from_wire(wire: object) -> Change:
    """Read one change strictly; raise `WireError` with the verdict's code and a French sentence."""
    if not isinstance(wire, dict):
        raise WireError("forme", "Une modification illisible a été refusée.")
    unknown = wire.keys() - _KEYS
    if unknown:
        raise WireError("forme", "La modification contient une rubrique inconnue de ce serveur.")
    _check_head(wire)
    values = _mapping(wire, "set")
    _check_names(values, "set")
    for value in values.values():
        _check(value, 0)
    over = _mapping(wire, "over")
    _check_names(over, "over")
    return Change(
        id=wire["id"],
        table=wire["table"],
        record=wire["record"],
        set=values,
        over={name: _ids(ids, "over") for name, ids in over.items()} if over else {},
        at=wire["at"],
        by=wire["by"],
        stream=wire["stream"],
        commune=wire.get("commune"),
        geste=wire.get("geste"),
        stub=_names(wire["stub"], values) if "stub" in wire else (),
        **(_stamps(wire) if "seq" in wire else {}),
    )


def _check_head(wire: Mapping[str, Any]) -> None:
    """Check the short texts of a change, all at once; one by one where that fails, to name the culprit."""
    extra = tuple(key for key in ("commune", "geste") if wire.get(key) is not None)
    keys, matches = _HEADS[extra]
    try:
        if matches(_BETWEEN.join([wire[key] for key in keys])):
            datetime.fromisoformat(wire["at"])
            return
    except (KeyError, TypeError, ValueError):
        pass
    for key in keys:
        _text(wire, key, _together(_SHAPES[key]))
    raise WireError("forme", "La modification est mal datée (« at »).")


def check_change(change: Change) -> None:
    """Raise `WireError` if the endpoint would refuse what a person wrote, for its form or its size.

    The rest of the change (ids, times, places) is this program's own.
    """
    _check_names(change.set, "set")
    for value in change.set.values():
        _check(value, 0)
    check_size(canonical(change.set), canonical(change.over) if change.over else "{}")


def check_size(*texts: str) -> None:
    """Raise `WireError` if a change's JSON texts pass the size of one change."""
    size = sum(map(len, texts))
    if size > MAX_CHANGE or (size * 4 > MAX_CHANGE and sum(len(text.encode()) for text in texts) > MAX_CHANGE):
        raise WireError("taille", f"La modification dépasse {MAX_CHANGE // 1000} ko ; raccourcissez le texte saisi.")


canonical: Final[Callable[[Any], str]] = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode
"""Write JSON so that equal content has equal text."""


def dumps(value: object) -> bytes:
    """Write JSON for the wire; refuse NaN and infinities, which are not JSON."""
    return _compact(value).encode()


_compact: Final[Callable[[Any], str]] = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":")
).encode


def loads(body: bytes) -> Any:  # noqa: ANN401 - JSON read from a stranger has no type yet
    """Read strict JSON: UTF-8, no key twice, no NaN, no infinity, no depth that breaks the reader."""
    try:
        return _decoder.decode(body.decode("utf-8"))
    except RecursionError as error:
        raise WireError("forme", "Le message est trop profondément imbriqué.") from error
    except WireError:
        raise
    except ValueError as error:
        raise WireError("forme", "Le message n’est pas du JSON valide.") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise WireError("forme", "Le message répète une même rubrique.")
    return found


def _not_json(word: str) -> None:
    raise WireError("forme", f"Le message contient « {word} », qui n’est pas un nombre.")


_decoder: Final = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_not_json)


def _text(wire: Mapping[str, Any], key: str, matches: Callable[[str], object]) -> str:
    value = wire.get(key)
    if not isinstance(value, str) or not matches(value):
        raise WireError("forme", f"La modification est mal formée (« {key} »).")
    return value


def _instant(wire: Mapping[str, Any], key: str) -> str:
    value = _text(wire, key, _AT)
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise WireError("forme", f"La modification est mal datée (« {key} »).") from None
    return value


def _mapping(wire: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = wire.get(key)
    if not isinstance(value, dict) or len(value) > MAX_FIELDS:
        raise WireError("forme", f"La modification est mal formée (« {key} »).")
    return value


def _check_names(names: Collection[Any], key: str) -> None:
    if names and not _all(_NAMES, names):
        raise WireError("forme", f"La modification est mal formée (« {key} »).")


def _all(matches: Callable[[str], object], texts: Collection[Any]) -> bool:
    """Say whether each of these texts matches; the count tells one that holds the separator from two."""
    try:
        joined = _BETWEEN.join(texts)
    except TypeError:
        return False
    return bool(matches(joined)) and joined.count(_BETWEEN) == len(texts) - 1


def _ids(value: object, key: str) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)) and (not value or _all(_UUIDS, value)):
        return tuple(value)
    raise WireError("forme", f"La modification est mal formée (« {key} »).")


def _names(value: object, taken: Mapping[str, Any]) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or len(value) > MAX_FIELDS:
        raise WireError("forme", "La modification est mal formée (« stub »).")
    _check_names(value, "stub")
    if len(set(value)) != len(value) or not taken.keys().isdisjoint(value):
        raise WireError("forme", "La modification est mal formée (« stub »).")
    return tuple(value)


def _stamps(wire: Mapping[str, Any]) -> dict[str, Any]:
    if wire.get("seq") is None:
        return {}
    seq, role = wire["seq"], wire.get("role")
    if type(seq) is not int or not 0 < seq <= MAX_INTEGER or not isinstance(role, str) or role not in _ROLES:
        raise WireError("forme", "Le tampon du serveur est mal formé.")
    return {
        "seq": seq,
        "received_at": _instant(wire, "received_at"),
        "role": role,
        "relais": _text(wire, "relais", _UUID) if wire.get("relais") is not None else None,
        "refused": _ids(wire.get("refused", []), "refused"),
    }


def _check(value: Json, depth: int) -> None:
    """Refuse what could harm a reader: control characters, lone surrogates, huge or endless things."""
    kind = type(value)
    if kind is str:
        if len(value) > MAX_STRING:  # type: ignore[arg-type] # `kind` has told
            raise WireError("taille", f"Un texte dépasse {MAX_STRING} caractères ; raccourcissez-le.")
        if not value.isprintable() and _FORBIDDEN(value):  # type: ignore[union-attr, arg-type] # same
            raise WireError("forme", "Un texte contient un caractère de contrôle interdit ; ressaisissez-le.")
    elif kind is int:
        if not -MAX_INTEGER <= value <= MAX_INTEGER:  # type: ignore[operator] # same
            raise WireError("forme", "Un nombre est trop grand.")
    elif kind is float:
        if value - value != 0:  # type: ignore[operator] # same; true of infinities and NaN only
            raise WireError("forme", "Un nombre n’est pas valide.")
    elif kind is list or kind is dict:
        _check_inside(value, depth + 1)  # type: ignore[arg-type] # same
    elif value is not None and kind is not bool:
        raise WireError("forme", "Une valeur n’est pas lisible.")


def _check_inside(value: list[Json] | dict[str, Json], depth: int) -> None:
    if depth > MAX_DEPTH:
        raise WireError("forme", "Une valeur est trop profondément imbriquée.")
    if isinstance(value, dict):
        for key in value:
            _check(key, depth)
        value = list(value.values())
    for item in value:
        _check(item, depth)
