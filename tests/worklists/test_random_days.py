"""Random days: whatever happens, in whatever order, the day balances once the lists are built.

Each example plays a handful of events on a small ward (plans come and go, patients are admitted
and come home, carers fall ill, visits are begun, done, called off, opened again, moved to another
team) with rebuilds in between, and looks for an imbalance after each one.
"""

import os
from contextlib import suppress
from datetime import time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Pause
from teams.models import Shift
from tests.factories import (
    AbsenceFactory,
    AppointmentFactory,
    PauseFactory,
    PlanExceptionFactory,
    ShiftFactory,
    StaffCompetenceFactory,
    StaffFactory,
    TeamFactory,
    VisitFactory,
    VisitPlanFactory,
)
from tests.ward import make_ward
from worklists.actions import visits
from worklists.models import Entry, ListChange, State, Visit, VisitPlan
from worklists.queries.balance import balances_on

pytestmark = pytest.mark.django_db


class RolledBack(Exception):
    """Ends an example and takes everything in it back."""


class Game:
    """A ward with two OTs on a day to come, and the events that can befall it."""

    def __init__(self):
        self.ward = make_ward(clock.today() + timedelta(days=1))
        self.other = TeamFactory(site=self.ward.team.site, ht=self.ward.ht)
        self.vera = self.ward.user("vera")
        ShiftFactory(staff=StaffFactory(team=self.other), date=self.ward.day)
        StaffCompetenceFactory(staff=self.ward.people["kari"])
        self.ward.plans(5)

    def pick(self, queryset, n):
        rows = list(queryset.order_by("pk"))
        return rows[n % len(rows)] if rows else None

    def visit(self, n):
        return self.pick(Visit.objects.filter(date=self.ward.day), n)

    def plan(self, n):
        return self.pick(VisitPlan.objects.all(), n)

    def new_plan(self, n):
        hour = 8 + n % 6
        VisitPlanFactory(
            team=[self.ward.team, self.other][n % 5 == 0],
            carers=1 + (n % 4 == 0),
            needs=["insulin"] if n % 3 == 0 else None,
            minutes=5 + n % 40,
            priority=1 + n % 3,
            earliest=time(hour),
            latest=time(hour + n % 3),
            where=["hjemme", "telefon", "inne"][n % 7 % 3],
            fixed_time=n % 6 == 0,
        )

    def end_plan(self, n):
        plan = self.plan(n)
        plan.valid_to = clock.today()
        plan.save()

    def skip(self, n):
        plan = self.plan(n)
        if not plan.exceptions.exists():
            PlanExceptionFactory(plan=plan, date=self.ward.day, kind=["utgar", "ekstra"][n % 2])

    def move_plan(self, n):
        plan = self.plan(n)
        plan.team = self.other if plan.team == self.ward.team else self.ward.team
        plan.save()

    def admit(self, n):
        patient = self.plan(n).patient
        if not patient.pauses.exists():
            PauseFactory(patient=patient, starts_at=clock.at(self.ward.day, time(n % 24)))

    def come_home(self, n):
        pause = self.pick(Pause.objects.all(), n)
        if pause:
            pause.ends_at = pause.starts_at + timedelta(hours=1 + n % 5)
            pause.save()

    def appointment(self, n):
        AppointmentFactory(
            patient=self.plan(n).patient,
            starts_at=clock.at(self.ward.day, time(8 + n % 4)),
            ends_at=clock.at(self.ward.day, time(12 + n % 4)),
        )

    def fall_ill(self, n):
        shift = self.pick(Shift.objects.worked().walking().filter(date=self.ward.day), n)
        if shift:
            shift.absence = AbsenceFactory(staff=shift.staff, starts_at=shift.starts_at)
            shift.save()

    def call_in(self, n):
        staff = StaffFactory(team=self.ward.team)
        if n % 2:
            StaffCompetenceFactory(staff=staff)
        ShiftFactory(staff=staff, date=self.ward.day)

    def extra(self, n):
        at = clock.at(self.ward.day, time(9 + n % 4))
        visits.add(
            patient=self.plan(n).patient, team=self.ward.team, code="PBP", shift="dag",
            earliest=at, latest=at + timedelta(hours=1), title="Ekstra", minutes=10, by=self.vera,
            day=self.ward.day,
        )  # fmt: skip

    def from_elsewhere(self, n):
        VisitFactory(team=self.ward.team, date=self.ward.day, patient=self.plan(n).patient)

    def step(self, n):
        visit = self.visit(n)
        if visit is None:
            return
        act = [visits.start, visits.finish, visits.lock, visits.unlock][n % 4]
        with suppress(Refused):
            act(visit=visit, by=self.vera)

    def cancel_or_reopen(self, n):
        visit = self.visit(n)
        if visit is None:
            return
        act = visits.cancel if n % 2 else visits.reopen
        with suppress(Refused):
            act(visit=visit, by=self.vera, reason="tilfeldig")

    def build(self, _n=0):
        for team in (self.ward.team, self.other):
            self.ward.build(team=team)
            # The clean-up of moved plans asks for the neighbour's lists: one more round settles it.
        self.ward.build_waiting()
        for team in (self.ward.team, self.other):
            self.ward.build(team=team)
        self.check()

    def check(self):
        for sum_ in balances_on(self.ward.day, [self.ward.team, self.other]):
            assert sum_.balances, (sum_, [fault.sentence for fault in sum_.faults])
        current = Entry.objects.filter(worklist__publication__current_for__isnull=False)
        for visit in Visit.objects.with_state():
            halves = current.filter(visit=visit).count()
            if visit.state == State.DUE:
                assert halves in (0, visit.carers)
            if visit.state == State.WITHDRAWN:
                assert halves == 0
        for change in ListChange.objects.filter(kind="borte"):
            assert change.reason


EVENTS = [name for name, item in vars(Game).items() if callable(item) and name[0] != "_"]
EVENTS = [name for name in EVENTS if name not in {"pick", "visit", "plan", "check"}]


@settings(
    max_examples=int(os.environ.get("HELTOM_RANDOM_DAYS", "15")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(events=st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 59)), max_size=14))
def test_whatever_happens_the_day_balances_once_the_lists_are_built(events):
    try:
        with transaction.atomic():
            game = Game()
            seen = 0
            for name, n in [*events, ("build", 0)]:
                getattr(game, name)(n)
                assert Visit.objects.count() >= seen, "a visit has disappeared"
                seen = Visit.objects.count()
            raise RolledBack
    except RolledBack:
        pass
