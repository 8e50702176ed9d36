"""The worker builds a team's next board anew. What people have done with it stands.

The pasts are read and judged without holding anything. Then the meeting is held, its lines are read, and
what differs is written in one transaction: whoever is killed in between has written nothing, and a
second run over the same pasts changes no row. After the deadline only people change the board, and what
they reported before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from boards.actions import in_time, lines, lock
from boards.actions.carry import WAITS, carry_over
from boards.agenda import Waiting, lay
from boards.models import Item, Meeting
from boards.permissions import still_with
from boards.queries.meetings import GRACE, meeting_to_report_to
from boards.queries.proposals import Judged, Proposal, judge, proposals
from heltom.lib import clock
from teams import audit

if TYPE_CHECKING:
    from teams.models import Team


def rebuild(team: Team, on: date, now: datetime) -> Meeting | None:
    """Build the next board whose deadline has not passed, as things were known when the day `on` was
    over. None where the team has no such meeting.
    """
    carry_left_over(team, now)
    in_time.take_in(team, now)
    if meeting_to_report_to(team, now) is None:
        return None
    return build(judge(team, on), now)


@transaction.atomic
def build(judged: Judged, now: datetime) -> Meeting | None:
    """Write what the rules and people say to the board that comes next. None where none is to be built."""
    found = meeting_to_report_to(judged.team, now)
    if found is None:
        return None
    meeting = lock.meeting(found.pk)
    if meeting.state != Meeting.State.PLANNED or meeting.deadline_at <= now:
        return None
    rows = lines.of(meeting)
    here = still_with(judged.team, rows, _day(meeting))
    told = proposals(judged, _day(meeting), meeting.deadline_at, rows)
    agenda = lay(
        _waiting(told, {key: row for key, row in rows.items() if key in here}),
        _day(meeting),
        meeting.minutes,
        judged.settings.review_percent,
    )
    written = lines.write(meeting, rows, told, agenda, now, gone=rows.keys() - here)
    if written.has_changed:
        _end(meeting, written, now)
    return meeting


def _end(meeting: Meeting, written: lines.Written, now: datetime) -> None:
    meeting.built_at = now
    meeting.version += 1
    meeting.save(update_fields=["built_at", "version"])
    if written.added or written.removed:
        audit.record(
            by=None, verb="board_rebuilt", obj=meeting, team=meeting.team,
            details={"added": written.added, "removed": written.removed},
        )  # fmt: skip


def _day(meeting: Meeting) -> date:
    return meeting.starts_at.astimezone(clock.OSLO).date()


def _waiting(told: Iterable[Proposal], rows: dict[int, Item]) -> Iterable[Waiting]:
    """Those whom something speaks for, and those whom people have put on without it."""
    spoken = {one.patient.pk: one.waiting() for one in told}
    for key, row in rows.items():
        if row.state in WAITS and (key in spoken or lines.is_touched(row)):
            yield lines.waiting(row, spoken.get(key))
    yield from (one for key, one in spoken.items() if key not in rows)


def carry_left_over(team: Team, now: datetime) -> None:
    """Meetings that are over, or were never opened, give what waits on them to the next board."""
    over = Q(state__in=[Meeting.State.HELD, Meeting.State.CANCELLED])
    forgotten = Q(starts_at__lt=min(now - GRACE, clock.midnight(now.astimezone(clock.OSLO).date())))
    rows = Meeting.objects.filter(over | forgotten, team=team, items__state__in=WAITS)
    for meeting in rows.distinct().order_by("starts_at", "pk"):
        carry_over(meeting)
