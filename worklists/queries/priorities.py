"""The team's prioriteringsliste: what is done whatever happens, and what goes first when hands are few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from heltom.lib import clock
from teams.models import Team
from worklists.models import PriorityItem, VisitPlan
from worklists.models.plans import Priority

Rule = PriorityItem.Rule

#: How dear it is to leave a visit out, in percent of its priority class; a visit on no line is 100.
MUST, MAY_WAIT = 150, 95
#: The uppermost and the lowest of the lines that may go. Never so cheap that a visit a usual way off
#: would be left out on a day with hands enough.
FIRST_TO_GO, LAST_TO_GO = 60, 90
#: The preview looks so many days ahead.
PREVIEW_DAYS = 7


@dataclass(frozen=True, slots=True)
class Placed:
    """The line that a visit belongs to, and its number as people count them."""

    number: int
    item: PriorityItem

    @property
    def rule(self) -> str:
        return self.item.rule


class PriorityList:
    """The lines of one team, read once."""

    def __init__(self, items: Iterable[PriorityItem]) -> None:
        self.lines = [Placed(number, item) for number, item in enumerate(items, start=1)]
        self._words = [_words(line.item.words) for line in self.lines]
        self._may_go = [line.number for line in self.lines if line.rule == Rule.MAY_GO]

    def of(self, title: str) -> Placed | None:
        """The first line whose words the title contains; case and spaces play no part."""
        text = _words(title)
        found = (line for line, words in zip(self.lines, self._words, strict=True) if words in text)
        return next(found, None)

    def drop_percent(self, title: str) -> int:
        """How dear it is to leave the visit out, in percent of its class: the lowest line that may go
        is the cheapest. What must be done at its time has its own price, whatever the list says.
        """
        line = self.of(title)
        if line is None:
            return 100
        if line.rule == Rule.MUST:
            return MUST
        return MAY_WAIT if line.rule == Rule.MAY_WAIT else self._percent_of(line)

    def _percent_of(self, line: Placed) -> int:
        below = sum(number > line.number for number in self._may_go)
        steps = max(1, len(self._may_go) - 1)
        return FIRST_TO_GO + (LAST_TO_GO - FIRST_TO_GO) * below // steps


def _words(text: str) -> str:
    return " ".join(text.casefold().split())


def priorities_of(team: Team) -> PriorityList:
    """One query."""
    return PriorityList(PriorityItem.objects.filter(team=team).order_by("position", "pk"))


def priority_of(team: Team, pk: int) -> PriorityItem | None:
    """One line of the team's list; None when it is gone."""
    return PriorityItem.objects.filter(team=team, pk=pk).select_related("team").first()


@dataclass(frozen=True, slots=True)
class Caught:
    """A line with how many visits of the coming week it catches. `at_time`: those among them that must
    be done at their time, which never go whatever the line says.
    """

    number: int
    item: PriorityItem
    visits: int
    at_time: int
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class PrioritiesPage:
    """The list, and what stands on no line: those go by their own priority."""

    team: Team
    lines: list[Caught]
    loose: int
    visits: int
    first: date
    last: date


def priorities_page(team: Team) -> PrioritiesPage:
    """Two queries. The week is counted from the visit plans, exceptions and stays left aside."""
    first = clock.today()
    last = first + timedelta(days=PREVIEW_DAYS - 1)
    priorities = priorities_of(team)
    caught, at_time, loose = _count(team, priorities, first)
    lines = [
        Caught(
            number=line.number,
            item=line.item,
            visits=caught[line.number],
            at_time=at_time[line.number],
            is_first=line.number == 1,
            is_last=line.number == len(priorities.lines),
        )
        for line in priorities.lines
    ]
    total = loose + sum(caught.values())
    return PrioritiesPage(team, lines, loose, total, first, last)


def _count(
    team: Team, priorities: PriorityList, first: date
) -> tuple[Counter[int], Counter[int], int]:
    days = [first + timedelta(days=ahead) for ahead in range(PREVIEW_DAYS)]
    caught, at_time, loose = Counter[int](), Counter[int](), 0
    for plan in VisitPlan.objects.between(days[0], days[-1]).filter(team=team).order_by("pk"):
        times = sum(plan.recurs_on(day) for day in days)
        line = priorities.of(plan.title)
        if line is None:
            loose += times
            continue
        caught[line.number] += times
        at_time[line.number] += times * (plan.priority == Priority.AT_THIS_TIME)
    return caught, at_time, loose
