"""An endpoint behind uvicorn, with everything uvicorn must be told."""

import logging
import sys
from typing import Any

import uvicorn

from sync.server.app import create_app
from sync.server.connection import Patience, connection, room
from sync.server.endpoint import Endpoint
from sync.server.envelope import JsonLines, log


def served(endpoint: Endpoint, patience: Patience | None = None, **more: Any) -> uvicorn.Config:  # noqa: ANN401 - uvicorn's own settings
    """Give uvicorn's configuration: our connections, limits and log lines instead of its own."""
    settings: dict[str, Any] = {
        "http": connection(patience or Patience(most=room())),
        "ws": "none",
        "lifespan": "off",
        "proxy_headers": False,  # `create_app` believes the proxies that were named, and nobody else
        "log_config": None,
        "log_level": "warning",
        "access_log": False,
        "server_header": False,
        "timeout_keep_alive": 15,
        "timeout_graceful_shutdown": 20,
    }
    return uvicorn.Config(create_app(endpoint), **settings | more)


def log_to_stdout() -> None:
    """Write one JSON line for each request, and warnings of everybody else."""
    lines = logging.StreamHandler(sys.stdout)
    lines.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[lines], force=True)
    log.setLevel(logging.INFO)
