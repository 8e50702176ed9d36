"""Our own PostgreSQL: made at the first start, on a Unix socket only we can reach, data in var/."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from heltom.services import binaries, identity, places, process
from heltom.services.errors import CannotStart

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "256MB",
    "jit": "off",  # Our queries are short; compiling them costs more than it gives.
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A failing statement is not written to the log: it may hold what a patient is called.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
#: For tests: the data is thrown away, so nothing waits for the disk.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

FULL = "Disken er full: databasen trenger minst 300 MB. Frigjør plass og prøv igjen."
PATIENCE = 30.0  # Seconds; recovery after kill -9 took 0.1 s, a stop with much to write some.


class Postgres:
    """One server per var/ folder. `start` uses the one that already runs there, if any."""

    name = "PostgreSQL"

    def __init__(self, *, forgetful: bool = False) -> None:
        self.settings = SETTINGS | (FORGETFUL if forgetful else {})
        self.sockets = places.socket_folder()
        self.data = identity.data_folder("postgres")
        self.log = places.var() / "log" / "postgres.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def ours(self) -> bool:
        """We started it, so we are the ones to stop it."""
        return self.process is not None

    def start(self) -> None:
        """Return when it answers and has the database. Raises CannotStart."""
        places.make_private(places.var())
        with _one_at_a_time(places.var() / "postgres.starting"):
            if not self.answers():
                self._start()
            self._create_database()

    def answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """Fast shutdown: sessions are cut, everything committed is on disk."""
        if self.process is not None:
            process.stop(self.process, first=signal.SIGINT, patience=PATIENCE)
            self.process = None
            places.leave_sockets()

    def _start(self) -> None:
        if shutil.disk_usage(places.var()).free < 300_000_000:
            raise CannotStart(FULL)
        folder = identity.reachable_binaries(binaries.postgres_folder())
        if not (self.data / "PG_VERSION").exists():
            self._initialise(folder)
        deadline = time.monotonic() + PATIENCE
        while not self._try(folder, deadline):
            if time.monotonic() > deadline:
                raise CannotStart(f"PostgreSQL starter ikke:\n{process.last_lines(self.log)}")
            time.sleep(0.3)

    def _try(self, folder: Path, deadline: float) -> bool:
        """One attempt. A server killed a moment ago may still have children that must end first."""
        self._clear_stale_locks()
        places.make_private(self.sockets, owner=identity.owner())
        settings = {**self.settings, "unix_socket_directories": str(self.sockets)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.process = process.spawn(
            [folder / "postgres", "-D", self.data, *options],
            log=self.log,
            on_orphaned=signal.SIGINT,
            identity=identity.choose(),
        )
        while self.process.poll() is None and time.monotonic() < deadline:
            if self.answers():
                return True
            time.sleep(0.02)
        self.stop()
        if "No space left" in process.last_lines(self.log):
            raise CannotStart(FULL)
        return False

    def _initialise(self, folder: Path) -> None:
        """Made beside its place and then moved there, so that half a database is never started."""
        draft = places.make_private(self.data.with_name("postgres.new"), owner=identity.owner())
        shutil.rmtree(draft)
        places.make_private(draft, owner=identity.owner())
        made = process.spawn(
            [folder / "initdb", "-D", draft, "-U", "heltom", "-A", "trust", *_locale(folder)],
            log=self.log,
            identity=identity.choose(),
        )
        if made.wait() != 0:
            why = process.last_lines(self.log)
            raise CannotStart(FULL if "No space left" in why else f"initdb stoppet:\n{why}")
        draft.rename(self.data)

    def _create_database(self) -> None:
        with self._connect() as connection:
            found = connection.execute("SELECT FROM pg_database WHERE datname = 'heltom'")
            if found.fetchone() is None:
                connection.execute("CREATE DATABASE heltom")

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.sockets), user="heltom", dbname="postgres", autocommit=True
        )

    def _clear_stale_locks(self) -> None:
        """After kill -9 or a power cut: its pid may by now belong to quite another program."""
        locks = [self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"]
        for lock in locks:
            with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
                if not _is_postgres(int(lock.read_text().split()[0])):
                    lock.unlink()


def _is_postgres(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    name = Path(f"/proc/{pid}/comm")
    return not name.exists() or name.read_text().strip() == "postgres"


def _locale(folder: Path) -> list[str]:
    """Byte order, and lower() that knows æ, ø and å; the builtin provider came with version 17."""
    version = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[2]
    if int(version.split(".")[0]) >= 17:
        return ["-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["-E", "UTF8", "--locale=C.UTF-8"]


@contextlib.contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
