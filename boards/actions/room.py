"""The meeting itself: it is opened, one patient after the other has her turn, it is closed, opened again.

Everything here holds the meeting's row, so two who press at once come one after the other; pressing what
is already so does nothing.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from boards.actions import closing, lock
from boards.models import Item, Meeting
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams import audit
from teams.permissions import Permission

if TYPE_CHECKING:
    from teams.models import User

log = logging.getLogger(__name__)


@transaction.atomic
def open_meeting(*, meeting: Meeting, by: User) -> Meeting:
    """The meeting begins. Raises Refused on another day than its own, and when it is over."""
    held = lock.meeting(meeting.pk)
    if held.state == Meeting.State.OPEN:
        return held
    if held.state != Meeting.State.PLANNED:
        raise Refused(_("Møtet er %(state)s.") % {"state": held.get_state_display()})
    starts = held.starts_at.astimezone(clock.OSLO)
    if starts.date() != clock.today():
        raise Refused(
            _("Møtet er %(day)s kl. %(clock)s. Flytt møtet hvis dere møtes nå.")
            % {"day": f"{starts:%d.%m.}", "clock": f"{starts:%H:%M}"}
        )
    held.state, held.opened_at, held.opened_by = Meeting.State.OPEN, clock.now(), by
    held.save(update_fields=["state", "opened_at", "opened_by"])
    return _told(held, by, "board_opened")


@transaction.atomic
def turn_to(*, item: Item, by: User) -> Item:
    """It is this patient's turn: her clock runs, and the one before's stands still. A proposal that nobody
    has answered is on the board when it is spoken of.

    Raises Refused when the meeting is not open, or she is not on its board any more.
    """
    held = _going_on(item.meeting)
    found = held.items.select_related("patient").get(pk=item.pk)
    found.meeting = held
    if found.turn_at is not None:
        return found
    lock.check_on_board(found)
    _stop(held)
    if found.state == Item.State.PROPOSED:
        found.state, found.decided_at, found.decided_by = Item.State.ON, clock.now(), by
    found.turn_at = clock.now()
    found.save(update_fields=["state", "decided_at", "decided_by", "turn_at"])
    _told(held, by, "board_turn", found)
    return found


@transaction.atomic
def pause(*, meeting: Meeting, by: User) -> Meeting:
    """Nobody has the turn: the wall shows the whole board, and all clocks stand still."""
    held = _going_on(meeting)
    if not _stop(held):
        return held
    return _told(held, by, "board_pause")


@transaction.atomic
def close(*, meeting: Meeting, by: User | None) -> Meeting:
    """The meeting is over: who was spoken of is done, with her page in the folder and her review; the rest
    goes to the next board. `by` is None where nobody closed it and the day is over.

    Raises Refused for a meeting that was never opened.
    """
    held = lock.meeting(meeting.pk)
    if held.state == Meeting.State.HELD:
        return held
    if held.state != Meeting.State.OPEN:
        raise Refused(_("Møtet er ikke åpnet, og kan ikke avsluttes."))
    _stop(held)
    held.state, held.closed_at, held.closed_by = Meeting.State.HELD, clock.now(), by
    held.save(update_fields=["state", "closed_at", "closed_by"])
    closing.settle(held, by)
    return _told(held, by, "board_closed")


def close_forgotten(now: datetime) -> int:
    """A meeting that was opened and that nobody closed is over when its day is: what was said of the
    patients is done, and the others are carried. Returns how many were closed. One that cannot be is told
    in the log and stops none of the others.
    """
    today = clock.midnight(now.astimezone(clock.OSLO).date())
    rows = Meeting.objects.filter(state=Meeting.State.OPEN, starts_at__lt=today)
    return sum(_closed(meeting) for meeting in rows.order_by("starts_at", "pk"))


def _closed(meeting: Meeting) -> bool:
    try:
        close(meeting=meeting, by=None)
    except Exception:
        log.exception("Meeting %s was left open and cannot be closed", meeting.pk)
        return False
    return True


@transaction.atomic
def reopen(*, meeting: Meeting, by: User) -> Meeting:
    """It was closed too early: the same day it goes on where it was, and those who were moved to the next
    board come back where nobody has touched them there. Raises Refused on a later day.
    """
    held = lock.meeting(meeting.pk)
    if held.state == Meeting.State.OPEN:
        return held
    if held.state != Meeting.State.HELD or held.closed_at is None:
        raise Refused(_("Bare et møte som er holdt, kan åpnes igjen."))
    if held.closed_at.astimezone(clock.OSLO).date() != clock.today():
        raise Refused(_("Et møte kan bare åpnes igjen samme dag. Skriv i mappen i stedet."))
    held.state, held.closed_at, held.closed_by = Meeting.State.OPEN, None, None
    held.save(update_fields=["state", "closed_at", "closed_by"])
    closing.unsettle(held)
    return _told(held, by, "board_reopened")


def _going_on(meeting: Meeting) -> Meeting:
    held = lock.meeting(meeting.pk)
    if held.state != Meeting.State.OPEN:
        raise Refused(_("Møtet er ikke i gang. Åpne det først."))
    return held


def _stop(held: Meeting) -> bool:
    """Whoever has the turn has had it: the seconds are added up. Whether somebody had it."""
    running = held.items.filter(turn_at__isnull=False).first()
    if running is None or running.turn_at is None:
        return False
    running.seconds += max(0, int((clock.now() - running.turn_at).total_seconds()))
    running.turn_at = None
    running.save(update_fields=["seconds", "turn_at"])
    return True


def _told(held: Meeting, by: User | None, verb: str, item: Item | None = None) -> Meeting:
    """The screens have something new, and the record says who did it."""
    lock.touch(held)
    audit.record(
        by=by,
        verb=verb,
        obj=item or held,
        team=held.team,
        permission=Permission.WRITE_BOARD,
        patient_number=item.patient.number if item else "",
    )
    return held
