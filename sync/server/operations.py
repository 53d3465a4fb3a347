"""The routes of those who keep the endpoint alive: health, figures, documents."""

import hmac
from datetime import datetime, timedelta
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from sqlalchemy import Connection, func, select
from sqlalchemy.pool import QueuePool
from starlette.exceptions import HTTPException

from sync.protocol import Fault
from sync.server import docs, migrations, settings
from sync.server.body import FaultError
from sync.server.clock import written
from sync.server.endpoint import Endpoint
from sync.server.metrics import CONTENT_TYPE, Figures
from sync.server.schema import device, setting, stream
from sync.server.source import is_local

AGES: Final = {"backup": settings.SAUVEGARDE, "drill": settings.EXERCICE}
"""Each age among the figures, and the setting that holds its instant."""

_ACTIVE: Final = timedelta(days=30)
_KEPT: Final = 1.0  # seconds for which an answer about the database holds: asking often costs nothing


class Readiness:
    """Whether the database answers and has this program's schema, asked at most once a second."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Ask about the database of `endpoint`."""
        self._endpoint, self._checked = endpoint, float("-inf")

    async def check(self) -> None:
        """Raise FaultError or SQLAlchemyError while the endpoint cannot serve."""
        ticks = self._endpoint.ticks()
        if ticks - self._checked >= _KEPT:
            await self._endpoint.look(self._look)
            self._checked = ticks

    def _look(self) -> None:
        with self._endpoint.engine.connect() as connection:
            found = migrations.standing(connection)
        if found.missing or found.is_newer:
            raise FaultError(
                503,
                "schema",
                f"La base est au schéma {found.revision or 'absent'}, ce programme attend {migrations.HEAD}.",
                {"Retry-After": "30"},
            )


def add_operations(app: FastAPI, endpoint: Endpoint) -> None:
    """Add the routes of health, figures and documents."""
    ready = Readiness(endpoint)
    text: dict[str, Any] = {"response_class": PlainTextResponse}
    broken: dict[int | str, dict[str, Any]] = {503: {"model": Fault}}

    @app.get("/livez", description="Dit que le programme répond.", **text)
    async def livez() -> Response:
        """Say that the process answers; nothing else is asked."""
        return PlainTextResponse("ok\n")

    @app.get("/readyz", description="Dit que la base répond et qu’elle est à jour.", responses=broken, **text)
    async def readyz() -> Response:
        """Say that the database answers, with the schema of this program."""
        await ready.check()
        return PlainTextResponse("ok\n")

    @app.get("/metrics", description=_METRICS, responses={404: {"model": Fault}, **broken}, **text)
    async def metrics(request: Request) -> Response:
        """Give the figures, to this machine only, or to who has their token."""
        if not _may_count(endpoint, request):
            raise HTTPException(404)
        figures = await endpoint.look(lambda: _figures(endpoint))
        return Response(endpoint.metrics.text(figures), media_type=CONTENT_TYPE)

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi(request: Request) -> dict[str, Any]:
        endpoint.stranger(request)
        return docs.document(app)

    @app.get("/docs", include_in_schema=False)
    async def documentation(request: Request) -> Response:
        endpoint.stranger(request)
        return HTMLResponse(docs.page(docs.document(app)))


_METRICS: Final = "Donne les mesures (Prometheus), à cette machine seulement ou avec leur jeton."


def _may_count(endpoint: Endpoint, request: Request) -> bool:
    if endpoint.jeton_mesures is not None:
        given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        return hmac.compare_digest(given.encode(), endpoint.jeton_mesures.encode())
    return not endpoint.mandataires and is_local(request.scope)  # a proxy of this machine speaks for strangers


def _figures(endpoint: Endpoint) -> Figures:
    pool, now = endpoint.engine.pool, endpoint.clock()
    with endpoint.engine.connect() as connection:
        heads = {row.stream: row.head for row in connection.execute(select(stream.c.stream, stream.c.head))}
        since = written(now - _ACTIVE)
        active = select(func.count()).where(device.c.revoked_at.is_(None), device.c.last_used_at >= since)
        return Figures(
            heads=heads,
            devices=connection.scalar(active) or 0,
            pool=pool.checkedout() - 1 if isinstance(pool, QueuePool) else 0,  # without the one that asks
            ages=_ages(connection, now),
        )


def _ages(connection: Connection, now: datetime) -> dict[str, float]:
    names = {value: key for key, value in AGES.items()}
    found = connection.execute(select(setting).where(setting.c.name.in_(names)))
    return {names[row.name]: (now - datetime.fromisoformat(row.value)).total_seconds() for row in found}
