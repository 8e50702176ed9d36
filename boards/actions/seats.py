"""The standing participants of a team's board: the same therapists week after week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from boards.actions import expected, lock
from boards.actions.meetings import lock_team
from boards.models import Meeting, Seat
from boards.queries.seats import may_sit
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams import audit
from teams.permissions import Permission

if TYPE_CHECKING:
    from teams.models import Staff, Team, User


@transaction.atomic
def add(*, team: Team, staff: Staff, from_day: date, by: User) -> Seat:
    """She belongs to the board from the day on, and is expected in its meetings. Twice is once.

    Raises Refused for a day that has been, and for somebody who cannot belong here.
    """
    team = lock_team(team)
    held = Seat.objects.filter(team=team, staff=staff).filter(
        Q(valid_to=None) | Q(valid_to__gte=from_day)
    )
    if (seat := held.first()) is not None:
        return seat
    if from_day < clock.today():
        raise Refused(_("Dagen har vært. Velg i dag eller en dag som kommer."))
    if not may_sit(team, from_day).filter(pk=staff.pk).exists():
        raise Refused(_("Velg en terapeut eller en som er ansatt i enheten."))
    seat = Seat.objects.create(team=team, staff=staff, valid_from=from_day)
    _record(seat, by, "board_seat_added")
    _follow(team)
    return seat


@transaction.atomic
def end(*, seat: Seat, last_day: date, by: User) -> Seat:
    """Her last day at the board. Coming meetings do not wait for her. Ended twice it is ended once.

    A seat that never began is taken away. Raises Refused for a day that has been.
    """
    lock_team(seat.team)
    found = Seat.objects.select_related("team", "staff").filter(pk=seat.pk).first()
    if found is None or found.valid_to == last_day:
        return seat
    if last_day < clock.today() - timedelta(days=1):
        raise Refused(_("Dagen har vært. Velg i dag eller en dag som kommer."))
    found.valid_to = last_day
    _record(found, by, "board_seat_ended")
    if last_day < found.valid_from:
        found.delete()
    else:
        found.save(update_fields=["valid_to"])
    _follow(found.team)
    return found


def _record(seat: Seat, by: User, verb: str) -> None:
    audit.record(
        by=by, verb=verb, obj=seat, team=seat.team, permission=Permission.PREPARE_BOARD,
        details={
            "staff": seat.staff_id, "valid_from": seat.valid_from.isoformat(),
            "valid_to": seat.valid_to.isoformat() if seat.valid_to else None,
        },
    )  # fmt: skip


def _follow(team: Team) -> None:
    """The coming meetings wait for those who belong now."""
    rows = Meeting.objects.filter(team=team, state=Meeting.State.PLANNED)
    for meeting in rows.filter(starts_at__gt=clock.now()).select_related("team"):
        expected.expect(meeting)
        lock.touch(meeting)
