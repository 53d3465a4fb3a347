"""A change as JSON: the same on the wire and in a bundle file, and read as if a stranger had written it.

    {"id","table","record","stream","at","by","set":{…},"over":{…}, "commune"?,"geste"?,"stub"?,
     "seq"?,"received_at"?,"role"?,"relais"?,"refused"?}

The names are those of `Change`; what is None or empty is left out. The last line is the server's, but for `refused`:
who sends a change names what in its `over` it knows to have been refused. Hand-written checks, because ten thousand
changes pass here in a second and because each fault needs its own French sentence.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from pvd_tui.changes.change import Change, Json
from sync.json_text import WireError, canonical

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


_NAMES: Final = re.compile(f"{_NAME_TEXT}(?:{_BETWEEN}{_NAME_TEXT})*\\Z").match
_UUIDS: Final = re.compile(f"{_UUID_TEXT}(?:{_BETWEEN}{_UUID_TEXT})*\\Z").match
_ALWAYS: Final = ("id", "table", "record", "at", "by", "stream")
_MATCHES: Final[Mapping[str, Callable[[str], object]]] = {key: _together(shape) for key, shape in _SHAPES.items()}
_OWN: Final = _together(_SHAPES["id"], _SHAPES["record"], _SHAPES["at"])
"""What each change has of its own; the rest of its short texts it shares with many others."""
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]").search
_ROLES: Final = frozenset({"chef", "prefecture", "region", "national"})
_REQUIRED: Final = ("id", "table", "record", "stream", "at", "by", "set", "over")
_OPTIONAL: Final = ("commune", "geste", "stub", "seq", "received_at", "role", "relais", "refused")
_KEYS: Final = frozenset((*_REQUIRED, *_OPTIONAL))


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
    if not wire.keys() <= _KEYS:
        raise WireError("forme", "La modification contient une rubrique inconnue de ce serveur.")
    commune, geste = wire.get("commune"), wire.get("geste")
    _check_head(wire, commune, geste)
    values, over = _mapping(wire, "set"), _mapping(wire, "over")
    _check_names(values, "set")
    for value in values.values():
        if type(value) is not str or len(value) > MAX_STRING or not value.isprintable():
            _check(value, 0)
    if over:
        _check_names(over, "over")
        over = {name: _ids(ids, "over") for name, ids in over.items()}
    stub = _names(wire["stub"], values) if "stub" in wire else ()
    stamps = _stamps(wire) if "seq" in wire else _untold(wire) if "refused" in wire else ()
    return Change(  # by place: half the cost of names
        wire["id"],
        wire["table"],
        wire["record"],
        values,
        over,
        wire["at"],
        wire["by"],
        wire["stream"],
        commune,
        geste,
        stub,
        *stamps,
    )


def _check_head(wire: Mapping[str, Any], commune: object, geste: object) -> None:
    """Check the short texts of a change, together; one by one where that fails, to name the culprit."""
    try:
        if _OWN(_BETWEEN.join((wire["id"], wire["record"], wire["at"]))):
            _check_shared(wire["table"], wire["by"], wire["stream"], commune, geste)
            datetime.fromisoformat(wire["at"])
            return
    except (KeyError, TypeError, ValueError):
        pass
    for key in (*_ALWAYS, *(key for key in ("commune", "geste") if wire.get(key) is not None)):
        _text(wire, key, _MATCHES[key])
    raise WireError("forme", "La modification est mal datée (« at »).")


@lru_cache(maxsize=1024)
def _check_shared(table: object, by: object, stream: object, commune: object, geste: object) -> None:
    """Check the texts that many changes share: a gesture's hundreds once. What is raised is not remembered."""
    given = {"table": table, "by": by, "stream": stream, "commune": commune, "geste": geste}
    for key, text in given.items():
        if text is None and key not in _ALWAYS:
            continue
        if not isinstance(text, str) or not _MATCHES[key](text):
            raise ValueError(key)


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


def _text(wire: Mapping[str, Any], key: str, matches: Callable[[str], object]) -> str:
    value = wire.get(key)
    if not isinstance(value, str) or not matches(value):
        raise WireError("forme", f"La modification est mal formée (« {key} »).")
    return value


def _mapping(wire: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = wire.get(key)
    if not isinstance(value, dict) or len(value) > MAX_FIELDS:
        raise WireError("forme", f"La modification est mal formée (« {key} »).")
    return value


def _check_names(names: Collection[Any], key: str) -> None:
    try:
        _check_all_names(tuple(names))
    except (TypeError, ValueError):
        raise WireError("forme", f"La modification est mal formée (« {key} »).") from None


@lru_cache(maxsize=256)
def _check_all_names(names: tuple[Any, ...]) -> None:
    """Check the names of fields together: forms have few sets of them. What is raised is not remembered."""
    if names and not _all(_NAMES, names):
        raise ValueError


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


def _untold(wire: Mapping[str, Any]) -> tuple[Any, ...]:
    """Read what a laptop may say of a change that no server has stamped: what in its `over` will never arrive."""
    return None, None, None, None, _ids(wire.get("refused", ()), "refused")


def _stamps(wire: Mapping[str, Any]) -> tuple[Any, ...]:
    """Read the server's stamps, in the order of the fields of `Change`."""
    seq, role = wire["seq"], wire.get("role")
    if seq is None:
        return _untold(wire)
    if type(seq) is not int or not 0 < seq <= MAX_INTEGER or not isinstance(role, str) or role not in _ROLES:
        raise WireError("forme", "Le tampon du serveur est mal formé.")
    received = wire.get("received_at")
    try:
        _check_instant(received)
    except (TypeError, ValueError):
        raise WireError("forme", "La modification est mal datée (« received_at »).") from None
    relais = _text(wire, "relais", _MATCHES["by"]) if wire.get("relais") is not None else None
    return seq, received, role, relais, _ids(wire.get("refused", ()), "refused")


@lru_cache(maxsize=64)
def _check_instant(text: object) -> None:
    """Check an instant: a whole request is received at the same. What is raised is not remembered."""
    if not isinstance(text, str) or not _MATCHES["at"](text):
        raise TypeError
    datetime.fromisoformat(text)


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
