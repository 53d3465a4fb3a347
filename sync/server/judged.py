"""What became of an offered change, with the text that the answer says it in.

A first sync is thousands of « stored »: their text is written from what was checked when they came in, where building
and reading a `Verdict` costs four times as much.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from sync.protocol import Code, Verdict


class Judged(NamedTuple):
    """One verdict."""

    id: str
    verdict: Literal["stored", "known", "refused"]
    code: Code | None
    text: str
    """A `Verdict` as JSON."""
    message: str | None = None


def refused(change_id: str, code: Code, message: str) -> Judged:
    """Say that a change is not taken, and why."""
    verdict = Verdict(id=change_id, verdict="refused", code=code, message=message)
    return Judged(change_id, "refused", code, verdict.model_dump_json(exclude_none=True), message)


def taken(row: Mapping[str, Any], verdict: Literal["stored", "known"]) -> Judged:
    """Say that a change is stored, with the stamps of its row: ids, instants and roles need no escaping."""
    text = (
        f'{{"id":"{row["id"]}","verdict":"{verdict}","seq":{row["seq"]},'
        f'"received_at":"{row["received_at"]}","role":"{row["role"]}"'
    )
    if row["relais"] is not None:
        text += f',"relais":"{row["relais"]}"'
    if row["refused"] != "[]":
        text += f',"refused":{row["refused"]}'
    return Judged(row["id"], verdict, None, text + "}")
