"""Dates and times as senders write them: one digit, no zone, seven decimals. Nothing is guessed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")
#: Beyond lies only a slip of the hand, and the ends of the calendar.
YEARS = range(1850, 2151)

_DAY = r"(\d{4})-(\d{1,2})-(\d{1,2})"
_CLOCK = r"(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,12}))?)?"
_ZONE = r"(Z|[+-]\d{1,2}:?\d{2})?"
_MOMENT = re.compile(rf"{_DAY}(?:[T ]{_CLOCK})?\s*{_ZONE}", re.ASCII | re.IGNORECASE)


def day(written: str) -> date | None:
    """The date of a date or of a date and time, as it is written. None where there is no such day."""
    found = _MOMENT.fullmatch(written.strip())
    return _day(found) if found else None


def moment(written: str) -> datetime | None:
    """The instant. Without a zone it is Oslo's, without a clock it is the day's beginning."""
    found = _MOMENT.fullmatch(written.strip())
    on = _day(found) if found else None
    if found is None or on is None:
        return None
    try:
        zone = _zone(found[8])
        hour, minute, second = (int(found[group] or 0) for group in (4, 5, 6))
        micro = int((found[7] or "0")[:6].ljust(6, "0"))
        # Midnight as the end of the day is 24:00 in XML, and the next day's beginning.
        late = timedelta(days=1) if (hour, minute, second, micro) == (24, 0, 0, 0) else timedelta(0)
        return (
            datetime(on.year, on.month, on.day, 0 if late else hour, minute, second, micro, zone)
            + late
        )
    except ValueError:
        return None


def _day(found: re.Match[str]) -> date | None:
    try:
        on = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return on if on.year in YEARS else None


def _zone(written: str | None) -> timezone | ZoneInfo:
    if not written:
        return OSLO
    if written in "Zz":
        return UTC
    digits = written[1:].replace(":", "").rjust(4, "0")
    apart = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(apart if written[0] == "+" else -apart)
