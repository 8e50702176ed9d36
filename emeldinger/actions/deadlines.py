"""A unit sets by when a kind of message is to be dealt with, and says where the figure is from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from emeldinger.actions.due import recount
from emeldinger.due_rules import Rule
from emeldinger.models import Deadline
from emeldinger.permissions import check_can_edit_watch
from heltom.lib import clock
from teams.audit import record
from teams.permissions import Permission

if TYPE_CHECKING:
    from teams.models import Unit, User


@transaction.atomic
def set_deadline(
    *, unit: Unit, rule: Rule, minutes: int | None, rank: int, source: str, by: User
) -> int:
    """From now on, and for what lies open. Returns how many messages got another deadline.

    `minutes` None: it wants nothing done. What was set before stays with who and why; the same again
    is nothing. Raises NotAllowed.
    """
    check_can_edit_watch(by, unit)
    last = Deadline.objects.filter(unit=unit, rule=rule.key).order_by("-pk").first()
    before = (last.minutes, last.rank) if last else (rule.minutes, rule.rank)
    if (last and last.source == source) and before == (minutes, rank):
        return 0
    Deadline.objects.create(
        unit=unit, rule=rule.key, minutes=minutes, rank=rank, source=source,
        changed_at=clock.now(), changed_by=by,
    )  # fmt: skip
    record(
        by=by,
        verb="message_deadline_set",
        obj=unit,
        permission=Permission.EDIT_WATCH,
        reason=source,
        details={"rule": rule.key, "from": before, "to": (minutes, rank)},
    )
    return recount(unit)
