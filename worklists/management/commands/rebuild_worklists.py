"""manage.py rebuild_worklists: build the lists of a day here and now, with the worker's own code."""

from __future__ import annotations

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from heltom.lib.errors import Refused
from teams.models import ShiftKind
from worklists.actions import rebuilds
from worklists.management.arguments import add_day_and_team, day_from, teams_from
from worklists.models import Rebuild

#: Seconds between two looks at a rebuild that a worker has taken before this command could.
LOOK_AGAIN = 0.5


class Command(BaseCommand):
    help = "Bygger arbeidslistene for en dag. Avslutter med 1 hvis noe ikke lot seg bygge."

    def add_arguments(self, parser: CommandParser) -> None:
        add_day_and_team(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        day = day_from(options["date"])
        teams = teams_from(options["team"], day)
        failed = []
        todo = [(team, kind) for team in teams for kind in ShiftKind.values]
        for number, (team, kind) in enumerate(todo, 1):
            self._show(f"{number}/{len(todo)} {team.name}, {kind}")
            try:
                asked = rebuilds.request(team=team, day=day, kind=kind, why="kommandolinjen")
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
            if build_now(asked).status == Rebuild.Status.FAILED:
                failed.append(f"{team.code} {kind}")
        self.stdout.write(f"Bygde listene for {len(teams)} team {day:%d.%m.%Y}.")
        if failed:
            raise CommandError(f"Ble ikke bygget: {', '.join(failed)}. Se loggen.")

    def _show(self, line: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r\033[K{line}", ending="")


def build_now(asked: Rebuild) -> Rebuild:
    """Build it here, or wait for the worker that has it already. Returns the row as it ended."""
    claimed = rebuilds.claim(asked.pk)
    if claimed:
        rebuilds.run(claimed)
    asked.refresh_from_db()
    while asked.status in (Rebuild.Status.WAITING, Rebuild.Status.RUNNING):
        time.sleep(LOOK_AGAIN)
        if claimed := rebuilds.claim(asked.pk):
            rebuilds.run(claimed)
        asked.refresh_from_db()
    return asked
