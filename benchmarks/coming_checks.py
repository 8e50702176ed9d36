"""What must hold after every step of coming_and_going.py, counted anew from the tables.

Each fault is a sentence; there must be none. Import it after django.setup().
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from heltom.lib import clock
from patients.models import Patient, Pause
from teams.models import Team
from worklists.models import Entry, State, TeamShift, Unassigned, Visit
from worklists.planning.problem import VisitNeed
from worklists.planning.solver import solve
from worklists.queries import problem
from worklists.queries.balance import balances_on
from worklists.queries.stay_effects import asked_of
from worklists.queries.work import read_work

CURRENT = "worklist__publication__current_for__isnull"

type Key = tuple[int, date, str]
"""(team id, date, shift kind)"""


def imbalances(touched: Iterable[Key]) -> tuple[int, list[str]]:
    """How many sums were counted, and the faults of those that do not go up."""
    by_date: dict[date, set[int]] = defaultdict(set)
    for team, day, _kind in touched:
        by_date[day].add(team)
    counted, faults = 0, []
    for day, keys in sorted(by_date.items()):
        teams = Team.objects.filter(pk__in=keys).select_related("site__unit", "ht")
        for sum_ in balances_on(day, list(teams)):
            counted += 1
            if not sum_.balances:
                told = [fault.sentence for fault in sum_.faults[:3]] or [str(sum_.as_dict())]
                faults.append(f"{sum_.team} {day} {sum_.kind}: {'; '.join(told)}")
    return counted, faults


def visits_to_absent(patients: Iterable[Patient] | None = None) -> list[str]:
    """Entries on published lists during which the patient is away; of all patients where none is named."""
    pauses = Pause.objects.filter(ends_at__isnull=True) | Pause.objects.filter(
        ends_at__gt=clock.now() - timedelta(days=2)
    )
    if patients is not None:
        pauses = pauses.filter(patient__in=list(patients))
    by_patient: dict[int, list[Pause]] = defaultdict(list)
    for pause in pauses:
        by_patient[pause.patient_id].append(pause)
    entries = Entry.objects.filter(**{CURRENT: False}, visit__patient__in=by_patient)
    entries = entries.filter(starts_at__gt=clock.now()).select_related("visit__patient")
    return [
        f"{entry.visit.patient} er borte {entry.starts_at:%d.%m. %H:%M} og står på en liste"
        for entry in entries
        for pause in by_patient[entry.visit.patient_id]
        if pause.starts_at < entry.ends_at
        and (pause.ends_at is None or pause.ends_at > entry.starts_at)
    ]


def missing_or_extra(patient: Patient, days: list[date]) -> list[str]:
    """Of one patient: exactly the visits that plans ask for while she is home stand on a list or in the
    bucket of their team, once each, on all days with lists. Nothing else does.
    """
    pauses = list(patient.pauses.all())
    wanted = {
        (one.plan.pk, one.date, one.team.pk, one.shift)
        for one in asked_of(patient, days[0], days[-1])
        if one.plan and not one.is_away(pauses)
        and (one.visit is None or one.state in (State.DUE, State.WITHDRAWN))
    }  # fmt: skip
    stands = _standing(patient, days)
    told = [f"{patient}: oppdraget {key} mangler" for key in sorted(wanted - stands.keys())]
    told += [f"{patient}: oppdraget {key} står for mye" for key in sorted(stands.keys() - wanted)]
    return told + [f"{patient}: {key} står {n} steder" for key, n in stands.items() if n != 1]


def _standing(patient: Patient, days: list[date]) -> dict[tuple[int, date, int, str], int]:
    """Waiting visits made by plans, with how many of the two piles each stands in."""
    visits = Visit.objects.filter(patient=patient, date__range=(days[0], days[-1]))
    found: dict[tuple[int, date, int, str], int] = defaultdict(int)
    for visit in visits.filter(plan__isnull=False).with_state():
        if visit.state != State.DUE:
            continue
        on_list = Entry.objects.filter(visit=visit, **{CURRENT: False}).exists()
        loose = Unassigned.objects.filter(
            visit=visit, publication__current_for__isnull=False
        ).exists()
        key = (int(visit.plan_id or 0), visit.date, visit.team_id, visit.shift)
        found[key] += on_list + loose
    return found


@dataclass(frozen=True, slots=True)
class Minutes:
    """The lists of some shifts in minutes, and which visits stand in their buckets."""

    care: int
    travel: int
    loose: frozenset[int]


def minutes_of(touched: Iterable[Key]) -> Minutes:
    """What holds for the shifts now. Two queries a shift."""
    care = travel = 0
    loose: set[int] = set()
    for team, day, kind in touched:
        shift = TeamShift.objects.filter(team=team, date=day, kind=kind).first()
        if shift is None or shift.current_id is None:
            continue
        entries = Entry.objects.filter(worklist__publication=shift.current_id)
        for starts_at, ends_at, way in entries.values_list(
            "starts_at", "ends_at", "travel_minutes"
        ):
            care += int((ends_at - starts_at).total_seconds() // 60)
            travel += way
        bucket = Unassigned.objects.filter(publication=shift.current_id)
        loose |= set(bucket.values_list("visit_id", flat=True))
    return Minutes(care, travel, frozenset(loose))


def placed_minutes(visits: Iterable[int]) -> int:
    """Minutes of those of the visits that stand on a list now."""
    entries = Entry.objects.filter(visit__in=list(visits), **{CURRENT: False})
    spans = entries.values_list("starts_at", "ends_at")
    return sum(int((ends - starts).total_seconds() // 60) for starts, ends in spans)


@dataclass(frozen=True, slots=True)
class Place:
    """A visit on a list of a coming shift, before its patient leaves: (the shift, the question)."""

    shift: TeamShift
    asked: problem.Asked
    need: VisitNeed


def place_of(patient: Patient, days: list[date], leaves: datetime) -> Place | None:
    """The patient's first visit on a list, from tomorrow on, that she will not be at home for; with the
    planner's question as it was.
    """
    tomorrow = clock.today() + timedelta(days=1)
    entry = (
        Entry.objects.filter(**{CURRENT: False}, visit__patient=patient)
        .filter(visit__date__range=(tomorrow, days[-1]), visit__earliest__gte=leaves)
        .select_related("visit", "worklist__publication__team_shift__team__site__unit")
        .order_by("starts_at", "pk")
        .first()
    )
    if entry is None:
        return None
    shift = entry.worklist.publication.team_shift
    asked = problem.build(read_work(shift), clock.now())
    keys = [key for key, job in asked.jobs.items() if job.visit.pk == entry.visit_id]
    needs = [need for need in asked.problem.visits if need.key in keys]
    return Place(shift, asked, needs[0]) if needs else None


def is_free(place: Place, patient: Patient) -> bool:
    """Whether a visit of the same length, at the same time and place and asking for the same, finds
    room on the lists that were published after the patient had left, and nobody falls out for it.
    """
    shift = TeamShift.objects.select_related("team__site__unit", "current").get(pk=place.shift.pk)
    after = problem.build(read_work(shift), clock.now())
    need = place.need
    stand_in = replace(
        need, key="stand-in", patient="stand-in", primary=None, deputy=None, recent=frozenset(),
        locked_carers=None, locked_start=None, started=False, blocked=(),
    )  # fmt: skip
    others = tuple(v for v in place.asked.problem.visits if v.patient != str(patient.pk))
    question = replace(place.asked.problem, visits=(*others, stand_in))
    loose_before = set() if after.previous is None else _loose(after, shift)
    plan = solve(question, previous=after.previous)
    left = {item.visit for item in plan.unassigned}
    return "stand-in" not in left and len(left) <= len(loose_before)


def _loose(asked: problem.Asked, shift: TeamShift) -> set[str]:
    bucket = set(
        Unassigned.objects.filter(publication=shift.current_id).values_list("visit_id", flat=True)
    )
    return {key for key, job in asked.jobs.items() if job.visit.pk in bucket}
