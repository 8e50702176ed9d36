"""The steps of `manage.py run` that fill the database, and what it tells of the result."""

import os
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from heltom.lib import clock
from heltom.services import places
from heltom.services.errors import CannotStart
from imports import lived_ticks
from imports.demo.characters import CHARACTERS
from teams.demo import is_marked_as_demo
from teams.models import Shift, Team
from worklists.actions import rebuilds, sweep
from worklists.models import Rebuild, TeamShift


def load_demo(*, size: str) -> None:
    """Fill an empty database with invented people, and mark it as such."""
    call_command("make_demo", size=size, seed=1, load=True)


def throw_away_demo() -> None:
    """Empty the database. Raises CannotStart where it is not marked as invented.

    A database that has never been filled is as empty as asked for.
    """
    if "django_migrations" not in connection.introspection.table_names():
        return
    if not is_marked_as_demo():
        raise CannotStart(
            "--fresh kaster bare en oppdiktet kommune, og databasen her er ikke merket som det."
        )
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def letterbox() -> Path:
    """The folder that messages are put in and receipts come out of, on this machine."""
    return Path(os.environ.get("HELTOM_EMELDING_FOLDER") or places.var() / "e-meldinger")


def open_letterbox() -> None:
    """Make the folders, and name them to the programs that are started after this."""
    for name in ("inn", "ut"):
        (letterbox() / name).mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("HELTOM_EMELDING_FOLDER", str(letterbox()))


def demo_has_run_out() -> bool:
    """The roster of the demo covers some weeks around the day on which it was made."""
    return is_marked_as_demo() and not Shift.objects.filter(date=clock.today()).exists()


def demo_users() -> list[str]:
    return [f"{character.username:8} {character.who}" for character in CHARACTERS]


@dataclass(frozen=True, slots=True)
class Building:
    """How far the worker has come with what was asked of it."""

    ended: int
    asked: int
    failed: int


def request_missing_lists() -> list[int]:
    """Ask for lists where a shift has none: the machine may have been off in the night.

    Returns the requests for the shifts until tonight, which the start waits for.
    """
    asked = []
    for day, kind in sweep.shifts_to_have(clock.now()):
        built = TeamShift.objects.on(day).filter(kind=kind, current__isnull=False)
        without = Team.objects.on(day).exclude(pk__in=built.values("team"))
        for team in without.order_by("pk"):
            row = rebuilds.request(team=team, day=day, kind=kind, why="oppstart")
            if day <= clock.today():
                asked.append(row.pk)
    return asked


def live_until_now() -> None:
    """In a demo the carers have ticked what their lists say is done by now."""
    lived_ticks.tick(clock.now())


def building(asked: list[int]) -> Building:
    """One query."""
    statuses = list(Rebuild.objects.filter(pk__in=asked).values_list("status", flat=True))
    failed = statuses.count(Rebuild.Status.FAILED)
    return Building(statuses.count(Rebuild.Status.DONE) + failed, len(asked), failed)
