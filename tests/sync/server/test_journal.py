"""What the endpoint stores, and what it answers when the same thing comes again."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text

from pvd_tui.changes.change import Change
from sync.protocol import ExchangeAnswer, StreamState
from sync.server.chain import verify
from sync.server.enrolment import Device, TokenError, revoke
from sync.wire import change_from_wire

Laptop = Callable[..., Device]
Make = Callable[..., Change]
Swap = Callable[..., ExchangeAnswer]


def test_a_change_comes_back_stamped_and_otherwise_as_it_was_written(laptop: Laptop, change: Make, swap: Swap) -> None:
    """What one laptop sends, another reads: the same change, with seq, reception and role."""
    guise, prefecture = laptop(), laptop("prefecture")
    titre = change(guise, commune="02361", titre='Halle « du marché »\n\t"\\', cout=12_50, tags=[1, None, {"a": 2.5}])

    verdict = swap(guise, [titre]).verdicts[0]
    page = swap(prefecture).streams["dep:02"]

    assert (verdict.verdict, verdict.seq, verdict.role, verdict.relais) == ("stored", 1, "chef", None)
    received = change_from_wire(page.changes[0])
    assert received == titre.stamped(seq=1, received_at=str(verdict.received_at), role="chef", relais=None)
    assert (page.since, page.until, page.head, page.more) == (0, 1, 1, False)


def test_a_sender_is_not_told_again_what_it_just_said(laptop: Laptop, change: Make, swap: Swap) -> None:
    """The verdicts hold the stamps: the page passes over what this request stored, and over nothing else."""
    guise, prefecture = laptop(), laptop("prefecture")
    mine = [change(guise, commune="02361", titre=f"Action {number}") for number in range(3)]
    swap(prefecture, [before := change(prefecture, commune="02361", titre="Avant")])

    behind = swap(guise, mine[:2]).streams["dep:02"]
    swap(prefecture, [change(prefecture, commune="02361", titre="Entre")])
    state = StreamState(cursor=4, epochs=behind.epochs, scope=behind.scope)
    ahead = swap(guise, mine[2:], dep02=state).streams["dep:02"]
    lost = swap(guise, mine[2:], dep02=state)
    later = swap(guise, dep02=state).streams["dep:02"]

    assert [one["id"] for one in behind.changes] == [before.id]
    assert (ahead.changes, ahead.until, ahead.head, ahead.more) == ([], 5, 5, False)
    assert ([one.verdict for one in lost.verdicts], lost.streams["dep:02"].changes) == (["known"], [])
    assert [one["id"] for one in later.changes] == [mine[2].id]


def test_a_lost_answer_is_repaired_by_asking_again(laptop: Laptop, change: Make, swap: Swap) -> None:
    """The same changes again get the same stamps, and nothing is stored twice."""
    guise = laptop()
    changes = [change(guise, commune="02361", titre=f"Action {number}") for number in range(3)]

    first, second = swap(guise, changes), swap(guise, changes)

    assert [one.verdict for one in second.verdicts] == ["known"] * 3
    stamps = [[(one.id, one.seq, one.received_at, one.role) for one in answer.verdicts] for answer in (first, second)]
    assert stamps[0] == stamps[1]
    assert second.streams["dep:02"].head == 3


def test_the_same_id_with_another_content_is_refused(laptop: Laptop, change: Make, swap: Swap) -> None:
    """An id is one change for ever: whatever differs, the stored one stays."""
    guise = laptop()
    titre = change(guise, commune="02361", titre="Halle")
    swap(guise, [titre])

    others = [
        replace(titre, set={"titre": "Autre"}),
        replace(titre, at="2026-03-02T08:00:00.000001+00:00"),
        replace(titre, over={"titre": [titre.record]}),
        replace(titre, set={"titre": "Halle", "phase": None}),
    ]
    answer = swap(guise, others)

    assert [one.code for one in answer.verdicts] == ["contenu"] * 4
    assert [item["set"] for item in answer.streams["dep:02"].changes] == [{"titre": "Halle"}]


def test_one_bad_change_delays_no_other(laptop: Laptop, change: Make, swap: Swap) -> None:
    """Verdicts are per change and in order; the good ones are stored around the bad ones."""
    guise = laptop()
    good = [change(guise, commune="02361", titre="Bonne") for _ in range(2)]
    bell = change(guise, commune="02361", titre="sonne\x07")
    huge = change(guise, commune="02361", **{f"champ{number}": "x" * 20_000 for number in range(4)})
    elsewhere = change(guise, commune="60159", stream="dep:60", titre="Compiègne")
    restreint = change(guise, commune="02361", restreint=True)

    answer = swap(guise, [good[0], bell, huge, elsewhere, restreint, good[1]])

    assert [one.verdict for one in answer.verdicts] == ["stored", *["refused"] * 4, "stored"]
    assert [one.code for one in answer.verdicts[1:5]] == ["forme", "taille", "flux", "restreint"]
    assert all(one.message and one.message[-1] == "." for one in answer.verdicts[1:5])
    assert [one.seq for one in (answer.verdicts[0], answer.verdicts[5])] == [1, 2]


def test_a_change_that_names_a_refused_one_says_so(laptop: Laptop, change: Make, swap: Swap) -> None:
    """`refused` tells the readers which ids in `over` will never arrive."""
    guise = laptop()
    bad = change(guise, commune="02691", titre="Chez le voisin")
    good = change(guise, commune="02361", titre="Chez nous", over={"titre": [bad.id]})

    answer = swap(guise, [bad, good])

    assert answer.verdicts[1].refused == (bad.id,)
    assert swap(guise).streams["dep:02"].changes[0]["refused"] == [bad.id]
    assert swap(guise, [good]).verdicts[0].refused == (bad.id,)


def test_what_a_sender_knows_to_be_refused_is_told_to_the_readers(
    laptop: Laptop, change: Make, swap: Swap, engine: Engine
) -> None:
    """A restored server has forgotten its refusals; the author of a change remembers what in its `over` never comes."""
    guise, carrier = laptop(), laptop()
    gone, stranger = str(uuid.uuid4()), str(uuid.uuid4())
    good = change(guise, commune="02361", titre="Halle", over={"titre": [gone]})

    first = swap(carrier, [good]).verdicts[0]
    told = replace(good, refused=(gone, stranger))
    state = StreamState(cursor=1, epochs=swap(carrier).streams["dep:02"].epochs, scope="chef:02361")
    again = [swap(guise, [told], dep02=state).verdicts[0] for _ in range(2)]
    page = swap(carrier, dep02=state).streams["dep:02"]

    assert (first.refused, [one.refused for one in again]) == ((), [(gone,), (gone,)])
    assert ([one["refused"] for one in page.changes], page.head) == ([[gone]], 2)
    assert swap(guise, [replace(told, id=str(uuid.uuid4()))]).verdicts[0].refused == (gone,)
    assert verify(engine, "dep:02") is None


def test_a_refused_change_that_is_later_allowed_is_forgotten_as_refused(
    laptop: Laptop, change: Make, swap: Swap
) -> None:
    """What the préfecture carries after a refusal is stored, and nobody is told any more that it will not come."""
    guise, prefecture = laptop(), laptop("prefecture")
    theirs = change(guise, commune="02691", titre="Saint-Quentin")
    swap(guise, [theirs])

    verdict = swap(prefecture, [theirs]).verdicts[0]
    after = swap(prefecture, [change(prefecture, commune="02691", titre="B", over={"titre": [theirs.id]})])

    assert (verdict.verdict, verdict.role, verdict.relais) == ("stored", "chef", prefecture.id)
    assert after.verdicts[0].refused == ()


@pytest.mark.parametrize(
    ("author", "carrier", "role"),
    [("prefecture", "chef", "chef"), ("chef", "prefecture", "chef"), ("prefecture", "prefecture", "prefecture")],
)
def test_a_carried_change_has_the_lower_of_two_roles(
    laptop: Laptop, change: Make, swap: Swap, author: str, carrier: str, role: str
) -> None:
    """Neither who signs nor who carries can make a change more official than the other is."""
    by, relais = laptop(author), laptop(carrier)

    verdict = swap(relais, [change(by, commune="02361", titre="Portée")]).verdicts[0]

    assert (verdict.role, verdict.relais) == (role, relais.id)


def test_a_change_of_an_unknown_author_is_a_chefs_at_most(
    laptop: Laptop, change: Make, swap: Swap, new_id: Callable[[], str]
) -> None:
    """A signature that nobody enrolled lends no authority, whoever carries it."""
    prefecture = laptop("prefecture")

    verdict = swap(prefecture, [change(prefecture, commune="02361", by=new_id(), titre="Inconnu")]).verdicts[0]

    assert (verdict.role, verdict.relais) == ("chef", prefecture.id)


def test_a_full_copy_fills_a_stored_stub(laptop: Laptop, change: Make, swap: Swap) -> None:
    """A healing laptop may only have a stub; who has the value completes it, under the same stamps."""
    guise = laptop()
    full = change(guise, commune="02361", titre="Halle", cout=3)
    stub = replace(full, set={"cout": 3}, stub=("titre",))

    first = swap(guise, [stub]).verdicts[0]
    second = swap(guise, [full]).verdicts[0]
    other = swap(guise, [replace(full, set={"titre": "Autre", "cout": 3})]).verdicts[0]

    assert (first.verdict, second.verdict, second.seq, other.code) == ("stored", "known", first.seq, "contenu")
    assert swap(guise).streams["dep:02"].changes[0]["set"] == {"titre": "Halle", "cout": 3}


def test_only_its_author_or_the_prefecture_completes_a_stub(laptop: Laptop, change: Make, swap: Swap) -> None:
    """Nobody can prove what a left-out value was: another carrier's word is not taken for it."""
    guise, other, prefecture = laptop(), laptop(), laptop("prefecture")
    full = change(guise, commune="02361", titre="Halle", cout=3)
    swap(other, [replace(full, set={"cout": 3}, stub=("titre",))])

    forged = swap(other, [replace(full, set={"titre": "Inventé", "cout": 3})])
    after_it = swap(other).streams["dep:02"].changes[0]["set"]
    swap(prefecture, [full])

    assert forged.verdicts[0].verdict == "known"
    assert after_it == {"cout": 3}
    assert swap(other).streams["dep:02"].changes[0]["set"] == {"titre": "Halle", "cout": 3}


def test_an_erasure_blanks_what_is_stored_and_what_arrives_later(
    engine: Engine, laptop: Laptop, change: Make, swap: Swap
) -> None:
    """The value and its salt leave the database; who had not seen the erasure brings it back to nobody (rule 8)."""
    guise, prefecture = laptop(), laptop("prefecture")
    record = str(uuid.UUID(int=7))
    before = change(guise, "personne", record, nom="Durand", fonction="maire")
    swap(guise, [before])
    erasing = change(prefecture, "personne", record, efface=["nom"])
    unaware = change(guise, "personne", record, nom="Durand", over={"nom": [before.id]})
    aware = change(guise, "personne", record, nom="(parti)", over={"nom": [before.id], "efface": [erasing.id]})

    for one, who in ((erasing, prefecture), (unaware, guise), (aware, guise), (before, guise)):
        swap(who, [one])

    given = {one["id"]: one for one in swap(prefecture).streams["dep:02"].changes}
    assert (given[before.id]["set"], given[before.id]["stub"]) == ({"fonction": "maire"}, ["nom"])
    assert given[unaware.id]["set"] == {}
    assert given[aware.id]["set"] == {"nom": "(parti)"}
    with engine.connect() as connection:
        rows = connection.execute(text('SELECT id, "set", salt FROM change')).all()
    assert not any("Durand" in row.set for row in rows)
    assert {row.id for row in rows if row.salt is None} == {before.id, unaware.id}
    assert verify(engine, "dep:02") is None


def test_an_erasure_in_the_same_request_as_the_value_blanks_it(
    engine: Engine, laptop: Laptop, change: Make, swap: Swap
) -> None:
    """A laptop that comes back after months says the value and its erasure at once."""
    prefecture = laptop("prefecture")
    record = str(uuid.UUID(int=7))
    both = [
        change(prefecture, "personne", record, nom="Durand"),
        change(prefecture, "personne", record, efface=["nom"]),
    ]

    swap(prefecture, both)

    with engine.connect() as connection:
        assert not any("Durand" in row for row in connection.scalars(text('SELECT "set" FROM change')))


def test_a_raised_erasure_begins_to_count(laptop: Laptop, change: Make, swap: Swap) -> None:
    """An erasure that somebody without the right carried waits for its author."""
    chef, prefecture, other = laptop(), laptop("prefecture"), laptop("prefecture")
    record = str(uuid.UUID(int=7))
    erasing = change(prefecture, "personne", record, efface=["nom"])
    unknown_author = change(chef, "personne", record, efface=["nom"])  # a chef's: carried by a préfecture, it stays one
    swap(prefecture, [change(prefecture, "personne", record, nom="Durand")])

    inert = swap(other, [unknown_author]).verdicts[0]
    kept = swap(prefecture).streams["dep:02"].changes[0]["set"]
    swap(other, [erasing])

    assert (inert.verdict, inert.role, kept) == ("stored", "chef", {"nom": "Durand"})
    assert swap(prefecture).streams["dep:02"].changes[0]["set"] == {}


def test_what_was_stored_has_a_receipt_that_the_chain_holds(
    engine: Engine, laptop: Laptop, change: Make, swap: Swap
) -> None:
    """A receipt names the hash of the stream at its last change; nothing new, no receipt."""
    guise = laptop()
    changes = [change(guise, commune="02361", titre=f"Action {number}") for number in range(3)]

    (receipt,) = swap(guise, changes).receipts

    with engine.connect() as connection:
        chain = connection.scalar(text("SELECT chain FROM change WHERE seq = 3"))
    assert (receipt.stream, receipt.first, receipt.last, receipt.count) == ("dep:02", 1, 3, 3)
    assert receipt.chain == chain
    assert swap(guise, changes).receipts == []


def test_a_restamp_is_a_link_of_the_chain(engine: Engine, laptop: Laptop, change: Make, swap: Swap) -> None:
    """Taking a restamp away, or altering it, is seen."""
    guise, prefecture = laptop(), laptop("prefecture")
    carried = change(prefecture, "commune", "02361", commune="02361", titre="Guise")
    for who in (guise, prefecture):
        swap(who, [carried])
    swap(guise, [change(guise, commune="02361", titre="Halle")])
    whole = verify(engine, "dep:02")

    with engine.begin() as connection:
        connection.execute(text("DELETE FROM restamp"))
    broken = verify(engine, "dep:02")

    assert whole is None
    assert broken is not None
    assert broken.seq == 3


def test_a_sender_revoked_meanwhile_stores_nothing(engine: Engine, laptop: Laptop, change: Make, swap: Swap) -> None:
    """Access is read again under the lock: a request in flight when it was taken away says so and keeps its changes."""
    guise = laptop()
    revoke(engine, guise.id, datetime(2026, 3, 2, 9, 0, tzinfo=UTC))

    with pytest.raises(TokenError, match="retiré"):
        swap(guise, [change(guise, commune="02361", titre="Halle")])

    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM change")) == 0


def test_an_altered_row_breaks_the_chain(engine: Engine, laptop: Laptop, change: Make, swap: Swap) -> None:
    """The chain holds over what was stored, and names the first row that somebody touched."""
    guise = laptop()
    swap(guise, [change(guise, commune="02361", titre=f"Action {number}") for number in range(5)])
    assert verify(engine, "dep:02") is None

    with engine.begin() as connection:
        connection.execute(text("""UPDATE change SET "set" = '{"titre":"Falsifié"}' WHERE seq = 3"""))

    broken = verify(engine, "dep:02")
    assert broken is not None
    assert (broken.seq, broken.reason) == (3, "content was altered")


def test_a_removed_row_breaks_the_chain(engine: Engine, laptop: Laptop, change: Make, swap: Swap) -> None:
    """A change cannot disappear without a trace."""
    guise = laptop()
    swap(guise, [change(guise, commune="02361", titre=f"Action {number}") for number in range(5)])

    with engine.begin() as connection:
        connection.execute(text("DELETE FROM change WHERE seq = 2"))

    broken = verify(engine, "dep:02")
    assert broken is not None
    assert broken.seq == 3
