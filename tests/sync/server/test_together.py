"""Exchanges that arrive while a commit is in flight share the next one, and nobody pays for another's fault."""

import asyncio
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import Engine, event

from pvd_tui.changes.change import Change
from sync.json_text import loads
from sync.protocol import ExchangeAnswer, ExchangeRequest, StreamState
from sync.server.enrolment import Device, TokenError, revoke
from sync.server.exchange import Asked, Said, exchange_all
from sync.server.together import Together
from sync.wire import change_to_wire
from tests.sync.server.conftest import NOW

Laptop = Callable[..., Device]
Make = Callable[..., Change]
Swap = Callable[..., ExchangeAnswer]
State = Callable[..., StreamState]


def asked(who: Device, changes: Sequence[Change] = (), **streams: StreamState) -> Asked:
    """Write the request of a laptop that has read its streams before."""
    states = {"dep:02": StreamState(cursor=0), **{name.replace("dep", "dep:"): s for name, s in streams.items()}}
    return Asked(who.id, ExchangeRequest(streams=states, changes=[change_to_wire(one) for one in changes]))


def verdicts(said: object) -> list[str]:
    """Give the verdicts in an answer."""
    assert isinstance(said, Said)
    return [one.verdict for one in said.verdicts]


def test_several_exchanges_cost_one_commit(engine: Engine, laptop: Laptop, change: Make) -> None:
    """Whatever their number and their streams."""
    who = [laptop("prefecture", departement) for departement in ("02", "60", "02", "80")]
    streams = ("dep:02", "dep:60", "dep:02", "dep:80")
    requests = [
        asked(one, [change(one, "seance_club", stream=s, titre="A")]) for one, s in zip(who, streams, strict=True)
    ]
    exchange_all(engine, [asked(one) for one in who], NOW)  # the streams are there
    commits: list[None] = []
    event.listen(engine, "commit", lambda _: commits.append(None))

    said = exchange_all(engine, requests, NOW)

    assert [verdicts(one) for one in said] == [["stored"]] * 4
    assert len(commits) == 1


def test_each_of_several_exchanges_gets_what_it_would_get_alone(
    engine: Engine, laptop: Laptop, change: Make, swap: Swap, state: State
) -> None:
    """Verdicts, receipts and pages: the seqs of a request follow one another, and it reads what the others sent."""
    guise, hirson, prefecture = laptop(), laptop(communes=["02381"]), laptop("prefecture")
    known = {one.id: swap(one).streams["dep:02"] for one in (guise, hirson, prefecture)}
    mine = {
        one.id: state(0, epochs=known[one.id].epochs, scope=known[one.id].scope) for one in (guise, hirson, prefecture)
    }
    of_guise = [change(guise, commune="02361", titre=f"Guise {n}") for n in range(2)]
    of_hirson = [change(hirson, commune="02381", titre="Hirson")]
    foreign = change(hirson, commune="02361", titre="Chez le voisin")

    said = exchange_all(
        engine,
        [
            asked(guise, of_guise, dep02=mine[guise.id]),
            asked(hirson, [*of_hirson, foreign], dep02=mine[hirson.id]),
            asked(prefecture, dep02=mine[prefecture.id]),
        ],
        NOW,
    )
    answers = [ExchangeAnswer.model_validate(loads(one.body)) for one in said if isinstance(one, Said)]

    assert [[v.verdict for v in one.verdicts] for one in answers] == [["stored"] * 2, ["stored", "refused"], []]
    assert [[(r.first, r.last) for r in one.receipts] for one in answers] == [[(1, 2)], [(3, 3)], []]
    given = [[one["id"] for one in answer.streams["dep:02"].changes] for answer in answers]
    assert given == [[], [], [one.id for one in (*of_guise, *of_hirson)]]
    assert [one.streams["dep:02"].until for one in answers] == [3, 3, 3]


@pytest.mark.parametrize("behind", range(6))
@pytest.mark.parametrize("role", ["chef", "prefecture", "region"])
def test_a_tail_read_for_all_gives_each_what_it_would_read_alone(
    engine: Engine, laptop: Laptop, change: Make, swap: Swap, state: State, role: str, behind: int
) -> None:
    """Whoever shares the reading, and however far behind: the same page."""
    author, far, who = laptop("prefecture"), laptop("prefecture"), laptop(role)
    first = swap(who).streams["dep:02"]
    swap(author, [change(author, commune=code, titre=code) for code in ("02361", "02381", "02361")])
    swap(
        author, [change(author, "seance_club", titre="Club"), change(author, "note_synthese", titre="N", etat="Émise")]
    )
    mine = state(behind, epochs=first.epochs, scope=first.scope)

    alone = swap(who, dep02=mine).streams["dep:02"]
    _, together = exchange_all(engine, [asked(far, dep02=state(0, epochs=first.epochs)), asked(who, dep02=mine)], NOW)

    assert isinstance(together, Said)
    assert ExchangeAnswer.model_validate(loads(together.body)).streams["dep:02"] == alone


def test_a_revoked_sender_among_others_costs_them_nothing(engine: Engine, laptop: Laptop, change: Make) -> None:
    """It gets why; they get their answers."""
    guise, gone = laptop(), laptop()
    revoke(engine, gone.id, NOW)

    first, second = exchange_all(
        engine,
        [
            asked(gone, [change(gone, commune="02361", titre="A")]),
            asked(guise, [change(guise, commune="02361", titre="B")]),
        ],
        NOW,
    )

    assert isinstance(first, TokenError)
    assert verdicts(second) == ["stored"]


def test_those_that_come_while_one_is_served_share_the_next() -> None:
    """No timer: the first is served at once, alone; the five that came meanwhile together."""
    sizes: list[int] = []

    async def serve(some: Sequence[Asked]) -> Sequence[Said | TokenError]:
        sizes.append(len(some))
        await asyncio.sleep(0)
        return [Said(one.sender.encode(), []) for one in some]

    async def all_at_once() -> list[Said]:
        together = Together(serve, most=4)
        return await asyncio.gather(*(together.exchange(_of(str(n))) for n in range(6)))

    said = asyncio.run(all_at_once())

    assert [one.body for one in said] == [b"0", b"1", b"2", b"3", b"4", b"5"]
    assert sizes == [4, 2]


def test_one_bad_exchange_fails_nobody_elses() -> None:
    """A shared commit that fails is made again, one by one; only the culprit is told."""

    async def serve(some: Sequence[Asked]) -> Sequence[Said | TokenError]:
        if any(one.sender == "bad" for one in some):
            raise RuntimeError("it breaks the transaction")
        return [Said(one.sender.encode(), []) for one in some]

    async def all_at_once() -> list[Said | BaseException]:
        together = Together(serve)
        return await asyncio.gather(*(together.exchange(_of(n)) for n in ("a", "bad", "b")), return_exceptions=True)

    first, bad, last = asyncio.run(all_at_once())

    assert (verdicts(first), verdicts(last)) == ([], [])
    assert isinstance(bad, RuntimeError)


def test_who_leaves_before_the_answer_holds_nobody_up() -> None:
    """A laptop that closed its connection is served all the same, and the others after it."""

    async def serve(some: Sequence[Asked]) -> Sequence[Said | TokenError]:
        await asyncio.sleep(0)
        return [Said(one.sender.encode(), []) for one in some]

    async def one_leaves() -> Said:
        together = Together(serve)
        leaving = asyncio.create_task(together.exchange(_of("a")))
        staying = asyncio.create_task(together.exchange(_of("b")))
        await asyncio.sleep(0)
        leaving.cancel()
        return await staying

    assert asyncio.run(one_leaves()).body == b"b"


def test_a_first_sync_is_not_waited_for() -> None:
    """It reads for long: it is served beside the small ones."""
    sizes: list[int] = []

    async def serve(some: Sequence[Asked]) -> Sequence[Said | TokenError]:
        sizes.append(len(some))
        return [Said(b"", []) for _ in some]

    async def three() -> None:
        together = Together(serve)
        large = Asked("new", ExchangeRequest(streams={"dep:02": StreamState(first=True)}))
        await asyncio.gather(together.exchange(large), together.exchange(_of("a")), together.exchange(_of("b")))

    asyncio.run(three())

    assert sorted(sizes) == [1, 2]


def _of(sender: str) -> Asked:
    return Asked(sender, ExchangeRequest(streams={"dep:02": StreamState(cursor=1)}))
