"""A message is looked at: noted for every look, and once that somebody who handles it has opened it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emeldinger.actions import trail
from emeldinger.models import Letter, Message
from emeldinger.permissions import check_can_handle
from emeldinger.queries.looks import VERB
from heltom.lib import clock
from teams.audit import log_access, record
from teams.permissions import Permission

if TYPE_CHECKING:
    from heltom.lib.http import SignedIn
    from teams.models import User


def note_look(request: SignedIn, message: Message, screen: str = "message") -> None:
    """In the patient's own log; in the audit where nobody knows yet whom the message is about."""
    if message.patient is not None:
        numbers = [message.patient.number]
        log_access(request, patient_numbers=numbers, screen=screen, team=message.ht)
        return
    record(
        by=request.user,
        verb=VERB,
        obj=message,
        team=message.ht,
        permission=Permission.SEE_MESSAGES,
    )


def note_letter(request: SignedIn, letter: Letter) -> None:
    """What we write about her is hers too; of one about nobody we know the message's own look is noted."""
    if letter.patient is not None:
        numbers = [letter.patient.number]
        log_access(request, patient_numbers=numbers, screen="letter", team=letter.ht)
    elif letter.answers is not None:
        note_look(request, letter.answers, "letter")


def mark_opened(*, message: Message, by: User) -> bool:
    """The first nurse who opens it stands as the one who did; whoever comes after changes nothing.

    Returns whether it was she. Raises NotAllowed: a leader who looks has not opened it for the shift.
    """
    check_can_handle(by, message)
    unopened = Message.objects.filter(pk=message.pk, opened_at__isnull=True)
    if not unopened.update(opened_at=clock.now(), opened_by=by):
        return False
    trail.note(message, "message_first_opened", by)
    return True
