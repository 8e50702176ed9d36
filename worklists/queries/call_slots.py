"""The times at which a team rings back: from its call hours, without those that are given away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.words import hhmm
from teams.models import Team
from worklists.models import Call, CallHours

#: So many days ahead a time is offered, and so many times at once.
AHEAD_DAYS, OFFERED = 7, 6


def free_slots(team: Team, now: datetime, how_many: int = OFFERED) -> list[datetime]:
    """The next times that nobody has, in UTC. Two queries."""
    taken = set(
        Call.objects.filter(team=team, outcome="", call_back_at__gt=now).values_list(
            "call_back_at", flat=True
        )
    )
    free = (slot for slot in slots(_hours(team), now) if slot not in taken)
    return [slot for slot, _number in zip(free, range(how_many), strict=False)]


def is_slot(team: Team, instant: datetime, now: datetime) -> bool:
    """Whether the team rings back just then, taken or not. One query."""
    return instant in set(slots(_hours(team), now))


def slots(hours: Iterable[CallHours], now: datetime) -> Iterator[datetime]:
    """Every time after `now` within the hours, for a week, in order."""
    rows = sorted(hours, key=lambda row: row.starts)
    today = now.astimezone(clock.OSLO).date()
    for ahead in range(AHEAD_DAYS + 1):
        day = today + timedelta(days=ahead)
        for row in rows:
            if row.weekday == day.isoweekday():
                yield from (slot for slot in _within(row, day) if slot > now)


def slot_in_words(instant: datetime) -> str:
    """ "14:10", "i morgen 09:00", "fredag 09:00"."""
    local = instant.astimezone(clock.OSLO)
    days = (local.date() - clock.today()).days
    if days == 0:
        return hhmm(instant)
    near = {1: _("i morgen"), -1: _("i går")}
    far = date_format(local, "l" if 0 < days <= AHEAD_DAYS - 1 else "j. F")
    return f"{near.get(days, far)} {hhmm(instant)}"


def _hours(team: Team) -> list[CallHours]:
    return list(CallHours.objects.filter(team=team))


def _within(row: CallHours, day: date) -> Iterator[datetime]:
    """Whole lengths only: what would last longer than the hours is not offered."""
    length = timedelta(minutes=row.slot_minutes)
    slot, end = clock.at(day, row.starts), clock.at(day, row.ends)
    while slot + length <= end:
        yield slot
        slot += length
