"""A message that must be seen at once and that nobody has taken: sykepleier 2 is told, then the leader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

from emeldinger.actions.locks import hold_watch
from emeldinger.actions.seeing import mark_seen
from emeldinger.models import Escalation
from emeldinger.queries.escalations import Untaken, get_escalation, to_tell
from emeldinger.queries.on_duty import left_at
from teams.audit import record

if TYPE_CHECKING:
    from datetime import datetime

    from teams.models import User


@transaction.atomic
def escalate(now: datetime) -> int:
    """Run every minute; twice at once is once. Returns how many were told. Some five queries."""
    hold_watch("escalations")
    _end(now)
    late = to_tell(now)
    rows = Escalation.objects.filter(message__in=[one.message for one in late])
    told = {(row.message_id, row.level): row for row in rows}
    return sum(_tell(one, told.get((one.message.pk, one.level)), now) for one in late)


def _end(now: datetime) -> None:
    """Somebody at work has it in her hands, or it is closed, or it is not to be seen at once after all."""
    rows = Escalation.objects.filter(ended_at__isnull=True)
    held = rows.filter(message__taken_by__isnull=False).order_by()
    holders = set(held.values_list("message__taken_by", flat=True))
    taken = (
        Q(message__taken_by__in=holders - left_at(holders, now).keys()) if holders else Q(pk__in=[])
    )
    done = taken | Q(message__closed_at__isnull=False)
    later = Q(message__due_at__isnull=True) | Q(message__due_at__gt=F("message__received_at"))
    rows.filter(pk__in=rows.filter(done | later).values("pk")).update(ended_at=now)


def _tell(one: Untaken, row: Escalation | None, now: datetime) -> bool:
    """New; or told again of one that was let go."""
    if row is not None and row.ended_at is None:
        return False
    if row is None:
        Escalation.objects.create(message=one.message, level=one.level, raised_at=now)
    else:
        Escalation.objects.filter(pk=row.pk).update(
            raised_at=now, ended_at=None, seen_at=None, seen_by=None
        )
    details: dict[str, object] = {"level": int(one.level)}
    record(by=None, verb="message_escalated", obj=one.message, team=one.message.ht, details=details)
    return True


@transaction.atomic
def see_escalation(*, escalation: Escalation, by: User) -> None:
    """Whoever was told has seen it. It stands until somebody has taken the message.

    Raises Refused with who was first; NotAllowed for whom it does not concern.
    """
    get_escalation(by, escalation.pk)
    if mark_seen(escalation, by):
        record(by=by, verb="escalation_seen", obj=escalation, team=escalation.message.ht)
