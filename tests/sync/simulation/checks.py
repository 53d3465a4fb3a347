"""What must be true once everybody has exchanged with everybody."""

import json
from collections import defaultdict
from collections.abc import Collection

from storage.check import verify
from sync.server import chain
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.naive import ARCHIVE, EFFACE, PREFECTURE, Row, Told, erased, is_erasure, tell
from tests.sync.simulation.server import stored
from tests.sync.simulation.templates import STREAMS
from tests.sync.simulation.watch import may_read
from tests.sync.simulation.world import World

GESTE = "geste"
"""The label of a gesture: the program counts its changes there, nobody types it."""
Key = tuple[str, str]
SPELLED = {"presence": ("titre",)}
"""Where two spellings make one id and are nobody's question."""
OWNED = {
    "commune": ("risque_retenu", "motif_risque_retenu"),
    "convention": ("date_signature", "crte", "crte_inscrit_le"),
}
"""The préfecture's fields, as the domain's document says them."""


def check(world: World) -> None:
    """Check everything."""
    rows = [stored(row) for row in world.server.rows("SELECT * FROM change ORDER BY stream, seq")]
    check_server(world)
    told = by_record(rows)
    for laptop in world.laptops:
        check_file(laptop)
        if not laptop.out and not world.silent:
            check_agreement(world, laptop, told)
    if world.silent:  # what others wrote since hides what the server lost: nobody can tell, see the notes
        return
    check_nothing_lost(world, rows, told)
    check_no_false_question(world, told)
    check_gestures(world, told)
    check_erasures(world, told)
    check_sets(told)
    check_stubs(world, told)


def by_record(rows: Collection[Row]) -> dict[Key, list[Row]]:
    """Put changes together by record."""
    found: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["table"], row["record"]].append(row)
    return found


def check_server(world: World) -> None:
    """Contiguous seq over change and restamp, and a chain that holds (I5)."""
    for stream in STREAMS:
        both = "SELECT seq FROM change WHERE stream = ? UNION ALL SELECT seq FROM restamp WHERE stream = ? ORDER BY 1"
        seqs = [row["seq"] for row in world.server.rows(both, stream, stream)]
        assert seqs == list(range(1, len(seqs) + 1)), f"seq of {stream}: {seqs}"
        assert not seqs or chain.verify(world.server.engine, stream) is None, f"chain of {stream}"


def check_file(laptop: Laptop) -> None:
    """Every row is the fold of the log (I4)."""
    state = verify(laptop.store)
    assert state.sain, f"{laptop.name}: {state}"


def check_agreement(world: World, laptop: Laptop, told: dict[Key, list[Row]]) -> None:
    """I1, I5: a laptop holds what its grant reads, all of it, and shows what it says."""
    log = laptop.log("etat = 'log'")
    here, private = by_record(log), by_record(laptop.log("etat = 'prive'"))  # a copy of who released it may have both
    refused = {row["id"] for row in laptop.rows("SELECT id FROM a_corriger")}
    ids = {row["id"] for row in log}
    on_server = {row["id"] for rows in told.values() for row in rows}
    carried = [row for row in log if row["id"] not in on_server]
    for row in log:
        mine = row["lot"] is not None and row["table"] != GESTE
        helped = row["id"] in on_server or row["id"] in world.memory.stored  # refused only by a server that lost it
        assert helped or not mine, f"{laptop.name} shows {row}"
    for row in carried:
        excused = world.memory.refused.keys() | world.poison
        assert row["id"] in excused, f"{laptop.name} holds {row}, which nobody refused and nobody has"
        assert row["offert"] == 2, f"{laptop.name} still offers {row}"
    for key, rows in told.items():
        if not may_read(laptop.grant, rows[0]):
            continue
        missing = [row["id"] for row in rows if row["id"] not in ids]
        assert not missing, f"{laptop.name} never got {missing} of {key}"
        if key[0] not in laptop.store.plans:
            continue
        extra = [row for row in here[key] if row["id"] not in on_server] + private[key]
        never = refused | world.memory.refused.keys()
        expected = tell([*rows, *extra], OWNED.get(key[0], ()), never, SPELLED.get(key[0], ()))
        found = shown(laptop, key)
        assert found == expected.text(), f"{laptop.name} {key}\nshows {found}\nserver says {expected.text()}"


def shown(laptop: Laptop, key: Key) -> str:
    """Write what a laptop shows of a record, so that it can be compared byte for byte."""
    folded = laptop.store.folded(*key)
    asked = {(d.champ, d.nature.value, frozenset(d.heads)) for d in folded.desaccords}
    return Told(folded.values, {name: set(ids) for name, ids in folded.heads.items()}, asked).text()


def check_nothing_lost(world: World, rows: Collection[Row], told: dict[Key, list[Row]]) -> None:
    """I2: every value ever saved is shown, asked about, to be corrected, erased, or replaced by who looked at it."""
    memory = world.memory
    feed = {row["id"]: row for row in rows}
    kept = _kept(world)
    wholes = {key: tell(changes, OWNED.get(key[0], ()), memory.refused) for key, changes in told.items()}
    lookers = {name: memory.lookers(name) for name in {name for _, name in memory.looked}}
    for change in memory.made.values():
        if change["id"] in memory.lost or change["id"] in memory.given_up:
            continue
        assert change["id"] in feed or change["id"] in kept, f"nobody has {change}"
        key = change["table"], change["record"]
        if change["id"] in feed and change["id"] not in memory.faded and change["table"] != GESTE:
            erasures = [row for row in told[key] if is_erasure(row)]
            for name in change["set"].keys() - {EFFACE}:
                if not memory.is_erased(change, name, erasures):
                    after = memory.followers(change["id"], lookers.get(name, {}))
                    _check_kept(world, wholes[key], change, name, {i: feed[i] for i in after if i in feed}, after)


def _check_kept(
    world: World, whole: Told, change: Row, name: str, later: dict[str, Row], after: Collection[str]
) -> None:
    owned = name in OWNED.get(change["table"], ())
    mine = later[change["id"]]["role"]
    last = {i for i, row in later.items() if not owned or mine != PREFECTURE or row["role"] == PREFECTURE}
    asked = {(i, champ) for champ, _, heads in whole.asked for i in heads}
    made = world.memory.made
    value = whole.values.get(name)
    gone = world.memory.faded & last  # of what replaced it only stubs were left when the last full copy was destroyed
    kept = any((i, name) in asked or made[i]["set"].get(name) == value for i in last)
    assert kept or gone, f"{name} of {change} is lost"
    if whole.archived and name != ARCHIVE:
        archives = [i for i in whole.heads[ARCHIVE] if made[i]["set"].get(ARCHIVE) is True]
        looked = {i for a in archives for i in (a, *world.memory.looked.get((a, name), ()))}
        known = gone or looked & set(after) or any((i, name) in asked for i in last)
        assert known, f"{name} of {change} archived unseen"


def _kept(world: World) -> set[str]:
    """Name what lies in « À corriger » of its author, with its values, and what is private on its laptop."""
    found: set[str] = set()
    for laptop in world.laptops:
        for row in laptop.rows('SELECT id, "set" FROM a_corriger'):
            made = world.memory.made.get(row["id"])
            assert made is None or json.loads(row["set"]).keys() <= made["set"].keys()
            found.add(row["id"])
        found.update(row["id"] for row in laptop.rows("SELECT id FROM change WHERE etat <> 'log' OR offert = 2"))
        if laptop.out:  # it does not hear that the server was put back to before what it had sent
            found.update(row["id"] for row in laptop.rows("SELECT id FROM change"))
    return found


def check_no_false_question(world: World, told: dict[Key, list[Row]]) -> None:
    """Nobody is asked to choose between a value and one that its author had on screen, and nobody waits for ever."""
    memory = world.memory
    for key, rows in told.items():
        owned = OWNED.get(key[0], ())
        for name, nature, heads in tell(rows, owned, memory.refused).asked:
            assert nature != "attente" or memory.lost, f"{key} {name} waits for ever"
            seen = {head: memory.ancestors(head, name) for head in heads}
            if nature == "conflit" and name not in owned:
                for head in heads:
                    assert not seen[head] & heads, f"{key} {name}: who wrote {head} had seen {seen[head] & heads}"
            elif nature == "archive" and name not in owned:
                archives = {i for i in heads if memory.made.get(i, {"set": {}})["set"].get(ARCHIVE) is True}
                unseen = heads - archives - {i for a in archives for i in seen[a]}
                assert unseen or len(heads) == len(archives), f"{key} {name}: who archived it had seen {heads}"


def check_gestures(world: World, told: dict[Key, list[Row]]) -> None:
    """Rule 6: a gesture says how many changes it has, so that it is taken back whole or not at all.

    Two copies of a laptop that are refused the same change each count it off, and so does one that was put back.
    """
    if world.turned or world.twins:
        return
    memory = world.memory
    rows = [row for changes in told.values() for row in changes]
    for (table, record), changes in told.items():
        if table == GESTE:
            whole = tell(changes, (), memory.refused)
            here = [row for row in rows if row["geste"] == record and row["table"] != GESTE]
            here_ids = {row["id"] for row in here}
            whose = {i for i, row in memory.made.items() if row["geste"] == record and row["table"] != GESTE}
            away = whose - here_ids - memory.refused.keys()  # lost, or on a laptop whose access was taken away
            unheard = whose & memory.refused.keys() and any(laptop.out for laptop in world.laptops)
            said = whole.values.get("nombre")
            if not away and not unheard:
                assert said == len(here), f"gesture {record} says {said}, has {len(here)}"


def check_erasures(world: World, told: dict[Key, list[Row]]) -> None:
    """Rule 8: what was erased is nowhere any more, on the server nor on a laptop that knows of it."""
    for (table, record), changes in told.items():
        erasures = [row for row in changes if is_erasure(row)]
        if not erasures:
            continue
        _check_blank("the server", changes, erasures)
        for laptop in world.laptops:
            log = laptop.log('"table" = ? AND record = ?', table, record)
            known = [row for row in log if is_erasure(row) and row["seq"] is not None]
            _check_blank(laptop.name, log, known)
            wrong = 'SELECT id, "set", "over", \'[]\' AS stub FROM a_corriger WHERE "table" = ? AND record = ?'
            _check_blank(laptop.name, [stored(row) for row in laptop.rows(wrong, table, record)], known)


def _check_blank(where: str, rows: Collection[Row], erasures: Collection[Row]) -> None:
    for row in rows:
        left = erased(row, erasures) & row["set"].keys()
        assert not left, f"{where} still has {left} of {row}"


def check_sets(told: dict[Key, list[Row]]) -> None:
    """Rule 9: two laptops that write the same presence write the same record."""
    found: dict[object, str] = {}
    for (table, record), changes in told.items():
        if table == "presence":
            births = [row["set"] for row in changes if "seance_club" in row["set"]]
            for key in {(one["seance_club"], " ".join(str(one.get("titre")).lower().split())) for one in births}:
                assert found.setdefault(key, record) == record, f"{key} is there twice"


def check_stubs(world: World, told: dict[Key, list[Row]]) -> None:
    """A value that the server left out is completed by its author's laptop, once that has exchanged."""
    for laptop in world.laptops:
        if laptop.out:
            continue
        device = laptop.store.device
        whole = {row["id"] for row in laptop.rows("SELECT id FROM change WHERE \"by\" = ? AND stub = '[]'", device)}
        for changes in told.values():
            for row in changes:
                missing = set(row["stub"]) - erased(row, changes)
                assert not missing or row["id"] not in whole, f"{laptop.name} has all of {row}"
