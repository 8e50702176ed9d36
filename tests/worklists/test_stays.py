"""Away and home again: what leaves the lists, what comes back, and what the desk asks for."""

from datetime import date, time, timedelta

import pytest

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Pause, PauseStep, ReturnCheck
from teams.models import AuditEvent, Change
from tests.factories import PauseFactory, ShiftFactory, StaffFactory, VisitFactory, VisitPlanFactory
from tests.ward import make_ward
from worklists.actions import stays, sweep, visits
from worklists.models import State, TeamShift, Visit
from worklists.queries.balance import balances_on, day_balance
from worklists.queries.stays import ReturnKind, returns

pytestmark = pytest.mark.django_db

TODAY = clock.today()
TOMORROW = TODAY + timedelta(days=1)


def at(day, hour, minute=0):
    return clock.at(day, time(hour, minute))


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """The ward's people are at work at noon."""
    monkeypatch.setattr(clock, "now", lambda: at(TODAY, 12).astimezone(clock.OSLO))


@pytest.fixture
def ward():
    """Lists for tomorrow's day shift; five patients with a visit there."""
    ward = make_ward(TOMORROW)
    ward.plans(5)
    for name in ("vera", "anne", "kari"):
        ShiftFactory(
            staff=ward.people[name],
            date=TODAY,
            function={"vera": "vk", "anne": "ansvarsvakt"}.get(name, "liste"),
        )
    ward.build()
    return ward


@pytest.fixture
def vera(ward):
    return ward.user("vera")


@pytest.fixture
def patient(ward):
    return Visit.objects.order_by("pk").first().patient


def begin(patient, by, starts_at=None, **more):
    how = {"reason": "sykehus"} | more
    return stays.begin(patient=patient, starts_at=starts_at or clock.now(), by=by, **how)


def settle(ward):
    sweep.take_changes()
    ward.build_waiting()


def states(patient, day=TOMORROW):
    rows = Visit.objects.filter(patient=patient, date=day).with_state().order_by("pk")
    return [row.state for row in rows]


def balance(ward):
    return day_balance(ward.team, ward.day, "dag")


def test_from_the_moment_she_is_away_no_list_sends_anybody_to_her(ward, vera, patient):
    begin(patient, vera)
    settle(ward)
    assert states(patient) == [State.WITHDRAWN]
    sum_ = balance(ward)
    assert (sum_.due, sum_.on_list, sum_.withdrawn) == (4, 4, 1)
    assert sum_.balances


def test_home_again_her_visits_come_back(ward, vera, patient):
    pause = begin(patient, vera)
    settle(ward)
    stays.end(pause=pause, ends_at=at(TOMORROW, 7), by=vera)
    settle(ward)
    assert states(patient) == [State.DUE]
    assert balance(ward).balances
    assert balance(ward).on_list == 5
