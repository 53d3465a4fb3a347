"""Certificates of every kind over a real socket: what is refused is said, and nothing lets it pass."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
import trustme

from storage import settings
from sync import trust
from sync.jeton import FILE_ONLY
from sync.server.app import create_app
from sync.transport import Transport
from tests.sync.client.proxy_of_faults import Fault, road, serving
from tests.sync.client.terrain import Poste, Terrain, terrain

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terrain]:
    """Give one server's base for all these tests."""
    with terrain(tmp_path_factory.mktemp("serveur")) as opened:
        yield opened


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Give an authority that no system knows."""
    return trustme.CA(organization_name="Mairie de Guise")


@pytest.fixture(autouse=True)
def nothing_added(monkeypatch: pytest.MonkeyPatch) -> None:
    """Believe what the system believes."""
    monkeypatch.delenv(trust.VARIABLE, raising=False)


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Add that authority to what this laptop believes."""
    authority.cert_pem.write_to_path(str(tmp_path / "mairie.pem"))
    monkeypatch.setenv(trust.VARIABLE, str(tmp_path / "mairie.pem"))


@pytest.fixture
def poste(ground: Terrain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Poste]:
    """Give a laptop that has one change to send."""
    monkeypatch.setenv(FILE_ONLY, "1")
    opened = ground.enrol(tmp_path / "pvd.db")
    opened.write()
    yield opened
    opened.store.close()


def identity(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """Give a server this certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    return context


def self_signed() -> ssl.SSLContext:
    """Give a server a certificate that it made itself."""
    alone = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    with alone.private_key_pem.tempfile() as key, alone.cert_pem.tempfile() as certificate:
        context.load_cert_chain(certificate, key)
    return context


def antique(authority: trustme.CA) -> ssl.SSLContext:
    """Give a server that never heard of TLS 1.2."""
    context = identity(authority.issue_cert("localhost"))
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    return context


def shake_hands_once(listening: socket.socket, served: ssl.SSLContext) -> None:
    """Answer one handshake to its end, alerts included (asyncio's server drops them)."""
    accepted, _ = listening.accept()
    with accepted, suppress(OSError):
        served.wrap_socket(accepted, server_side=True).close()


def refused_at(poste: Poste, port: int) -> str:
    """Synchronise with what answers there; give the sentence."""
    poste.store.settings.put(settings.SERVEUR, f"https://localhost:{port}")
    error = poste.refusal()
    assert error.cause == "certificat"
    assert "rien n'a été envoyé" in str(error)
    assert "restent sur cet ordinateur" in str(error)
    assert poste.waiting() == 1
    return str(error)


def refused_by(poste: Poste, ground: Terrain, served: ssl.SSLContext) -> str:
    """Synchronise with a server that shows this certificate; give the sentence."""
    with serving(ground.behind, create_app(ground.endpoint), served) as port:
        return refused_at(poste, port)


@pytest.mark.usefixtures("trusted")
def test_an_authority_of_the_mairie_is_added_to_what_the_system_knows(
    poste: Poste, ground: Terrain, authority: trustme.CA
) -> None:
    """With its PEM file in `PVD_CA` everything passes, over real TLS."""
    with serving(ground.behind, create_app(ground.endpoint), identity(authority.issue_cert("localhost"))) as port:
        poste.store.settings.put(settings.SERVEUR, f"https://localhost:{port}")
        assert poste.sync().envoyes == 1
    poste.check()
    assert poste.waiting() == 0


def test_an_authority_that_nobody_knows_is_refused(poste: Poste, ground: Terrain, authority: trustme.CA) -> None:
    """A proxy that inspects: the sentence says what to ask for."""
    sentence = refused_by(poste, ground, identity(authority.issue_cert("localhost")))

    assert "autorité inconnue" in sentence
    assert "PVD_CA" in sentence


def test_a_certificate_that_signed_itself_is_refused(poste: Poste, ground: Terrain) -> None:
    """A captive portal's, most often."""
    assert "portail d'un Wi-Fi" in refused_by(poste, ground, self_signed())


@pytest.mark.usefixtures("trusted")
def test_an_expired_certificate_is_refused(poste: Poste, ground: Terrain, authority: trustme.CA) -> None:
    """Or the laptop's clock is wrong: the person can look at it."""
    late = authority.issue_cert("localhost", not_before=NOW - 9 * DAY, not_after=NOW - DAY)

    assert "vérifiez la date et l'heure" in refused_by(poste, ground, identity(late))


@pytest.mark.usefixtures("trusted")
def test_a_certificate_of_tomorrow_is_refused(poste: Poste, ground: Terrain, authority: trustme.CA) -> None:
    """A laptop whose battery died is years behind."""
    early = authority.issue_cert("localhost", not_before=NOW + DAY, not_after=NOW + 9 * DAY)

    assert "n'est pas encore valable" in refused_by(poste, ground, identity(early))


@pytest.mark.usefixtures("trusted")
def test_the_certificate_of_another_address_is_refused(poste: Poste, ground: Terrain, authority: trustme.CA) -> None:
    """Believed, but not here: also what a name server that lies leads to."""
    other = authority.issue_cert("portail.exemple")

    assert "d'une autre adresse" in refused_by(poste, ground, identity(other))


@pytest.mark.usefixtures("trusted")
def test_a_protocol_that_is_too_old_is_refused(poste: Poste, authority: trustme.CA) -> None:
    """TLS 1.2 at least."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        old = Thread(target=shake_hands_once, args=(listening, antique(authority)))
        old.start()
        sentence = refused_at(poste, listening.getsockname()[1])
        old.join(20)

    assert "trop ancien" in sentence


def test_a_page_without_tls_behind_https_is_somebody_elses(poste: Poste, ground: Terrain) -> None:
    """A captive portal that answers everything in the clear."""
    poste.store.settings.put(settings.SERVEUR, f"https://localhost:{ground.port}")

    assert poste.refusal().cause == "portail"


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("fault", "connect", "cause"),
    [
        (Fault(request=0, end="silence"), 0.2, "reseau"),
        (Fault(answer=200, end="silence"), 0.2, "reseau"),
        (Fault(answer=0), 20.0, "coupure"),
        (Fault(answer=200, end="close"), 20.0, "coupure"),
        (Fault(answer=2_000, end="close"), 20.0, "coupure"),
        (Fault(answer=2_000, end="silence"), 20.0, "delai"),
    ],
)
def test_a_handshake_or_an_answer_under_tls_that_breaks_off_is_no_wrong_certificate(
    poste: Poste, ground: Terrain, authority: trustme.CA, fault: Fault, connect: float, cause: str
) -> None:
    """Nobody looks for a certificate where a cable was pulled; and silence does not hold the laptop either."""
    served = identity(authority.issue_cert("localhost"))
    with serving(ground.behind, create_app(ground.endpoint), served) as port, road(ground.behind, port) as way:
        way.fault, poste.connect, poste.silence, poste.deadline = fault, connect, 0.3, 60.0
        poste.store.settings.put(settings.SERVEUR, f"https://localhost:{way.port}")
        error = poste.refusal()

    assert error.cause == cause, str(error)


@pytest.mark.parametrize("content", [None, "", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_a_file_of_authorities_that_cannot_be_read_is_named(
    poste: Poste, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    """Missing, empty or damaged: the exchange does not begin without it."""
    path = tmp_path / "autorité.pem"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv(trust.VARIABLE, str(path))
    poste.store.settings.put(settings.SERVEUR, "https://pvd.exemple.fr")

    error = poste.refusal()

    assert error.cause == "ca"
    assert str(path) in str(error)


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("variable", ["PYTHONHTTPSVERIFY", "PVD_TLS", "PVD_INSECURE", "CURL_CA_BUNDLE"])
def test_no_switch_turns_verification_off(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    """The only way in is a believed certificate of the right name."""
    monkeypatch.setenv(variable, "0")
    context = trust.context()

    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert trust.context() is context


def test_plain_http_never_leaves_this_machine() -> None:
    """Not even when asked for politely."""
    with pytest.raises(Exception, match="pas protégée"):
        Transport("http://10.0.0.1:8765")
