"""Our PostgreSQL keeps what was committed, whatever kills it, and never outlives its starter."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from heltom.services import binaries, identity, places, postgres
from heltom.services.errors import CannotStart
from heltom.services.postgres import Postgres


@contextmanager
def own_folder(folder: Path) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HELTOM_VAR", str(folder))
        patch.delenv("DATABASE_URL", raising=False)
        yield folder
        shutil.rmtree(places.socket_folder(), ignore_errors=True)


@pytest.fixture
def own_var(tmp_path: Path) -> Iterator[Path]:
    """A folder where no database has been made yet."""
    with own_folder(tmp_path / "var") as folder:
        yield folder


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database; making one takes half a second and more."""
    return tmp_path_factory.mktemp("made") / "var"


@pytest.fixture
def server(made_once: Path) -> Iterator[Postgres]:
    with own_folder(made_once):
        server = Postgres()
        server.start()
        run_sql("DROP TABLE IF EXISTS kept")
        yield server
        server.stop()


def run_sql(statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(places.database_url()) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def wait_until_gone(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.05)
    return False


def test_norwegian_letters_have_lower_case(server):
    assert run_sql("SELECT lower('ÆØÅ')") == [("æøå",)]


def test_rows_are_there_after_a_stop_and_a_start(server):
    run_sql("CREATE TABLE kept AS SELECT 7 AS n")
    server.stop()
    server.start()
    assert run_sql("SELECT n FROM kept") == [(7,)]


def test_rows_are_there_after_a_kill(server):
    run_sql("CREATE TABLE kept AS SELECT 7 AS n")
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    server.start()
    assert run_sql("SELECT n FROM kept") == [(7,)]


def test_lock_file_of_another_program_is_no_hindrance(server):
    """After a power cut the pid in the lock file may belong to anybody; here it is ours."""
    server.stop()
    lock = f"{os.getpid()}\n{server.data}\n0\n5432\n{server.sockets}\n\n0 0\nready\n"
    (server.data / "postmaster.pid").write_text(lock)
    places.make_private(server.sockets)
    (server.sockets / ".s.PGSQL.5432.lock").write_text(lock)
    server.start()
    assert run_sql("SELECT 1") == [(1,)]


def test_second_user_borrows_the_server_and_does_not_stop_it(server):
    second = Postgres()
    second.start()
    assert not second.ours
    second.stop()
    assert server.answers()


def test_half_made_database_is_made_again(own_var):
    unfinished = identity.data_folder("postgres.new")
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18")
    server = Postgres()
    server.start()
    server.stop()
    assert not unfinished.exists()


def test_only_we_can_reach_the_socket(server):
    assert server.sockets.stat().st_mode & 0o077 == 0
    assert len(str(server.sockets / ".s.PGSQL.5432")) < 108


def test_folder_of_somebody_else_is_refused(tmp_path):
    (tmp_path / "theirs").symlink_to(tmp_path)
    with pytest.raises(CannotStart, match="tilhører en annen bruker"):
        places.make_private(tmp_path / "theirs")


def test_server_ends_with_a_killed_starter(own_var):
    starter = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from heltom.services.postgres import Postgres\n"
            "server = Postgres(); server.start()\n"
            "print(server.process.pid, flush=True); input()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=places.ROOT,
    )
    with starter:
        pid = int(starter.stdout.readline())
        starter.kill()
    assert wait_until_gone(pid)


def test_full_disk_is_one_line(own_var, monkeypatch):
    usage = shutil.disk_usage("/")._replace(free=1_000_000)
    monkeypatch.setattr(postgres.shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(CannotStart, match="Disken er full"):
        Postgres().start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_without_namespaces_runs_it_as_nobody(own_var, monkeypatch):
    """As in containers without user namespaces: programs and data where nobody can reach them."""
    monkeypatch.setattr(identity, "choose", lambda: "nobody")
    monkeypatch.setattr(identity, "_world_can_enter", lambda _folder: False)
    server = Postgres()
    try:
        server.start()
        assert run_sql("SELECT 1") == [(1,)]
        assert Path(f"/proc/{server.process.pid}").stat().st_uid == identity.NOBODY
        with psycopg.connect(places.database_url()) as connection:
            where = connection.execute("SHOW data_directory").fetchone()
        assert where == (str(server.data),)
    finally:
        server.stop()
        shutil.rmtree(server.data.parent)
        copied = identity.reachable_binaries(binaries.postgres_folder())
        shutil.rmtree(copied.parents[2])
