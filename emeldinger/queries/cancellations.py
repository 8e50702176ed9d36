"""What a cancellation may be about that does not say so itself. A person decides."""

from __future__ import annotations

from django.db.models import QuerySet

from emeldinger.models import Message, Standing
from emeldinger.standings import CANCELLATION


def original_of(cancellation: Message) -> Message | None:
    """The one message of the same sender and type about the same patient that it can mean; None where there
    is no such message, or more than one. One query, none for what is no such cancellation.
    """
    waits = cancellation.standing == Standing.WAITS and not cancellation.parent_id
    if not waits or not cancellation.sender_her:
        return None
    same = _about_the_same(cancellation).filter(
        standing=Standing.CURRENT,
        sender_her=cancellation.sender_her,
        type_code=cancellation.type_code,
        twin_of=None,
    )
    # Without a MsgId there is nothing that it could be linked by.
    same = same.exclude(msg_id="")
    found = list(same.exclude(status_code=CANCELLATION).order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def _about_the_same(message: Message) -> QuerySet[Message]:
    """By the patient we know; else by the number that stands in both."""
    if message.patient_id:
        return Message.objects.work().filter(patient=message.patient_id)
    if not message.person_number:
        return Message.objects.none()
    return Message.objects.work().filter(
        patient=None, ht=message.ht_id, person_number=message.person_number
    )
