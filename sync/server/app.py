"""The endpoint as an ASGI application. HTTP and nothing else: what it means is in `exchange` and `enrolment`."""

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from typing import Any, Final, TypeVar

from fastapi import FastAPI, Request, Response
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from sync.compression import SMALL, deflate, preferred
from sync.protocol import (
    HEADER,
    MEDIA_TYPE,
    PROTOCOL,
    EnrolAnswer,
    EnrolRequest,
    ExchangeAnswer,
    ExchangeRequest,
    Hello,
)
from sync.server import docs, enrolment, streams
from sync.server.body import MAX_ENROLMENT, FaultError, take_in, understand
from sync.server.clock import written
from sync.server.endpoint import Endpoint
from sync.server.enrolment import Device, EnrolmentError, TokenError
from sync.server.envelope import BROKEN, Envelope, fault_response
from sync.server.exchange import Asked
from sync.server.operations import add_operations
from sync.server.source import behind, source
from sync.server.territory import granted_streams

__all__ = ["Endpoint", "create_app", "release"]

Result = TypeVar("Result")

_LIGHT: Final = 16_000
"""Bytes that are read or compressed while the others wait."""

_EXCHANGE: Final = "/v1/exchange"
_TITLE: Final = "Point central Petites villes de demain"


class App(FastAPI):
    """The routes; the busiest of them is answered without what the others need of FastAPI."""

    exchange: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_exchange = scope["type"] == "http" and scope["path"] == _EXCHANGE and scope["method"] == "POST"
        await (self.exchange if is_exchange and self.exchange else super().__call__)(scope, receive, send)


def create_app(endpoint: Endpoint) -> ASGIApp:
    """Build the application of one endpoint."""
    app = App(
        title=_TITLE,
        version=release(),
        description=f"Protocole {PROTOCOL}. Toute réponse porte l’en-tête {HEADER}.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,  # an address that is not ours tells nothing, not even its neighbour
    )
    _add_exchange(app, endpoint)
    _add_enrolment(app, endpoint)
    add_operations(app, endpoint)
    _add_faults(app)
    return behind(Envelope(app, endpoint.metrics, endpoint.limits.requests), endpoint.mandataires)


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
}
"""What `/docs` says of each route: administrators read it."""


def _add_exchange(app: App, endpoint: Endpoint) -> None:
    @app.post(
        _EXCHANGE,
        description=_SAYS["exchange"],
        responses={200: {"model": ExchangeAnswer}, **docs.faults(400, 401, 408, 413, 415, 426, 429, 503)},
        openapi_extra=docs.takes("ExchangeRequest"),
    )
    async def exchange_changes(request: Request) -> Response:
        """Offer changes and receive what follows the cursors (token required)."""
        sender = await endpoint.sender(request)
        encoding = preferred(request.headers.get("accept-encoding", ""))
        async with endpoint.turns.turn(sender):
            received = await take_in(request, endpoint.deadline)
            asked = await _here_or_behind(
                endpoint,
                len(received),
                lambda: understand(received, request.headers.get("content-encoding"), ExchangeRequest),
            )
            said = await endpoint.together.exchange(Asked(sender, asked))
            body = await _here_or_behind(endpoint, len(said.body), lambda: _packed(said.body, encoding))
        request.state.changes = len(said.verdicts)
        endpoint.metrics.verdicts((one.verdict, one.code) for one in said.verdicts)
        return _answer(body, encoding)

    async def exchange(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await exchange_changes(request)
        except (FaultError, TokenError, SQLAlchemyError) as error:
            response = _refusal(request, error)
        await response(scope, receive, send)

    app.exchange = exchange


async def _here_or_behind(endpoint: Endpoint, weight: int, job: Callable[[], Result]) -> Result:
    """Do what computes on the spot if it is small: a thread costs more than a few kilobytes."""
    return job() if weight < _LIGHT else await endpoint.work(job)


def _add_enrolment(app: FastAPI, endpoint: Endpoint) -> None:
    @app.post(
        "/v1/enrol",
        description=_SAYS["enrol"],
        responses={200: {"model": EnrolAnswer}, **docs.faults(400, 404, 408, 413, 415, 429, 503)},
        openapi_extra=docs.takes("EnrolRequest"),
    )
    async def enrol_device(request: Request) -> Response:
        """Turn an invitation's code into a device and its token, once."""
        endpoint.refuse_if_failed(request)
        endpoint.stranger(request)
        received = await take_in(request, endpoint.deadline, MAX_ENROLMENT)
        asked = understand(received, request.headers.get("content-encoding"), EnrolRequest)
        endpoint.refuse_if_failed(request)
        endpoint.failures.add(source(request.scope))  # before the look: a thousand guesses at once are counted too
        try:
            answer = await endpoint.work(lambda: enrolment.enrol(endpoint.engine, asked, endpoint.clock()))
        except EnrolmentError as error:
            raise FaultError(404, "invitation", str(error)) from error
        endpoint.failures.forgive(source(request.scope))
        return Response(answer.model_dump_json(), media_type=MEDIA_TYPE)

    @app.get(
        "/v1/hello",
        description=_SAYS["hello"],
        responses={200: {"model": Hello}, **docs.faults(401, 426, 429, 503)},
        openapi_extra=docs.KNOWN_OR_NOT,
    )
    async def hello(request: Request) -> Response:
        """Say protocol, limits and time; with a token, also the grant and the lineage of its streams."""
        known = None
        if "authorization" in request.headers:
            known = await endpoint.device(request)
        else:
            endpoint.stranger(request)
        lineages = await endpoint.work(lambda: _lineages(endpoint.engine, known)) if known else {}
        answer = Hello(
            version=release(),
            server_time=written(endpoint.clock()),
            device=known.id if known else None,
            grant=known.grant if known else None,
            streams=lineages,
        )
        return Response(answer.model_dump_json(), media_type=MEDIA_TYPE)


def _add_faults(app: FastAPI) -> None:
    @app.exception_handler(FaultError)
    @app.exception_handler(TokenError)
    @app.exception_handler(SQLAlchemyError)
    async def refused(request: Request, error: FaultError | TokenError | SQLAlchemyError) -> Response:
        return _refusal(request, error)

    @app.exception_handler(HTTPException)
    async def unknown(request: Request, error: HTTPException) -> Response:
        message = "Cette adresse n’existe pas sur ce serveur."
        return _refusal(request, FaultError(error.status_code, "adresse", message, dict(error.headers or {})))

    @app.exception_handler(Exception)  # it is raised again, and logged, by the envelope
    async def broken(request: Request, __: Exception) -> Response:
        return _refusal(request, FaultError(500, "panne", BROKEN))


def _refusal(request: Request, error: FaultError | TokenError | SQLAlchemyError) -> Response:
    """Say why a request is refused as a whole."""
    if isinstance(error, TokenError):
        error = FaultError(401, error.code, str(error), {"WWW-Authenticate": "Bearer"})
    elif isinstance(error, SQLAlchemyError):
        message = "La base du serveur ne répond pas. Rien n’est perdu ; la synchronisation reprendra d’elle-même."
        error = FaultError(503, "base", message, {"Retry-After": "30"})
    request.state.code = error.code
    return fault_response(error.status, error.code, error.message, error.headers)


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
