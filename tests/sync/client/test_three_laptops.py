"""The story of the foundation: a préfecture and two chefs de projet, offline first."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from pvd_tui.changes.edit import settle
from pvd_tui.changes.fold import Nature
from storage import settings
from storage.check import verify
from storage.fiche import Fiche
from sync.errors import SyncError
from sync.server import app, body, enrolment
from sync.server.app import Endpoint
from tests.sync.client.conftest import Laptop, Laptops

GUISE, HIRSON = "02361", "02381"


def fiche(laptop: Laptop, table: str, record: str) -> Fiche:
    """Read a record that must be there."""
    found: Fiche | None = laptop.store.get(table, record)
    assert found is not None
    return found


def story(laptop: Laptops) -> tuple[Laptop, Laptop, Laptop, str, str]:
    """Enrol three laptops; the préfecture has written an action at Guise and a club session."""
    a, b, c = laptop("a"), laptop("b"), laptop("c")
    for code, nom in ((GUISE, "Guise"), (HIRSON, "Hirson")):
        a.store.create("commune", {"titre": nom, "departement": "02"}, record=code)
    action = a.store.create("action", {"titre": "Halle du marché couvert", "commune": GUISE})
    seance = a.store.create("seance_club", {"titre": "Club de printemps", "departement": "02"})
    a.store.create("presence", {"seance_club": seance, "titre": "A. Petit", "commune": GUISE})
    a.enrol("prefecture")
    b.enrol("chef", GUISE)
    c.enrol("chef", HIRSON)
    return a, b, c, action, seance


def test_each_laptop_receives_what_its_grant_says_and_not_a_byte_more(laptop: Laptops, tmp_path: Path) -> None:
    """B of Guise gets action and session; C of Hirson gets the session and nothing of Guise's action."""
    a, b, c, action, seance = story(laptop)
    for one in (a, b, c):
        one.sync()

    assert fiche(b, "action", action).values["titre"] == "Halle du marché couvert"
    assert fiche(b, "seance_club", seance).values["titre"] == "Club de printemps"
    assert fiche(c, "seance_club", seance).values["titre"] == "Club de printemps"
    assert c.store.rows.count("presence") == 1
    assert c.store.get("action", action) is None
    carried = b"".join(c.road.bodies) + b"".join(p.read_bytes() for p in tmp_path.glob("c.db*"))
    for secret in ("Halle du marché couvert", action):
        assert secret.encode() not in carried


def test_edits_of_different_fields_both_survive(laptop: Laptops) -> None:
    """B edits the title, A the échéance, of the same action, both offline: both hold both."""
    a, b, _, action, _ = story(laptop)
    a.sync()
    b.sync()

    b.store.update(fiche(b, "action", action), {"titre": "Halle rénovée"})
    a.store.update(fiche(a, "action", action), {"echeance": "2027-09-15"})
    for one in (a, b, a):
        one.sync()

    for one in (a, b):
        read = fiche(one, "action", action)
        assert (read.values["titre"], read.values["echeance"]) == ("Halle rénovée", "2027-09-15")
        assert read.folded.desaccords == ()


def test_edits_of_the_same_field_make_one_conflict_that_resolving_clears_everywhere(laptop: Laptops) -> None:
    """Both edit the title: both see one conflict with both values; resolving it on one clears it on the other."""
    a, b, _, action, _ = story(laptop)
    a.sync()
    b.sync()
    b.store.update(fiche(b, "action", action), {"titre": "Halle, dit B"})
    a.store.update(fiche(a, "action", action), {"titre": "Halle, dit A"})
    for one in (a, b, a):
        one.sync()

    for one in (a, b):
        (desaccord,) = fiche(one, "action", action).folded.desaccords
        assert (desaccord.champ, desaccord.nature) == ("titre", Nature.CONFLIT)
        values = {c.set["titre"] for c in one.store.history.of("action", action) if c.id in desaccord.heads}
        assert values == {"Halle, dit A", "Halle, dit B"}
        assert one.store.disputed() == 1

    read = fiche(b, "action", action)
    b.store.save([settle("action", action, read.folded, "titre", "Halle, disent A et B")])
    for one in (b, a):
        one.sync()

    for one in (a, b):
        read = fiche(one, "action", action)
        assert (read.values["titre"], read.folded.desaccords) == ("Halle, disent A et B", ())
        assert one.store.disputed() == 0
        assert verify(one.store).sain


def test_two_laptops_that_note_the_same_person_make_one_presence(laptop: Laptops) -> None:
    """The same person at the same session, noted on two laptops, is one row."""
    a, b, _, _, seance = story(laptop)
    a.sync()
    b.sync()
    for one in (a, b):
        one.store.create("presence", {"seance_club": seance, "titre": "Jean MOREAU", "commune": HIRSON})
    for one in (a, b, a):
        one.sync()

    for one in (a, b):
        titres = [row["titre"] for row in one.store.rows.page("presence")]
        assert titres == ["A. Petit", "Jean MOREAU"]
        assert one.store.disputed() == 0


@pytest.mark.parametrize("fault", ["request", "answer"])
def test_a_lost_request_or_answer_neither_loses_nor_doubles_anything(laptop: Laptops, fault: str) -> None:
    """Every second trip fails: after enough tries everything arrived once, and nothing was marked sent before."""
    a, b, _, action, _ = story(laptop)
    a.road.fail = lambda n: fault if n % 2 else ""
    a.sync()
    b.sync()

    assert a.store.outbox.count() == 0
    assert fiche(b, "action", action).values == fiche(a, "action", action).values
    assert len(b.store.history.of("action", action)) == 1


def test_without_network_nothing_is_marked_sent_and_the_sentence_says_so(laptop: Laptops) -> None:
    """The endpoint is away: a French sentence, and every change still waits."""
    a, *_ = story(laptop)
    before = a.store.outbox.count()
    a.road.fail = lambda _: "request"

    with pytest.raises(SyncError, match=r"ne répond pas\. Vos modifications restent sur cet ordinateur"):
        a.sync()
    assert a.store.outbox.count() == before > 0


def test_what_a_chef_may_not_write_is_withdrawn_with_its_value_kept(laptop: Laptops) -> None:
    """A chef of Hirson writes an action at Guise: it is refused, kept « À corriger », and delays nothing else."""
    _, _, c, _, _ = story(laptop)
    c.store.create("action", {"titre": "Chez le voisin", "commune": GUISE})
    mine = c.store.create("action", {"titre": "Chez moi", "commune": HIRSON})
    bilan = c.sync()

    assert (bilan.refuses, bilan.envoyes, c.store.outbox.count()) == (1, 1, 0)
    (refused,) = c.store.outbox.to_correct()
    assert refused.set["titre"] == "Chez le voisin"
    assert [row["id"] for row in c.store.rows.page("action")] == [mine]
    assert verify(c.store).sain


def test_what_is_outside_the_grant_does_not_wait_for_ever(laptop: Laptops) -> None:
    """An action of another département, written before the enrolment: « À corriger », not « à envoyer » for ever."""
    _, _, c, _, _ = story(laptop)
    c.store.create("action", {"titre": "À Amiens", "commune": "80021"})
    bilan = c.sync()

    assert (bilan.refuses, c.store.outbox.count()) == (1, 0)
    (refused,) = c.store.outbox.to_correct()
    assert (refused.code, refused.set["titre"]) == ("flux", "À Amiens")


def test_a_batch_too_large_for_the_road_leaves_in_parts(laptop: Laptops, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server takes so many bytes at once: the laptop offers fewer changes, and stops at nothing."""
    a, *_ = story(laptop)
    for number in range(40):
        a.store.create("action", {"titre": f"Action {number}", "commune": GUISE})
    monkeypatch.setattr(app, "take_in", partial(body.take_in, most=1_500))
    bilan = a.sync()

    assert bilan.allers_retours > 2
    assert a.store.outbox.count() == 0


def test_a_revoked_laptop_is_told_and_keeps_its_data(laptop: Laptops, endpoint: Endpoint) -> None:
    """Revocation takes effect at the next request; what was there stays readable."""
    a, b, _, action, _ = story(laptop)
    a.sync()
    b.sync()
    enrolment.revoke(endpoint.engine, b.store.device, datetime.now(UTC))

    with pytest.raises(SyncError) as refusal:
        b.sync()
    assert refusal.value.cause == "revoque"
    assert fiche(b, "action", action).values["titre"] == "Halle du marché couvert"


def test_the_demonstration_is_never_enrolled(laptop: Laptops) -> None:
    """Its invented people must not reach a real préfecture."""
    a = laptop("a")
    a.store.settings.put(settings.DEMONSTRATION, "chef")

    with pytest.raises(SyncError, match="fictives"):
        a.enrol("chef", GUISE)
    assert a.road.requests == 0


def test_a_wrong_token_is_refused_in_french(laptop: Laptops, tmp_path: Path) -> None:
    """A token that is not ours: 401, said in French, nothing marked sent."""
    a, *_ = story(laptop)
    (tmp_path / "a.db.jeton").write_text("pvd_" + "x" * 43)

    with pytest.raises(SyncError, match="demandez une invitation"):
        a.sync()
    assert a.store.outbox.count() > 0
