"""When a team's shift begins and ends, and what is left of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Max, Min

from heltom.lib import clock
from teams.models import Shift, ShiftKind, Team
from worklists.queries.due import instant_of

#: For a shift that nobody is rostered on.
USUAL = {
    ShiftKind.DAY.value: (time(7, 30), time(15)),
    ShiftKind.EVENING.value: (time(15), time(22, 30)),
    ShiftKind.NIGHT.value: (time(22, 15), time(7, 45)),
}
A_STEP = timedelta(minutes=5)


def shift_hours(team: Team, day: date, kind: str) -> tuple[datetime, datetime]:
    """From the first carer's beginning to the last one's end. One query."""
    rows = Shift.objects.of(team, day, kind).worked().walking()
    found = rows.aggregate(first=Min("starts_at"), last=Max("ends_at"))
    if found["first"] is None:
        first, last = USUAL[kind]
        return instant_of(day, kind, first), instant_of(day, kind, last)
    return found["first"], found["last"]


def rest_of_shift(
    team: Team, day: date, kind: str, now: datetime | None = None
) -> tuple[datetime, datetime]:
    """From now, to the next five minutes, while it goes on; the whole of it before and after."""
    first, last = shift_hours(team, day, kind)
    soon = _up(now or clock.now())
    return (soon, last) if first < soon < last else (first, last)


def _up(instant: datetime) -> datetime:
    """The next whole five minutes."""
    minute = instant.replace(second=0, microsecond=0)
    over = timedelta(minutes=minute.minute % 5)
    return minute - over + A_STEP if over or minute != instant else minute
