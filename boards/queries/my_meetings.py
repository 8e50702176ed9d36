"""A therapist's own weeks: every meeting that waits for her, what is kept free around it, and what she is
asked to come to for one patient.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch

from boards.models import Attendance, Invitation, Item, Meeting, TherapistOffer
from boards.queries.meetings import COMING, GRACE
from boards.queries.offers import KEPT_FREE
from boards.queries.standing import STANDING
from heltom.lib import clock
from teams.permissions import Permission, can

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teams.models import Staff, User


@dataclass(frozen=True, slots=True)
class Mine:
    """`at_once` are other meetings that wait for her while this one lasts. `offers` tell where she goes
    instead, or has been offered to.
    """

    row: Attendance
    patients: int
    at_once: list[Meeting]
    offers: list[TherapistOffer]
    may_open: bool

    @property
    def meeting(self) -> Meeting:
        return self.row.meeting

    @property
    def ends_at(self) -> datetime:
        return self.meeting.starts_at + timedelta(minutes=self.meeting.minutes)

    @property
    def free_from(self) -> datetime:
        return self.meeting.starts_at - KEPT_FREE

    @property
    def free_to(self) -> datetime:
        return self.ends_at + KEPT_FREE

    @property
    def is_freed(self) -> bool:
        """Nobody was put forward in time: the hour is hers, unless another team gets it."""
        return not self.patients and self.meeting.deadline_at <= clock.now()


@dataclass(frozen=True, slots=True)
class MyMeetings:
    staff: Staff | None
    mine: list[Mine]
    invitations: list[Invitation]


def my_meetings(user: User, staff: Staff | None) -> MyMeetings:
    """Six queries. Without an employment there is nothing."""
    if staff is None:
        return MyMeetings(None, [], [])
    since = clock.now() - GRACE
    rows = Attendance.objects.filter(
        staff=staff, is_expected=True, meeting__state__in=COMING, meeting__starts_at__gt=since
    ).select_related("meeting__team__site__unit", "meeting__team__ht")
    offers = TherapistOffer.objects.filter(staff=staff).exclude(answer=None, ended_at__isnull=False)
    offers = offers.exclude(answer=False).select_related("to_meeting__team").order_by("pk")
    found = rows.prefetch_related(Prefetch("meeting__offers_out", offers, to_attr="of_hers"))
    mine = list(found.order_by("meeting__starts_at", "pk"))
    patients = _patients(mine)
    return MyMeetings(
        staff,
        [_mine(user, row, mine, patients[row.meeting_id]) for row in mine],
        list(_asked(staff, since)),
    )


def _mine(user: User, row: Attendance, everything: list[Attendance], patients: int) -> Mine:
    ends = row.meeting.starts_at + timedelta(minutes=row.meeting.minutes)
    at_once = [
        other.meeting
        for other in everything
        if other.pk != row.pk
        and other.meeting.starts_at < ends
        and row.meeting.starts_at
        < other.meeting.starts_at + timedelta(minutes=other.meeting.minutes)
    ]
    may_open = can(user, Permission.SEE_BOARD, row.meeting.team)
    offers: list[TherapistOffer] = row.meeting.of_hers  # type: ignore[attr-defined]  # prefetched
    return Mine(row, patients, at_once, offers, may_open)


def _patients(mine: list[Attendance]) -> Counter[int]:
    rows = Item.objects.filter(meeting__in=[row.meeting_id for row in mine], state__in=STANDING)
    counted = rows.values("meeting").order_by("meeting").annotate(n=Count("pk"))
    return Counter({row["meeting"]: row["n"] for row in counted})


def _asked(staff: Staff, since: datetime) -> Iterable[Invitation]:
    """What she is called in to, patient by patient."""
    rows = Invitation.objects.filter(
        staff=staff, withdrawn_at=None, item__meeting__state__in=COMING,
        item__meeting__starts_at__gt=since,
    )  # fmt: skip
    return rows.select_related("item__meeting__team", "item__patient", "asked_by__staff").order_by(
        "item__meeting__starts_at", "pk"
    )
