"""Who is expected in a meeting, and who says that she cannot come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from boards.actions import lock
from boards.models import Attendance, Meeting, TherapistOffer
from boards.queries.meetings import COMING
from boards.queries.seats import belong_on
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams import audit

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from teams.models import User


def expect(meeting: Meeting) -> None:
    """Those who belong to the board on the day stand as expected. Whoever no longer belongs is taken off,
    unless she has said something or is there by a yes to an offer. Run as often as one likes.
    """
    day = meeting.starts_at.astimezone(clock.OSLO).date()
    belong = belong_on(meeting.team, day)
    _untouched(meeting).exclude(staff__in=belong).delete()
    known = set(meeting.attendances.values_list("staff", flat=True))
    new = [staff for staff in belong if staff.pk not in known]
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, staff=staff, profession=staff.profession) for staff in new
    )


def _untouched(meeting: Meeting) -> QuerySet[Attendance]:
    lent = TherapistOffer.objects.filter(to_meeting=meeting, answer=True).values("staff")
    rows = Attendance.objects.filter(meeting=meeting, is_expected=True, said_at__isnull=True)
    return rows.filter(noted_at__isnull=True, staff__isnull=False).exclude(staff__in=lent)


@transaction.atomic
def say(*, attendance: Attendance, is_coming: bool, why: str, by: User) -> Attendance:
    """She comes, or cannot: herself, or whoever prepares the meeting for her. Said twice it is said once.

    Raises Refused without a reason for not coming, and when the meeting is over.
    """
    held = lock.meeting(attendance.meeting_id)
    found = Attendance.objects.select_related("staff").get(pk=attendance.pk)
    why = "" if is_coming else why.strip()
    if (found.is_coming, found.why_not) == (is_coming, why):
        return found
    if held.state not in COMING:
        raise Refused(_("Møtet er holdt eller avlyst."))
    if not is_coming and not why:
        raise Refused(_("Skriv kort hvorfor, for eksempel «kurs». Ikke skriv om sykdom."))
    found.is_coming, found.why_not = is_coming, why[:300]
    found.said_at, found.said_by = clock.now(), by
    found.save(update_fields=["is_coming", "why_not", "said_at", "said_by"])
    lock.touch(held)
    details: dict[str, object] = {"staff": found.staff_id, "is_coming": is_coming}
    audit.record(
        by=by, verb="board_attendance_said", obj=found, team=held.team, reason=why, details=details
    )
    return found


def ask_again(meeting: Meeting) -> None:
    """The meeting is at another time: what was said of the old one does not hold."""
    said = meeting.attendances.filter(is_coming__isnull=False)
    said.update(is_coming=None, why_not="", said_at=None, said_by=None)
    expect(meeting)
