"""Shifts as a row of slots, (date, kind): which comes next for a team, and which is going on."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q

from heltom.lib import clock
from teams.models import Shift, ShiftKind, Team
from teams.queries import BEGINS, shift_by_clock
from worklists.models import TeamShift

#: The shifts of one date, in the order in which they come.
KINDS: tuple[str, ...] = (ShiftKind.DAY.value, ShiftKind.EVENING.value, ShiftKind.NIGHT.value)

type Slot = tuple[date, str]

#: Looked ahead for the next shift on which the team has somebody at work.
AHEAD = timedelta(days=3)


def due_by(day: date, kind: str) -> Q:
    """A condition on `due_on` and `due_shift`: this shift and all before it."""
    so_far = KINDS[: KINDS.index(kind) + 1]
    return Q(due_on__lt=day) | Q(due_on=day, due_shift__in=so_far)


def slot_from(words: str) -> Slot | None:
    """ "2026-11-22 kveld" as a form says it; None for anything else."""
    day, _space, kind = words.partition(" ")
    try:
        return (date.fromisoformat(day), kind) if kind in KINDS else None
    except ValueError:
        return None


def order_of(slot: Slot) -> tuple[date, int]:
    return slot[0], KINDS.index(slot[1])


def next_slot(team: Team, day: date, kind: str) -> Slot:
    """The team's next shift with somebody at work; by the clock alone where none is planned. One query."""
    rows = Shift.objects.filter(team=team, date__range=(day, day + AHEAD)).worked()
    planned = set(rows.values_list("date", "kind").order_by().distinct())
    later = [slot for slot in planned if order_of(slot) > order_of((day, kind))]
    return min(later, key=order_of, default=_follows(day, kind))


def _follows(day: date, kind: str) -> Slot:
    at = KINDS.index(kind) + 1
    return (day, KINDS[at]) if at < len(KINDS) else (day + timedelta(days=1), KINDS[0])


def going_on(team: Team, now: datetime) -> list[TeamShift]:
    """The team's shifts on which somebody is out on a list now, the one that lasts longest first.

    Two where one shift overlaps the next; none where nobody is at work. Two queries.
    """
    out = Shift.objects.filter(team=team).at(now).worked().walking().order_by("-ends_at", "pk")
    slots = list(dict.fromkeys(out.values_list("date", "kind")))
    wanted = Q(pk__in=[])
    for day, kind in slots:
        wanted |= Q(date=day, kind=kind)
    rows = TeamShift.objects.filter(wanted, team=team).select_related(
        "current", "team__site__unit", "team__ht__site__unit"
    )
    found = {(row.date, row.kind): row for row in rows}
    return [found[slot] for slot in slots if slot in found]


def slot_now(team: Team, now: datetime) -> Slot:
    """The shift that is going on in the team, else the one that the clock says."""
    running = going_on(team, now)
    return (running[0].date, running[0].kind) if running else shift_by_clock(now)


def usual_hours(day: date, kind: str) -> tuple[datetime, datetime]:
    """When a shift begins and ends by the clock, for one that nobody is planned on."""
    begins = dict(BEGINS)[ShiftKind(kind)]
    after = dict(BEGINS)[ShiftKind(_follows(day, kind)[1])]
    return clock.at(day, begins), clock.at(_follows(day, kind)[0], after)


def begins_at(team: Team, day: date, kind: str) -> datetime:
    """When the first of those on the shift begins; by the clock where nobody is on it. One query."""
    rows = Shift.objects.of(team, day, kind).worked().order_by("starts_at")
    first = rows.values_list("starts_at", flat=True).first()
    return first or usual_hours(day, kind)[0]
