"""The order of work: what is past its time by how much hangs on it, then the rest by when it is due."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Case, F, IntegerField, Q, Value, When

from emeldinger.models import Message
from emeldinger.queries.on_duty import on_duty_now
from heltom.lib import clock

if TYPE_CHECKING:
    from emeldinger.models.messages import MessageQuerySet
    from teams.models import User

#: After every rank: what is not past its time.
IN_TIME = 1000


def in_order(rows: MessageQuerySet, now: datetime) -> MessageQuerySet:
    """What has passed its time, what must be seen at once among it: the worst to leave first, and of
    those what was due first. Then the rest by when it is due, and rank. What only informs is due never,
    and comes last; no two messages are equal.
    """
    ranked = rows.alias(band=_band(now))
    return ranked.order_by("band", "due_at", "rank", "received_at", "pk")


def _band(now: datetime) -> Case:
    passed = When(due_at__lte=now, then=F("rank"))
    return Case(passed, default=Value(IN_TIME), output_field=IntegerField())


def next_after(user: User, message: Message) -> Message | None:
    """The message to go on to from this one, of the same HT. None where there is nothing left for her.

    First what comes before it and nobody has opened: it came meanwhile, or was passed over. Then what
    follows it, then the queue from the beginning. Never what is in a colleague's hands while she is at
    work. From a message that only informs to the next that does. Four queries at most.
    """
    now = clock.now()
    rows = _free(user, message).alias(band=_band(now))
    after = _after(message, now)
    meanwhile = rows.filter(opened_at__isnull=True).exclude(after)
    for there in (meanwhile, rows.filter(after), rows):
        if (found := in_order(there, now).first()) is not None:
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


def _after(message: Message, now: datetime) -> Q:
    """Everything that comes later in the order than this one."""
    band = message.rank if is_passed(message, now) else IN_TIME
    return Q(band__gt=band) | Q(_due_after(message), band=band)


def _due_after(message: Message) -> Q:
    later = Q(rank=message.rank, received_at=message.received_at, pk__gt=message.pk)
    later |= Q(rank=message.rank, received_at__gt=message.received_at)
    later |= Q(rank__gt=message.rank)
    if message.due_at is None:
        return Q(due_at__isnull=True) & later
    same = Q(due_at=message.due_at) & later
    return same | Q(due_at__gt=message.due_at) | Q(due_at__isnull=True)


def is_passed(message: Message, now: datetime) -> bool:
    return message.due_at is not None and message.due_at <= now
