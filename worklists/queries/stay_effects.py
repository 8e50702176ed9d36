"""What a stay does to the coming days: visits that leave the lists, and those that come back.

By the rules of `due`, asked of two sets of stays: the visits due under the one and not under the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from heltom.lib import clock
from heltom.lib.words import from_to
from patients.models import Patient, Pause
from teams.models import ShiftKind, Team
from worklists.models import PlanException, State, Visit, VisitPlan
from worklists.queries import due

#: So many days are shown before somebody confirms, the first included.
DAYS = 7
SETTLED = (State.STARTED, State.DONE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One visit that a plan or a person asks for on a date; `visit` when there is a row for it."""

    patient_id: int
    date: date
    team: Team
    shift: str
    title: str
    minutes: int
    window: due.Window
    plan: VisitPlan | None
    visit: Visit | None

    @property
    def state(self) -> str:
        return str(self.visit.state) if self.visit else State.DUE

    @property
    def when(self) -> str:
        if self.window.earliest == self.window.latest:
            return from_to(self.window.earliest, self.window.latest).partition("–")[0]
        return from_to(self.window.earliest, self.window.latest)

    @property
    def kind_label(self) -> str:
        return str(ShiftKind(self.shift).label)

    def is_away(self, pauses: Sequence[Pause]) -> bool:
        """Whether a stay covers all of the window, as `due` counts it."""
        day = due.Day(self.date, [], {}, {self.patient_id: list(pauses)})
        window = self.window
        return day.why_away(self.patient_id, window.earliest, window.latest) is not None

    def meets(self, pauses: Iterable[Pause]) -> bool:
        """Whether a stay covers some of the window."""
        begins, ends = self.window.earliest, self.window.latest
        return any(
            pause.starts_at <= ends and (pause.ends_at is None or pause.ends_at > begins)
            for pause in pauses
        )


@dataclass(frozen=True, slots=True)
class TeamDay:
    """One team's share of one date: how many visits, and their minutes."""

    date: date
    team: Team
    visits: list[Asked]

    @property
    def minutes(self) -> int:
        return sum(asked.minutes for asked in self.visits)


@dataclass(frozen=True, slots=True)
class Effect:
    """What follows for the days from `first` to `last`.

    `begun`: carers have been there in the period. `partly`: may begin before the patient leaves, or
    after she is home, so they stand.
    """

    first: date
    last: date
    days: list[TeamDay]
    begun: list[Asked]
    partly: list[Asked]

    @property
    def visits(self) -> int:
        return sum(len(day.visits) for day in self.days)

    @property
    def minutes(self) -> int:
        return sum(day.minutes for day in self.days)


def leaving(patient: Patient, starts_at: datetime, undone: Collection[int] = ()) -> Effect:
    """What leaves the lists when the patient is away from the instant. Six queries.

    `undone` are the keys of stays that are taken back first.
    """
    now = [pause for pause in patient.pauses.all() if pause.pk not in undone]
    new = Pause(patient=patient, starts_at=starts_at)
    first = _first_date(starts_at)
    asked = asked_of(patient, first, _last_date(starts_at))
    gone = [one for one in asked if one.is_away([new]) and not one.is_away(now)]
    partly = [one for one in asked if one.meets([new]) and not one.is_away([*now, new])]
    return _effect(starts_at, gone, partly)


def ending(patient: Patient, at: datetime) -> Effect:
    """What leaves the lists when her services end with the instant: for good, and also where a visit
    might have begun before it. Six queries.
    """
    now = list(patient.pauses.all())
    asked = asked_of(patient, _first_date(at), _last_date(at))
    gone = [one for one in asked if one.window.latest > at and not one.is_away(now)]
    return _effect(at, gone, [])


def returning(pause: Pause, ends_at: datetime) -> Effect:
    """What comes back when the stay ends at the instant. Six queries."""
    others = list(pause.patient.pauses.exclude(pk=pause.pk))
    until = Pause(patient=pause.patient, starts_at=pause.starts_at, ends_at=ends_at)
    asked = asked_of(pause.patient, _first_date(ends_at), _last_date(ends_at))
    back = [
        one for one in asked if one.window.latest >= ends_at and not one.is_away([*others, until])
    ]
    return _effect(ends_at, back, [])


def _effect(instant: datetime, touched: list[Asked], partly: list[Asked]) -> Effect:
    by_day: dict[tuple[date, int], list[Asked]] = defaultdict(list)
    for one in touched:
        if one.state in (State.DUE, State.WITHDRAWN):
            by_day[one.date, one.team.pk].append(one)
    return Effect(
        first=instant.astimezone(clock.OSLO).date(),
        last=_last_date(instant),
        days=[
            TeamDay(day, visits[0].team, visits)
            for (day, _team), visits in sorted(by_day.items(), key=lambda item: item[0])
        ],
        begun=[one for one in touched if one.state in SETTLED],
        partly=[one for one in partly if one.state == State.DUE],
    )


def _first_date(instant: datetime) -> date:
    """The shift's date: what happens before noon can be in the night of the day before."""
    return (instant - timedelta(hours=12)).astimezone(clock.OSLO).date()


def _last_date(instant: datetime) -> date:
    return instant.astimezone(clock.OSLO).date() + timedelta(days=DAYS - 1)


def asked_of(patient: Patient, first: date, last: date) -> list[Asked]:
    """All that plans and people ask for on the days, stays left aside, by time. Five queries."""
    plans = list(
        VisitPlan.objects.between(first, last)
        .filter(patient=patient)
        .select_related("patient", "team")
        .prefetch_related("approved_minutes", "competences")
    )
    exceptions = PlanException.objects.filter(plan__in=plans, date__range=(first, last))
    by_date: dict[date, dict[int, PlanException]] = defaultdict(dict)
    for row in exceptions:
        by_date[row.date][row.plan_id] = row
    visits = _visits(patient, first, last)
    made = {(visit.plan_id, visit.date): visit for visit in visits if visit.plan_id}
    found = []
    for number in range((last - first).days + 1):
        date_ = first + timedelta(days=number)
        day = due.Day(date_, plans, by_date[date_], {})
        found += [_of_plan(plan, date_, made.get((plan.pk, date_))) for plan in day.due()]
    found += [_of_visit(visit) for visit in visits if visit.plan_id is None]
    return sorted(found, key=lambda one: (one.window.earliest, one.title))


def _visits(patient: Patient, first: date, last: date) -> list[Visit]:
    rows = Visit.objects.filter(patient=patient, date__range=(first, last)).with_state()
    return list(rows.select_related("team").order_by("pk"))


def _of_plan(plan: VisitPlan, day: date, visit: Visit | None) -> Asked:
    return Asked(
        patient_id=plan.patient_id,
        date=day,
        team=plan.team,
        shift=plan.shift,
        title=plan.title,
        minutes=plan.minutes_on(day) * plan.carers,
        window=due.window_of(plan, day),
        plan=plan,
        visit=visit,
    )


def _of_visit(visit: Visit) -> Asked:
    return Asked(
        patient_id=visit.patient_id,
        date=visit.date,
        team=visit.team,
        shift=visit.shift,
        title=visit.title,
        minutes=visit.minutes * visit.carers,
        window=due.Window(visit.earliest, visit.latest),
        plan=None,
        visit=visit,
    )
