"""How long one full rebuild of a day takes, and what memory its worker needs.

Run with the database and broker up, and a municipality loaded:

    scripts/with-services .venv/bin/python benchmarks/rebuild.py --date 2026-11-24 --processes 2
    … --kill              kill -9 the whole worker once, a third of the way
    … --empty-broker      empty the broker once, a third of the way, as after a start without its data

Starts a Celery worker of its own and beat, asks for every team's lists, and prints seconds, the
peak of the worker's memory (proportional set size, all its processes) and the day balance.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heltom.settings")


def main() -> int:
    options = _arguments()
    import django

    django.setup()
    from teams.models import Team
    from worklists.actions import rebuilds
    from worklists.models import Rebuild
    from worklists.queries.balance import balances_on

    beat = _celery("beat", "--schedule", "/tmp/heltom-benchmark-beat")  # noqa: S108
    worker = _worker(options.processes)
    _settle()
    _forget(options.date)
    began = time.monotonic()
    rows = [row.pk for row in rebuilds.request_day(day=options.date, why="måling")]
    # Also what is asked for again in place of a row that was given up.
    waiting = Rebuild.objects.filter(team_shift__date=options.date, status__in=["venter", "bygger"])
    peak, disturbed = 0, not (options.kill or options.empty_broker)
    while left := waiting.count():
        peak = max(peak, _memory(worker.pid))
        if not disturbed and left < len(rows) * 2 / 3:
            disturbed = True
            worker = _disturb(options, worker)
        time.sleep(0.25)
    seconds = time.monotonic() - began
    for process in (worker, beat):
        os.killpg(process.pid, signal.SIGKILL)
    teams = list(Team.objects.on(options.date).select_related("site__unit", "ht"))
    balances = balances_on(options.date, teams)
    ended = Rebuild.objects.filter(pk__in=rows)
    print(f"team-vakter        {len(rows)}")
    print(f"oppdrag            {sum(b.due for b in balances)}")
    print(f"sekunder           {seconds:.1f}")
    print(f"toppminne, MiB     {peak / 2**20:.0f}")
    print(f"feilet             {ended.filter(status='feilet').count()}")
    print(f"tatt opp igjen     {ended.filter(attempts__gt=1).count()}")
    print(f"går ikke opp       {sum(not b.balances for b in balances)}")
    print(f"ufordelt           {sum(b.unassigned for b in balances)}")
    print(f"kritiske sent      {_critical_late(options.date)}")
    print(f"kritiske ufordelt  {_critical_left(options.date)}")
    return 0


def _critical_late(day: date) -> int:
    """Visits that must be done on time and begin after their window on the new lists."""
    from django.db.models import F

    from worklists.models import Entry, TeamShift
    from worklists.models.plans import Priority

    current = TeamShift.objects.filter(date=day).values("current")
    entries = Entry.objects.filter(worklist__publication__in=current)
    late = entries.filter(visit__priority=Priority.AT_THIS_TIME, starts_at__gt=F("visit__latest"))
    return late.values("visit").distinct().count()


def _critical_left(day: date) -> int:
    """Visits that must be done on time and are on nobody's list."""
    from worklists.models import TeamShift, Visit
    from worklists.models.plans import Priority

    current = TeamShift.objects.filter(date=day).values("current")
    placed = Visit.objects.filter(entries__worklist__publication__in=current)
    critical = Visit.objects.filter(date=day, priority=Priority.AT_THIS_TIME)
    return critical.exclude(pk__in=placed).count()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--date", type=date.fromisoformat, required=True)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--empty-broker", action="store_true")
    return parser.parse_args()


def _settle() -> None:
    """Let the worker first do all that is owed, so that only the measured day is in the queue."""
    from worklists.models import Rebuild

    quiet = 0
    while quiet < 20:
        owed = Rebuild.objects.filter(status__in=["venter", "bygger"]).exists()
        quiet = 0 if owed else quiet + 1
        time.sleep(0.5)


def _forget(day: date) -> None:
    """Let the day be as never built: its shifts point at no lists."""
    from worklists.models import TeamShift

    TeamShift.objects.filter(date=day).update(current=None)


def _celery(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "heltom.celery", *arguments],
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _worker(processes: int) -> subprocess.Popen[bytes]:
    return _celery("worker", "--concurrency", str(processes))


def _disturb(
    options: argparse.Namespace, worker: subprocess.Popen[bytes]
) -> subprocess.Popen[bytes]:
    if options.empty_broker:
        import redis
        from django.conf import settings

        redis.Redis.from_url(settings.CELERY_BROKER_URL.replace("redis+socket", "unix")).flushall()
        print("tømte broker")
    if options.kill:
        os.killpg(worker.pid, signal.SIGKILL)
        print("drepte worker med kill -9")
        return _worker(options.processes)
    return worker


def _memory(group: int) -> int:
    """Proportional set size in bytes of every process in the worker's group."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) == group:
                for line in (folder / "smaps_rollup").read_text().splitlines():
                    if line.startswith("Pss:"):
                        total += int(line.split()[1]) * 1024
        except (ProcessLookupError, FileNotFoundError, PermissionError):
            continue
    return total


if __name__ == "__main__":
    sys.exit(main())
