"""Days and shifts as the ward counts them: Oslo days, Oslo clock, aware instants.

A shift belongs to the date on which it begins, so the small hours of a night shift carry the
date of the evening before. All arithmetic on instants is done in UTC: on the two nights a year
when the clock changes a night shift is 9 or 11 hours by the wall and the planner must see the
real length.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

OSLO = ZoneInfo("Europe/Oslo")


def now() -> datetime:
    """The present instant, aware, in Oslo time."""
    return timezone.now().astimezone(OSLO)


def today() -> date:
    """The Oslo calendar day; never the server's."""
    return now().date()


#: How far from today a page or an answer is given for: beyond lies only a slip of the hand, and the
#: ends of the calendar, where the day before or after does not exist.
REACH = timedelta(days=2 * 365)


def within_reach(day: date) -> bool:
    """Whether a screen or a program may ask for the day: at most some two years from today."""
    return abs(day - today()) <= REACH


def at(day: date, clock: time) -> datetime:
    """The instant, in UTC, when an Oslo clock shows `clock` on `day`.

    In UTC because Python never holds an Oslo time and the same instant read from the database
    equal within the hour that comes twice in October. A clock time that is skipped in March
    becomes the instant one hour later; one that happens twice in October is the first of the two.
    """
    return datetime.combine(day, clock, tzinfo=OSLO).astimezone(UTC)


def midnight(day: date) -> datetime:
    """The instant at which `day` begins in Oslo."""
    return at(day, time(0))


def minutes_since_midnight(day: date, instant: datetime) -> int:
    """Elapsed whole minutes from the beginning of `day` to `instant` (real time, not wall time)."""
    elapsed = instant.astimezone(UTC) - midnight(day)
    return int(elapsed.total_seconds() // 60)


def instant_after_midnight(day: date, minutes: int) -> datetime:
    """The instant, in UTC, `minutes` of elapsed time after `day` begins: the inverse of the above."""
    return midnight(day) + timedelta(minutes=minutes)
