"""A sender that goes quiet against its own past, reckoned on plain numbers; and a line that is down."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from emeldinger.silence import (
    HOURS,
    Judged,
    Series,
    baseline,
    judge,
    kind_of,
    line_chance,
    line_is_down,
    worth_telling,
)
from heltom.lib import clock
from heltom.lib.holidays import easter, holidays, is_like_sunday

#: A Monday; the eight weeks before it have neither holiday nor change of the clock in them.
MONDAY = date(2026, 9, 14)
FIRST = MONDAY - timedelta(weeks=8)
OFFICE = range(8, 16)


def weeks(a_day: int, weekend: int = 0, first: date = FIRST, until: date = MONDAY):
    """So many on each workday, spread over office hours; so many on each other day, at noon."""
    days = {}
    for number in range((until - first).days):
        day = first + timedelta(number)
        hours = [0] * HOURS
        for message in range(a_day if kind_of(day) < 6 else 0):
            hours[OFFICE[message % len(OFFICE)]] += 1
        hours[12] += weekend if kind_of(day) >= 6 else 0
        days[day] = hours
    return days


def noon(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.OSLO).astimezone(UTC)


def judged(days, last_at: datetime, now: datetime) -> Judged:
    known = baseline(days, last_at.astimezone(clock.OSLO).date())
    assert known is not None
    return judge(Series("lege", "DIALOG", days, last_at), known, now)


def test_a_day_without_any_of_sixteen_is_silence():
    found = judged(weeks(16), noon(MONDAY, 8), noon(MONDAY + timedelta(1), 9))
    assert found.expected == pytest.approx(17, abs=2.5)
    assert found.is_silent


def test_a_few_hours_are_not():
    found = judged(weeks(16), noon(MONDAY, 9), noon(MONDAY, 12))
    assert 4 < found.expected < 8
    assert not found.is_silent


def test_an_office_that_is_closed_at_night_and_in_the_weekend_is_not_quiet():
    friday = MONDAY + timedelta(4)
    found = judged(weeks(16), noon(friday, 15), noon(MONDAY + timedelta(7), 8))
    assert found.expected < 3
    assert not found.is_silent


def test_a_holiday_is_like_a_sunday():
    """Ascension Day of 2026 is a Thursday."""
    assert is_like_sunday(date(2026, 5, 14))
    wednesday, friday = date(2026, 5, 13), date(2026, 5, 15)
    days = weeks(16, first=date(2026, 3, 18), until=wednesday)
    over_it = judged(days, noon(wednesday, 15), noon(friday, 8))
    assert over_it.expected < 3


def test_the_one_who_writes_seldom_is_waited_for_longer():
    often = judged(weeks(16), noon(MONDAY, 8), noon(MONDAY + timedelta(2), 8))
    seldom = judged(weeks(1), noon(MONDAY, 8), noon(MONDAY + timedelta(14), 8))
    assert often.is_silent
    assert not seldom.is_silent
    assert judged(weeks(1), noon(MONDAY, 8), noon(MONDAY + timedelta(50), 8)).is_silent


def test_a_new_sender_has_no_past_to_be_held_against():
    days = weeks(16, first=MONDAY - timedelta(weeks=3))
    assert baseline(days, MONDAY) is None
    assert baseline({}, MONDAY) is None
    rare = {FIRST + timedelta(days=10 * number): [1] * HOURS for number in range(5)}
    assert baseline(rare, MONDAY) is None


def test_what_has_fallen_lately_is_what_is_expected():
    days = weeks(16)
    for day in sorted(days)[-14:]:
        days[day] = [number // 2 for number in days[day]]
    before = judged(weeks(16), noon(MONDAY, 8), noon(MONDAY + timedelta(1), 8)).expected
    assert judged(days, noon(MONDAY, 8), noon(MONDAY + timedelta(1), 8)).expected < before * 0.75


def test_uneven_days_are_believed_less():
    even, uneven = weeks(16), weeks(16)
    for number, day in enumerate(sorted(uneven)):
        uneven[day] = [hour * (2 if number % 2 else 0) for hour in uneven[day]]
    last, now = noon(MONDAY, 8), noon(MONDAY + timedelta(1), 9)
    assert judged(uneven, last, now).chance > 10 * judged(even, last, now).chance


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_nights_the_clock_is_changed_are_reckoned_with(day):
    days = weeks(16, weekend=16, first=day - timedelta(weeks=8), until=day)
    found = judged(days, noon(day - timedelta(1), 23), noon(day, 11))
    assert 0 <= found.expected < 16


def quiet(sender: str, chance: float) -> Judged:
    return Judged(sender, "", noon(MONDAY), 8.0, chance)


def test_many_quiet_at_once_is_the_line_and_one_by_one_it_is_not():
    others = [quiet(f"lege-{number}", 0.5) for number in range(30)]
    few = [quiet(f"sykehus-{number}", 0.01) for number in range(3)]
    many = [quiet(f"sykehus-{number}", 0.01) for number in range(12)]
    assert line_chance([*others, *few]) > 1e-3
    assert not line_is_down([*others, *few], was=False)
    assert line_is_down([*others, *many], was=False)
    # Once it is down it is not up because one or two of them write again.
    assert line_is_down([*others, *many[:6]], was=True)
    assert not line_is_down([*others, *many[:1]], was=True)


def test_that_many_small_offices_are_closed_is_not_the_line():
    big = Judged("sykehus", "", noon(MONDAY), 1.0, 0.4, total=3000)
    closed = [Judged(f"lege-{number}", "", noon(MONDAY), 8.0, 0.01, 50) for number in range(15)]
    assert line_chance([big, *closed]) < 1e-6
    assert not line_is_down([big, *closed], was=False)


def test_when_nothing_comes_at_all_it_is_the_line():
    everything = Judged("", "", noon(MONDAY), 14.0, 1e-6)
    assert line_is_down([everything], was=False)
    assert worth_telling([everything]) == []


def test_of_a_sender_that_is_silent_in_all_only_the_sender_is_told():
    whole, part = quiet("sykehus", 1e-9), Judged("sykehus", "KLAR", noon(MONDAY), 9.0, 1e-7)
    other = Judged("lege", "DIALOG", noon(MONDAY), 9.0, 1e-7)
    assert worth_telling([part, whole, other]) == [whole, other]


def test_the_holidays_of_norway():
    assert easter(2026) == date(2026, 4, 5)
    assert easter(2038) == date(2038, 4, 25)
    assert len(holidays(2026)) == 12
    assert date(2026, 5, 17) in holidays(2026)
    assert is_like_sunday(date(2026, 12, 24))
    assert not is_like_sunday(date(2026, 12, 23))
