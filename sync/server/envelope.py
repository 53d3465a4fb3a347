"""What every reply carries, whatever happens inside: the protocol header, a log line, a count.

The log says who (a device's id), what and how long; never a body, a name, an address or a token.
"""

import json
import logging
import time
import uuid
from typing import Final

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.protocol import ECHO, HEADER, MEDIA_TYPE, PROTOCOL, Fault
from sync.server.metrics import Metrics

log: Final = logging.getLogger("pvd.serveur")

FIELDS: Final = {
    "at": "heure de la ligne, celle du serveur",
    "level": "INFO pour une demande, ERROR pour ce qui ne devait pas arriver",
    "message": "« request », ou ce qui s’est passé",
    "request": "numéro tiré au sort pour cette demande",
    "method": "GET, POST… ; « other » pour ce qui n’en est pas une",
    "route": "l’adresse ; « other » si elle n’existe pas",
    "status": "code HTTP de la réponse",
    "code": "motif d’un refus : jeton, cadence, taille…",
    "ms": "millisecondes jusqu’à la réponse",
    "device": "identifiant de l’appareil : un pseudonyme, dont la préfecture seule connaît le porteur",
    "changes": "nombre de modifications remises",
    "error": "type d’une exception, jamais son texte, qui pourrait citer une saisie",
}
"""What a line of the log may hold, and nothing else; `/docs` shows it to administrators."""

ROUTES: Final = frozenset(
    {"/v1/exchange", "/v1/enrol", "/v1/hello", "/livez", "/readyz", "/metrics", "/openapi.json", "/docs"}
)
HEADERS: Final = [
    (HEADER.lower().encode(), str(PROTOCOL).encode()),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]
_ECHO: Final = ECHO.lower().encode()
BROKEN: Final = "Le serveur a rencontré une erreur. Rien n’est perdu, réessayez."
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_ALWAYS: Final = frozenset({"/livez", "/readyz", "/metrics"})
_PAUSE: Final = 5
_LONGEST_ECHO: Final = 64


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record and the facts that came with it."""
        facts = getattr(record, "facts", {})
        line = {"at": self.formatTime(record), "level": record.levelname, "message": record.getMessage(), **facts}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def fault_response(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Response:
    """Say a fault as JSON."""
    body = Fault(code=code, message=message).model_dump_json()
    return Response(body, status_code=status, headers=headers, media_type=MEDIA_TYPE)


class Envelope:
    """The outermost ASGI layer."""

    def __init__(self, app: ASGIApp, metrics: Metrics, most: int) -> None:
        """Wrap `app`, count into `metrics`, and let `most` requests in at once."""
        self._app, self._metrics, self._most = app, metrics, most
        self._inside = 0

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
                message = {**message, "headers": [*message.get("headers", []), *HEADERS, *_echo(scope)]}
            await send(message)

        scope.setdefault("state", {})
        self._enter(1)
        try:
            if self._inside > self._most and _route(scope) not in _ALWAYS:
                await _busy(scope)(scope, receive, sending)
            else:
                await self._app(scope, receive, sending)
        except Exception:
            log.exception("unexpected", extra={"facts": {"route": _route(scope)}})
            if status == 0:
                scope["state"]["code"] = "panne"
                await fault_response(500, "panne", BROKEN)(scope, receive, sending)
        finally:
            self._enter(-1)
            self._note(scope, status, time.perf_counter() - started)

    def _enter(self, step: int) -> None:
        self._inside += step
        self._metrics.busy.inc(step)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route, method = _route(scope), scope["method"]
        self._metrics.request(route, status, seconds)
        if not log.isEnabledFor(logging.INFO):
            return
        state = scope["state"]
        facts = {
            "request": uuid.uuid4().hex[:12],
            "method": method if method in _METHODS else "other",
            "route": route,
            "status": status,
            "code": state.get("code"),
            "ms": round(seconds * 1000, 1),
            "device": state.get("device"),
            "changes": state.get("changes"),
        }
        log.info("request", extra={"facts": facts})


def _busy(scope: Scope) -> Response:
    scope["state"]["code"] = "occupe"
    message = "Le serveur est occupé. Rien n’est perdu ; la synchronisation reprendra d’elle-même."
    return fault_response(503, "occupe", message, {"Retry-After": str(_PAUSE)})


def _echo(scope: Scope) -> list[tuple[bytes, bytes]]:
    """Give back what the laptop drew for this request: an older answer, kept by a cache, is told apart by it."""
    return [(key, value) for key, value in scope["headers"] if key == _ECHO and len(value) <= _LONGEST_ECHO][:1]


def _route(scope: Scope) -> str:
    path: str = scope["path"]
    return path if path in ROUTES else "other"  # a stranger's path is neither logged nor counted
