"""What else is in the same room at the same hour, and who is expected in two meetings at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from boards.models import Attendance, Meeting
from boards.queries.meetings import COMING
from boards.schedule import overlap
from heltom.lib import clock
from teams.models import Team


@dataclass(frozen=True, slots=True)
class Clash:
    """`staff` is the name of the one who is expected in both; empty where it is the room."""

    other: Meeting
    staff: str = ""
    staff_key: int | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """A coming meeting of the unit, and who is expected there."""

    meeting: Meeting
    staff: dict[int, str]


def booked_between(team: Team, first: date, last: date) -> list[Booked]:
    """All coming meetings of the unit on the days, both included. Two queries."""
    rows = Meeting.objects.filter(
        team__site__unit=team.site.unit_id,
        state__in=COMING,
        starts_at__gte=clock.midnight(first),
        starts_at__lt=clock.midnight(last + timedelta(days=1)),
    )
    meetings = list(rows.select_related("team"))
    seats = Attendance.objects.filter(meeting__in=meetings, is_expected=True)
    expected: dict[int, dict[int, str]] = defaultdict(dict)
    for seat in seats.exclude(is_coming=False).select_related("staff"):
        if seat.staff is not None:
            expected[seat.meeting_id][seat.staff.pk] = seat.staff.name
    return [Booked(meeting, expected[meeting.pk]) for meeting in meetings]


def clashes(
    team: Team,
    starts_at: datetime,
    minutes: int,
    room: str,
    staff: Iterable[int],
    booked: list[Booked],
) -> list[Clash]:
    """Against the meetings of other teams. A room has its name within a site."""
    wanted, found = set(staff), list[Clash]()
    for other in booked:
        there = other.meeting
        if there.team_id == team.pk or not overlap(
            starts_at, minutes, there.starts_at, there.minutes
        ):
            continue
        if there.team.site_id == team.site_id and _same(there.room, room):
            found.append(Clash(there))
        found += [Clash(there, name, pk) for pk, name in other.staff.items() if pk in wanted]
    return found


def _same(room: str, other: str) -> bool:
    return bool(room.strip()) and room.strip().casefold() == other.strip().casefold()


def clashes_of(meetings: list[Meeting]) -> dict[int, list[Clash]]:
    """By the key of each of one team's meetings. Two queries, however many."""
    if not meetings:
        return {}
    days = [meeting.starts_at.astimezone(clock.OSLO).date() for meeting in meetings]
    booked = booked_between(meetings[0].team, min(days), max(days))
    staff = {each.meeting.pk: each.staff for each in booked}
    return {
        meeting.pk: clashes(
            meeting.team, meeting.starts_at, meeting.minutes, meeting.room,
            staff.get(meeting.pk, {}), booked,
        )
        for meeting in meetings
    }  # fmt: skip
