"""The order of work: by when it is due, then by how much hangs on it, then by how long it has lain."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from emeldinger.models import Message
from emeldinger.queries.on_duty import on_duty_now
from heltom.lib import clock

if TYPE_CHECKING:
    from emeldinger.models.messages import MessageQuerySet
    from teams.models import User

#: What only informs is due never, and comes last; no two messages are equal.
ORDER = ("due_at", "rank", "received_at", "pk")


def next_after(user: User, message: Message) -> Message | None:
    """The message to go on to from this one, of the same HT. None where there is nothing left for her.

    First what is due before it and nobody has opened: it came meanwhile, or was passed over. Then what
    follows it, then the queue from the beginning. Never what is in a colleague's hands while she is at
    work. From a message that only informs to the next that does. Four queries at most.
    """
    rows = _free(user, message)
    after = _after(message)
    meanwhile = rows.filter(opened_at__isnull=True).exclude(after)
    for there in (meanwhile, rows.filter(after), rows):
        if (found := there.order_by(*ORDER).first()) is not None:
            return found
    return None


def _free(user: User, message: Message) -> MessageQuerySet:
    queue = Message.objects.informing() if _informs(message) else Message.objects.to_do()
    rows = queue.visible_to(user).filter(ht=message.ht).exclude(pk=message.pk)
    held = rows.exclude(taken_by=user).filter(taken_by__isnull=False)
    holders = on_duty_now(held.order_by().values_list("taken_by", flat=True).distinct())
    return rows.exclude(taken_by__in=holders - {user.pk})


def _informs(message: Message) -> bool:
    return message.due_at is None and message.due_rule != ""


def _after(message: Message) -> Q:
    """Everything that comes later in ORDER than this one."""
    later = Q(rank=message.rank, received_at=message.received_at, pk__gt=message.pk)
    later |= Q(rank=message.rank, received_at__gt=message.received_at)
    later |= Q(rank__gt=message.rank)
    if message.due_at is None:
        return Q(due_at__isnull=True) & later
    same = Q(due_at=message.due_at) & later
    return same | Q(due_at__gt=message.due_at) | Q(due_at__isnull=True)


def is_overdue(message: Message, now: datetime | None = None) -> bool:
    return message.due_at is not None and message.due_at < (now or clock.now())
