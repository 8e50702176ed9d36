"""Commands find a database by themselves, share it, and explain what is wrong with the machine."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db.utils import OperationalError

from heltom.services import places
from heltom.services.command import explained
from heltom.services.postgres import Postgres

WITH_SERVICES = [sys.executable, "-m", "heltom.services"]
ASK = (
    "import os, psycopg;"
    "print(psycopg.connect(os.environ['DATABASE_URL']).execute('SELECT 42').fetchone()[0])"
)

FIRST = """
import pathlib, time
from heltom.services.command import borrowed_postgres
with borrowed_postgres():
    pathlib.Path({here!r}).touch()
    while not pathlib.Path({both!r}).exists():
        time.sleep(0.05)
    {end}
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in ("DATABASE_URL", "BROKER_URL", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HELTOM_VAR", str(tmp_path / "var"))
    monkeypatch.chdir(places.ROOT)
    yield tmp_path
    shutil.rmtree(places.socket_folder(), ignore_errors=True)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_command_on_an_empty_database_says_what_to_do(machine):
    done = run(
        sys.executable, "manage.py", "shell", "-v0", "-c",
        "from teams.models import Unit; Unit.objects.count()",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (
        1,
        "Databasen mangler siste endringer. Kjør: .venv/bin/python manage.py migrate\n",
    )
    assert not Postgres().answers()


def test_services_are_up_for_a_command_and_gone_after_it(machine):
    done = run(*WITH_SERVICES, sys.executable, "-c", ASK + ";raise SystemExit(3)")
    assert (done.returncode, done.stdout, done.stderr) == (3, "42\n", "")
    assert not Postgres().answers()


def test_given_addresses_start_nothing(machine, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/heltom")
    monkeypatch.setenv("BROKER_URL", "redis://elsewhere/0")
    done = run(*WITH_SERVICES, "sh", "-c", "echo $DATABASE_URL $BROKER_URL")
    assert done.stdout == "postgresql://elsewhere/heltom redis://elsewhere/0\n"
    assert not (machine / "var").exists()


def test_no_command_is_one_line(machine):
    done = run(*WITH_SERVICES)
    assert (done.returncode, done.stderr) == (2, "Bruk: scripts/with-services KOMMANDO …\n")


def test_first_command_keeps_the_database_up_until_the_second_is_done(machine, monkeypatch):
    """The first has started the server; the second begins while it is there, and works longer."""
    monkeypatch.setenv("BROKER_URL", "memory://")
    here, both = machine / "first-is-up", machine / "both-are-up"
    wait = "while [ ! -e {} ]; do sleep 0.05; done"
    with subprocess.Popen(
        [*WITH_SERVICES, "sh", "-c", f"touch {here}; {wait.format(both)}"],
        stderr=subprocess.PIPE,
        text=True,
    ) as first:
        run("sh", "-c", wait.format(here))
        second = run(
            *WITH_SERVICES, "sh", "-c", f'touch {both}; sleep 1; {sys.executable} -c "{ASK}"'
        )
        _, said = first.communicate(timeout=30)
    assert (second.returncode, second.stdout) == (0, "42\n")
    assert (first.returncode, said) == (
        0,
        "Venter til en annen kommando er ferdig med databasen …\n",
    )
    assert not Postgres().answers()


@pytest.mark.parametrize("end", ["raise SystemExit(1)", "raise ValueError"])
def test_command_that_fails_leaves_the_database_to_the_second(machine, monkeypatch, end):
    here, both = machine / "first-is-up", machine / "both-are-up"
    program = FIRST.format(here=str(here), both=str(both), end=end)
    with subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.DEVNULL) as first:
        wait = "while [ ! -e {} ]; do sleep 0.05; done"
        run("sh", "-c", wait.format(here))
        monkeypatch.setenv("BROKER_URL", "memory://")
        second = run(
            *WITH_SERVICES, "sh", "-c", f'touch {both}; sleep 1; {sys.executable} -c "{ASK}"'
        )
        assert first.wait(30) == 1
    assert (second.returncode, second.stdout) == (0, "42\n")
    assert not Postgres().answers()


def test_full_disk_is_one_line_anywhere():
    with pytest.raises(SystemExit, match="Disken er full"), explained():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def wrapped_by_django(error: psycopg.Error) -> OperationalError:
    wrapped = OperationalError(str(error))
    wrapped.__cause__ = error
    return wrapped


@pytest.mark.parametrize("wrap", [wrapped_by_django, lambda error: error])
def test_full_disk_of_the_database_is_one_line(wrap):
    fault = wrap(psycopg.errors.DiskFull("could not extend file: No space left on device"))
    with pytest.raises(SystemExit, match="Disken er full"), explained():
        raise fault


def test_other_faults_keep_their_trace():
    with pytest.raises(PermissionError), explained():
        raise PermissionError(errno.EACCES, "no")
