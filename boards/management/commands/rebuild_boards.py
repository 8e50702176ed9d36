"""manage.py rebuild_boards: build the teams' next boards here and now, with the worker's own code."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandParser

from boards.actions.meetings import make_for
from boards.actions.rebuild import rebuild
from heltom.lib import clock
from worklists.management.arguments import add_day_and_team, day_from, teams_from

if TYPE_CHECKING:
    from teams.models import Team


class Command(BaseCommand):
    help = (
        "Bygger neste tavle for hvert team, med det som var kjent da dagen var over."
        " Møter som mangler, settes opp av teamets faste tid. Avslutter med 1 hvis noe er feil."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_day_and_team(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        day = day_from(options["date"])
        teams = teams_from(options["team"], day)
        built = sum(self._build(team, day) for team in teams)
        self.stdout.write(f"Bygde tavla for {built} av {len(teams)} team {day:%d.%m.%Y}.")

    def _build(self, team: Team, day: date) -> bool:
        now = as_of(day)
        if day >= clock.today():
            make_for(team, now)
        meeting = rebuild(team, day, now)
        if meeting is None:
            self.stderr.write(f"{team.code}: ingen tavle å bygge. Sett opp teamets faste møtetid.")
            return False
        lines = meeting.items.count()
        self.stdout.write(f"{team.code}: møtet {meeting.starts_at:%d.%m.%Y}, {lines} på tavla.")
        return True


def as_of(day: date) -> datetime:
    """Now, for today; else the beginning of the day: the boards that could still be built on it."""
    return clock.now() if day == clock.today() else clock.midnight(day)
