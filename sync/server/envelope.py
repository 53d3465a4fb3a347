"""What every reply carries, whatever happens inside: the protocol header, a log line, a count.

The log says who (a device's id), what and how long; never a body, a name or a token.
"""

import json
import logging
import time
import uuid
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.protocol import HEADER, MEDIA_TYPE, PROTOCOL, Fault
from sync.server.metrics import Metrics

log: Final = logging.getLogger("pvd.serveur")

ROUTES: Final = frozenset(
    {"/v1/exchange", "/v1/enrol", "/v1/hello", "/livez", "/readyz", "/metrics", "/openapi.json", "/docs"}
)
_HEADERS: Final = [
    (HEADER.lower().encode(), str(PROTOCOL).encode()),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record and the facts that came with it."""
        facts = getattr(record, "facts", {})
        line = {"at": self.formatTime(record), "level": record.levelname, "message": record.getMessage(), **facts}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__  # its text could hold what somebody wrote
        return json.dumps(line, ensure_ascii=False)


def fault_response(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Response:
    """Say a fault as JSON."""
    body = Fault(code=code, message=message).model_dump_json()
    return Response(body, status_code=status, headers=headers, media_type=MEDIA_TYPE)


class Envelope:
    """The outermost ASGI layer."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Wrap `app` and count into `metrics`."""
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and never let an exception out as anything but a plain 500."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message.get("headers", []), *_HEADERS]}
            await send(message)

        scope.setdefault("state", {})
        try:
            await self._app(scope, receive, sending)
        except Exception:
            log.exception("unexpected", extra={"facts": {"route": _route(scope)}})
            if status == 0:
                broken = fault_response(500, "panne", "Le serveur a rencontré une erreur. Rien n’est perdu, réessayez.")
                await broken(scope, receive, sending)
        finally:
            self._note(scope, status, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = _route(scope)
        self._metrics.request(route, status, seconds)
        state = scope["state"]
        facts = {
            "request": uuid.uuid4().hex[:12],
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "device": state.get("device"),
            "changes": state.get("changes"),
        }
        log.info("request", extra={"facts": facts})


def _route(scope: Scope) -> str:
    path = Request(scope).url.path
    return path if path in ROUTES else "other"  # a stranger's path is neither logged nor counted
