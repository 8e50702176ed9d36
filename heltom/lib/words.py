"""Times as people read them on a list: the Oslo clock, hours and minutes."""

from datetime import datetime

from heltom.lib import clock


def hhmm(instant: datetime) -> str:
    return instant.astimezone(clock.OSLO).strftime("%H:%M")


def from_to(start: datetime, end: datetime) -> str:
    """ "07:30–15:00"; the dash is the short one, without spaces."""
    return f"{hhmm(start)}–{hhmm(end)}"
