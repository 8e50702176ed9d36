"""A therapist whose meeting has no candidates is offered to a team whose board does not fit."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from boards.actions import lock
from boards.actions.agenda import refit
from boards.models import Attendance, Meeting, TherapistOffer
from boards.queries.offers import Freed, freed, minutes_short, minutes_with, takers
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams import audit
from teams.permissions import Permission
from teams.queries import name_of

if TYPE_CHECKING:
    from teams.models import User


def offer(now: datetime) -> int:
    """Make the offers that hold now and end those that no longer do. Run as often as one likes; returns
    how many are new. Only meetings whose deadline has passed have none for good.
    """
    holds: set[tuple[int, int, int]] = set()
    made = 0
    for each in freed(now):
        for meeting in takers(each, now):
            holds.add((each.staff.pk, each.meeting.pk, meeting.pk))
            made += _make(each, meeting, now)
    _end_others(holds, now)
    return made


def _make(each: Freed, to: Meeting, now: datetime) -> int:
    row, new = TherapistOffer.objects.get_or_create(
        staff=each.staff, from_meeting=each.meeting, to_meeting=to, defaults={"made_at": now}
    )
    ended = TherapistOffer.objects.filter(pk=row.pk, answer=None, ended_at__isnull=False)
    if new or ended.update(made_at=now, ended_at=None):
        Meeting.objects.filter(pk=to.pk).update(version=F("version") + 1)
        return 1
    return 0


def _end_others(holds: set[tuple[int, int, int]], now: datetime) -> None:
    """Her own meeting got a candidate, the other one fits, or it has begun. An answer stands."""
    for row in TherapistOffer.objects.filter(answer=None, ended_at=None):
        if (row.staff_id, row.from_meeting_id, row.to_meeting_id) not in holds:
            TherapistOffer.objects.filter(pk=row.pk, answer=None).update(ended_at=now)


@transaction.atomic
def answer(*, offer: TherapistOffer, yes: bool, by: User) -> TherapistOffer:
    """Somebody of the team that lacks time answers. A yes: she is expected there, and the meeting gets as
    many minutes more as its board lacks and she has; nobody else gets her then.

    Raises Refused where the offer does not hold any more, and where a colleague was first.
    """
    held = lock.open_meeting(offer.to_meeting_id)
    rows = TherapistOffer.objects.select_for_update(of=("self",), no_key=True)
    # All offers of the same therapist are held, so that two teams do not both get her.
    same = list(
        rows.filter(staff=offer.staff_id, from_meeting=offer.from_meeting_id).order_by("pk")
    )
    found = next(row for row in same if row.pk == offer.pk)
    if found.answer == yes:
        return found
    _check_open(found, same)
    found.answer, found.answered_at, found.answered_by = yes, clock.now(), by
    found.save(update_fields=["answer", "answered_at", "answered_by"])
    minutes = _take(found, held) if yes else 0
    for other in same:
        if yes and other.pk != found.pk and other.ended_at is None:
            other.ended_at = clock.now()
            other.save(update_fields=["ended_at"])
    lock.touch(held)
    audit.record(
        by=by, verb="board_offer_answered", obj=found, team=held.team,
        permission=Permission.PREPARE_BOARD,
        details={"staff": found.staff_id, "yes": yes, "minutes": minutes},
    )  # fmt: skip
    return found


def _check_open(found: TherapistOffer, same: list[TherapistOffer]) -> None:
    if found.answered_by is not None:
        sentence = _("%(who)s har alt svart for teamet.")
        raise Refused(sentence % {"who": name_of(found.answered_by)})
    if found.ended_at is not None or any(row.answer for row in same):
        raise Refused(
            _("Tilbudet gjelder ikke lenger. Last siden på nytt for å se hvem som er ledig.")
        )


def _take(found: TherapistOffer, held: Meeting) -> int:
    """Expected in the other meeting too, which lasts longer; how many minutes longer."""
    Attendance.objects.get_or_create(
        meeting=held, staff=found.staff, defaults={"profession": found.staff.profession}
    )
    from_meeting = Meeting.objects.get(pk=found.from_meeting_id)
    longer = minutes_with(held, from_meeting, minutes_short(held))
    held.minutes += longer
    held.save(update_fields=["minutes"])
    refit(held)
    return longer
