"""Rest and overtime by the roster: what one more duty breaks, and what it does not."""

from datetime import date, datetime, time, timedelta

import pytest

from heltom.lib import clock
from teams.rest import Hours, Rules, reckon

MONDAY = date(2026, 11, 16)
RULES = Rules()


def duty(day: date, begins: str, ends: str) -> Hours:
    start = clock.at(day, time.fromisoformat(begins))
    end = clock.at(day, time.fromisoformat(ends))
    morning_after = clock.at(day + timedelta(days=1), time.fromisoformat(ends))
    return Hours(start, end if end > start else morning_after)


def on(weekday: int, begins: str = "07:30", ends: str = "15:00") -> Hours:
    return duty(MONDAY + timedelta(days=weekday), begins, ends)


def broken(worked, new, rules=RULES):
    return reckon(worked, new, rules).broken


def test_evening_and_then_the_next_day_leaves_too_little_rest():
    (told,) = broken([on(1)], on(0, "15:00", "22:30"))
    assert told.startswith("Bare 9 timer sammenhengende fri på et døgn (22:30–07:30)")
    assert "11 timer" in told
    assert "§ 10-8" in told


def test_the_rest_before_counts_as_the_rest_after():
    assert broken([on(0, "15:00", "22:30")], on(1))
    assert not broken([on(0)], on(1, "15:00", "22:30"))


def test_two_duties_at_a_stretch_leave_no_eleven_hours_in_the_day():
    assert broken([on(0)], on(0, "15:00", "22:30"))
    assert not broken([on(0, "07:30", "11:30")], on(0, "11:30", "15:00"))


def test_a_duty_cut_by_a_loan_is_no_short_rest():
    parts = [on(0, "15:00", "17:00"), on(0, "17:00", "20:00"), on(0, "20:30", "22:30")]
    assert not broken(parts, on(2))


def test_after_a_night_the_evening_is_too_early():
    (told,) = broken([on(0, "22:15", "07:45")], on(1, "15:00", "22:30"))
    assert "7 t 15 min" in told


def test_eleven_hours_to_the_minute_is_enough_and_a_minute_less_is_not():
    assert not broken([on(0, "15:00", "22:30")], on(1, "09:30", "15:00"))
    assert broken([on(0, "15:00", "22:30")], on(1, "09:29", "15:00"))


def test_the_unit_may_have_agreed_on_eight_hours():
    assert not broken([on(1)], on(0, "15:00", "22:30"), Rules(day_rest_hours=8))


def test_six_days_are_right_and_the_seventh_breaks_the_rest_of_the_week():
    assert not broken([on(day) for day in range(5)], on(5))
    (told,) = broken([on(day) for day in range(6)], on(6))
    assert told.startswith("Ingen 35 timer sammenhengende fri på sju dager")


def test_a_weekend_between_two_weeks_is_the_rest():
    assert not broken([on(day) for day in (0, 1, 2, 3, 4, 7, 8, 9, 10)], on(11))


def test_the_night_that_the_clock_goes_forward_is_an_hour_shorter():
    saturday = date(2026, 3, 28)
    night = duty(saturday, "22:15", "07:45")
    assert night.minutes == 8 * 60 + 30
    assert reckon([], night, RULES).overtime_minutes == 0
    # 22:30 to 08:30 by the wall is nine hours that night.
    (told,) = broken([duty(saturday, "15:00", "22:30")], duty(date(2026, 3, 29), "08:30", "15:00"))
    assert "9 timer" in told


def test_the_night_that_the_clock_goes_back_is_an_hour_longer():
    assert duty(date(2026, 10, 24), "22:15", "07:45").minutes == 10 * 60 + 30


@pytest.mark.parametrize(
    ("days", "new", "overtime"),
    [
        ((0, 1, 2, 3), on(4), 120),  # 5 × 7.5 h is two hours more than 35.5
        ((0, 1, 2), on(4), 0),
        ((0, 1, 2, 3, 4), on(5), 450),
    ],
)
def test_beyond_a_full_week_is_overtime(days, new, overtime):
    assert reckon([on(day) for day in days], new, RULES).overtime_minutes == overtime


def test_beyond_a_full_day_is_overtime_but_a_night_is_none_by_itself():
    assert reckon([on(0)], on(0, "15:00", "18:00"), RULES).overtime_minutes == 90
    assert reckon([], on(0, "22:15", "07:45"), RULES).overtime_minutes == 0


def test_a_night_over_monday_counts_in_both_weeks():
    worked = [on(day) for day in range(8, 12)]
    sunday_night = on(6, "22:15", "07:45")
    told = reckon(worked, sunday_night, RULES)
    assert told.week_minutes == 105
    assert told.overtime_minutes == 4 * 450 + 465 - 2130


def test_hours_are_the_same_in_any_zone():
    start = datetime(2026, 11, 16, 6, 30, tzinfo=clock.OSLO)
    assert Hours(start, start + timedelta(hours=2)).minutes == 120
