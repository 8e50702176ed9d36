"""The disturbances of disturbances.py, and what is counted after each. Import it after django.setup()."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Pause
from teams.actions.absences import link_shifts
from teams.models import Absence, Shift, Staff, User
from worklists.actions import visits
from worklists.actions.mend import plan_of, publish_asked, read_locked
from worklists.models import Entry, Release, State, TeamShift, Visit
from worklists.planning.checker import check
from worklists.planning.plan import Plan
from worklists.planning.problem import Problem
from worklists.planning.solver import solve
from worklists.queries import problem
from worklists.queries.balance import day_balance
from worklists.queries.problem import Pin
from worklists.queries.work import Work, key_of

#: Below so many lists there is nobody to give anything to.
FEWEST_LISTS = 4
MINUTES_BETWEEN = 6

type Places = dict[str, set[str]]


def shifts_to_play(how_many: int, rng: Random) -> list[TeamShift]:
    """Shifts of tomorrow with lists enough, drawn without giving any of them back."""
    tomorrow = clock.today() + timedelta(days=1)
    found = [
        shift
        for shift in TeamShift.objects.filter(date=tomorrow, current__isnull=False)
        .select_related("team__site__unit", "current")
        .order_by("pk")
        if shift.current and shift.current.worklists.count() >= FEWEST_LISTS
    ]
    return rng.sample(found, min(how_many, len(found)))


class Play:
    """One shift, its clock a third of the way in, with what should be done by then ticked off."""

    def __init__(self, shift: TeamShift, rng: Random) -> None:
        self.shift, self.rng = shift, rng
        self.by = User.objects.order_by("pk")[0]
        begins = min(s.starts_at for s in self._at_work())
        ends = max(s.ends_at for s in self._at_work())
        self._set_clock(begins + (ends - begins) / 3)
        for entry in self._entries().filter(ends_at__lt=clock.now()):
            self._tick(entry.visit)
        self.called_off: list[Visit] = []

    def _set_clock(self, instant: datetime) -> None:
        instant = instant.replace(second=0, microsecond=0)
        clock.now = lambda: instant

    def _tick(self, visit: Visit) -> None:
        if visits.current_state(visit) == State.DUE:
            visits.start(visit=visit, by=self.by)
            visits.finish(visit=visit, by=self.by)

    def _at_work(self) -> list[Shift]:
        of = Shift.objects.of(self.shift.team, self.shift.date, self.shift.kind)
        return list(of.worked().walking().select_related("staff").order_by("pk"))

    def _entries(self) -> Any:
        self.shift.refresh_from_db()
        return Entry.objects.filter(worklist__publication=self.shift.current_id).select_related(
            "visit__patient", "worklist__shift__staff"
        )

    def _waiting(self) -> list[Entry]:
        """Visits that nobody has begun and that do not begin in the next minutes."""
        soon = clock.now() + timedelta(minutes=15)
        rows = self._entries().filter(starts_at__gt=soon).order_by("pk")
        return [e for e in rows if visits.current_state(e.visit) == State.DUE]

    def step(self) -> dict[str, Any]:
        """Let some minutes go, disturb, mend, count."""
        self._set_clock(clock.now() + timedelta(minutes=MINUTES_BETWEEN))
        before = read_locked(self.shift)
        kind, pins, hold = self._disturb()
        work = read_locked(self.shift)
        asked = problem.build(work, clock.now(), pins=pins, hold=hold)
        try:
            plan = plan_of(asked)
        except Refused as refused:
            return self._row(kind, refused=str(refused))
        publish_asked(work=work, asked=asked, plan=plan, why="måling", by=self.by, pins=pins)
        fresh = solve(asked.problem)
        was = _places_of(before)
        return self._row(
            kind,
            faults=[*self._faults(asked.problem, plan), *self._unlike(asked, plan)],
            moved=_moved(was, plan),
            moved_from_nothing=_moved(was, fresh),
            late=_late(asked.problem, plan),
            late_from_nothing=_late(asked.problem, fresh),
            left=len(plan.unassigned),
            left_from_nothing=len(fresh.unassigned),
        )

    def _row(self, kind: str, **found: Any) -> dict[str, Any]:
        return {"shift": str(self.shift), "kind": kind, "refused": "", "faults": [], **found}

    def _faults(self, asked: Problem, plan: Plan) -> list[str]:
        broken = [fault.sentence for fault in check(asked, plan)]
        sum_ = day_balance(self.shift.team, self.shift.date, self.shift.kind)
        return broken if sum_.balances else [*broken, str(sum_.as_dict())]

    def _unlike(self, asked: problem.Asked, plan: Plan) -> list[str]:
        """What is published is what was planned, to the minute."""
        rows = self._entries().values_list("visit", "worklist__shift", "starts_at")
        planned = {
            (asked.jobs[stop.visit].visit.pk, int(route.carer), stop.start)
            for route, stop in plan.placed()
        }
        date = self.shift.date
        stand = {(v, s, clock.minutes_since_midnight(date, at)) for v, s, at in rows}
        lost = planned - stand
        return [f"{len(lost)} oppdrag ble publisert et annet sted"] if lost else []

    # What happens -------------------------------------------------------------------------------

    def _disturb(self) -> tuple[str, dict[str, Pin], bool]:
        acts: list[Callable[[], tuple[dict[str, Pin], bool] | None]] = [
            self.ill, self.more, self.alarm, self.called_off_one, self.wanted_after_all,
            self.lent, self.let_off, self.by_hand, self.admitted,
        ]  # fmt: skip
        while True:
            act = self.rng.choice(acts)
            said = act()
            if said is not None:
                return act.__name__, *said

    def ill(self) -> tuple[dict[str, Pin], bool] | None:
        people = self._at_work()
        if len(people) <= FEWEST_LISTS - 1:
            return None
        gone = self.rng.choice(people)
        Absence.objects.create(
            staff=gone.staff, starts_at=clock.now(), ends_at=gone.ends_at, reason="syk"
        )
        link_shifts(staff=[gone.staff_id])
        return {}, False

    def more(self) -> tuple[dict[str, Pin], bool] | None:
        self._add(minutes=20, within=150, priority=2)
        return {}, False

    def alarm(self) -> tuple[dict[str, Pin], bool] | None:
        visit = self._add(minutes=30, within=30, priority=1)
        goes = self.rng.choice(self._at_work())
        return ({key_of(visit): Pin((goes.pk,))}, False) if visit else None

    def _add(self, *, minutes: int, within: int, priority: int) -> Visit | None:
        known = self._entries().order_by("pk")
        like = self.rng.choice(list(known)).visit
        begins = clock.now() + timedelta(minutes=1)
        return visits.add(
            patient=like.patient, team=self.shift.team, code=like.code, shift=self.shift.kind,
            earliest=begins, latest=begins + timedelta(minutes=within), title="Nytt oppdrag",
            minutes=minutes, by=self.by, day=self.shift.date, priority=priority,
        )  # fmt: skip

    def called_off_one(self) -> tuple[dict[str, Pin], bool] | None:
        waiting = self._waiting()
        if not waiting:
            return None
        visit = self.rng.choice(waiting).visit
        visits.cancel(visit=visit, by=self.by, reason="måling")
        self.called_off.append(visit)
        return {}, False

    def wanted_after_all(self) -> tuple[dict[str, Pin], bool] | None:
        if not self.called_off:
            return None
        visits.reopen(visit=self.called_off.pop(), by=self.by)
        return {}, False

    def lent(self) -> tuple[dict[str, Pin], bool] | None:
        on_duty = Shift.objects.filter(
            starts_at__lt=clock.now() + timedelta(hours=4), ends_at__gt=clock.now()
        )
        away = Absence.objects.filter(starts_at__lt=clock.now() + timedelta(hours=4)).exclude(
            ends_at__lte=clock.now()
        )
        free = (
            Staff.objects.filter(team__site=self.shift.team.site)
            .exclude(pk__in=on_duty.values("staff"))
            .exclude(pk__in=away.values("staff"))
        )
        staff = self.rng.choice(list(free.order_by("pk")[:40]) or [None])
        if staff is None:
            return None
        Shift.objects.create(
            staff=staff, team=self.shift.team, date=self.shift.date, kind=self.shift.kind,
            starts_at=clock.now(), ends_at=clock.now() + timedelta(hours=3),
        )  # fmt: skip
        return {}, False

    def let_off(self) -> tuple[dict[str, Pin], bool] | None:
        waiting = self._waiting()
        if not waiting:
            return None
        entry = self.rng.choice(waiting)
        Release.objects.get_or_create(
            visit=entry.visit,
            staff=entry.worklist.shift.staff,
            defaults={"reason": "ikke-opplaert", "by": self.by, "at": clock.now()},
        )
        Visit.objects.filter(pk=entry.visit_id).update(locked=False)
        return {}, False

    def by_hand(self) -> tuple[dict[str, Pin], bool] | None:
        waiting = [entry for entry in self._waiting() if entry.visit.carers == 1]
        if not waiting:
            return None
        entry = self.rng.choice(waiting)
        to = self.rng.choice(self._at_work())
        return {key_of(entry.visit): Pin((to.pk,))}, True

    def admitted(self) -> tuple[dict[str, Pin], bool] | None:
        waiting = self._waiting()
        if not waiting:
            return None
        patient = self.rng.choice(waiting).visit.patient
        if Pause.objects.filter(patient=patient).exclude(ends_at__lte=clock.now()).exists():
            return None
        Pause.objects.create(patient=patient, starts_at=clock.now(), reason="sykehus")
        return {}, False


def _places_of(work: Work) -> Places:
    keys = {job.visit.pk: job.key for job in work.jobs if job.visit.pk}
    return {
        keys[visit]: {str(entry.worklist.shift_id) for entry in entries}
        for visit, entries in work.entries.items()
        if visit in keys
    }


def _moved(was: Places, plan: Plan) -> int:
    """Visits that were on lists and are with somebody else, or with nobody, now."""
    now: Places = {}
    for route, stop in plan.placed():
        now.setdefault(stop.visit, set()).add(route.carer)
    for left in plan.unassigned:
        now.setdefault(left.visit, set())
    return sum(key in was and was[key] != carers for key, carers in now.items())


def _late(asked: Problem, plan: Plan) -> int:
    """Minutes that visits still to be made begin after their window, in sum."""
    latest = {visit.key: visit.latest for visit in asked.visits if not visit.started}
    starts = {stop.visit: stop.start for _route, stop in plan.placed()}
    return sum(max(0, start - latest[key]) for key, start in starts.items() if key in latest)
