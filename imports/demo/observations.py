"""What has been measured: NEWS2, Katz, frailty, weight and drink, over the last months.

The total of NEWS2 is reckoned from its parts as for any patient (`patients.news2`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from random import Random

from imports.demo.chance import weighted
from imports.demo.greyzone import CASES, PROFILE, SIGNS_AGO, WELL
from imports.demo.world import Carer, Observation, Patient, hm, instant, oslo_day
from patients.news2 import score

KATZ = ("bathing", "dressing", "toileting", "transferring", "continence", "feeding")
#: From how heavy a patient's day is to how many of the six she manages herself.
HEAVY = {"to hjelpere": 1, "mat og stell": 3, "kognitiv svikt": 3, "fallfare": 4, "lindrende": 2}
#: One in so many of those who are tested again has lost function.
LOSERS = 7
#: Share of patients with falling weight, among those who are weighed.
FALLING = 0.12

Who = Callable[[datetime], Carer]
"""Somebody who was at work at that instant."""


def observations_of(patient: Patient, today: date, who: Who, rng: Random) -> Iterable[Observation]:
    """Everything measured of one patient, oldest first within each kind."""
    yield from _function(patient, today, who, rng)
    series = list(_news2_series(patient, today, who, rng))
    yield from _case_series(patient, today, who) if patient.profile == PROFILE else series
    yield from _weights(patient, today, who, rng)


def _function(patient: Patient, today: date, who: Who, rng: Random) -> Iterable[Observation]:
    """Katz and frailty at the beginning, and for some once more, so that change can be seen."""
    if rng.random() > 0.65 and patient.profile != "gråsone":
        return
    able = HEAVY.get(patient.profile, 5 if rng.random() < 0.5 else 6)
    days_ago = min((today - patient.started).days, rng.randint(120, 420))
    dates = [days_ago]
    if days_ago > 90 and (rng.random() < 0.45 or patient.profile == "gråsone"):
        dates.append(rng.randint(3, 60))
        able = min(6, able + weighted(rng, [(0, 5), (1, 4), (2, 1)]))
    for number, ago in enumerate(dates):
        at, lost = _clock(today, ago, rng), number * rng.choice((0, 1, 1, 2))
        now_able = max(0, able - (lost if _is_one_who_loses(patient) else 0))
        by = who(at).number
        yield Observation(patient.number, "katz", at, now_able, _katz(now_able), by)
        frailty = min(9, max(2, 9 - now_able + rng.choice((-1, 0, 0))))
        at += timedelta(minutes=10)
        yield Observation(patient.number, "skropelighet", at, frailty, {}, by)


def _is_one_who_loses(patient: Patient) -> bool:
    """Most are as they were half a year ago; a board of nothing but decline would tell nobody anything."""
    return patient.profile == PROFILE or int(patient.number[2:]) % LOSERS == 0


def _katz(able: int) -> dict[str, float | int]:
    """What goes first goes first: bathing, then dressing, and feeding last."""
    lost = KATZ[: 6 - able]
    return {name: int(name not in lost) for name in KATZ}


def _news2_series(patient: Patient, today: date, who: Who, rng: Random) -> Iterable[Observation]:
    share = {"kols": 0.95, "hjerte": 0.3, "palliativ": 0.6, "infeksjon": 0.9, "fall": 0.25}
    if rng.random() > share.get(patient.theme, 0.1):
        return
    times = rng.randint(4, 7) if patient.theme == "kols" else rng.randint(1, 4)
    longest = min(60, (today - patient.started).days)
    for ago in sorted((rng.randint(1, max(1, longest)) for _ in range(times)), reverse=True):
        parts = _vital_signs(patient.theme, rng)
        if rng.random() < 0.08:
            # Not everything was measured: then there is no total.
            del parts["temperature"]
        value = news2(parts)
        at = _clock(today, ago, rng)
        yield Observation(patient.number, "news2", at, value, parts, who(at).number)


def _case_series(patient: Patient, today: date, who: Who) -> Iterable[Observation]:
    """As the standing cases tell it; nothing is left to chance."""
    case = next(case for case in CASES if case.family == patient.family)
    for ago, signs in zip(SIGNS_AGO, case.signs, strict=True):
        parts = WELL | signs
        at = instant(today - timedelta(days=ago), hm("10:15"))
        yield Observation(patient.number, "news2", at, news2(parts), parts, who(at).number)


def _vital_signs(theme: str, rng: Random) -> dict[str, float | int]:
    ill = rng.random() < 0.15
    lungs = theme == "kols"
    return {
        "respiration": rng.randint(18, 26) if ill or lungs else rng.randint(12, 20),
        "spo2": rng.randint(86, 92)
        if lungs
        else rng.randint(91, 95)
        if ill
        else rng.randint(94, 99),
        "spo2_scale": 2 if lungs else 1,
        "oxygen": int(lungs and rng.random() < 0.4),
        "systolic": rng.randint(95, 180),
        "pulse": rng.randint(88, 122) if ill else rng.randint(56, 92),
        "consciousness": int(ill and rng.random() < 0.1),
        "temperature": round(rng.uniform(37.8, 39.2) if ill else rng.uniform(36.1, 37.6), 1),
    }


def news2(parts: dict[str, float | int]) -> int | None:
    """The total of a complete measurement."""
    return score(parts).total


def _weights(patient: Patient, today: date, who: Who, rng: Random) -> Iterable[Observation]:
    """Once a month; a few lose a little every time."""
    if rng.random() > 0.25 and patient.theme not in ("ernæring", "palliativ", "kols"):
        return
    grey = patient.profile == "gråsone" and patient.theme in ("kols", "palliativ")
    falls = rng.random() < FALLING or grey
    height = rng.randint(150, 172) if patient.sex == "k" else rng.randint(164, 186)
    weight = height - 100 + rng.uniform(-12, 18)
    months = min(6, (today - patient.started).days // 30)
    for ago in range(months, -1, -1):
        weight -= rng.uniform(0.9, 2.0) if falls else rng.uniform(-0.6, 0.6)
        at = _clock(today, ago * 30 + rng.randint(2, 8), rng)
        if oslo_day(at) >= patient.started:
            parts: dict[str, float | int] = {"height_cm": height}
            yield Observation(patient.number, "vekt", at, round(weight, 1), parts, who(at).number)


def _clock(today: date, ago: int, rng: Random) -> datetime:
    return instant(today - timedelta(days=max(1, ago)), rng.randrange(hm("08:00"), hm("14:00"), 5))


def is_losing_weight(observations: Iterable[Observation]) -> bool:
    """Whether the last of the weights is clearly below the first."""
    weights = [
        seen.value for seen in observations if seen.kind == "vekt" and seen.value is not None
    ]
    return len(weights) >= 3 and weights[0] - weights[-1] > 0.04 * weights[0]
