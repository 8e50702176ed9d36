"""When patients are away: hospital and short stays, the day centre, checks, and single exceptions."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from imports.demo.chance import weighted
from imports.demo.world import (
    DAY,
    DAYS_AFTER,
    DAYS_BEFORE,
    Appointment,
    Patient,
    Pause,
    hm,
    instant,
    oslo_day,
)

#: Shares of a team's patients: away now, back during the last months, and away later on.
AWAY_NOW, BACK, LEAVING = 0.03, 0.07, 0.008
DAY_CENTRE, DAY_CENTRE_DAYS = 0.05, (2, 4)
CENTRE_OPENS, CENTRE_CLOSES = hm("10:00"), hm("14:30")
CHECK = 0.05
REASONS = (("sykehus", 66), ("korttid", 20), ("rehabilitering", 10), ("reise", 4))
WHERE = {
    "sykehus": ("Haukeland, medisinsk", "Haukeland, ortopedisk", "Haraldsplass, geriatrisk"),
    "korttid": ("Korttidsavdeling nord", "Korttidsavdeling sør"),
    "rehabilitering": ("Døgnrehabilitering",),
    "reise": ("Hos familie",),
}
CHECKS = (
    "Kontroll på sykehuset",
    "Time hos fastlegen",
    "Tannlege",
    "Øyepoliklinikken",
    "Time hos frisør",
)


def send_away(patients: list[Patient], rng: Random, today: date, *, overdue: bool) -> None:
    """Pauses of the team's patients. `overdue`: one should have been home yesterday, and is not."""
    steady = [patient for patient in patients if patient.profile != "gråsone"]
    pool = rng.sample(steady, len(steady))
    now = max(1, round(len(pool) * AWAY_NOW))
    for number in range(now):
        _away_now(pool.pop(), rng, today, overdue=overdue and number == 0)
    for _ in range(round(len(pool) * BACK)):
        _been_away(pool.pop(), rng, today)
    for _ in range(round(len(pool) * LEAVING)):
        _leaving(pool.pop(), rng, today)


def _away_now(patient: Patient, rng: Random, today: date, *, overdue: bool) -> None:
    reason = "sykehus" if overdue else weighted(rng, REASONS)
    gone = min(rng.randint(1, 18), max(1, (today - patient.started).days))
    home = -1 if overdue else weighted(rng, [(rng.randint(0, 6), 6), (None, 4)])
    expected = None if home is None else today + timedelta(days=home)
    start = instant(today - timedelta(days=gone), rng.randrange(hm("07:00"), hm("22:00"), 5))
    patient.pauses.append(Pause(start, None, expected, reason, rng.choice(WHERE[reason])))


def _been_away(patient: Patient, rng: Random, today: date) -> None:
    back = rng.randint(1, 13) if rng.random() < 0.35 else rng.randint(14, 200)
    start_day = today - timedelta(days=back + rng.randint(2, 14))
    reason = weighted(rng, REASONS)
    if start_day <= patient.started:
        return
    start = instant(start_day, rng.randrange(hm("07:00"), hm("22:00"), 5))
    end = instant(today - timedelta(days=back), rng.randrange(hm("11:00"), hm("16:00"), 5))
    patient.pauses.append(Pause(start, end, oslo_day(end), reason, rng.choice(WHERE[reason])))


def _leaving(patient: Patient, rng: Random, today: date) -> None:
    """A planned stay in the days to come, with an end."""
    first = today + timedelta(days=rng.randint(2, 10))
    start = instant(first, hm("11:00"))
    end = instant(first + timedelta(days=rng.randint(5, 14)), hm("12:00"))
    patient.pauses.append(Pause(start, end, oslo_day(end), "korttid", rng.choice(WHERE["korttid"])))


def make_appointments(patients: list[Patient], rng: Random, today: date) -> None:
    """Day centre on Tuesdays and Thursdays for some, and single checks."""
    days = [today + timedelta(days=step) for step in range(-DAYS_BEFORE, DAYS_AFTER + 1)]
    for patient in patients:
        suits = patient.theme in ("demens", "ernæring", "hjerte", "hverdag")
        if suits and rng.random() < DAY_CENTRE * 1.6:
            _join_day_centre(patient, days)
        elif rng.random() < CHECK:
            _check(patient, rng, rng.choice(days))


def _join_day_centre(patient: Patient, days: list[date]) -> None:
    """No plan asks for a visit at home in those hours, as the plans were laid with her."""
    for plan in patient.plans:
        ends = plan.latest + plan.minutes
        if plan.shift == DAY and plan.earliest < CENTRE_CLOSES and ends > CENTRE_OPENS:
            others = tuple(day for day in plan.weekdays if day not in DAY_CENTRE_DAYS)
            plan.weekdays = others or (1,)
    patient.appointments += [
        Appointment(instant(day, CENTRE_OPENS), instant(day, CENTRE_CLOSES), "Dagsenter")
        for day in days
        if day.isoweekday() in DAY_CENTRE_DAYS and day >= patient.started
    ]


def _check(patient: Patient, rng: Random, day: date) -> None:
    if day.isoweekday() <= 5 and day >= patient.started:
        start = rng.randrange(hm("09:00"), hm("13:00"), 15)
        end = start + rng.randrange(60, 150, 15)
        patient.appointments.append(
            Appointment(instant(day, start), instant(day, end), rng.choice(CHECKS))
        )
