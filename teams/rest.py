"""Rest and overtime: what one more duty would mean for somebody, reckoned from her roster alone.

The working environment act (arbeidsmiljøloven) asks for 11 hours free in each 24 (§ 10-8 first
paragraph) and 35 hours free in each seven days (second paragraph). What comes beyond a full day or a
full week is overtime (§ 10-6). An agreement with the unions may say otherwise, so the figures are the
unit's. Hours are elapsed time: the night that the clock changes is as long as it is.

The roster says, people decide: nothing here refuses anybody a duty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.words import hhmm

if TYPE_CHECKING:
    from teams.models import Unit

A_DAY = timedelta(hours=24)
SEVEN_DAYS = timedelta(days=7)
#: So far on either side of a duty the roster must be known for all the rules to be reckoned.
REACH = timedelta(days=9)

MONDAY = 0


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """Time at work. The parts of a duty that is cut by a loan simply follow on each other."""

    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Rules:
    """A unit's own figures (`Unit`)."""

    day_rest_hours: int = 11
    week_rest_hours: int = 35
    full_week_minutes: int = 2130
    full_day_minutes: int = 540


@dataclass(frozen=True, slots=True)
class Reckoning:
    """`week_minutes`: rostered Monday to Sunday of the week in which it begins, with the new duty.
    `broken`: what it would break, a sentence each. Overtime alone breaks nothing; it costs.
    """

    week_minutes: int
    overtime_minutes: int
    broken: tuple[str, ...]


def rules_of(unit: Unit) -> Rules:
    return Rules(
        unit.day_rest_hours,
        unit.week_rest_hours,
        unit.full_week_minutes,
        unit.full_day_minutes,
    )


def reckon(worked: Iterable[Hours], new: Hours, rules: Rules) -> Reckoning:
    """What `new` does to somebody who works `worked` (known `REACH` to both sides)."""
    before = sorted(_in_utc(hours) for hours in worked)
    more = _in_utc(new)
    all_of_it = sorted([*before, more])
    broken = (_short_day_rest(all_of_it, more, rules), _short_week_rest(all_of_it, more, rules))
    return Reckoning(
        week_minutes=_minutes_within(all_of_it, *_week(_monday(more.starts_at))),
        overtime_minutes=max(_over_week(before, more, rules), _over_day(before, more, rules)),
        broken=tuple(filter(None, broken)),
    )


def _in_utc(hours: Hours) -> Hours:
    """Two Oslo times are subtracted by the wall; elapsed time is wanted."""
    return Hours(hours.starts_at.astimezone(UTC), hours.ends_at.astimezone(UTC))


def _short_day_rest(work: Sequence[Hours], new: Hours, rules: Rules) -> str:
    """The 24 hours from the beginning of any duty that the new one falls in must hold the rest."""
    least = timedelta(hours=rules.day_rest_hours)
    rests = [
        max(_free_within(work, begun, begun + A_DAY), key=_length)
        for begun in sorted({hours.starts_at for hours in work})
        if begun < new.ends_at and begun + A_DAY > new.starts_at
    ]
    shortest = min(rests, key=_length)
    if _length(shortest) >= least:
        return ""
    return _(
        "Bare %(hours)s sammenhengende fri på et døgn (%(from)s–%(to)s), det skal være %(least)s timer"
        " (arbeidsmiljøloven § 10-8)."
    ) % {
        "hours": in_words(int(_length(shortest).total_seconds() // 60)),
        "from": hhmm(shortest[0]),
        "to": hhmm(shortest[1]),
        "least": rules.day_rest_hours,
    }


def _short_week_rest(work: Sequence[Hours], new: Hours, rules: Rules) -> str:
    """From one long rest to the end of the next there may be seven days at most."""
    least = timedelta(hours=rules.week_rest_hours)
    first, last = _stretch(work, new, least)
    if not least or last - first + least <= SEVEN_DAYS:
        return ""
    return _(
        "Ingen %(least)s timer sammenhengende fri på sju dager: jobber fra %(from)s til %(to)s"
        " (arbeidsmiljøloven § 10-8)."
    ) % {"least": rules.week_rest_hours, "from": _day_and_time(first), "to": _day_and_time(last)}


def _stretch(work: Sequence[Hours], new: Hours, least: timedelta) -> tuple[datetime, datetime]:
    """From the first to the last duty around the new one, with no long rest between them."""
    first, last = new.starts_at, new.ends_at
    for hours in reversed([one for one in work if one.starts_at < new.starts_at]):
        if first - hours.ends_at >= least:
            break
        first = hours.starts_at
    for hours in (one for one in work if one.starts_at > new.starts_at):
        if hours.starts_at - last >= least:
            break
        last = max(last, hours.ends_at)
    return first, last


def _over_week(before: Sequence[Hours], new: Hours, rules: Rules) -> int:
    """Minutes of the new duty beyond a full week; one that spans Monday counts in both weeks."""
    over = 0
    for monday in sorted({_monday(new.starts_at), _monday(new.ends_at - timedelta(minutes=1))}):
        week = _week(monday)
        mine = _minutes_within([new], *week)
        over += min(mine, max(0, _minutes_within(before, *week) + mine - rules.full_week_minutes))
    return over


def _over_day(before: Sequence[Hours], new: Hours, rules: Rules) -> int:
    """Minutes beyond a full day in the 24 hours from the beginning of any duty around the new one.

    A duty that is itself longer, as a night on the roster is, is no overtime by that alone.
    """
    full = max(rules.full_day_minutes, new.minutes)
    work = sorted([*before, new])
    sums = [
        _minutes_within(work, begun.starts_at, begun.starts_at + A_DAY)
        for begun in work
        if begun.starts_at < new.ends_at and begun.starts_at + A_DAY > new.starts_at
    ]
    return min(new.minutes, max(0, max(sums) - full))


def _free_within(
    work: Sequence[Hours], start: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    return list(_gaps(work, start, end)) or [(start, start)]


def _gaps(
    work: Sequence[Hours], start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    free_from = start
    for hours in work:
        if hours.ends_at > start and hours.starts_at < end:
            if hours.starts_at > free_from:
                yield free_from, hours.starts_at
            free_from = max(free_from, hours.ends_at)
    if free_from < end:
        yield free_from, end


def _length(gap: tuple[datetime, datetime]) -> timedelta:
    return gap[1] - gap[0]


def _minutes_within(work: Iterable[Hours], start: datetime, end: datetime) -> int:
    inside = (
        min(hours.ends_at, end) - max(hours.starts_at, start)
        for hours in work
        if hours.starts_at < end and hours.ends_at > start
    )
    return int(sum(inside, timedelta()).total_seconds() // 60)


def _monday(instant: datetime) -> date:
    day = instant.astimezone(clock.OSLO).date()
    return day - timedelta(days=day.weekday() - MONDAY)


def _week(monday: date) -> tuple[datetime, datetime]:
    return clock.midnight(monday), clock.midnight(monday + timedelta(days=7))


def _day_and_time(instant: datetime) -> str:
    local = instant.astimezone(clock.OSLO)
    return f"{local.day}.{local.month}. {hhmm(instant)}"


def in_words(minutes: int) -> str:
    """ "7 t 30 min", "9 timer", "45 min"."""
    hours, rest = divmod(minutes, 60)
    if not rest:
        return _("%(hours)s timer") % {"hours": hours}
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    return _("%(hours)s t %(minutes)s min") % {"hours": hours, "minutes": rest}
