"""The stage of the week: as the evening's, over several days, with nights and boards that are built."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from playwright.sync_api import Error

from boards.actions import building, meetings, owed
from boards.models import BoardRebuild
from heltom.lib import clock
from teams.models import Team
from tests.browser.checks import check_axe, check_nothing_sticks_out, keep_picture
from tests.browser.evening import stage
from tests.browser.evening.stage import Screen, Stage, Step
from worklists.actions import rebuilds
from worklists.models import TeamShift
from worklists.queries.balance import balances_on

WALL, PHONE = (1920, 1080), (390, 844)
WEEKDAYS = ("man", "tir", "ons", "tor", "fre", "lør", "søn")
stage.BOOK = stage.BOOK or os.environ.get("HELTOM_BOARD_WEEK_BOOK")


class WeekStage(Stage):
    """`day` is the day that the story has come to."""

    @contextmanager
    def step(self, at: str, what: str) -> Iterator[Step]:
        with super().step(at, what) as step:
            step.clock = f"{WEEKDAYS[self.day.weekday()]} {at}"
            yield step

    def night(self, day: date, *, ahead: int = 0) -> None:
        """What the worker does before anybody comes to work on the day: the meetings, the boards, and the
        lists of the day and of so many ahead that are not laid yet.
        """
        self.day = day
        now = self.set_clock("03:25")
        meetings.call_off_forgotten(now)
        meetings.make_ahead(now)
        for ready in (day + timedelta(days=number) for number in range(ahead + 1)):
            if not TeamShift.objects.filter(date=ready, current__isnull=False).exists():
                rebuilds.request_day(day=ready, why="natten")
        owed.request_all(now, "natten")
        self.work()

    def work(self) -> None:
        """The lists, and the boards that something new is about."""
        super().work()
        now = clock.now()
        owed.take_news(now)
        due = BoardRebuild.objects.filter(
            taken_at__isnull=True, asked_at__lte=now - owed.GATHER
        ).order_by("pk")
        for pk in due.values_list("pk", flat=True):
            assert building.run(pk)
        assert not BoardRebuild.objects.exclude(error="").exists()

    def is_whole(self, day: date) -> bool:
        """Whether every visit of every team that day is on a list, done, called off or unassigned."""
        teams = list(Team.objects.on(day).select_related("site__unit", "ht"))
        told = [str(one.team) for one in balances_on(day, teams) if not one.balances]
        assert told == []
        return True

    def dies(self, machine: str) -> None:
        """The machine is gone, without a word to anybody."""
        screen = self.screens.pop(machine)
        with pytest.raises(Error):
            screen.page.goto("chrome://crash")

    def looks(self, screen: Screen, name: str) -> None:
        """Axe finds nothing, nothing sticks out; a picture where somebody wants one."""
        check_nothing_sticks_out(screen.page)
        check_axe(screen.page)
        keep_picture(screen.page, f"week-{name}")
