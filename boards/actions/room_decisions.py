"""Decisions as they are made and looked back on in the room: the screens of the meeting hear of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from boards.actions import decisions, lock
from boards.actions.discussion import open_for_writing
from boards.models import Decision, Item, Meeting
from heltom.lib.errors import Refused

if TYPE_CHECKING:
    from teams.models import User


@transaction.atomic
def decide(*, item: Item, by: User, **values: Any) -> Decision:
    """Decided of the patient of this line. Raises Refused when the meeting is not open."""
    held = open_for_writing(item)
    found = decisions.decide(patient=item.patient, team=held.team, item=item, by=by, **values)
    lock.touch(held)
    return found


@transaction.atomic
def take_back(*, meeting: Meeting, decision: Decision, by: User) -> Decision:
    """Written by a slip a moment ago. Raises Refused for another meeting's decision."""
    held = lock.meeting(meeting.pk)
    is_ours = decision.item is not None and decision.item.meeting_id == held.pk
    if not is_ours or held.state != Meeting.State.OPEN:
        raise Refused(
            _("Beslutningen kan ikke angres her. Trekk den fra listen over beslutninger.")
        )
    found = decisions.withdraw(decision=decision, by=by, why=_("Angret i møtet."))
    lock.touch(held)
    return found


@transaction.atomic
def settle(*, meeting: Meeting, decision: Decision, done: bool, why: str, by: User) -> Decision:
    """What an earlier meeting decided is done, or nothing came of it and why."""
    held = lock.meeting(meeting.pk)
    found = decisions.close(decision=decision, done=done, why=why, by=by)
    lock.touch(held)
    return found
