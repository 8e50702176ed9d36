"""The visits of the last two weeks: who did them, when they really began and ended.

A plain walk through each shift: the visits in the order of their windows, each to whoever is known
there and can come in time. It is not the planner, only a likely past.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from imports.demo import texts
from imports.demo.chance import weighted
from imports.demo.land import drive_minutes
from imports.demo.world import DAYS_BEFORE, Carer, Done, Duty, Patient, Plan, instant

REPORT = timedelta(minutes=15)
CANCELLED = 0.012
#: A visit that may go is left out when it would begin so long after its window.
TOO_LATE = timedelta(minutes=45)
#: Minutes by which somebody the patient knows may come later and still be the one.
FOR_A_KNOWN_FACE = timedelta(minutes=25)
#: Share of the patients whose visits have been taking longer and longer, and by how much.
GROWING, GROWTH = 0.012, 0.55
#: Share of the daily visits whose plan is wrong, at least so many a team, and by how much.
MISJUDGED, FEWEST_MISJUDGED, TAKES = 0.04, 4, (1.4, 1.7, 1.5, 0.6)
#: Shorter plans than this may be wrong by the same share without anybody's noticing, minutes.
NOTICED_FROM = 15

Job = tuple[Plan, Patient]


@dataclass(slots=True)
class Walker:
    """A carer on her way through a past shift."""

    carer: Carer
    free: datetime
    at: tuple[float, float]

    def arrival(self, spot: tuple[float, float]) -> datetime:
        return self.free + timedelta(minutes=drive_minutes(self.at, spot))


def mark_growing(patients: list[Patient], rng: Random) -> None:
    """Some patients' visits have been taking longer and longer."""
    for patient in patients:
        daily = [
            plan for plan in patient.plans if len(plan.weekdays) == 7 and plan.where == "hjemme"
        ]
        if daily and patient.profile != "gråsone" and rng.random() < GROWING:
            for plan in daily:
                plan.grows = True


def mark_misjudged(patients: list[Patient], rng: Random) -> None:
    """Some plans have never said what the visit takes: most of them too little."""
    daily = [
        plan
        for patient in patients
        for plan in patient.plans
        if len(plan.weekdays) == 7 and plan.where == "hjemme" and not plan.grows
        if plan.minutes >= NOTICED_FROM and patient.profile != "gråsone"
    ]
    wanted = max(FEWEST_MISJUDGED, round(len(daily) * MISJUDGED))
    for number, plan in enumerate(rng.sample(daily, min(wanted, len(daily)))):
        plan.takes = TAKES[number % len(TAKES)]


def past_visits(
    base: tuple[float, float], jobs: list[Job], duties: list[Duty], rng: Random, today: date
) -> Iterable[Done]:
    """All visits of one team from DAYS_BEFORE days ago until yesterday."""
    shifts: dict[tuple[date, str], list[Duty]] = {}
    for duty in duties:
        if duty.walks:
            shifts.setdefault((duty.day, duty.kind), []).append(duty)
    for step in range(DAYS_BEFORE, 0, -1):
        day = today - timedelta(days=step)
        due = [job for job in jobs if job[0].recurs_on(day) and _is_due(*job, day)]
        for kind in ("dag", "kveld", "natt"):
            todo = [job for job in due if job[0].shift == kind]
            yield from _past_shift(base, todo, shifts.get((day, kind), []), rng, day, step)


def _is_due(plan: Plan, patient: Patient, day: date) -> bool:
    start, end = instant(day, plan.earliest), instant(day, plan.latest + plan.minutes)
    return not patient.away_at(start) and not patient.busy_through(start, end)


def _past_shift(
    base: tuple[float, float], jobs: list[Job], duties: list[Duty], rng: Random, day: date, ago: int
) -> Iterable[Done]:
    walkers = [Walker(duty.carer, duty.start + REPORT, base) for duty in duties]
    for plan, patient in sorted(jobs, key=lambda job: (job[0].latest, job[0].reference)):
        done = Done(plan, patient, day)
        if rng.random() < CANCELLED and plan.priority > 1:
            done.reason = rng.choice(texts.CANCELLED[:3])
        else:
            _carry_out(done, walkers, rng, ago)
        yield done


def _carry_out(done: Done, walkers: list[Walker], rng: Random, ago: int) -> None:
    """Fills in who and when; left out with a reason where nobody could come in time."""
    plan, spot = done.plan, (done.patient.spot.lat, done.patient.spot.lon)
    able = _able(plan, done.patient, walkers)
    ranked = sorted(able, key=lambda w: (_cost(w, done, spot), w.carer.number))
    chosen = ranked[: plan.carers]
    if plan.carers == 2 and ranked:
        helpers = sorted((w for w in walkers if w is not ranked[0]), key=lambda w: w.arrival(spot))
        chosen = [ranked[0], *helpers[:1]]
    earliest, latest = instant(done.day, plan.earliest), instant(done.day, plan.latest)
    start = max(
        [earliest + timedelta(minutes=rng.randint(0, 6)), *(w.arrival(spot) for w in chosen)]
    )
    if len(chosen) < plan.carers or (start > latest + TOO_LATE and plan.priority == 3):
        done.reason = texts.CANCELLED[3]
        return
    end = start + timedelta(minutes=_minutes(plan, rng, ago))
    done.carers, done.start, done.end = tuple(w.carer for w in chosen), start, end
    for walker in chosen:
        walker.free = end
        if plan.where == "hjemme":
            walker.at = spot


def _able(plan: Plan, patient: Patient, walkers: list[Walker]) -> list[Walker]:
    """Those with the schooling and the competence, delegations included; failing that, the schooling."""
    allowed = {carer.number for carer, code, _ in patient.delegations if code in plan.competences}
    level = [walker for walker in walkers if walker.carer.level >= plan.level]
    full = [
        walker for walker in level
        if walker.carer.number in allowed or set(plan.competences) <= set(walker.carer.competences)
    ]  # fmt: skip
    return full or level


def _cost(walker: Walker, done: Done, spot: tuple[float, float]) -> float:
    """When she could begin, in minutes after the epoch; a known face is worth some waiting."""
    earliest = instant(done.day, done.plan.earliest)
    begins = max(walker.arrival(spot), earliest)
    if walker.carer is done.patient.primary or walker.carer is done.patient.deputy:
        begins -= FOR_A_KNOWN_FACE
    idle = max(0.0, (earliest - walker.free).total_seconds())
    return begins.timestamp() + idle / 20


def _minutes(plan: Plan, rng: Random, ago: int) -> int:
    """What it really took: mostly about what was planned, unless the plan is wrong or it grows."""
    low, high = weighted(rng, [((0.75, 1.0), 45), ((1.0, 1.2), 45), ((1.2, 1.6), 10)])
    if plan.grows:
        grown = GROWTH * (DAYS_BEFORE - ago) / DAYS_BEFORE
        low, high = 0.95 + grown, 1.1 + grown
    return max(2, round(plan.minutes * plan.takes * rng.uniform(low, high)))
