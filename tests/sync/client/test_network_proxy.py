"""The proxies of mairies, with a real CONNECT proxy; and names that nobody resolves."""

import base64
import socket
import ssl
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
import trustme

from storage import settings
from sync import proxy, trust
from sync.errors import SyncError
from sync.jeton import FILE_ONLY
from sync.server.app import create_app
from tests.sync.client.proxy_of_faults import Proxy, proxying, serving
from tests.sync.client.terrain import Poste, Terrain, terrain

HOST = "pvd.exemple"
LOGIN = "Basic " + base64.b64encode(b"agent:secret").decode()
VARIABLES = (proxy.VARIABLE, "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy",
             "NO_PROXY", "no_proxy")  # fmt: skip


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terrain]:
    """Give one server's base for all these tests."""
    with terrain(tmp_path_factory.mktemp("serveur")) as opened:
        yield opened


@pytest.fixture(scope="module")
def inside(ground: Terrain, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """Give the proxy of a mairie; behind it, and only there, the name of the endpoint is known."""
    authority = trustme.CA()
    pem = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(pem))
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(HOST).configure_cert(served)
    with (
        pytest.MonkeyPatch.context() as patch,
        serving(ground.behind, create_app(ground.endpoint), served) as port,
        proxying(ground.behind, Proxy({HOST: port})) as opened,
    ):
        patch.setenv(trust.VARIABLE, str(pem))
        yield opened


@pytest.fixture
def poste(ground: Terrain, inside: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Poste]:
    """Give a laptop that has one change to send, and no proxy told."""
    monkeypatch.setenv(FILE_ONLY, "1")
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    inside.heads.clear()
    inside.login = inside.status = None
    opened = ground.enrol(tmp_path / "pvd.db", f"https://{HOST}")
    opened.write()
    yield opened
    opened.store.close()


@pytest.fixture(autouse=True)
def nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the endpoint's name to the proxy."""
    names_answer(monkeypatch, socket.gaierror(socket.EAI_NONAME, "Name or service not known"))


def names_answer(monkeypatch: pytest.MonkeyPatch, answer: Exception | Event) -> None:
    """Let the name server fail, or hang until an event."""
    real = socket.getaddrinfo

    def resolve(host: str | bytes, *args: object, **kwargs: object) -> object:
        if host not in {HOST, HOST.encode()}:
            return real(host, *args, **kwargs)  # type: ignore[arg-type] # passed on as they came
        if isinstance(answer, Event):
            answer.wait(20)
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        raise answer

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PVD_PROXY", "http://127.0.0.1:{port}"),
        ("PVD_PROXY", "127.0.0.1:{port}"),
        ("HTTPS_PROXY", "http://127.0.0.1:{port}"),
        ("https_proxy", "http://127.0.0.1:{port}/"),
        ("ALL_PROXY", "http://127.0.0.1:{port}"),
    ],
)
def test_the_proxy_that_was_named_is_used(
    poste: Poste, inside: Proxy, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    """By our own variable or by everybody's; TLS goes through it whole, so that it never sees the key."""
    monkeypatch.setenv(variable, value.format(port=inside.port))

    assert poste.sync().envoyes == 1

    poste.check()
    assert inside.heads
    assert all(head.startswith(f"CONNECT {HOST}:443 ") for head in inside.heads)
    assert not any("authorization: bearer" in head.lower() for head in inside.heads)


def test_the_proxy_of_windows_is_used(poste: Poste, inside: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """The registry's, as `urllib` reads it."""
    monkeypatch.setattr(urllib.request, "getproxies", lambda: {"https": f"http://127.0.0.1:{inside.port}"})

    assert poste.sync().envoyes == 1
    assert inside.heads


def test_an_address_that_goes_round_the_proxy_of_windows_does(
    poste: Poste, inside: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its list of exceptions is asked too."""
    monkeypatch.setattr(urllib.request, "getproxies", lambda: {"https": f"http://127.0.0.1:{inside.port}"})
    monkeypatch.setattr(urllib.request, "proxy_bypass", lambda host: host == HOST)

    assert poste.refusal().cause == "dns"
    assert not inside.heads


@pytest.mark.parametrize(("variable", "value"), [("NO_PROXY", HOST), ("PVD_PROXY", "aucun"), ("PVD_PROXY", "")])
def test_a_proxy_can_be_gone_round(
    poste: Poste, inside: Proxy, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    """At home, with the mairie's settings still there."""
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{inside.port}")
    monkeypatch.setenv(variable, value)

    assert poste.refusal().cause == "dns"
    assert not inside.heads


def test_a_proxy_that_wants_a_password_says_what_to_ask_for(
    poste: Poste, inside: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """407: the form of the address is in the sentence."""
    inside.login = LOGIN
    monkeypatch.setenv("PVD_PROXY", f"http://127.0.0.1:{inside.port}")

    error = poste.refusal()

    assert error.cause == "proxy"
    assert "http://nom:motdepasse@proxy:port" in str(error)


def test_a_password_that_the_proxy_refuses_is_not_tried_again_and_again(
    poste: Poste, inside: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One try: more would lock the person's account. The password is in no sentence."""
    inside.login = LOGIN
    monkeypatch.setenv("PVD_PROXY", f"http://agent:faux@127.0.0.1:{inside.port}")

    error = poste.refusal()

    assert error.cause == "proxy_refuse"
    assert "faux" not in str(error)
    assert len(inside.heads) == 1


def test_a_password_that_the_proxy_takes_leads_through(
    poste: Poste, inside: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Name and password in the address, as everywhere."""
    inside.login = LOGIN
    monkeypatch.setenv("HTTPS_PROXY", f"http://agent:secret@127.0.0.1:{inside.port}")

    assert poste.sync().envoyes == 1


@pytest.mark.parametrize(
    ("status", "cause", "words"),
    [
        (403, "filtre", "autoriser"),
        (502, "reseau", "ne parvient pas à joindre"),
        (503, "reseau", "ne parvient pas à joindre"),
        (302, "portail", "navigateur"),
    ],
)
def test_each_refusal_of_a_proxy_has_its_sentence(
    poste: Poste, inside: Proxy, monkeypatch: pytest.MonkeyPatch, status: int, cause: str, words: str
) -> None:
    """A filter, a link that is down behind it, a login page."""
    inside.status = status
    monkeypatch.setenv("PVD_PROXY", f"http://127.0.0.1:{inside.port}")

    error = poste.refusal()

    assert error.cause == cause
    assert words in str(error)


def test_a_proxy_of_another_place_is_named(poste: Poste, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the proxy that does not answer, not the server; its password is not shown."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    monkeypatch.setenv("PVD_PROXY", f"http://agent:secret@127.0.0.1:{port}")

    error = poste.refusal()

    assert f"Le proxy 127.0.0.1:{port} ne répond pas" in str(error)
    assert "PVD_PROXY=aucun" in str(error)


@pytest.mark.parametrize("address", ["socks5://a:secret@proxy:1080", "http://", "http://proxy:99999", "file:///etc"])
def test_an_address_that_is_no_proxys_is_said(poste: Poste, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Before anything is sent, and without the password."""
    monkeypatch.setenv("PVD_PROXY", address)

    error = poste.refusal()

    assert error.cause == "proxy_adresse"
    assert "secret" not in str(error)


def test_this_machine_itself_is_never_reached_by_a_proxy(
    poste: Poste, ground: Terrain, inside: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain HTTP to loopback carries the key: a proxy would read it."""
    for variable in ("PVD_PROXY", "HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(variable, f"http://127.0.0.1:{inside.port}")
    poste.store.settings.put(settings.SERVEUR, ground.url)

    assert poste.sync().envoyes == 1
    assert not inside.heads


@pytest.mark.parametrize("code", [socket.EAI_NONAME, socket.EAI_AGAIN])
def test_a_name_that_is_not_found_is_said(poste: Poste, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """No network, or one where only the proxy knows names."""
    names_answer(monkeypatch, socket.gaierror(code, "no"))

    error = poste.refusal()

    assert error.cause == "dns"
    assert f"Le nom {HOST} est introuvable" in str(error)
    assert poste.waiting() == 1


def test_a_name_server_that_hangs_holds_nobody(poste: Poste, monkeypatch: pytest.MonkeyPatch) -> None:
    """The look-up goes on without anybody: neither the answer nor leaving waits for it."""
    answered = Event()
    names_answer(monkeypatch, answered)
    poste.connect = 0.1
    begun = time.monotonic()

    error = poste.refusal()

    assert time.monotonic() - begun < 5
    assert error.cause == "reseau"
    answered.set()


def test_a_system_that_hangs_over_its_exceptions_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows may ask a name server which addresses go round the proxy."""
    answered = Event()
    monkeypatch.setattr(urllib.request, "getproxies", lambda: {"https": "http://proxy:3128"})
    monkeypatch.setattr(urllib.request, "proxy_bypass", lambda _: answered.wait(20))
    monkeypatch.setattr(proxy, "_PATIENCE", 0.05)
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)

    assert proxy.choose(f"https://{HOST}") == "http://proxy:3128"
    answered.set()


def test_a_password_with_an_at_sign_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is typed."""
    monkeypatch.setenv("PVD_PROXY", "ftp://agent:p@ss@proxy:21")
    with pytest.raises(SyncError) as caught:
        proxy.choose(f"https://{HOST}")
    assert "proxy:21" in str(caught.value)
    assert "p@ss" not in str(caught.value)
