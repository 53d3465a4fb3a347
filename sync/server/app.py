"""The endpoint as an ASGI application. HTTP and nothing else: what it means is in `exchange` and `enrolment`."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from typing import Any, Final, TypeVar

import anyio.to_thread
from anyio import CapacityLimiter
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from pydantic.json_schema import models_json_schema
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from sync.compression import SMALL, deflate, preferred
from sync.protocol import (
    HEADER,
    MEDIA_TYPE,
    PROTOCOL,
    EnrolAnswer,
    EnrolRequest,
    ExchangeAnswer,
    ExchangeRequest,
    Fault,
    Hello,
)
from sync.server import docs, enrolment, streams
from sync.server.body import DEADLINE, FaultError, receive, understand
from sync.server.clock import written
from sync.server.database import POOL
from sync.server.enrolment import Device, EnrolmentError, TokenError
from sync.server.envelope import Envelope, fault_response
from sync.server.exchange import exchange
from sync.server.metrics import Metrics
from sync.server.rate import Failures
from sync.server.schema import stream
from sync.server.territory import granted_streams

Result = TypeVar("Result")

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
_TITLE: Final = "Point central Petites villes de demain"
_FAULTS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": Fault} for status in (400, 401, 408, 413, 415, 426, 429, 503)
}


def now() -> datetime:
    """Read the server's clock."""
    return datetime.now(UTC)


class Endpoint:
    """The routes' common ground: database, clock, failures, figures."""

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], datetime] = now,
        ticks: Callable[[], float] = time.monotonic,
        deadline: float = DEADLINE,
    ) -> None:
        """Keep what the routes need; time is given, so that a test can move it."""
        self.engine, self.clock, self.deadline = engine, clock, deadline
        self.failures, self.metrics = Failures(ticks), Metrics()
        self._threads = CapacityLimiter(POOL)

    async def work(self, job: Callable[[], Result]) -> Result:
        """Run what blocks (database, compression) in a thread."""
        return await anyio.to_thread.run_sync(job, limiter=self._threads)

    async def device(self, request: Request) -> Device:
        """Find who is asking, or answer 401."""
        if request.headers.get(HEADER, str(PROTOCOL)) != str(PROTOCOL):
            raise FaultError(426, "protocole", "Ce programme et le serveur ne se comprennent pas ; mettez-le à jour.")
        token = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        try:
            found = await self.work(lambda: enrolment.authenticate(self.engine, token, self.clock()))
        except TokenError as error:
            self.refuse_if_too_many(request)
            self.failures.add(source(request))
            raise FaultError(401, error.code, str(error), {"WWW-Authenticate": "Bearer"}) from error
        request.state.device = found.id
        return found

    def refuse_if_too_many(self, request: Request) -> None:
        """Answer 429 to a source that failed too often."""
        seconds = self.failures.wait(source(request))
        if seconds:
            raise FaultError(
                429, "cadence", "Trop d’essais : patientez une minute, puis réessayez.", {"Retry-After": str(seconds)}
            )


def source(request: Request) -> str:
    """Name where a request comes from."""
    return request.client.host if request.client else ""


def create_app(endpoint: Endpoint) -> ASGIApp:
    """Build the application of one endpoint."""
    app = FastAPI(
        title=_TITLE,
        version=release(),
        description=f"Protocole {PROTOCOL}. Toute réponse porte l’en-tête {HEADER}.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    _add_protocol(app, endpoint)
    _add_operations(app, endpoint)
    _add_faults(app)
    return Envelope(app, endpoint.metrics)


def release() -> str:
    """Give the version of this program."""
    try:
        return installed("pvd-tui")
    except PackageNotFoundError:
        return "0"


_SAYS: Final = {
    "exchange": "Remet des modifications et donne celles qui suivent les curseurs (clé d’appareil exigée).",
    "enrol": "Échange le code d’une invitation, une seule fois, contre un appareil et sa clé.",
    "hello": "Dit le protocole, les limites et l’heure ; avec une clé, aussi les droits et la lignée des flux.",
    "livez": "Dit que le programme répond.",
    "readyz": "Dit que la base répond.",
    "metrics": "Donne les mesures, à cette machine seulement.",
}
"""What `/docs` says of each route: administrators read it."""


def _add_protocol(app: FastAPI, endpoint: Endpoint) -> None:
    @app.post(
        "/v1/exchange",
        description=_SAYS["exchange"],
        responses={200: {"model": ExchangeAnswer}, **_FAULTS},
        openapi_extra=_takes("ExchangeRequest"),
    )
    async def exchange_changes(request: Request) -> Response:
        """Offer changes and receive what follows the cursors (token required)."""
        sender = await endpoint.device(request)
        received = await receive(request, endpoint.deadline)
        encoding = preferred(request.headers.get("accept-encoding", ""))

        def work() -> tuple[bytes, list[Any]]:
            asked = understand(received, request.headers.get("content-encoding"), ExchangeRequest)
            body, verdicts = exchange(endpoint.engine, sender, asked, endpoint.clock())
            return _packed(body, encoding), verdicts

        body, verdicts = await endpoint.work(work)
        request.state.changes = len(verdicts)
        for verdict in verdicts:
            endpoint.metrics.verdict(verdict.verdict, verdict.code or "")
        return _answer(body, encoding)

    @app.post(
        "/v1/enrol",
        description=_SAYS["enrol"],
        responses={200: {"model": EnrolAnswer}, **_FAULTS},
        openapi_extra=_takes("EnrolRequest"),
    )
    async def enrol_device(request: Request) -> Response:
        """Turn an invitation's code into a device and its token, once."""
        endpoint.refuse_if_too_many(request)
        received = await receive(request, endpoint.deadline)
        asked = understand(received, request.headers.get("content-encoding"), EnrolRequest)
        try:
            answer = await endpoint.work(lambda: enrolment.enrol(endpoint.engine, asked, endpoint.clock()))
        except EnrolmentError as error:
            endpoint.failures.add(source(request))
            raise FaultError(404, "invitation", str(error)) from error
        return Response(answer.model_dump_json(), media_type=MEDIA_TYPE)

    @app.get("/v1/hello", description=_SAYS["hello"], responses={200: {"model": Hello}, **_FAULTS})
    async def hello(request: Request) -> Response:
        """Say protocol, limits and time; with a token, also the grant and the lineage of its streams."""
        known = await endpoint.device(request) if "authorization" in request.headers else None
        lineages = await endpoint.work(lambda: _lineages(endpoint.engine, known)) if known else {}
        answer = Hello(
            version=release(),
            server_time=written(endpoint.clock()),
            device=known.id if known else None,
            grant=known.grant if known else None,
            streams=lineages,
        )
        return Response(answer.model_dump_json(), media_type=MEDIA_TYPE)


def _add_operations(app: FastAPI, endpoint: Endpoint) -> None:
    @app.get("/livez", description=_SAYS["livez"])
    async def livez() -> Response:
        """Say that the process answers."""
        return PlainTextResponse("ok\n")

    @app.get("/readyz", description=_SAYS["readyz"], responses={503: {"model": Fault}})
    async def readyz() -> Response:
        """Say that the database answers."""
        await endpoint.work(lambda: _heads(endpoint.engine))
        return PlainTextResponse("ok\n")

    @app.get("/metrics", description=_SAYS["metrics"])
    async def metrics(request: Request) -> Response:
        """Give the figures, to this machine only."""
        if source(request) not in _LOOPBACK:
            raise HTTPException(404)
        heads = await endpoint.work(lambda: _heads(endpoint.engine))
        return PlainTextResponse(endpoint.metrics.text(heads), media_type="text/plain; version=0.0.4")

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi() -> dict[str, Any]:
        return _document(app)

    @app.get("/docs", include_in_schema=False)
    async def documentation() -> Response:
        return HTMLResponse(docs.page(_document(app)))


def _add_faults(app: FastAPI) -> None:
    @app.exception_handler(FaultError)
    async def fault(_: Request, error: FaultError) -> Response:
        return fault_response(error.status, error.code, error.message, error.headers)

    @app.exception_handler(HTTPException)
    async def unknown(_: Request, error: HTTPException) -> Response:
        return fault_response(error.status_code, "adresse", "Cette adresse n’existe pas sur ce serveur.")

    @app.exception_handler(SQLAlchemyError)
    async def unavailable(_: Request, __: SQLAlchemyError) -> Response:
        message = "La base du serveur ne répond pas. Rien n’est perdu ; la synchronisation reprendra d’elle-même."
        return fault_response(503, "base", message, {"Retry-After": "30"})


def _packed(body: bytes, encoding: str | None) -> bytes:
    return deflate(body, encoding if len(body) >= SMALL else None)


def _answer(body: bytes, encoding: str | None) -> Response:
    headers = {"Vary": "Accept-Encoding"}
    if encoding is not None and not body.startswith(b"{"):  # a JSON object: it was too small to compress
        headers["Content-Encoding"] = encoding
    return Response(body, headers=headers, media_type=MEDIA_TYPE)


def _lineages(engine: Engine, known: Device) -> dict[str, Any]:
    with engine.connect() as connection:
        granted = granted_streams(known.grant, streams.existing(connection))
    streams.ensure(engine, granted)
    with engine.connect() as connection:
        return {name: streams.lineage(connection, name).epochs for name in granted}


def _heads(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {row.stream: row.head for row in connection.execute(select(stream.c.stream, stream.c.head))}


def _takes(name: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"requestBody": {"required": True, "content": {MEDIA_TYPE: {"schema": schema}}}}


def _document(app: FastAPI) -> dict[str, Any]:
    """Give the OpenAPI document with the requests' schemas, which FastAPI does not see (bodies are read by us)."""
    document = app.openapi()
    asked = [(EnrolRequest, "validation"), (ExchangeRequest, "validation")]
    _, schemas = models_json_schema(asked, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type] # literals
    document.setdefault("components", {}).setdefault("schemas", {}).update(schemas["$defs"])
    return document
