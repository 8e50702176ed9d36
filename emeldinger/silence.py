"""Whether a sender has gone quiet, judged by its own weeks before (docs/adr/0025). Numbers, no Django.

For each series (a sender and a type, or a sender in all) the whole days of eight weeks before its last
message make a baseline: how many come on each day of the week, how they are spread over the hours, and
how much one day differs from the next. From it follows how many would have come since, and how unlikely
it is that none did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from math import comb, exp, log1p
from typing import Final

from heltom.lib.clock import OSLO
from heltom.lib.holidays import is_like_sunday, is_slow

WEEKS: Final = 8
BASELINE: Final = timedelta(weeks=WEEKS)
#: Raised when so long without any is less likely than this. Set by what benchmarks/silence_year.py counts.
CHANCE: Final = 1e-5
#: And when at least so many should have come: under it "silent" says nothing.
EXPECTED: Final = 6.0
#: A series is judged when it has been there so long, and has come on so many days.
KNOWN_FOR: Final = timedelta(weeks=4)
ON_DAYS: Final = 6
#: So quiet is a sender when one in fifty of its pauses is as long: much when many are at once.
QUIET: Final = 0.02
#: Many at once is our own line when it is less likely than this that they are by themselves.
LINE_CHANCE: Final = 1e-6
LINE_SENDERS: Final = 3
#: And when those who are quiet use to send so much of all that comes: in July many offices are closed.
LINE_SHARE: Final = 1 / 3
#: The line is up again when it would be no wonder any more.
LINE_OVER: Final = 1e-2
#: Ordinary days differ more than chance alone makes them: never taken for less, nor for more, than this.
LEAST_UNEVEN, MOST_UNEVEN = 0.05, 2.0
#: A weekday is drawn towards the others like it by as much as so many days weigh.
PULL: Final = 2.0
#: What the last fortnight has fallen to, as in the summer weeks, is what is to be expected.
LATELY: Final = 14
LATELY_PULL: Final = 5.0
#: Of a day on which half of the country is away so much is to be expected.
SLOW: Final = 0.6

SUNDAY: Final = 7
HOURS: Final = 24

#: Day to messages in each of its hours, by the Oslo clock. Days without any may be missing.
type Days = Mapping[date, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Series:
    """One sender and type, as far back as the baseline reaches; `type_code` is empty for all its types, and
    `sender` for all senders: the line itself.
    """

    sender: str
    type_code: str
    days: Days
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """`expected` would have come since the last one; `chance` is how likely it is that none did. `total`
    is how many came in the weeks of the baseline.
    """

    sender: str
    type_code: str
    last_at: datetime
    expected: float
    chance: float
    total: int = 0

    @property
    def is_silent(self) -> bool:
        return self.chance < CHANCE and self.expected >= EXPECTED

    @property
    def is_quiet(self) -> bool:
        return self.chance < QUIET


@dataclass(frozen=True, slots=True)
class Baseline:
    """`level` is how many come on each day of the week (1 Monday, 7 Sunday and holidays), `shape` the share
    of a day that has come when each hour begins, on workdays and on the others.
    """

    level: tuple[float, ...]
    workday: tuple[float, ...]
    weekend: tuple[float, ...]
    uneven: float
    total: int

    def between(self, start: datetime, end: datetime) -> Iterator[float]:
        """Messages to be expected on each day from one instant to another."""
        first, last = start.astimezone(OSLO), end.astimezone(OSLO)
        day = first.date()
        while day <= last.date():
            begins = _hour(first) if day == first.date() else 0.0
            ends = _hour(last) if day == last.date() else float(HOURS)
            shape = self.workday if kind_of(day) < 6 else self.weekend
            share = max(_share(shape, ends) - _share(shape, begins), 0.0)
            yield self.level[kind_of(day) - 1] * share * (SLOW if is_slow(day) else 1.0)
            day += timedelta(days=1)


@lru_cache(maxsize=4096)
def kind_of(day: date) -> int:
    """1 Monday to 6 Saturday; 7 is a Sunday and every day that is like one."""
    return SUNDAY if is_like_sunday(day) else day.isoweekday()


def _hour(local: datetime) -> float:
    return local.hour + local.minute / 60


def _share(shape: Sequence[float], hour: float) -> float:
    whole = min(int(hour), HOURS - 1)
    return shape[whole] + (shape[whole + 1] - shape[whole]) * (hour - whole)


def baseline(days: Days, before: date) -> Baseline | None:
    """From the whole days before `before`; None for what is too new or too seldom to have one."""
    first = max(before - BASELINE, min(days, default=before))
    every = [first + timedelta(days=number) for number in range((before - first).days)]
    counts = {day: sum(days.get(day, ())) for day in every}
    if before - first < KNOWN_FOR or sum(map(bool, counts.values())) < ON_DAYS:
        return None
    level = _levels(counts)
    lately = _lately(counts, level)
    return Baseline(
        level=tuple(one * lately for one in level),
        workday=_shape(days, [day for day in every if kind_of(day) < 6]),
        weekend=_shape(days, [day for day in every if kind_of(day) >= 6]),
        uneven=_unevenness(counts, level),
        total=sum(counts.values()),
    )


def _levels(counts: Mapping[date, int]) -> tuple[float, ...]:
    """Each day of the week by its own days, drawn a little towards the workdays or the weekend."""
    came: Counter[int] = Counter()
    days = Counter(map(kind_of, counts))
    for day, number in counts.items():
        came[kind_of(day)] += number
    workday, weekend = (
        sum(came[kind] for kind in kinds) / max(sum(days[kind] for kind in kinds), 1)
        for kinds in (range(1, 6), range(6, 8))
    )
    return tuple(
        (came[kind] + PULL * (workday if kind < 6 else weekend)) / (days[kind] + PULL)
        for kind in range(1, 8)
    )


def _lately(counts: Mapping[date, int], level: Sequence[float]) -> float:
    """How far the last fortnight has fallen below the eight weeks; never above 1."""
    newest = sorted(counts)[-LATELY:]
    came = sum(counts[day] for day in newest)
    expected = sum(level[kind_of(day) - 1] for day in newest)
    return min((came + LATELY_PULL) / (expected + LATELY_PULL), 1.0)


def _shape(days: Days, among: Sequence[date]) -> tuple[float, ...]:
    """The share that has come when each hour begins, each hour smoothed with the ones beside it."""
    hours = [1e-3] * HOURS
    for day in among:
        for hour, number in enumerate(days.get(day, ())):
            hours[hour] += number / 2
            hours[hour - 1] += number / 4
            hours[(hour + 1) % HOURS] += number / 4
    total = sum(hours)
    return tuple(so_far / total for so_far in accumulate(hours, initial=0.0))


def _unevenness(counts: Mapping[date, int], level: Sequence[float]) -> float:
    """How much more the days differ than chance alone would make them (variance = mean + this * mean²)."""
    expected = {day: level[kind_of(day) - 1] for day in counts}
    over = sum((counts[day] - expected[day]) ** 2 - expected[day] for day in counts)
    squares = sum(value * value for value in expected.values())
    return min(max(over / squares if squares else 0.0, LEAST_UNEVEN), MOST_UNEVEN)


def judge(series: Series, known: Baseline, now: datetime) -> Judged:
    """How likely it is that nothing came since the last one."""
    by_day = list(known.between(series.last_at, now))
    # A day on which few come may be one on which nobody sends: gamma and Poisson for each day …
    weight = sum(log1p(known.uneven * number) / known.uneven for number in by_day)
    # … and less is known of a sender that has written ten times than of one that has a thousand.
    chance = exp(-(known.total + 1) * log1p(weight / (known.total + 1)))
    return Judged(series.sender, series.type_code, series.last_at, sum(by_day), chance, known.total)


def line_is_down(judged: Sequence[Judged], *, was: bool) -> bool:
    """Nothing at all comes, or too many senders are quiet at once; `was` it so at the last look?"""
    if any(one.is_silent for one in judged if not one.sender):
        return True
    senders = [one for one in judged if one.sender and not one.type_code]
    quiet = sum(one.total for one in senders if one.is_quiet)
    if quiet < LINE_SHARE * sum(one.total for one in senders):
        return False
    return line_chance(senders) < (LINE_OVER if was else LINE_CHANCE)


def line_chance(senders: Iterable[Judged]) -> float:
    """How likely it is that so many senders are quiet at once, each for a reason of its own."""
    judged = list(senders)
    quiet = sum(one.is_quiet for one in judged)
    if quiet < LINE_SENDERS:
        return 1.0
    return sum(
        comb(len(judged), number) * QUIET**number * (1 - QUIET) ** (len(judged) - number)
        for number in range(quiet, len(judged) + 1)
    )


def worth_telling(judged: Iterable[Judged]) -> list[Judged]:
    """Of a sender that is silent in all its types only the sender is told. The line is told by itself."""
    silent = [one for one in judged if one.is_silent and one.sender]
    whole = {one.sender for one in silent if not one.type_code}
    return [one for one in silent if not one.type_code or one.sender not in whole]
