"""The one command: what it says when something is in the way, and that it leaves nothing behind."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from heltom.services import healthy, places
from heltom.services.broker import Broker

PATIENCE = 120.0  # Seconds; a start takes 5 to 15, more where the machine is busy.


pytestmark = pytest.mark.xdist_group("run")


@contextmanager
def machine(folder: Path) -> Iterator[dict[str, str]]:
    """As a person has it: no DATABASE_URL, no BROKER_URL, the data in `folder`."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "BROKER_URL", "DJANGO_SETTINGS_MODULE", "HELTOM_DEMO"):
            patch.delenv(name, raising=False)
        patch.setenv("HELTOM_VAR", str(folder))
        yield dict(os.environ)
        shutil.rmtree(places.socket_folder(), ignore_errors=True)


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A fresh machine."""
    with machine(tmp_path / "var") as environment:
        yield environment


@pytest.fixture(scope="module")
def used_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the first of these tests has loaded, the next find there: as from one day to another."""
    return tmp_path_factory.mktemp("run") / "var"


@pytest.fixture
def used_environment(used_folder: Path) -> Iterator[dict[str, str]]:
    with machine(used_folder) as environment:
        yield environment


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def port() -> int:
    return free_port()


class Run:
    """`manage.py run` as a person starts it: in a session of its own, its words on a file."""

    def __init__(self, environment: dict[str, str], port: int) -> None:
        self.port, self.var = port, Path(environment["HELTOM_VAR"])
        self.marks = (str(self.var), str(places.socket_folder()))
        self.known: set[tuple[int, str]] = set()
        self.said = self.var.with_name(f"said-{time.monotonic_ns()}")
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run", "--port", str(port), "--size", "team"],
                cwd=places.ROOT,
                env=environment,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def text(self) -> str:
        return self.said.read_text()

    def wait_ready(self) -> None:
        wait_until(lambda: "HeltOm er klar" in self.text() or self.process.poll() is not None)
        assert "HeltOm er klar" in self.text(), self.text()

    def children(self, word: str) -> list[int]:
        """The pids of what this run has started, found by a word of their command line.

        PostgreSQL and Valkey write over their environment; their command lines name our folders.
        What they start in turn is known by its parent, and remembered once that is gone: by number and
        time of birth, since numbers are used again. What has ended and only waits to be fetched is gone.
        """
        found = []
        for pid in sorted(int(folder.name) for folder in Path("/proc").glob("[0-9]*")):
            try:
                command = read(pid, "cmdline").replace("\0", " ")
                named = f"HELTOM_VAR={self.var}\0" in read(pid, "environ")
                one = born(pid)
                parent = born(one.parent)
            except OSError:
                continue
            if one.is_over or pid == self.process.pid:
                continue
            named |= any(mark in command for mark in self.marks)
            if named or {one.key, parent.key} & self.known:
                self.known.add(one.key)
                found += [pid] if word in command else []
        return found

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


class Born(NamedTuple):
    """What the kernel tells of a process: its state, its parent and when it began."""

    key: tuple[int, str]
    state: str
    parent: int

    @property
    def is_over(self) -> bool:
        return self.state in "ZX"


def born(pid: int) -> Born:
    """Raises OSError where there is none. Number 0 is the kernel, the parent of the first."""
    if pid == 0:
        return Born((0, "0"), "S", 0)
    facts = read(pid, "stat").rpartition(")")[2].split()
    return Born((pid, facts[19]), facts[0], int(facts[1]))


def read(pid: int, name: str) -> str:
    return Path(f"/proc/{pid}/{name}").read_bytes().decode(errors="replace")


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


@pytest.fixture
def running(used_environment: dict[str, str], port: int) -> Iterator[Run]:
    run = Run(used_environment, port)
    yield run
    if run.process.poll() is None:
        run.end(signal.SIGTERM)


def test_starts_survives_a_killed_worker_and_broker_and_stops_all(running):
    running.wait_ready()
    assert healthy.is_healthy(running.port)
    assert len(running.children("postgres")) >= 1
    assert len(running.children("valkey-server")) == 1

    worker = min(running.children("heltom worker"))
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: "worker stoppet" in running.text())
    wait_until(lambda: len(running.children("heltom worker")) >= 3)
    assert worker not in running.children("")

    (broker,) = running.children("valkey-server")
    os.kill(broker, signal.SIGKILL)
    wait_until(lambda: "Valkey stoppet" in running.text())
    wait_until(lambda: running.children("valkey-server") not in ([], [broker]))

    assert running.end(signal.SIGINT) == 0
    assert running.children("") == []


def test_web_server_that_dies_ends_all_with_one_line(running):
    running.wait_ready()
    os.kill(min(running.children("gunicorn")), signal.SIGKILL)
    assert running.process.wait(PATIENCE) == 1
    assert "web stoppet uventet" in running.text()
    assert "Traceback" not in running.text()
    assert running.children("") == []


def test_nothing_is_left_after_a_kill_of_the_command_itself(running):
    running.wait_ready()
    assert len(running.children("postgres: ")) >= 3
    assert running.end(signal.SIGKILL) == -signal.SIGKILL
    wait_until(lambda: running.children("") == [])


def test_second_run_of_the_same_data_is_refused(running, used_environment):
    running.wait_ready()
    for port in (running.port, free_port()):
        second = Run(used_environment, port)
        assert second.process.wait(PATIENCE) == 1
        assert re.fullmatch(r"HeltOm kjører allerede med dataene i .*\n", second.text())
    assert healthy.is_healthy(running.port)


def test_port_in_use_is_one_line_and_starts_nothing(environment, port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        run = Run(environment, port)
        assert run.process.wait(PATIENCE) == 1
    assert run.text() == (
        f"Port {port} er i bruk av et annet program."
        f" Stopp det, eller velg en annen port: make run PORT={port + 1}\n"
    )
    assert not (run.var / "postgres").exists()


def test_port_that_cannot_be_is_one_line(environment):
    run = Run(environment, 99999)
    assert run.process.wait(PATIENCE) == 1
    assert run.text() == "Port 99999 finnes ikke. Velg en fra 1024 til 65535: make run PORT=8000\n"


def test_database_url_that_does_not_answer_is_one_line(environment, port):
    environment["DATABASE_URL"] = f"postgresql://heltom@127.0.0.1:{port}/heltom"
    run = Run(environment, port)
    assert run.process.wait(PATIENCE) == 1
    assert re.fullmatch(r"Får ikke kontakt med databasen i DATABASE_URL: .*\n", run.text())


#: A municipality that has begun: nothing invented is loaded into it.
BEGUN = """
from django.core.management import call_command
from teams.models import Unit
call_command("migrate", verbosity=0)
Unit.objects.create(code="vaar", name="Vår enhet")
"""


@pytest.fixture
def another_database() -> Iterator[str]:
    """A database on the server the tests run against, as a municipality has it."""
    name, address = f"given_{os.getpid()}", urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(address._replace(path=f"/{name}"))
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def another_broker(tmp_path: Path) -> Iterator[str]:
    with machine(tmp_path / "given"):
        broker = Broker()
        broker.start()
        yield places.broker_url()
        broker.stop()


def test_given_database_and_broker_are_used_and_nothing_is_started(
    another_database, another_broker, used_environment, port
):
    given = {"DATABASE_URL": another_database, "BROKER_URL": another_broker}
    environment = used_environment | given
    begin = [sys.executable, "manage.py", "shell", "--command", BEGUN]
    subprocess.run(begin, cwd=places.ROOT, env=environment, check=True)
    run = Run(environment, port)
    try:
        run.wait_ready()
        assert run.children("postgres -D") == []
        assert run.children("valkey-server") == []
        with psycopg.connect(another_database) as connection:
            assert connection.execute("SELECT code FROM teams_unit").fetchall() == [("vaar",)]
    finally:
        run.end(signal.SIGTERM)
