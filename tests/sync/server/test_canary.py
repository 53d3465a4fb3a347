"""Canaries: a word of its own in every record, and not one of them where nobody granted it.

Random sequences of requests by eight devices, honest and not. An independent model says who may read each
change; every byte that the endpoint then says (answers, headers, errors, pages, log lines, figures, bundles) is
searched for words and ids that the listener may not know.
"""

import asyncio
import json
import logging
import re
import uuid
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, update

from pvd_tui.changes.change import EFFACE
from sync.json_text import dumps
from sync.lot import Entete, LotError, Writer, key_of, read
from sync.protocol import EnrolRequest, Grant, Role, StreamState
from sync.server import enrolment, feed, lot, schema
from sync.server.app import Endpoint, create_app
from sync.server.envelope import JsonLines
from sync.server.rate import Limits, Pace

NOW: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AT: Final = "2026-03-02T08:00:00.000000+00:00"
WORDS: Final = re.compile(r"canari[-_]\d{5}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

DEVICES: Final[dict[str, tuple[Role, tuple[str, ...], tuple[str, ...]]]] = {
    "guise": ("chef", ("02",), ("02361",)),
    "hirson": ("chef", ("02",), ("02381",)),
    "compiegne": ("chef", ("60",), ("60159",)),
    "deux": ("chef", ("02", "60"), ("02361", "60159")),
    "aisne": ("prefecture", ("02",), ()),
    "oise": ("prefecture", ("60",), ()),
    "region": ("region", ("02", "60"), ()),
    "nation": ("national", (), ()),
}
TABLES: Final = (
    "action",
    "note_datee",
    "personne",
    "seance_club",
    "presence",
    "site",
    "note_synthese",
    "campagne_note",
    "geste",
    "canari",  # of a newer program; its number makes the name a canary too
)
PLACES: Final = (("dep:02", "02361"), ("dep:02", "02381"), ("dep:02", None), ("dep:60", "60159"), ("dep:60", None))
SCOPES: Final = (None, "chef:02361", "chef:02361,02381,60159", "prefecture", "region", "national", "fr")
PAGES: Final = ("/v1/hello", "/docs", "/openapi.json", "/readyz", "/livez", "/metrics", "/nulle-part", "/v1/exchange")


@dataclass
class Told:
    """A change that was stored: where it belongs, and every word in what was sent."""

    wire: dict[str, Any]
    words: set[str]
    emise: bool


@dataclass
class World:
    """An endpoint, its devices, and what each may know."""

    http: httpx.AsyncClient
    engine: Engine
    tokens: dict[str, str]
    ids: dict[str, str]
    grants: dict[str, Grant]
    told: list[Told] = field(default_factory=list)
    tried: list[dict[str, Any]] = field(default_factory=list)
    erased: dict[str, tuple[tuple[str, str, str], set[str]]] = field(default_factory=dict)
    """The words of erased values: nobody's any more."""
    number: int = 0

    def mark(self) -> str:
        """Give a word that was never used."""
        self.number += 1
        return f"CANARI-{self.number:05}"

    def new_id(self) -> str:
        """Give an id that was never used."""
        self.number += 1
        return str(uuid.UUID(int=(0xCA << 120) + self.number))

    def readable(self, who: str, one: Told) -> bool:
        """Say whether a device may read a change: design §5, written a second time."""
        grant, stream = self.grants[who], one.wire["stream"]
        if stream == "fr":
            return True
        if grant.role != "national" and stream[4:] not in grant.departements:
            return False
        match grant.role:
            case "prefecture":
                return True
            case "chef":
                return one.wire.get("commune") in {None, *grant.communes}
        return one.wire["table"] == "note_synthese" and one.emise

    def check(self, who: str, said: str, sent: str = "") -> None:
        """Search what a device heard for words that it may not know."""
        mine = words(sent)
        known = {word for one in self.told if self.readable(who, one) for word in one.words}
        leaked = words(said) - known - mine - set(self.ids.values())
        assert not leaked, f"{who} heard {sorted(leaked)} in {said[:2000]}"
        assert not words(said) & self.gone() - mine, f"{who} heard what was erased"

    def gone(self) -> set[str]:
        """Give the words that an erasure took from everybody."""
        return {word for _, erased in self.erased.values() for word in erased}

    async def ask(self, who: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """Exchange, check what is heard, and note what was stored."""
        sent = json.dumps(asked)
        headers = {"Authorization": f"Bearer {self.tokens[who]}", "Content-Type": "application/json"}
        answer = await self.http.post("/v1/exchange", content=dumps(asked), headers=headers)
        assert answer.status_code == 200, answer.text
        verdicts: list[dict[str, Any]] = answer.json()["verdicts"]
        self.note(asked.get("changes", []), verdicts)
        self.check(who, answer.text + str(answer.headers), sent)
        return verdicts

    def note(self, offered: list[dict[str, Any]], verdicts: list[dict[str, Any]]) -> None:
        """Remember what was stored, and what an erasure took away."""
        for wire, verdict in zip(offered, verdicts, strict=True):
            if verdict["verdict"] == "stored":
                place = (wire["stream"], wire["table"], wire["record"])
                first = next((one for one in self.told if self.place(one) == place), None)
                emise = first.emise if first else wire["set"].get("etat") == "Émise"
                self.told.append(Told(wire, words(json.dumps(wire)), emise))
                if EFFACE in wire["set"]:
                    self.erased[wire["id"]] = (place, set())
        for number, (erased, _) in list(self.erased.items()):
            fields = next(one.wire["set"][EFFACE] for one in self.told if one.wire["id"] == number)
            taken = {
                word
                for one in self.told
                if self.place(one) == erased and not any(number in ids for ids in one.wire["over"].values())
                for name, value in one.wire["set"].items()
                if name in fields
                for word in words(json.dumps(value))
            }
            self.erased[number] = (erased, taken)

    @staticmethod
    def place(one: Told) -> tuple[str, str, str]:
        """Name the record of a change."""
        return one.wire["stream"], one.wire["table"], one.wire["record"]


def words(text: str) -> set[str]:
    """Find every canary and every id."""
    return {word.lower() for word in WORDS.findall(text)}


# ---------------------------------------------------------------- steps


NEW: Final = 10**6
"""The number of a record that does not exist yet."""

who = st.sampled_from(list(DEVICES))
some = st.integers(0, 30)


@st.composite
def steps(draw: st.DrawFn) -> tuple[Any, ...]:
    """Draw one thing that somebody does: its name, then numbers and choices for it."""
    kind = draw(st.sampled_from(["write", "write", "write", "read", "steal", "grant", "erase", "bundle", "pages"]))
    facts: tuple[st.SearchStrategy[Any], ...]
    match kind:
        case "write":
            facts = (who, st.sampled_from(TABLES), st.sampled_from(PLACES), some, st.lists(some, max_size=3), some)
        case "read":
            facts = (who, some, st.sampled_from(SCOPES), st.booleans(), st.sampled_from([1, 300, 10**6]), some)
        case "steal":
            facts = (who, some, st.sampled_from(["id", "record", "copy", "hollow", "over", "forge"]))
        case "grant":
            facts = (
                st.sampled_from(["guise", "hirson", "deux"]),
                st.lists(st.sampled_from(["02361", "02381", "60159"]), unique=True, max_size=3),
            )
        case "erase":
            facts = (st.sampled_from(["aisne", "oise", "nation", "guise"]), some)
        case "bundle":
            facts = (who, some, st.sampled_from(SCOPES))
        case _:
            facts = (who,)
    return (kind, *(draw(fact) for fact in facts))


async def write(world: World, name: str, table: str, place: tuple[str, str | None], *numbers: Any) -> None:  # noqa: ANN401 - what was drawn
    """Offer a change: on a record of anybody's or a new one, over changes of anybody's."""
    onto, overs, dress = numbers
    stream, commune = ("fr", None) if table == "campagne_note" else place
    known = world.told[onto].wire if onto < len(world.told) else None
    table = f"canari_{world.number:05}" if table == "canari" else table
    over = [world.tried[number]["id"] for number in overs if number < len(world.tried)]
    wire: dict[str, Any] = {
        "id": world.new_id(),
        "table": known["table"] if known else table,
        "record": known["record"] if known else (world.mark() if dress % 2 else world.new_id()),
        "stream": known["stream"] if known and dress % 3 else stream,
        "at": AT,
        "by": world.ids[name],
        "set": {"titre": world.mark(), f"canari_{world.number + 1:05}": {world.mark(): [world.mark()]}},
        "over": {"titre": over} if over else {},
    }
    commune = known.get("commune") if known and dress % 3 else commune
    wire |= {"commune": commune} if commune else {}
    wire |= {"geste": world.new_id()} if dress % 5 == 0 else {}
    wire |= {"stub": ["description"]} if dress % 7 == 0 else {}
    if table == "note_synthese" and dress % 2:
        wire["set"]["etat"] = "Émise"
    if table == "action" and commune:
        wire["set"]["commune"] = commune
    world.tried.append(wire)
    states: dict[str, Any] = {"dep:02": {}, "dep:60": {}} if dress % 2 else {}  # named: shares a commit
    await world.ask(name, {"changes": [wire], "streams": states, "page": 1 if dress % 4 else 100_000})


async def look(world: World, name: str, cursor: int, scope: str | None, *more: Any) -> None:  # noqa: ANN401 - what was drawn
    """Read every stream from anywhere, with any scope claimed, and complements of any commune."""
    first, page, number = more
    state = {"cursor": cursor * (number % 2), "scope": scope, "first": first}
    complements = [
        {"stream": stream, "commune": commune, "cursor": 0, "until": 100 * (number % 3)}
        for stream, commune in (*PLACES, ("dep:60", "02361"), ("fr", "02361"))
        if commune
    ]
    streams = {"dep:02": state, "dep:60": state, "fr": state, "dep:59": state}
    await world.ask(name, {"streams": streams, "complements": complements, "page": page})


async def steal(world: World, name: str, number: int, how: str) -> None:
    """Name what somebody else wrote, to learn whether it is there or to make it one's own."""
    if number >= len(world.tried):
        return
    target, commune = world.tried[number], next(iter(world.grants[name].communes), None)
    own = {"by": world.ids[name], "set": {"titre": world.mark()}, "over": {}}
    home = {"stream": f"dep:{commune[:2]}", "commune": commune} if commune else {}
    match how:
        case "id":
            wire = {**target, **own, **home}
        case "record":
            wire = {**target, **own, **home, "id": world.new_id()}
        case "copy":
            wire = target
        case "hollow":  # all that is around the values, and none of them
            wire = {**target, "set": {}, "stub": sorted({*target["set"], *target.get("stub", ())})}
        case "over":
            wire = {**target, **own, **home, "id": world.new_id(), "record": world.new_id()}
            wire["over"] = {"titre": [target["id"]], "archive": [target["id"]]}
        case _:
            stamps = {"seq": 1, "received_at": AT, "role": "prefecture", "relais": world.ids["aisne"]}
            wire = {**target, "id": world.new_id(), "set": own["set"], **stamps}
    world.tried.append(wire)
    await world.ask(name, {"changes": [wire]})


async def grant(world: World, name: str, communes: list[str]) -> None:
    """Give a chef other communes: what he reads from now on is what he has now."""
    places = tuple(sorted({code[:2] for code in communes})) or ("02",)
    changed = Grant(role="chef", departements=places, communes=tuple(communes))
    assert enrolment.regrant(world.engine, world.ids[name], changed)
    world.grants[name] = changed


async def erase(world: World, name: str, number: int) -> None:
    """Erase the titles of a record, if one may."""
    if number >= len(world.told):
        return
    target = world.told[number].wire
    wire = {**target, "id": world.new_id(), "by": world.ids[name], "set": {EFFACE: ["titre"]}, "over": {}}
    wire = {key: value for key, value in wire.items() if key not in {"stub", "geste"}}
    await world.ask(name, {"changes": [wire]})


async def bundle(world: World, name: str, cursor: int, scope: str | None) -> None:
    """Bring a bundle that claims a préfecture's grant, and read its answer."""
    entete = Entete(
        kind="depart",
        device=world.ids[name],
        nom="Portable",
        grant=Grant(role="prefecture", departements=("02", "60")),
        streams={"dep:02": StreamState(cursor=cursor, scope=scope), "dep:60": StreamState()},
        created_at=AT,
    )
    writer, changes = Writer(), world.tried[-1:]
    for wire in changes:
        writer.add(dumps(wire))
    content = writer.close(entete, key_of(world.tokens[name]))
    sent = json.dumps(changes)
    try:
        answer = read(lot.answer(world.engine, content, NOW))
    except LotError as error:
        world.check(name, str(error), sent)
        return
    said = [line.decode() for line in answer.lines()]
    verdicts = [verdict for line in said for verdict in json.loads(line)["verdicts"]]
    world.note(changes, verdicts)
    world.check(name, answer.entete.model_dump_json() + "\n".join(said), sent)


async def pages(world: World, name: str) -> None:
    """Open every page there is, and some that are not."""
    headers = {"Authorization": f"Bearer {world.tokens[name]}"}
    for path in PAGES:
        answer = await world.http.get(path, headers=headers)
        world.check(name, answer.text + str(answer.headers))
    for content in (b"{", b'{"streams":{"dep:02":7}}', b'{"x":1}'):
        answer = await world.http.post("/v1/exchange", content=content, headers={**headers, "Content-Type": "x"})
        world.check(name, answer.text + str(answer.headers))


DO: Final[dict[str, Callable[..., Awaitable[None]]]] = {
    "write": write,
    "read": look,
    "steal": steal,
    "grant": grant,
    "erase": erase,
    "bundle": bundle,
    "pages": pages,
}


# ---------------------------------------------------------------- the tests


@contextmanager
def log_lines() -> Iterator[list[str]]:
    """Capture each line of the endpoint's log."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler, log = Keep(), logging.getLogger("pvd.serveur")
    handler.setFormatter(JsonLines())
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        log.removeHandler(handler)
        log.setLevel(before)


@dataclass(frozen=True)
class Serveur:
    """An endpoint with its eight devices, used again for every history."""

    engine: Engine
    http: httpx.AsyncClient
    tokens: dict[str, str]
    ids: dict[str, str]

    def empty(self) -> None:
        """Forget every change, and give each device its first grant again."""
        with self.engine.begin() as connection:
            for table in ("change", "record", "replaced", "restamp", "erasure", "refused_change", "epoch", "stream"):
                connection.execute(delete(schema.metadata.tables[table]))
            for name, (_, places, towns) in DEVICES.items():
                values = {"departements": json.dumps(places), "communes": json.dumps(towns)}
                connection.execute(update(schema.device).where(schema.device.c.id == self.ids[name]).values(values))


@pytest.fixture
def serveur(engine: Engine) -> Serveur:
    """Enrol the eight devices."""
    tokens: dict[str, str] = {}
    ids: dict[str, str] = {}
    for name, (role, places, towns) in DEVICES.items():
        code = enrolment.invite(engine, Grant(role=role, departements=places, communes=towns), NOW)
        answer = enrolment.enrol(engine, EnrolRequest(code=code, nonce="n" * 16), NOW)
        tokens[name], ids[name] = answer.token, answer.device
    wide = Pace(10**9, 1)
    app = create_app(Endpoint(engine, clock=lambda: NOW, limits=Limits(device=wide, stranger=wide)))
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://serveur")
    return Serveur(engine, http, tokens, ids)


async def play(serveur: Serveur, history: list[tuple[Any, ...]]) -> World:
    """Play a history, then let everybody read everything."""
    serveur.empty()
    grants = {name: Grant(role=role, departements=p, communes=t) for name, (role, p, t) in DEVICES.items()}
    world = World(serveur.http, serveur.engine, serveur.tokens, serveur.ids, grants)
    with log_lines() as lines:
        for kind, *facts in history:
            await DO[kind](world, *facts)
        for name in DEVICES:
            await look(world, name, 0, None, False, 4_000_000, 1)  # noqa: FBT003 - as they were drawn
        counted = (await serveur.http.get("/metrics")).text
    assert not words("\n".join((*lines, counted))) - set(serveur.ids.values())
    assert len(lines) >= len(DEVICES)
    return world


def check_histories(serveur: Serveur, number: int) -> None:
    """Play that many histories; print nothing unless one of them leaks."""
    with asyncio.Runner() as runner:

        @settings(
            max_examples=number,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
            derandomize=number < 100,
        )
        @given(st.lists(steps(), min_size=10, max_size=30))
        def histories(history: list[tuple[Any, ...]]) -> None:
            runner.run(play(serveur, history))

        histories()


@pytest.mark.heavy
def test_no_sequence_of_requests_makes_a_canary_sing(serveur: Serveur) -> None:
    """Neither byte nor id of a record reaches a device, a page, a log line or a figure without the grant."""
    check_histories(serveur, 6)


@pytest.mark.long
def test_no_long_search_finds_one_either(serveur: Serveur) -> None:
    """The same, a thousand times, with other histories each time."""
    check_histories(serveur, 1000)


async def test_the_model_finds_what_it_looks_for(serveur: Serveur, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test itself can fail: an endpoint that shows a chef the whole département is caught."""
    history: list[tuple[Any, ...]] = [
        ("write", "aisne", "action", ("dep:02", "02381"), NEW, [], 1),
        ("read", "guise", 0, None, False, 10**6, 0),
    ]
    world = await play(serveur, history)
    assert len(world.told) == 1

    monkeypatch.setattr("sync.server.feed._visible", lambda *_: feed._Sees())
    with pytest.raises(AssertionError, match="guise heard"):
        await play(serveur, history)


async def test_nothing_but_an_issued_note_reaches_a_region(serveur: Serveur) -> None:
    """One of each table by the préfecture; région and nation hear the words of the issued note, and no other's."""
    history: list[tuple[Any, ...]] = [
        ("write", "aisne", table, place, NEW, [], dress)
        for table in TABLES
        for place in PLACES[:3]
        for dress in ((1, 2) if table == "note_synthese" else (1,))
        if table not in {"campagne_note", "geste"} or place[1] is None
    ]
    world = await play(serveur, history)
    issued = [one for one in world.told if one.emise]
    heard = await asyncio.gather(*(everything(world, name) for name in ("region", "nation")))

    assert len(world.told) > 20
    assert len(issued) == 3
    for said in heard:
        assert {word for word in words(said) if word.startswith("canari")} == {
            word for one in issued for word in one.words if word.startswith("canari")
        }


async def everything(world: World, name: str) -> str:
    """Read all that a device may read, as text."""
    headers = {"Authorization": f"Bearer {world.tokens[name]}", "Content-Type": "application/json"}
    return (await world.http.post("/v1/exchange", content=dumps({"page": 4_000_000}), headers=headers)).text


async def test_the_departement_next_door_hears_nothing(serveur: Serveur) -> None:
    """A word in every field of records of the Oise: in the Aisne not one of them, and hello names no stream of it."""
    history: list[tuple[Any, ...]] = [
        ("write", "oise", table, place, NEW, [], 1)
        for table in TABLES
        for place in PLACES[3:]
        if table not in {"campagne_note", "geste"} or place[1] is None
    ]
    world = await play(serveur, history)
    oise = [one for one in world.told if one.wire["stream"] == "dep:60"]
    theirs = {word for one in oise for word in one.words} - set(world.ids.values())

    assert len(theirs) > 40
    for name in ("aisne", "guise", "hirson"):
        assert not words(await everything(world, name)) & theirs
        assert "dep:60" not in await everything(world, name)


async def test_what_is_served_together_is_answered_apart(serveur: Serveur) -> None:
    """Eight devices in the same commit: each hears its own, and at the end all that it may read and nothing else."""
    serveur.empty()
    grants = {name: Grant(role=role, departements=p, communes=t) for name, (role, p, t) in DEVICES.items()}
    world = World(serveur.http, serveur.engine, serveur.tokens, serveur.ids, grants)
    heard: dict[str, str] = dict.fromkeys(DEVICES, "")
    cursors: dict[str, dict[str, int]] = {name: {"dep:02": 0, "dep:60": 0, "fr": 0} for name in DEVICES}

    async def speak(
        name: str, places: Sequence[tuple[str, str | None]], number: int
    ) -> tuple[str, str, httpx.Response]:
        changes = [
            {"id": world.new_id(), "table": table, "record": world.mark(), "stream": stream, "at": AT}
            | {"by": world.ids[name], "set": {"titre": world.mark()}, "over": {}}
            | ({"commune": commune} if commune else {})
            for stream, commune in places
            for table in ("action", "seance_club")[:number]
        ]
        states = {stream: {"cursor": cursor} for stream, cursor in cursors[name].items()}
        asked = {"changes": changes, "streams": states, "page": 4_000_000}
        headers = {"Authorization": f"Bearer {world.tokens[name]}", "Content-Type": "application/json"}
        return name, json.dumps(asked), await world.http.post("/v1/exchange", content=dumps(asked), headers=headers)

    for turn in range(6):
        places = PLACES if turn < 5 else ()
        answers = await asyncio.gather(*(speak(name, places, 1 + turn % 2) for name in DEVICES))
        for _, sent, answer in answers:
            world.note(json.loads(sent)["changes"], answer.json()["verdicts"])
        for name, sent, answer in answers:
            world.check(name, answer.text, sent)
            said = answer.json()
            cursors[name] |= {stream: page["until"] for stream, page in said["streams"].items()}
            stored = [one["id"] for one in said["verdicts"] if one["verdict"] == "stored"]
            heard[name] += json.dumps(said["streams"]) + " ".join(stored)

    for name in DEVICES:
        readable = {one.wire["id"] for one in world.told if world.readable(name, one)}
        assert {one.wire["id"] for one in world.told if one.wire["id"] in words(heard[name])} == readable, name
    assert len(world.told) > 50


async def test_a_revoked_device_hears_a_sentence_and_nothing_else(serveur: Serveur) -> None:
    """After the revocation not a record of its own commune either."""
    world = await play(serveur, [("write", "aisne", "action", ("dep:02", "02361"), NEW, [], 1)])
    assert words(await everything(world, "guise")) & world.told[0].words
    enrolment.revoke(serveur.engine, world.ids["guise"], NOW)

    said = await everything(world, "guise")

    assert not words(said)
    assert json.loads(said)["code"] == "revoque"
