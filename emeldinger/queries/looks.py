"""Whether somebody has looked at a message a moment ago: what belongs to that look is not another one."""

from __future__ import annotations

from datetime import timedelta

from emeldinger.models import Message
from heltom.lib import clock
from teams.models import AccessLog, AuditEvent, User

SCREEN = "message"
VERB = "message_opened"
A_LOOK = timedelta(minutes=30)


def is_looking(user: User, message: Message) -> bool:
    """She was shown this message, or another about the same patient, a moment ago. One query."""
    since = clock.now() - A_LOOK
    if message.patient is not None:
        rows = AccessLog.objects.filter(user=user, patient_number=message.patient.number)
        return rows.filter(screen=SCREEN, at__gte=since).exists()
    events = AuditEvent.objects.filter(object_type="Message", object_id=str(message.pk))
    return events.filter(user=user, verb=VERB, at__gte=since).exists()
