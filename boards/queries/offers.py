"""Who is free because her meeting has nobody to speak of, and which team nearby has too many."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from boards.models import Attendance, Item, Meeting, TherapistOffer
from boards.queries.away import absent
from boards.queries.seats import THERAPISTS
from boards.queries.settings import settings_of
from boards.queries.standing import STANDING
from heltom.lib import clock
from teams.models import Staff, Team

#: Therapists make no appointments so long before and after a tavlemøte (HeltOm 3.0, 10.5.5).
KEPT_FREE = timedelta(minutes=30)
#: No board is made longer than this by an offer.
MOST = 30


@dataclass(frozen=True, slots=True)
class Freed:
    """Her meeting has passed its deadline and has no candidates."""

    staff: Staff
    meeting: Meeting

    @property
    def window(self) -> tuple[datetime, datetime]:
        """When she has time: the meeting and what is kept free around it."""
        ends = self.meeting.starts_at + timedelta(minutes=self.meeting.minutes)
        return self.meeting.starts_at - KEPT_FREE, ends + KEPT_FREE


def freed(now: datetime) -> list[Freed]:
    """The therapists of meetings to come that nobody was put forward to in time. Four queries."""
    meetings = Meeting.objects.filter(
        state=Meeting.State.PLANNED, deadline_at__lte=now, starts_at__gt=now
    ).exclude(items__state__in=STANDING)
    rows = (
        Attendance.objects.filter(
            meeting__in=meetings, is_expected=True, profession__in=THERAPISTS, staff__isnull=False
        )
        .exclude(is_coming=False)
        .select_related("staff", "meeting__team__site__unit")
        .order_by("meeting__starts_at", "profession", "pk")
    )
    lent = set(
        TherapistOffer.objects.filter(from_meeting__in=meetings, answer=True).values_list(
            "staff", "from_meeting"
        )
    )
    found = [Freed(row.staff, row.meeting) for row in rows if row.staff]
    found = [each for each in found if (each.staff.pk, each.meeting.pk) not in lent]
    gone = absent((each.staff.pk, each.meeting.starts_at, each.meeting.minutes) for each in found)
    return [each for each in found if (each.staff.pk, each.meeting.starts_at) not in gone]


def takers(each: Freed, now: datetime) -> list[Meeting]:
    """Meetings of the same unit that begin while she has time, whose board does not fit, and where she is
    not expected anyway. The one that lacks most first.
    """
    first, last = each.window
    rows = Meeting.objects.filter(
        team__site__unit=each.meeting.team.site.unit_id,
        state=Meeting.State.PLANNED,
        starts_at__gte=max(first, now),
        starts_at__lt=last,
        items__in=Item.objects.filter(state__in=STANDING, fits=False),
    ).exclude(team=each.meeting.team_id)
    there = Attendance.objects.filter(staff=each.staff).values("meeting")
    meetings = rows.exclude(pk__in=there).select_related("team__site__unit").distinct()
    lacking = [(minutes_short(meeting), meeting) for meeting in meetings.order_by("pk")]
    fit = [pair for pair in lacking if minutes_with(pair[1], each.meeting, pair[0]) > 0]
    return [meeting for _short, meeting in sorted(fit, key=lambda pair: (-pair[0], pair[1].pk))]


def minutes_short(meeting: Meeting) -> int:
    """How many minutes the board lacks: what stands there and has no place."""
    rows = meeting.items.filter(state__in=STANDING, fits=False)
    return sum(rows.values_list("minutes", flat=True))


def minutes_with(meeting: Meeting, from_meeting: Meeting, short: int) -> int:
    """How many minutes longer the meeting may be with her: what it lacks, until she must go, and not into
    the lunch.
    """
    chosen = settings_of(meeting.team.unit)
    day = meeting.starts_at.astimezone(clock.OSLO).date()
    ends = meeting.starts_at + timedelta(minutes=meeting.minutes)
    until = from_meeting.starts_at + timedelta(minutes=from_meeting.minutes) + KEPT_FREE
    lunch = clock.at(day, chosen.lunch_from)
    if ends <= lunch:
        until = min(until, lunch)
    return max(0, min(short, MOST, int((until - ends).total_seconds() // 60)))


def offers_in(team: Team, now: datetime) -> dict[int, list[TherapistOffer]]:
    """Offers to the team's coming meetings: those to answer, and those that were taken. One query."""
    rows = TherapistOffer.objects.filter(
        to_meeting__team=team,
        to_meeting__state=Meeting.State.PLANNED,
        to_meeting__starts_at__gt=now,
    ).exclude(answer=None, ended_at__isnull=False)
    found: dict[int, list[TherapistOffer]] = defaultdict(list)
    for row in rows.exclude(answer=False).select_related("staff", "from_meeting__team"):
        found[row.to_meeting_id].append(row)
    return found
