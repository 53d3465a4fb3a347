"""Invitations and tokens."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from sync.protocol import EnrolAnswer, EnrolRequest, Grant
from sync.server.enrolment import EnrolmentError, TokenError, authenticate, devices, enrol, invite, revoke

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GUISE = Grant(role="chef", departements=("02",), communes=("02361",))


def ask(code: str, nonce: str = "n" * 16, device: str | None = None) -> EnrolRequest:
    """Ask as a laptop does."""
    return EnrolRequest(code=code, nonce=nonce, device=device, nom="Portable")


def test_an_invitation_gives_a_token_that_speaks_for_its_grant(engine: Engine) -> None:
    """The laptop keeps the id under which it already signed, and its token has 256 random bits."""
    device = str(uuid.UUID(int=7))

    answer = enrol(engine, ask(invite(engine, GUISE, NOW), device=device), NOW)

    assert (answer.device, answer.grant) == (device, GUISE)
    assert (answer.token[:4], len(answer.token)) == ("pvd_", 47)
    known = authenticate(engine, answer.token, NOW)
    assert (known.id, known.grant) == (device, GUISE)


def test_a_code_serves_once_under_a_race(engine: Engine) -> None:
    """Eight laptops paste the same invitation at once: one is enrolled."""
    code = invite(engine, GUISE, NOW)

    def attempt(number: int) -> EnrolAnswer | None:
        try:
            return enrol(engine, ask(code, nonce=f"nonce-number-{number:03}"), NOW)
        except EnrolmentError:
            return None

    with ThreadPoolExecutor(8) as pool:
        answers = [answer for answer in pool.map(attempt, range(8)) if answer]

    assert len(answers) == 1
    assert [one.id for one in devices(engine)] == [answers[0].device]


def test_a_lost_answer_can_be_asked_for_again_until_the_token_is_used(engine: Engine) -> None:
    """Same code and nonce: the same device, a new token; the lost one opens nothing, and after use it is over."""
    code = invite(engine, GUISE, NOW)
    lost = enrol(engine, ask(code), NOW)

    answer = enrol(engine, ask(code), NOW)

    assert answer.device == lost.device
    with pytest.raises(TokenError):
        authenticate(engine, lost.token, NOW)
    authenticate(engine, answer.token, NOW)
    with pytest.raises(EnrolmentError):
        enrol(engine, ask(code), NOW)


def test_an_expired_or_invented_code_opens_nothing(engine: Engine) -> None:
    """After 72 hours, or never."""
    code = invite(engine, GUISE, NOW)

    with pytest.raises(EnrolmentError):
        enrol(engine, ask(code), NOW + timedelta(hours=72))
    with pytest.raises(EnrolmentError):
        enrol(engine, ask("0" * 20), NOW)
    assert enrol(engine, ask(code.lower()), NOW + timedelta(hours=71)).grant == GUISE


def test_nobody_takes_over_a_devices_name(engine: Engine) -> None:
    """A laptop that proposes an id already enrolled gets another one."""
    first = enrol(engine, ask(invite(engine, GUISE, NOW), device=str(uuid.UUID(int=7))), NOW)

    second = enrol(engine, ask(invite(engine, GUISE, NOW), device=first.device), NOW)

    assert second.device != first.device


@pytest.mark.parametrize("word", ["device", "nom"])
def test_a_laptops_name_cannot_say_more_than_a_name(word: str) -> None:
    """A device id goes into everybody's pages, a name onto the administrator's terminal: nothing is smuggled in."""
    asked = {"code": "0" * 20, "nonce": "n" * 16, word: '","role":"prefecture\x1b[2J'}

    with pytest.raises(ValueError, match="pattern"):
        EnrolRequest.model_validate(asked)


def test_a_revoked_device_is_told_so_at_its_next_request(engine: Engine) -> None:
    """Nothing outlives a revocation."""
    token = enrol(engine, ask(invite(engine, GUISE, NOW)), NOW).token
    known = authenticate(engine, token, NOW)

    assert revoke(engine, known.id, NOW)

    with pytest.raises(TokenError) as refused:
        authenticate(engine, token, NOW)
    assert refused.value.code == "revoque"
    assert not revoke(engine, "inconnu", NOW)


def test_neither_code_nor_token_is_kept(engine: Engine) -> None:
    """A stolen copy of the database opens no door."""
    code = invite(engine, GUISE, NOW)
    token = enrol(engine, ask(code), NOW).token

    with engine.connect() as connection:
        rows = [
            *connection.execute(text("SELECT * FROM invitation")),
            *connection.execute(text("SELECT * FROM device")),
        ]

    stored = "\n".join(str(value) for row in rows for value in row)
    assert code not in stored
    assert token not in stored
