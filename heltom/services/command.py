"""Around one command of manage.py: the database up, and the machine's faults explained."""

import contextlib
import errno
import fcntl
import os
import sys
from collections.abc import Iterator
from typing import IO

from heltom.services import places
from heltom.services.errors import CannotStart
from heltom.services.postgres import Postgres

#: `run` starts its own; the others never ask the database anything.
WITHOUT_DATABASE = {
    "", "check", "collectstatic", "compilemessages", "help", "makemessages", "run", "spectacular",
    "version",
}  # fmt: skip


@contextlib.contextmanager
def database_for(arguments: list[str]) -> Iterator[None]:
    """Our PostgreSQL while the command runs, unless it runs already or DATABASE_URL names one.

    Raises CannotStart.
    """
    command = next(iter(arguments), "")
    if "DATABASE_URL" in os.environ or command in WITHOUT_DATABASE or "--help" in arguments:
        yield
        return
    with borrowed_postgres():
        yield


@contextlib.contextmanager
def borrowed_postgres() -> Iterator[None]:
    """Use the server that runs, or start one and stop it when nobody uses it any more.

    However the command ends: its own fault is no reason to take the database from another one.
    """
    postgres = Postgres()
    with _users() as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            postgres.start()
            yield
        finally:
            try:
                if postgres.ours:
                    _wait_for_others(users)
            finally:
                postgres.stop()


@contextlib.contextmanager
def postgres_to_ourselves() -> Iterator[None]:
    """For `run`: wait until short commands are done with a server of theirs, then own it."""
    with _users() as users:
        _wait_for_others(users)
        fcntl.flock(users, fcntl.LOCK_SH)
        yield


def _wait_for_others(users: IO[str]) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Venter til en annen kommando er ferdig med databasen …", file=sys.stderr)
        fcntl.flock(users, fcntl.LOCK_EX)


def _users() -> IO[str]:
    return (places.make_private(places.var()) / "postgres.users").open("w")


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """One clear line and status 1 instead of a stack trace, where the machine is at fault."""
    try:
        yield
    except CannotStart as error:
        sys.exit(str(error))
    except Exception as error:
        if (sentence := _sentence(error)) is None:
            raise
        sys.exit(sentence)


def _sentence(error: Exception) -> str | None:
    """What to tell where the machine is at fault. Django wraps what the database has said."""
    said = {type(error).__name__, type(error.__cause__).__name__}
    if said & {"UndefinedTable", "UndefinedColumn"}:
        return "Databasen mangler siste endringer. Kjør: .venv/bin/python manage.py migrate"
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if full or "DiskFull" in said:
        return "Disken er full. Frigjør plass og prøv igjen."
    return None
