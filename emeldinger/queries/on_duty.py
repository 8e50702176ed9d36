"""Who of those that have taken messages is still at work."""

from __future__ import annotations

from collections.abc import Iterable

from heltom.lib import clock
from teams.models import Shift


def on_duty_now(users: Iterable[int | None]) -> set[int]:
    """The users among these who are on a shift now, whatever they do there. One query."""
    found = Shift.objects.worked().at(clock.now()).filter(staff__user__in=[*users]).order_by()
    return set(found.values_list("staff__user", flat=True))
