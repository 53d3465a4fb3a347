"""The figures of the endpoint and its health, as a supervisor reads them."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, create_engine, delete, insert, update

from pvd_tui.changes.change import Change
from sync.json_text import dumps
from sync.protocol import HEADER
from sync.server import migrations
from sync.server.app import Endpoint, create_app
from sync.server.clock import written
from sync.server.enrolment import authenticate
from sync.server.metrics import Figures, Metrics
from sync.server.operations import AGES
from sync.server.schema import device, setting
from sync.wire import change_to_wire

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
JSON = {"Content-Type": "application/json"}
ONE_DATABASE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def figures(text: str) -> dict[str, float]:
    """Read Prometheus' format: `name{label="value"}` -> value."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f'{key}="{value}"' for key, value in sorted(sample.labels.items()))
            found[sample.name + (f"{{{labels}}}" if labels else "")] = sample.value
    return found


def client(endpoint: Endpoint, host: str = "127.0.0.1") -> httpx.AsyncClient:
    """Speak to an endpoint from an address."""
    transport = httpx.ASGITransport(app=create_app(endpoint), client=(host, 4242))
    return httpx.AsyncClient(transport=transport, base_url="http://serveur")


async def test_what_happened_is_counted(
    http: httpx.AsyncClient, endpoint: Endpoint, token_of: Callable[..., str], change: Callable[..., Change]
) -> None:
    """Requests by route and status, changes by verdict, refusals by reason, seconds, seq, devices, pool, process."""
    token = token_of()
    me = authenticate(endpoint.engine, token, endpoint.clock())
    token_of("prefecture")  # enrolled, and never seen
    good = [change(me, commune="02361", titre="Halle") for _ in range(3)]
    bad = [change(me, commune="02381", titre="Halle"), change(me, stream="dep:60", commune="60159", titre="Halle")]
    content = dumps({"changes": [change_to_wire(one) for one in (*good, *bad)] + [7]})
    for _ in range(2):
        await http.post("/v1/exchange", content=content, headers={**JSON, "Authorization": f"Bearer {token}"})
    await http.post("/v1/exchange", content=b"{}", headers={**JSON, "Authorization": "Bearer pvd_"})
    await http.get("/secret-de-quelqu-un")

    seen = figures((await http.get("/metrics")).text)

    expected = {
        'pvd_requests_total{route="/v1/exchange",status="200"}': 2,
        'pvd_requests_total{route="/v1/exchange",status="401"}': 1,
        'pvd_requests_total{route="other",status="404"}': 1,
        'pvd_changes_total{verdict="stored"}': 3,
        'pvd_changes_total{verdict="known"}': 3,
        'pvd_changes_total{verdict="refused"}': 6,
        'pvd_refusals_total{code="droit"}': 2,
        'pvd_refusals_total{code="flux"}': 2,
        'pvd_refusals_total{code="forme"}': 2,
        "pvd_exchange_seconds_count": 3,
        "pvd_exchange_changes_sum": 12,
        'pvd_seq{stream="dep:02"}': 3,
        'pvd_seq{stream="fr"}': 0,
        "pvd_devices_active": 1,
        "pvd_pool_in_use": 0,
        "pvd_requests_in_progress": 1,
    }
    assert {name: seen.get(name) for name in expected} == expected
    assert seen["process_resident_memory_bytes"] > 10**6
    assert seen['pvd_exchange_seconds_bucket{le="+Inf"}'] == 3
    assert not [name for name in seen if "age_seconds" in name]


@ONE_DATABASE
async def test_the_age_of_what_protects_the_data_is_told(http: httpx.AsyncClient, engine: Engine) -> None:
    """Seconds since the last verified backup and the last drill, once there was one."""
    with engine.begin() as connection:
        for number, name in enumerate(sorted(AGES.values())):
            instant = written(NOW - timedelta(hours=number + 1))
            connection.execute(insert(setting).values(name=name, value=instant))

    seen = figures((await http.get("/metrics")).text)

    assert (seen["pvd_drill_age_seconds"], seen["pvd_backup_age_seconds"]) == (3600, 7200)


@ONE_DATABASE
async def test_an_active_device_was_seen_within_thirty_days(
    http: httpx.AsyncClient, engine: Engine, token_of: Callable[..., str]
) -> None:
    """Neither one that sleeps nor one that was revoked."""
    for days, revoked in ((1, None), (29, None), (31, None), (1, written(NOW))):
        known = authenticate(engine, token_of(), NOW)
        seen = written(NOW - timedelta(days=days))
        with engine.begin() as connection:
            values = update(device).where(device.c.id == known.id).values(last_used_at=seen, revoked_at=revoked)
            connection.execute(values)

    assert figures((await http.get("/metrics")).text)["pvd_devices_active"] == 2


@ONE_DATABASE
async def test_two_endpoints_share_no_figure(engine: Engine) -> None:
    """Each has its registry: a second one in the same process starts from zero."""
    async with client(Endpoint(engine)) as first, client(Endpoint(engine)) as second:
        await first.get("/livez")
        assert 'pvd_requests_total{route="/livez",status="200"}' not in figures((await second.get("/metrics")).text)


@ONE_DATABASE
@pytest.mark.parametrize(
    ("host", "headers", "token", "proxies", "status"),
    [
        ("127.0.0.1", {}, None, (), 200),
        ("::1", {}, None, (), 200),
        ("203.0.113.9", {}, None, (), 404),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, None, (), 404),
        ("127.0.0.1", {"Via": "1.1 proxy"}, None, (), 404),
        ("127.0.0.1", {}, None, ("127.0.0.1",), 404),
        ("127.0.0.1", {}, "secret", (), 404),
        ("127.0.0.1", {"Authorization": "Bearer secre"}, "secret", (), 404),
        ("203.0.113.9", {"Authorization": "Bearer secret"}, "secret", (), 200),
        ("127.0.0.1", {"Authorization": "Bearer secret"}, "secret", ("127.0.0.1",), 200),
        ("127.0.0.1", {"Authorization": "Bearer "}, "secret", (), 404),
    ],
)
async def test_figures_are_for_this_machine_or_for_who_has_their_token(
    engine: Engine, host: str, headers: dict[str, str], token: str | None, proxies: tuple[str, ...], status: int
) -> None:
    """A proxy on this machine speaks for strangers: behind one, only the token opens."""
    async with client(Endpoint(engine, mandataires=proxies, jeton_mesures=token), host) as http:
        answer = await http.get("/metrics", headers=headers)

    assert (answer.status_code, answer.headers[HEADER]) == (status, "1")
    assert ("pvd_requests" in answer.text) == (status == 200)


@ONE_DATABASE
async def test_health_without_a_database(endpoint: Endpoint, http: httpx.AsyncClient, tmp_path: Path) -> None:
    """/livez asks nothing of anybody, /readyz says that the database does not answer."""
    endpoint.engine = create_engine(f"sqlite:///{tmp_path}/no/such/folder/serveur.sqlite")

    alive, ready = await http.get("/livez"), await http.get("/readyz")

    assert (alive.status_code, alive.text) == (200, "ok\n")
    assert (ready.status_code, ready.json()["code"], ready.headers["Retry-After"]) == (503, "base", "30")


async def test_an_endpoint_with_another_schema_is_not_ready(http: httpx.AsyncClient, endpoint: Endpoint) -> None:
    """A database that was not brought up to date, or that a newer program has: 503, which names both levels."""
    ticks = iter(range(0, 1000, 10))
    endpoint.ticks = lambda: float(next(ticks))
    assert (await http.get("/readyz")).status_code == 200
    with endpoint.engine.begin() as connection:
        connection.execute(delete(migrations.stamp))
        connection.execute(insert(migrations.stamp).values(version_num="0001"))
    try:
        answer = await http.get("/readyz")
    finally:
        with endpoint.engine.begin() as connection:
            connection.execute(update(migrations.stamp).values(version_num=migrations.HEAD))

    assert (answer.status_code, answer.json()["code"]) == (503, "schema")
    assert "0001" in answer.json()["message"]
    assert migrations.HEAD in answer.json()["message"]
    assert (await http.get("/readyz")).status_code == 200


@ONE_DATABASE
async def test_asking_for_health_all_the_time_costs_the_database_nothing(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within a second the last good answer holds."""
    asked = 0

    def standing(_: object) -> migrations.Standing:
        nonlocal asked
        asked += 1
        return migrations.Standing(migrations.HEAD)

    monkeypatch.setattr(migrations, "standing", standing)
    answers = [(await http.get("/readyz")).status_code for _ in range(20)]

    assert (set(answers), asked) == ({200}, 1)


@ONE_DATABASE
async def test_a_queue_of_work_does_not_make_the_endpoint_look_dead(
    endpoint: Endpoint, http: httpx.AsyncClient
) -> None:
    """With every thread at work, health and figures are answered by a thread of their own."""
    leave = threading.Event()
    busy = [asyncio.create_task(endpoint.work(leave.wait)) for _ in range(50)]
    await asyncio.sleep(0)
    try:
        async with asyncio.timeout(10):
            statuses = [(await http.get(path)).status_code for path in ("/livez", "/readyz", "/metrics")]
    finally:
        leave.set()
        await asyncio.gather(*busy)

    assert statuses == [200, 200, 200]


def test_the_text_is_prometheus_own() -> None:
    """Names, help and types: promtool would find nothing to say."""
    text = Metrics().text(Figures(heads={"dep:02": 7}, devices=3, pool=1, ages={"backup": 60.0})).decode()

    families = {family.name: family for family in text_string_to_metric_families(text)}
    ours = {name: family for name, family in families.items() if name.startswith("pvd_")}
    assert len(ours) >= 9
    assert all(family.documentation for family in ours.values())
    assert {family.type for family in ours.values()} <= {"counter", "gauge", "histogram"}


def test_several_workers_answer_as_one(tmp_path: Path) -> None:
    """With `PROMETHEUS_MULTIPROC_DIR`, whichever worker is asked gives the sum of all."""
    program = (
        "from sync.server.metrics import Figures, Metrics\n"
        "one = Metrics(); one.request('/v1/exchange', 200, 0.2); one.verdicts([('stored', None)] * 5)\n"
        "print(one.text(Figures(heads={'dep:02': 7})).decode())"
    )
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    said = [
        subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
        for _ in range(3)
    ]

    seen = figures(said[-1].stdout)
    assert seen['pvd_requests_total{route="/v1/exchange",status="200"}'] == 3
    assert seen['pvd_changes_total{verdict="stored"}'] == 15
    assert (seen["pvd_exchange_seconds_count"], seen['pvd_seq{stream="dep:02"}']) == (3, 7)
