"""What is started again, how often, and that the last lines of its log come with the bad news."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from heltom.services import binaries
from heltom.services.errors import CannotStart
from heltom.services.supervisor import RESTARTS, Program, Stopped, Supervisor


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the supervisor says; the signals are put back afterwards."""
    monkeypatch.setenv("HELTOM_VAR", str(tmp_path))
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield []
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


FAULTY = Program("faulty", ["/bin/sh", "-c", "echo something broke; exit 3"])


def run(program: Program, said: list[str], *, essential: bool) -> None:
    """Start and watch, as `manage.py run` does, for twenty seconds at most."""
    with Supervisor(said.append) as supervisor:
        supervisor.start(program, essential=essential)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            supervisor.look()
            time.sleep(0.02)


def group_of(pid: int) -> list[str]:
    """The programs that live in the group named after `pid`."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            name, _, rest = path.read_text().rpartition(")")
            state, _parent, group = rest.split()[:3]
            found += [name] if group == str(pid) and state not in "ZX" else []
    return found


def test_program_that_keeps_ending_is_given_up_after_a_few_starts(said):
    with pytest.raises(CannotStart, match=r"faulty stoppet uventet \(status 3\)") as refusal:
        run(FAULTY, said, essential=False)
    assert len(said) == RESTARTS
    assert "something broke" in str(refusal.value)


def test_essential_program_is_not_started_again(said):
    with pytest.raises(CannotStart):
        run(FAULTY, said, essential=True)
    assert said == []


def test_program_that_will_not_stop_is_killed_with_its_children(said):
    stubborn = Program("stubborn", ["/bin/sh", "-c", "trap '' TERM; sleep 600 & wait; wait"])
    stubborn.patience = 0.2
    with Supervisor(said.append) as supervisor:
        supervisor.start(stubborn, essential=True)
        pid = stubborn.process.pid
        wait_until(lambda: len(group_of(pid)) == 2)
    wait_until(lambda: group_of(pid) == [])


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_signal_stops_in_order_and_says_so(said):
    sleeper = Program("sleeper", ["/bin/sleep", "600"])
    threading.Timer(0.3, os.kill, [os.getpid(), signal.SIGTERM]).start()
    with pytest.raises(Stopped):
        run(sleeper, said, essential=True)
    assert said == ["\nStopper …"]
    assert sleeper.process is None


def test_machine_without_any_postgres_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(binaries, "_postgres_folders", lambda: iter(()))
    with pytest.raises(CannotStart, match=r"apt-get install postgresql.*DATABASE_URL"):
        binaries.postgres_folder()


def test_postgres_of_the_system_is_used_where_the_wheel_does_not_fit(monkeypatch, tmp_path):
    monkeypatch.setattr(binaries, "package_folder", lambda _name: None)
    monkeypatch.setattr(binaries.shutil, "which", lambda _name: str(tmp_path / "postgres"))
    for name in ("postgres", "initdb"):
        (tmp_path / name).touch()
    found = binaries.postgres_folder()
    assert found == tmp_path or found.parts[:4] == ("/", "usr", "lib", "postgresql")
