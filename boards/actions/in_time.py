"""Whoever was reported before the deadline stands on the board, also where the worker came after it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from boards.actions import lock
from boards.actions.agenda import new_line, refit
from boards.actions.carry import WAITS
from boards.models import ItemReport, Meeting
from boards.permissions import still_with
from boards.queries.meetings import upcoming
from heltom.lib import clock
from patients.models import Candidate
from teams import audit

if TYPE_CHECKING:
    from teams.models import Team


@transaction.atomic
def take_in(team: Team, now: datetime) -> None:
    """Boards whose deadline is past get what was reported in time and has no line; nothing else of them
    changes.
    """
    closed = upcoming([team], now).filter(state=Meeting.State.PLANNED, deadline_at__lte=now)
    for found in closed:
        if _reported(found):
            _put_on(lock.meeting(found.pk))


def _reported(meeting: Meeting) -> list[Candidate]:
    """In time, for a patient who is still the team's on the day, and on no board yet. Two queries."""
    rows = Candidate.objects.filter(
        team=meeting.team, withdrawn_at=None, reported_at__lt=meeting.deadline_at, board_lines=None
    )
    found = list(rows.select_related("patient").order_by("reported_at", "pk"))
    day = meeting.starts_at.astimezone(clock.OSLO).date()
    here = still_with(meeting.team, [row.patient_id for row in found], day)
    return [row for row in found if row.patient_id in here]


def _put_on(meeting: Meeting) -> None:
    if meeting.state != Meeting.State.PLANNED:
        return
    added = [row.patient.number for row in _reported(meeting) if _put(meeting, row)]
    if not added:
        return
    refit(meeting)
    lock.touch(meeting)
    audit.record(
        by=None, verb="board_rebuilt", obj=meeting, team=meeting.team, details={"added": added}
    )


def _put(meeting: Meeting, report: Candidate) -> bool:
    """Whom somebody has said "not now" to here, her report goes to the next meeting."""
    line = meeting.items.filter(patient=report.patient).first()
    if line is not None and line.state not in WAITS:
        return False
    line = line or new_line(meeting, report.patient)
    reported_on = report.reported_at.astimezone(clock.OSLO).date()
    line.waiting_since, line.is_late = min(line.waiting_since, reported_on), False
    line.save(update_fields=["waiting_since", "is_late"])
    ItemReport.objects.create(item=line, candidate=report)
    return True
