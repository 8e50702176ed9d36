"""Send what is owed: claim a row, give it to its channel, note what came of it. Safe to be killed.

Killed before the channel has it, the row is owed as before; killed after, it is sent once more under the
same name and number, which the other side takes as the same (channels/base.py).
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from emeldinger import channels
from emeldinger.actions import receipt_tasks
from emeldinger.channels.base import ChannelDown, ChannelRefused
from emeldinger.models import ReceiptTask, Sending, SendingKind, SendingState

#: Wakes the worker: it empties the channels, and sends.
TASK = "emeldinger.tasks.pick_up_and_send"
#: A row is its claimer's for so long. Longer than a channel may take over one, or two send it at once.
CLAIM = timedelta(minutes=1)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
#: So many are claimed at a time: a killed worker holds no more back.
BATCH = 20

log = logging.getLogger("heltom.emeldinger")


def send_owed(limit: int = 1000) -> int:
    """Take owed rows whose time has come, oldest first, and send them. Returns how many went.

    A row is claimed by a conditional UPDATE and free again a minute later; a channel that fails gives a
    fault and a later try (doubling from 10 s to an hour, never given up), and is let be for this run; what
    the other side refuses for good is stopped, for a person.
    """
    went, tried, up, down = 0, 0, set[str](), set[str]()
    while tried < limit and (batch := _claim(min(limit - tried, BATCH), down)):
        tried += len(batch)
        for sending in batch:
            if sending.channel in down:
                _release(sending)
            elif _is_still_mine(sending) and _send(sending, down):
                went += 1
                if sending.channel not in up:
                    up.add(sending.channel)
                    _hurry(sending.channel)
    return went


def _claim(many: int, down: set[str]) -> list[Sending]:
    """Those that are skipped are in another worker's hands in this moment. Three statements."""
    now = timezone.now()
    with transaction.atomic():
        due = _due(now).exclude(channel__in=down).order_by("next_try_at", "pk")
        keys = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:many])
        mine = Sending.objects.filter(pk__in=keys)
        mine.update(claimed_until=now + CLAIM, tries=F("tries") + 1)
    return list(mine.select_related("original").order_by("next_try_at", "pk"))


def _due(now: datetime) -> QuerySet[Sending]:
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    return Sending.objects.filter(free, state=SendingState.OWED, next_try_at__lte=now)


def _is_still_mine(sending: Sending) -> bool:
    """The rows before it in the batch may have taken long: then it is claimed anew, or another has it."""
    now = timezone.now()
    if sending.claimed_until and sending.claimed_until - now > CLAIM / 2:
        return True
    return _note(sending, claimed_until=now + CLAIM)


def _note(sending: Sending, **facts: object) -> bool:
    """The number of tries is the token: a worker that was thought dead notes nothing."""
    mine = Sending.objects.filter(pk=sending.pk, tries=sending.tries, state=SendingState.OWED)
    return bool(mine.update(**facts))


def _release(sending: Sending) -> None:
    """Not tried, since its channel is down: that one row is told of is enough for now."""
    _note(sending, claimed_until=None, tries=sending.tries - 1, next_try_at=_after(1))


def _send(sending: Sending, down: set[str]) -> bool:
    channel = channels.channel_named(sending.channel)
    try:
        if channel is None:
            raise ChannelDown(_("Kanalen er ikke satt opp."))
        reference = channel.send(sending)
    except ChannelRefused as refusal:
        log.error("Stopped for a person: %s", sending, exc_info=True)
        _stop(sending, refusal)
        return False
    except Exception as fault:
        _put_off(sending, fault)
        if isinstance(fault, ChannelDown):
            down.add(sending.channel)
        return False
    return _went(sending, reference)


@transaction.atomic
def _stop(sending: Sending, refusal: ChannelRefused) -> None:
    """A message of ours is at once somebody's to follow up. A receipt stands first in the log."""
    facts = {"state": SendingState.STOPPED, "fault": _words(refusal), "claimed_until": None}
    if _note(sending, **facts) and sending.kind == SendingKind.MESSAGE:
        receipt_tasks.open_for([sending], ReceiptTask.Kind.STOPPED, timezone.now())


def _put_off(sending: Sending, fault: Exception) -> None:
    """Also for what nobody has foreseen: one receipt that cannot go keeps no other from going."""
    log.warning("Not sent, tried again later: %s", sending, exc_info=True)
    later = _after(sending.tries)
    _note(sending, claimed_until=None, next_try_at=later, fault=_words(fault))


def _after(tries: int) -> datetime:
    return timezone.now() + min(FIRST_WAIT * 2 ** min(tries - 1, 20), LONGEST_WAIT)


def _words(fault: Exception) -> str:
    return (str(fault) or type(fault).__name__)[:500]


def _went(sending: Sending, reference: str) -> bool:
    now = timezone.now()
    facts = {"state": SendingState.SENT, "sent_at": now, "claimed_until": None, "fault": ""}
    return _note(sending, **facts, channel_reference=sending.channel_reference or reference[:300])


def _hurry(channel: str) -> None:
    """The channel takes what it is given: what it did not take before need not wait out its hour."""
    now = timezone.now()
    waiting = Sending.objects.filter(state=SendingState.OWED, channel=channel, next_try_at__gt=now)
    waiting.update(next_try_at=now)
