"""A year of ordinary variation, and planted outages: how often silence is raised wrongly, how soon rightly.

    python -m benchmarks.silence_year [--years 1] [--seed 1] [--every 1]

A municipality like Bergen: a university hospital and a smaller one, an emergency clinic, a psychiatric
one, 60 doctors' offices of very different sizes, and other municipalities. Each sends by the hours and days
of its own kind; the days vary beyond chance; holidays, Easter, the days between Christmas and New Year and
the summer are there, and three in ten offices close for two or three weeks of July. Everything is invented,
and judged every hour by the same functions as the real messages (emeldinger/silence.py).

Then, on days spread over the year, each kind of sender is stopped, one type of a hospital is, eight in ten
of all senders are, and everything is: how many hours until it is told, how many messages should have come
by then, and how many alarms were told of it in all.
"""

from __future__ import annotations

import argparse
import json
import random
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from math import exp, log
from statistics import median

from emeldinger.silence import (
    BASELINE,
    HOURS,
    Baseline,
    Judged,
    Series,
    baseline,
    judge,
    kind_of,
    line_is_down,
    worth_telling,
)
from heltom.lib import clock
from heltom.lib.holidays import easter

FIRST = date(2026, 1, 5)
WARM_UP = timedelta(weeks=17)
HOUR = timedelta(hours=1)

#: Weight of each hour: an office by day, a hospital mostly by day, an emergency clinic in the evening.
OFFICE = [0] * 8 + [8, 10, 10, 8, 6, 9, 9, 5, 2, 1] + [0] * 6
HOSPITAL = [1, 1, 1, 1, 1, 1, 2, 4, 8, 11, 13, 14, 14, 14, 13, 11, 8, 6, 5, 4, 3, 3, 2, 2]
CLINIC = [4, 3, 3, 2, 2, 2, 2, 3, 4, 4, 5, 5, 5, 5, 5, 6, 8, 9, 9, 9, 8, 7, 6, 5]


@dataclass(frozen=True, slots=True)
class Sender:
    """`workday` messages on an ordinary weekday; `weekend` is the share of that on a Sunday; `uneven` how
    much the days differ beyond chance; `away` the days on which it is closed.
    """

    name: str
    kind: str
    workday: float
    weekend: float
    hours: Sequence[int]
    types: dict[str, float]
    uneven: float = 0.15
    summer: float = 0.8
    away: frozenset[date] = field(default_factory=frozenset)


def town(rng: random.Random, first: date, days: int) -> list[Sender]:
    logistics = {
        "INNLAGT": 0.24, "TIDLIG": 0.2, "KLAR": 0.16, "UTSKREVET": 0.2, "RAPPORT": 0.12, "DIALOG": 0.08
    }  # fmt: skip
    found = [
        Sender("sykehus-1", "university hospital", 90, 0.45, HOSPITAL, logistics, 0.08, 0.8),
        Sender("sykehus-2", "smaller hospital", 16, 0.45, HOSPITAL, logistics, 0.12, 0.8),
        Sender("legevakt", "emergency clinic", 7, 1.5, CLINIC, {"EPIKRISE": 0.8, "DIALOG": 0.2}, 0.15, 1.0),
        Sender("psykiatri", "psychiatry", 4, 0.15, HOSPITAL, {"EPIKRISE": 0.6, "DIALOG": 0.4}, 0.3, 0.7),
    ]  # fmt: skip
    found += [_office(rng, number, first, days) for number in range(60)]
    found += [
        Sender(f"kommune-{number}", "other municipality", exp(rng.uniform(log(0.1), log(0.8))), 0.1,
               OFFICE, {"DIALOG": 0.7, "HELSE": 0.3}, 0.5, 0.6)
        for number in range(8)
    ]  # fmt: skip
    return found


def _office(rng: random.Random, number: int, first: date, days: int) -> Sender:
    """Half of them write less than once a day, one in ten more than four times."""
    size = min(exp(rng.gauss(log(0.9), 1.0)), 9.0)
    kind = "doctors, 2 or more a day" if size >= 2 else "doctors, fewer than 2 a day"
    types = {"DIALOG": 0.6, "MEDISIN": 0.25, "HELSE": 0.15}
    return Sender(
        f"lege-{number:02}", kind, size, 0.01, OFFICE, types, 0.4, 0.6, _closed(rng, first, days)
    )


def _closed(rng: random.Random, first: date, days: int) -> frozenset[date]:
    """Two or three weeks of each July for three in ten; a few planning days for all."""
    gone = set()
    for year in {first.year, (first + timedelta(days)).year}:
        if rng.random() < 0.3:
            begins = date(year, 7, rng.randint(1, 12))
            gone |= {begins + timedelta(day) for day in range(rng.choice((14, 21)))}
        gone |= {date(year, rng.randint(1, 12), rng.randint(1, 28)) for _ in range(3)}
    return frozenset(gone)


def busy(day: date, sender: Sender) -> float:
    """How the day weighs for the sender, an ordinary weekday being 1."""
    if day in sender.away:
        return 0.0
    kind = kind_of(day)
    weight = 1.0 if kind < 6 else sender.weekend * (1.3 if kind == 6 else 1.0)
    weight *= (1.1, 1.05, 1.0, 1.0, 0.9, 1.0, 1.0)[day.isoweekday() - 1]
    if day.month == 7 or (day.month == 8 and day.day < 8):
        weight *= sender.summer
    return weight * (0.5 if _half_away(day) else 1.0)


def _half_away(day: date) -> bool:
    """The three workdays of Easter week, and those between Christmas and New Year."""
    to_easter = (easter(day.year) - day).days
    return 4 <= to_easter <= 6 or (day.month == 12 and 27 <= day.day <= 30)


def post(rng: random.Random, sender: Sender, first: date, days: int) -> dict[str, list[datetime]]:
    """When each type came, in order."""
    came: dict[str, list[datetime]] = {code: [] for code in sender.types}
    for number in range(days):
        day = first + timedelta(number)
        mean = sender.workday * busy(day, sender)
        shape = 1 / sender.uneven
        for _message in range(_poisson(rng, mean * rng.gammavariate(shape, 1 / shape))):
            hour = rng.choices(range(HOURS), sender.hours)[0]
            at = datetime(day.year, day.month, day.day, hour, tzinfo=clock.OSLO).astimezone(UTC)
            code = rng.choices(list(sender.types), list(sender.types.values()))[0]
            came[code].append(at + timedelta(minutes=rng.random() * 60))
    return {code: sorted(times) for code, times in came.items()}


def _poisson(rng: random.Random, mean: float) -> int:
    number, left = 0, rng.expovariate(1.0)
    while left < mean:
        number, left = number + 1, left + rng.expovariate(1.0)
    return number


class Watched:
    """One series with its messages; the baseline is made once for each day it is asked about."""

    def __init__(self, sender: str, code: str, times: list[datetime]) -> None:
        self.sender, self.code, self.times = sender, code, times
        self.days: dict[date, list[int]] = {}
        self.known: dict[date, Baseline | None] = {}
        for at in times:
            local = at.astimezone(clock.OSLO)
            self.days.setdefault(local.date(), [0] * HOURS)[local.hour] += 1

    def judged(self, now: datetime, stopped: datetime | None = None) -> Judged | None:
        """As it would be at `now`, with nothing since `stopped`."""
        before = bisect_right(self.times, min(now, stopped or now))
        if not before or now - self.times[before - 1] > BASELINE:
            return None
        last = self.times[before - 1]
        day = last.astimezone(clock.OSLO).date()
        if day not in self.known:
            first = day - BASELINE
            near = {one: hours for one, hours in self.days.items() if first <= one < day}
            self.known[day] = baseline(near, day)
        known = self.known[day]
        return judge(Series(self.sender, self.code, {}, last), known, now) if known else None

    def came_between(self, start: datetime, end: datetime) -> int:
        return bisect_left(self.times, end) - bisect_right(self.times, start)


def watched(posts: dict[str, dict[str, list[datetime]]]) -> list[Watched]:
    found = []
    for sender, types in posts.items():
        found += [Watched(sender, code, times) for code, times in types.items()]
        found.append(Watched(sender, "", sorted(at for times in types.values() for at in times)))
    everything = (at for types in posts.values() for times in types.values() for at in times)
    return [*found, Watched("", "", sorted(everything))]


@dataclass(slots=True)
class Desk:
    """What has been told and is not over: as emeldinger/actions/silence.py does it."""

    told: dict[tuple[str, str], datetime] = field(default_factory=dict)
    line: bool = False

    def look(self, judged: Sequence[Judged]) -> list[tuple[str, str]]:
        """What is new."""
        for one in judged:
            if self.told.get((one.sender, one.type_code), one.last_at) < one.last_at:
                del self.told[one.sender, one.type_code]
        was, self.line = self.line, line_is_down(judged, was=self.line)
        if self.line:
            return [] if was else [("", "")]
        new = [one for one in worth_telling(judged) if not self._is_told(one)]
        self.told |= {(one.sender, one.type_code): one.last_at for one in new}
        return [(one.sender, one.type_code) for one in new]

    def _is_told(self, one: Judged) -> bool:
        return (one.sender, one.type_code) in self.told or (one.sender, "") in self.told


def ordinary(
    every: Sequence[Watched], hours: Sequence[datetime]
) -> list[tuple[datetime, str, str]]:
    desk, alarms = Desk(), []
    for now in hours:
        judged = [one for row in every if (one := row.judged(now)) is not None]
        alarms += [(now, *key) for key in desk.look(judged)]
    return alarms


@dataclass(frozen=True, slots=True)
class Outage:
    """Who is stopped from when. Seen when one of them, or the line, is told."""

    kind: str
    series: tuple[tuple[str, str], ...]
    begins: datetime


def outages(rng: random.Random, town: Sequence[Sender], first: date, days: int) -> Iterator[Outage]:
    """Twelve of each kind, at any hour of days spread over the year."""
    by_kind: dict[str, list[Sender]] = defaultdict(list)
    for sender in town:
        by_kind[sender.kind].append(sender)
    for number in range(12):
        day = first + timedelta(number * days // 12 + rng.randrange(7))
        begins = clock.at(day, time(rng.randrange(HOURS)))
        for kind, senders in by_kind.items():
            yield Outage(kind, _all_of([rng.choice(senders)]), begins)
        yield Outage("one type of the university hospital", (("sykehus-1", "KLAR"),), begins)
        most = rng.sample(list(town), k=len(town) * 8 // 10)
        yield Outage("eight in ten senders at once", _all_of(most), begins)
        yield Outage("everything", (*_all_of(town), ("", "")), begins)


def _all_of(senders: Sequence[Sender]) -> tuple[tuple[str, str], ...]:
    return tuple((one.name, code) for one in senders for code in ("", *one.types))


@dataclass(frozen=True, slots=True)
class Seen:
    """`lost` messages should have come by then; `alarms` were told in three days more."""

    hours: float
    lost: int
    alarms: int


def seen_after(outage: Outage, every: Sequence[Watched]) -> Seen | None:
    """None for not within five weeks. Looked at every hour; the others go on sending."""
    stopped, now, desk = set(outage.series), outage.begins, Desk()
    told: list[datetime] = []
    while now < outage.begins + timedelta(weeks=5) and (not told or now < told[0] + timedelta(3)):
        now += HOUR
        judged = [_with_outage(row, now, outage.begins, stopped) for row in every]
        new = desk.look([one for one in judged if one is not None])
        told += [now for key in new if key in stopped or key == ("", "")]
    if not told:
        return None
    lost = sum(
        row.came_between(outage.begins, told[0])
        for row in every
        if row.code and (row.sender, row.code) in stopped
    )
    return Seen((told[0] - outage.begins) / HOUR, lost, len(told))


def _with_outage(
    row: Watched, now: datetime, begins: datetime, stopped: set[tuple[str, str]]
) -> Judged | None:
    """A sender of whom one type is stopped goes on with the others; so does the line."""
    is_stopped = (row.sender, row.code) in stopped
    return row.judged(now, begins if is_stopped else None)


def main() -> None:
    asked = _arguments()
    rng = random.Random(asked.seed)  # noqa: S311 (the same town again, not a secret)
    days = asked.years * 365 + WARM_UP.days + 40
    senders = town(rng, FIRST, days)
    every = watched({one.name: post(rng, one, FIRST, days) for one in senders})
    start = FIRST + WARM_UP
    hours = [
        clock.midnight(start) + HOUR * number
        for number in range(0, asked.years * 365 * 24, asked.every)
    ]
    alarms = ordinary(every, hours)
    kinds = {one.name: one.kind for one in senders}
    found = {
        "seed": asked.seed,
        "years": asked.years,
        "senders": len(senders),
        "messages_a_day": round(sum(len(row.times) for row in every if row.code) / days, 1),
        "series_judged": len(every),
        "false_alarms": len(alarms),
        "false_alarms_a_year": len(alarms) / asked.years,
        "by_kind": Counter(kinds.get(sender, "the line") for _at, sender, _code in alarms),
        "when": [
            f"{at:%d.%m. %H} {sender or 'the line'} {code}".strip() for at, sender, code in alarms
        ],
        "while_closed": sum(_is_closed(senders, sender, at) for at, sender, _code in alarms),
        "outages": _table(rng, senders, every, start, asked.years * 365 - 40),
    }
    print(json.dumps(found, indent=1, ensure_ascii=False))


def _is_closed(senders: Sequence[Sender], name: str, at: datetime) -> bool:
    """It was true: the office was closed for its holidays."""
    days = {one.name: one.away for one in senders}.get(name, frozenset())
    day = at.astimezone(clock.OSLO).date()
    return sum((day - timedelta(back)) in days for back in range(1, 8)) >= 4


def _table(
    rng: random.Random, town: Sequence[Sender], every: Sequence[Watched], start: date, days: int
) -> dict[str, dict[str, object]]:
    rows: dict[str, list[Seen | None]] = defaultdict(list)
    for outage in outages(rng, town, start, days):
        names = {sender for sender, _code in outage.series}
        # The other senders do not change what one of them is told by: only the line looks at all.
        among = every if len(names) > 1 else [row for row in every if row.sender in names]
        rows[outage.kind].append(seen_after(outage, among))
    return {kind: _summed(found) for kind, found in rows.items()}


def _summed(found: Sequence[Seen | None]) -> dict[str, object]:
    seen = [one for one in found if one is not None]
    if not seen:
        return {"planted": len(found), "seen": 0}
    return {
        "planted": len(found),
        "seen": len(seen),
        "hours_median": round(median(one.hours for one in seen), 1),
        "hours_worst": round(max(one.hours for one in seen), 1),
        "lost_median": median(one.lost for one in seen),
        "alarms_median": median(one.alarms for one in seen),
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--years", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=1, help="hours between two looks")
    return parser.parse_args()


if __name__ == "__main__":
    main()
