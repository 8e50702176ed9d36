"""Alarms as they are read: which visit is one, what stands on the desk, and the alarm's own page."""

from __future__ import annotations

from worklists.models import Alarm, Visit


def alarm_of(visit: Visit) -> Alarm | None:
    """The alarm that the visit is, with its newest state; None for an ordinary one. One query."""
    return Alarm.objects.filter(visit=visit).select_related("team", "patient").first()
