"""How long something has waited, in the words of the ward: "3 t 20 min", not a point in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def age(since: datetime, now: datetime) -> str:
    """Whole minutes within the hour, hours and minutes within the day, then days and hours."""
    minutes = max(int((now - since).total_seconds() // 60), 0)
    hours, days = minutes // 60, minutes // (60 * 24)
    if days:
        return _("%(days)d d %(hours)d t") % {"days": days, "hours": hours % 24}
    if hours:
        return _("%(hours)d t %(minutes)d min") % {"hours": hours, "minutes": minutes % 60}
    return _("%(minutes)d min") % {"minutes": minutes}


def lasted(time: timedelta | None) -> str:
    """How long something took, in the same words; empty where nobody is told."""
    return "" if time is None else age(EPOCH, EPOCH + time)
