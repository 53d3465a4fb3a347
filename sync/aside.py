"""Calls that may hang for minutes, kept out of the way: a name server, a locked credential store.

A pool's threads are waited for when a program ends; these are not, so that leaving is always at once.
"""

import asyncio
import socket
import sys
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from threading import Thread
from typing import Any, TypeVar

if sys.platform == "win32":
    from asyncio import ProactorEventLoop as SystemLoop
else:
    from asyncio import SelectorEventLoop as SystemLoop

Result = TypeVar("Result")


def call(work: Callable[[], Result], seconds: float) -> Result:
    """Give what `work` gives; raises TimeoutError after `seconds`, and `work` goes on without anybody."""
    return _begin(work).result(seconds)


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end as `asyncio.run` does, never held up by a name that nobody resolves."""
    with asyncio.Runner(loop_factory=Loop) as runner:
        return runner.run(work)


class Loop(SystemLoop):
    """The system's event loop, whose look-ups of names are not waited for when it closes."""

    async def getaddrinfo(self, host: Any, port: Any, **asked: int) -> list[Any]:  # noqa: ANN401 - asyncio's own
        """Resolve a name in a thread that dies with the program."""
        return await asyncio.wrap_future(_begin(lambda: socket.getaddrinfo(host, port, **asked)), loop=self)


def _begin(work: Callable[[], Result]) -> Future[Result]:
    future: Future[Result] = Future()

    def behind() -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            given = work()
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            future.set_exception(error)
        else:
            future.set_result(given)

    Thread(target=behind, name="pvd-a-part", daemon=True).start()
    return future
