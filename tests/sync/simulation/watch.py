"""What is looked at while a history runs: all that leaves a laptop, all that reaches one, and its cursors."""

from typing import TYPE_CHECKING

from sync import json_text
from sync.protocol import Grant
from tests.sync.simulation.naive import Row

if TYPE_CHECKING:
    from tests.sync.simulation.laptop import Laptop
    from tests.sync.simulation.world import World


def request(world: "World", body: bytes) -> None:
    """Look at what leaves a laptop: nothing restreint."""
    text = body.decode()
    for secret in world.memory.secrets:
        assert secret not in text, f"restreint value sent: {secret}"


def answer(world: "World", laptop: "Laptop | None", body: bytes, given: bytes) -> None:
    """Look at what the server says: its verdicts are kept, and no record goes to who may not read it."""
    content, asked = json_text.loads(given), json_text.loads(body)
    if "verdicts" not in content:
        return
    for verdict in content["verdicts"]:
        if verdict["verdict"] == "refused":
            world.memory.refused.setdefault(verdict["id"], verdict["code"])
        else:
            world.memory.stored.add(verdict["id"])
    offered = [c.get("id") if isinstance(c, dict) else None for c in asked["changes"]]
    assert len(offered) == len(content["verdicts"]), "one verdict for each change"
    if laptop is not None:
        for page in [*content["streams"].values(), *content.get("complements", ())]:
            for change in page["changes"]:
                assert may_read(laptop.grant, change), f"{laptop.name} was sent {change}"


def cursors(world: "World", laptop: "Laptop") -> None:
    """Look at how far a laptop has read: never less than before of the same lineage, in the same role."""
    for row in laptop.rows("SELECT stream, seq, epoques, scope FROM curseur"):
        lineage, seq = (row["epoques"], str(row["scope"]).partition(":")[0]), row["seq"]
        known, before = laptop.read.get(row["stream"], (lineage, 0))
        assert world.silent or known != lineage or seq >= before, f"{laptop.name} read {row} after {before}"
        laptop.read[row["stream"]] = (lineage, seq)


def may_read(grant: Grant, change: Row) -> bool:
    """Say, from the design alone, whether a grant reads a change."""
    stream, commune = change["stream"], change.get("commune")
    if stream == "fr":
        return True
    if grant.role == "national" or stream.removeprefix("dep:") not in grant.departements:
        return grant.role == "national" and change["table"] == "note_synthese"
    if grant.role == "prefecture":
        return True
    return grant.role == "chef" and (commune is None or commune in grant.communes)
