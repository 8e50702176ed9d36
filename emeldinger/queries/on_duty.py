"""Who of those that have taken messages is still at work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max

from heltom.lib import clock
from teams.models import Shift


def on_duty_now(users: Iterable[int | None]) -> set[int]:
    """The users among these who are on a shift now, whatever they do there. One query."""
    found = Shift.objects.worked().at(clock.now()).filter(staff__user__in=[*users]).order_by()
    return set(found.values_list("staff__user", flat=True))


def left_at(users: Iterable[int | None], now: datetime) -> dict[int, datetime]:
    """When those went home who are not at work now: the end of their last shift. One query."""
    begun = Shift.objects.worked().filter(staff__user__in=[*users], starts_at__lte=now).order_by()
    ends = begun.values("staff__user").annotate(ends=Max("ends_at"))
    return {row["staff__user"]: row["ends"] for row in ends if row["ends"] <= now}
