"""How soon messages are opened and closed, for groups: never for one nurse, never for fewer than five."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    DurationField,
    Expression,
    ExpressionWrapper,
    F,
    FilteredRelation,
    Max,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncWeek
from django.utils.translation import gettext as _

from emeldinger.due_rules import RULES
from emeldinger.models import Message
from emeldinger.queries.ages import lasted
from emeldinger.queries.lines import type_name
from emeldinger.queries.watch_rules import default_minutes
from heltom.lib import clock
from worklists.queries.advice_figures import LEAST_PEOPLE, Median

FRIDAY = 5
MINUTE = timedelta(minutes=1)


class NineInTen(Median):
    """As long as nine in ten took at most: what the median does not show."""

    template = "%(function)s(0.9) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True, slots=True)
class Times:
    """One group of messages. Times and shares are None where fewer than five people have closed them.

    `due` is how many had a deadline that is past, or were closed before it; `percent` how many of those
    were closed in time.
    """

    label: str
    came: int
    still_open: int
    due: int
    percent: int | None
    opened: timedelta | None
    closed: timedelta | None
    slow: timedelta | None
    is_told: bool

    @property
    def to_open(self) -> str:
        return lasted(self.opened)

    @property
    def to_close(self) -> str:
        return lasted(self.closed)

    @property
    def nine_in_ten(self) -> str:
        return lasted(self.slow)


def with_limits(rows: QuerySet[Message], minutes: Mapping[int, int]) -> QuerySet[Message]:
    """What is due the moment it comes was in time when somebody opened it before the next one was told:
    after the minutes of its HT, where that has set its own."""
    own = (When(ht=pk, then=Value(each * MINUTE)) for pk, each in minutes.items())
    limit = Case(*own, default=Value(default_minutes() * MINUTE), output_field=DurationField())
    then = ExpressionWrapper(F("received_at") + limit, output_field=DateTimeField())
    return rows.annotate(seen_by_then=then)


def by_type(rows: QuerySet[Message]) -> list[Times]:
    """The type that most came of first. One query."""
    counted = _counted(rows, "type_code").annotate(text=Max("type_text"))
    found = [_times(row, type_name(row["type_code"], row["text"])) for row in counted]
    return sorted(found, key=lambda times: (-times.came, times.label))


def by_rule(rows: QuerySet[Message]) -> list[Times]:
    """By what the deadline follows from, in the order of the rules. One query."""
    labels = {rule.key: str(rule.label) for rule in RULES}
    counted = {row["due_rule"]: row for row in _counted(rows, "due_rule")}
    keys = [
        *(key for key in labels if key in counted),
        *(key for key in counted if key not in labels),
    ]
    return [_times(counted[key], labels.get(key) or _("uten frist")) for key in keys]


def by_ht(rows: QuerySet[Message], names: Mapping[int, str]) -> list[Times]:
    """One query."""
    counted = {row["ht"]: row for row in _counted(rows, "ht")}
    return [_times(counted[pk], name) for pk, name in names.items() if pk in counted]


def by_shift(rows: QuerySet[Message]) -> list[Times]:
    """By when it came: the weekend is staffed in another way than the weekdays. One query."""
    labels = {
        "dag": _("hverdag, dag (7–15)"),
        "kveld": _("hverdag, kveld (15–23)"),
        "natt": _("hverdag, natt (23–7)"),
        "helg": _("lørdag og søndag"),
    }
    counted = {row["came_on"]: row for row in _counted(_with_shift(rows), "came_on")}
    return [_times(counted[key], label) for key, label in labels.items() if key in counted]


def by_week(rows: QuerySet[Message], first: date) -> list[tuple[date, Times]]:
    """Each Monday from the first one on, with the week's number as label. One query."""
    in_weeks = rows.annotate(week=TruncWeek("received_at", tzinfo=clock.OSLO))
    counted = {row["week"].date(): row for row in _counted(in_weeks, "week")}
    weeks = (clock.today() - first).days // 7
    mondays = [first + timedelta(weeks=number) for number in range(weeks + 1)]
    return [
        (day, _times(counted.get(day, NOTHING), str(day.isocalendar().week))) for day in mondays
    ]


NOTHING: Mapping[str, Any] = {"came": 0, "left": 0, "due": 0, "in_time": 0, "people": 0}


def _with_shift(rows: QuerySet[Message]) -> QuerySet[Message]:
    hour = rows.annotate(
        hour=ExtractHour("received_at", tzinfo=clock.OSLO),
        weekday=ExtractIsoWeekDay("received_at", tzinfo=clock.OSLO),
    )
    shift = Case(
        When(weekday__gt=FRIDAY, then=Value("helg")),
        When(hour__lt=7, then=Value("natt")),
        When(hour__lt=15, then=Value("dag")),
        When(hour__lt=23, then=Value("kveld")),
        default=Value("natt"),
        output_field=CharField(),
    )
    return hour.annotate(came_on=shift)


def _counted(rows: QuerySet[Message], group: str) -> QuerySet[Message, dict[str, Any]]:
    """Sums only leave the database: who closed is counted there and told nowhere."""
    held = FilteredRelation("closings", condition=Q(closings__reopened_at__isnull=True))
    over = Q(due_at__isnull=False) & (Q(closed_at__isnull=False) | Q(due_at__lt=clock.now()))
    at_once = Q(due_at=F("received_at"), opened_at__lte=F("seen_by_then"))
    grouped = rows.annotate(held=held).order_by().values(group)
    return grouped.annotate(
        came=Count("pk"),
        left=Count("pk", filter=Q(closed_at__isnull=True)),
        people=Count("held__by", distinct=True),
        due=Count("pk", filter=over),
        in_time=Count("pk", filter=Q(closed_at__lte=F("due_at")) | at_once),
        opened=Median(_took("opened_at")),
        closed=Median(_took("closed_at")),
        slow=NineInTen(_took("closed_at")),
    )


def _took(until: str) -> Expression:
    return ExpressionWrapper(F(until) - F("received_at"), output_field=DurationField())


def _times(row: Mapping[str, Any], label: str) -> Times:
    came, left, due, in_time, people = (row[name] for name in NOTHING)
    told = people >= LEAST_PEOPLE

    def span(name: str) -> timedelta | None:
        found = row.get(name)
        return found if told and isinstance(found, timedelta) else None

    return Times(
        label=label,
        came=came,
        still_open=left,
        due=due,
        percent=round(100 * in_time / due) if told and due else None,
        opened=span("opened"),
        closed=span("closed"),
        slow=span("slow"),
        is_told=told,
    )
