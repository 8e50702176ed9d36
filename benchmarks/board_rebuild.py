"""How long the nightly rebuild of every team's board takes, its memory and its queries.

Run with the database up, and a municipality loaded; writes boards, so not where people work:

    scripts/with-services .venv/bin/python benchmarks/board_rebuild.py [--date 2026-11-24] [--kill]

A team without a coming meeting is given one two days after the date. Every board is built twice: the
second run must change no row. With --kill the command is first run in a process of its own, which is
killed (kill -9) when a third of the boards stand; none may stand half.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heltom.settings")

#: In days: the meeting that a team without one is given.
MEETS_AFTER = 2


class Counter:
    """Counts what is sent to the database."""

    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Any, *statement: Any) -> Any:
        self.statements += 1
        return execute(*statement)


def main() -> int:
    options = _arguments()
    import django

    django.setup()
    from benchmarks.process import peak_memory_mib

    teams = _teams_with_boards(options.date)
    if options.kill:
        _clear(teams)
        _kill_in_the_middle(options.date, len(teams))
        print(f"tavler som sto halve etter kill -9   {_half(teams)}")
        _run(teams, options.date)
        after = _rows()
        _clear(teams)
        _run(teams, options.date)
        print(f"likt som uten avbrudd                {'ja' if _rows() == after else 'NEI'}")
    _clear(teams)
    began = time.monotonic()
    spent, queries = _run(teams, options.date)
    print(f"team                                 {len(teams)}")
    print(f"pasienter                            {_patients(teams, options.date)}")
    print(f"sekunder, alle team etter hverandre  {time.monotonic() - began:.1f}")
    print(f"sekunder et team: midt, mest         {median(spent):.2f} {max(spent):.2f}")
    print(f"spørringer et team: midt, mest       {median(queries):.0f} {max(queries)}")
    before = _rows()
    again, queries = _run(teams, options.date)
    print(f"andre gang: sekunder, spørringer     {sum(again):.1f} {max(queries)}")
    print(f"rader endret andre gang              {_differing(before, _rows())}")
    print(f"linjer, begrunnelser                 {len(before['items'])} {len(before['findings'])}")
    print(f"toppminne, MiB                       {peak_memory_mib()}")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--date", type=date.fromisoformat, default=None)
    parser.add_argument("--kill", action="store_true")
    options = parser.parse_args()
    options.date = options.date or date.today()  # noqa: DTZ011 - a day of the command line's own
    return options


def _teams_with_boards(day: date) -> list[Any]:
    """Every team of the day, each with a board that can be built on it."""
    from boards.actions.meetings import make_for
    from boards.models import Meeting
    from boards.queries.meetings import meeting_to_report_to
    from heltom.lib import clock
    from teams.models import Team

    teams = list(Team.objects.on(day).select_related("site__unit", "ht").order_by("pk"))
    for team in teams:
        make_for(team, clock.midnight(day))
        if meeting_to_report_to(team, clock.midnight(day)) is None:
            starts = clock.midnight(day + timedelta(days=MEETS_AFTER)) + timedelta(hours=13)
            Meeting.objects.create(
                team=team, planned_for=starts.date(), starts_at=starts,
                deadline_at=starts - timedelta(hours=25), room="Måling",
            )  # fmt: skip
    return teams


def _run(teams: list[Any], day: date) -> tuple[list[float], list[int]]:
    """Seconds and statements for each team."""
    from django.db import connection

    from boards.actions.rebuild import rebuild
    from heltom.lib import clock

    spent, queries = [], []
    for team in teams:
        began, count = time.monotonic(), Counter()
        with connection.execute_wrapper(count):
            rebuild(team, day, clock.midnight(day))
        spent.append(time.monotonic() - began)
        queries.append(count.statements)
    return spent, queries


def _patients(teams: list[Any], day: date) -> int:
    from boards.queries.active import active

    return sum(active(team, day).count() for team in teams)


def _clear(teams: list[Any]) -> None:
    """As before the worker came: what it proposed itself is taken away."""
    from boards.models import Item, Meeting

    Item.objects.filter(meeting__team__in=teams, state="forslag").delete()
    Meeting.objects.filter(team__in=teams, state="planlagt").update(built_at=None)


def _rows() -> dict[str, set[tuple[Any, ...]]]:
    """What stands on the boards, without keys and without when it was found."""
    from boards.models import Finding, Item

    items = Item.objects.values_list(
        "meeting_id", "patient_id", "state", "kind", "order", "minutes", "fits", "waiting_since"
    )
    findings = Finding.objects.values_list(
        "item__meeting_id", "item__patient_id", "rule", "since", "sentence", "urgency"
    )
    return {"items": set(items), "findings": set(findings)}


def _differing(before: dict[str, set[Any]], after: dict[str, set[Any]]) -> int:
    return sum(len(before[name] ^ after[name]) for name in before)


def _half(teams: list[Any]) -> int:
    """Boards with lines that no rebuild has ended, or ended without a reason on a line."""
    from boards.models import Item

    proposed = Item.objects.filter(meeting__team__in=teams, state="forslag")
    unfinished = proposed.filter(meeting__built_at=None).values("meeting").distinct().count()
    return unfinished + proposed.filter(findings=None, reports=None).count()


def _kill_in_the_middle(day: date, teams: int) -> None:
    from boards.models import Meeting

    command = [sys.executable, "manage.py", "rebuild_boards", "--date", day.isoformat()]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while process.poll() is None:
        if Meeting.objects.exclude(built_at=None).filter(state="planlagt").count() >= teams / 3:
            process.send_signal(signal.SIGKILL)
            break
        time.sleep(0.01)
    process.wait()


if __name__ == "__main__":
    sys.exit(main())
