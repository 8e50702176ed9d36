"""Oslo days, also on the two nights when the clock changes."""

from datetime import date, time, timedelta

import pytest

from heltom.lib import clock

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def utc_night_minutes(day):
    eve = day - timedelta(days=1)
    return clock.minutes_since_midnight(eve, clock.at(day, time(7, 45))) - (
        clock.minutes_since_midnight(eve, clock.at(eve, time(22, 15)))
    )


def test_an_ordinary_night_is_nine_and_a_half_hours():
    assert utc_night_minutes(date(2026, 3, 28)) == 570


def test_the_spring_night_is_an_hour_shorter():
    assert utc_night_minutes(SPRING) == 510


def test_the_autumn_night_is_an_hour_longer():
    assert utc_night_minutes(AUTUMN) == 630


def test_a_clock_time_that_is_skipped_becomes_an_hour_later():
    shown = clock.at(SPRING, time(2, 30)).astimezone(clock.OSLO)
    assert shown.strftime("%H:%M") == "03:30"


def test_a_clock_time_that_comes_twice_is_the_first_of_them():
    shown = clock.at(AUTUMN, time(2, 30)).astimezone(clock.OSLO)
    assert shown.utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize("day", [date(2026, 6, 1), SPRING, AUTUMN])
@pytest.mark.parametrize("minutes", [0, 90, 150, 200, 1439, 1800])
def test_minutes_and_instants_are_each_others_inverse(day, minutes):
    instant = clock.instant_after_midnight(day, minutes)
    assert clock.minutes_since_midnight(day, instant) == minutes
