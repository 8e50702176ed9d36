"""Who of those expected will not be there, told in time: away, on duty elsewhere, in another meeting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from boards.models import Attendance, Meeting, TherapistOffer
from boards.queries.clashes import Clash, clashes_of
from heltom.lib.words import from_to
from teams.models import Absence, Shift, Staff

type When = tuple[int, datetime, int]


def absent(wanted: Iterable[When]) -> set[tuple[int, datetime]]:
    """Of (staff, beginning, minutes) those who are registered as away then, wholly or partly. One query."""
    asked = list(wanted)
    spans = _absences({staff for staff, _starts, _minutes in asked})
    return {
        (staff, starts)
        for staff, starts, minutes in asked
        if any(_over(span, starts, minutes) for span in spans[staff])
    }


def _absences(staff: set[int]) -> dict[int, list[tuple[datetime, datetime | None]]]:
    found: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    rows = Absence.objects.filter(staff__in=staff).order_by("starts_at", "pk")
    for row in rows:
        found[row.staff_id].append((row.starts_at, row.ends_at))
    return found


def _over(span: tuple[datetime, datetime | None], starts: datetime, minutes: int) -> bool:
    first, last = span
    return first < starts + timedelta(minutes=minutes) and (last is None or last > starts)


@dataclass(frozen=True, slots=True)
class Comer:
    """One who is expected. `why_not` is empty while nothing speaks against it; `said` when she, or
    somebody for her, has answered. `lent_to` is the team that has got her meanwhile.
    """

    row: Attendance
    why_not: str
    said: bool
    lent_to: str = ""

    @property
    def staff(self) -> Staff | None:
        return self.row.staff

    @property
    def is_missing(self) -> bool:
        return bool(self.why_not)


def comers_of(meetings: list[Meeting]) -> dict[int, list[Comer]]:
    """By the key of each of one team's meetings, by profession. Six queries, however many.

    An absence is told as one, never with its reason.
    """
    rows = (
        Attendance.objects.filter(meeting__in=meetings, is_expected=True)
        .select_related("staff__user", "meeting__team", "said_by__staff")
        .order_by("meeting", "profession", "staff__sort_key", "pk")
    )
    expected = list(rows)
    gone = absent(
        (row.staff_id, row.meeting.starts_at, row.meeting.minutes)
        for row in expected
        if row.staff_id
    )
    elsewhere, clashing, lent = _duty(expected), clashes_of(meetings), _lent(meetings)
    found: dict[int, list[Comer]] = defaultdict(list)
    for row in expected:
        why = _why_not(row, gone, elsewhere, clashing[row.meeting_id])
        lent_to = lent.get((row.staff_id, row.meeting_id), "")
        found[row.meeting_id].append(Comer(row, why, row.said_at is not None, lent_to))
    return found


def _why_not(
    row: Attendance,
    gone: set[tuple[int, datetime]],
    elsewhere: dict[tuple[int, datetime], str],
    clashing: list[Clash],
) -> str:
    """Her own word holds against everything but a registered absence."""
    if row.is_coming is False:
        return _("kommer ikke: %s") % row.why_not
    if row.staff is None:
        return ""
    key = (row.staff.pk, row.meeting.starts_at)
    if key in gone:
        return _("meldt borte")
    if row.is_coming:
        return ""
    if key in elsewhere:
        return elsewhere[key]
    others = [clash.other for clash in clashing if clash.staff_key == row.staff.pk]
    return _("ventes også i møtet til %s") % others[0].team if others else ""


def _duty(expected: list[Attendance]) -> dict[tuple[int, datetime], str]:
    """Who walks a list then, or is on duty in another team. One query."""
    staff = {row.staff_id for row in expected if row.staff_id}
    starts = [row.meeting.starts_at for row in expected]
    if not staff:
        return {}
    rows = Shift.objects.worked().filter(
        staff__in=staff, starts_at__lt=max(starts) + timedelta(hours=3), ends_at__gt=min(starts)
    )
    shifts: dict[int, list[Shift]] = defaultdict(list)
    for shift in rows.select_related("team"):
        shifts[shift.staff_id].append(shift)
    found: dict[tuple[int, datetime], str] = {}
    for row in expected:
        for shift in shifts[row.staff_id or 0]:
            over = _over(
                (shift.starts_at, shift.ends_at), row.meeting.starts_at, row.meeting.minutes
            )
            if over and (shift.team_id != row.meeting.team_id):
                hours = from_to(shift.starts_at, shift.ends_at)
                found[(shift.staff_id, row.meeting.starts_at)] = _(
                    "på vakt i %(team)s %(hours)s"
                ) % {"team": shift.team, "hours": hours}
    return found


def _lent(meetings: list[Meeting]) -> dict[tuple[int | None, int], str]:
    """To which team a therapist of these meetings has been promised. One query."""
    rows = TherapistOffer.objects.filter(from_meeting__in=meetings, answer=True)
    return {
        (row.staff_id, row.from_meeting_id): str(row.to_meeting.team)
        for row in rows.select_related("to_meeting__team")
    }
