"""Two at once: both register, one registers while the other ends, and a stay begins during a rebuild."""

import threading
from contextlib import suppress
from datetime import time, timedelta

import pytest
from django.db import connection

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Pause, PauseStep
from tests.factories import ShiftFactory
from tests.ward import make_ward
from worklists.actions import rebuilds, stays, sweep
from worklists.models import State, Visit
from worklists.queries.balance import day_balance

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = clock.today()
TOMORROW = TODAY + timedelta(days=1)
NOON = clock.at(TODAY, time(12)).astimezone(clock.OSLO)


@pytest.fixture
def ward(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    ward = make_ward(TOMORROW)
    ward.plans(3)
    for name in ("vera", "anne"):
        function = {"vera": "vk", "anne": "ansvarsvakt"}[name]
        ShiftFactory(staff=ward.people[name], date=TODAY, function=function)
    ward.build()
    return ward


@pytest.fixture
def patient(ward):
    return Visit.objects.order_by("pk").first().patient


def at_once(*acts):
    """All of them, each on a connection of its own; returns what they were refused with."""
    start, refused = threading.Barrier(len(acts), timeout=5), []

    def run(act):
        try:
            with suppress(threading.BrokenBarrierError):
                start.wait()
            act()
        except Refused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return refused


def begin(ward, patient, name, reason="sykehus"):
    return stays.begin(patient=patient, starts_at=NOON, reason=reason, by=ward.user(name))


def test_of_two_who_register_at_once_the_second_is_told_who_was_first(ward, patient):
    refused = at_once(
        lambda: begin(ward, patient, "vera", "sykehus"),
        lambda: begin(ward, patient, "anne", "reise"),
    )
    first = PauseStep.objects.select_related("by__staff").get()
    assert len(refused) == 1
    assert f"{first.by.staff.name} har alt ført opphør" in refused[0]
    assert Pause.objects.count() == 1


def test_the_same_stay_from_two_at_once_is_one(ward, patient):
    acts = [lambda name=name: begin(ward, patient, name) for name in ("vera", "anne")]
    assert at_once(*acts) == []
    assert Pause.objects.get().checks.count() == 4


def test_one_says_home_while_the_other_takes_it_back_and_one_of_them_holds(ward, patient):
    pause = begin(ward, patient, "vera")
    refused = at_once(
        lambda: stays.end(pause=pause, ends_at=clock.at(TOMORROW, time(8)), by=ward.user("anne")),
        lambda: stays.undo(pause=pause, by=ward.user("vera"), reason="feil pasient"),
    )
    assert not Pause.objects.exists()
    assert refused in ([], ["Oppholdet er fjernet fordi det var ført ved en feil."])
    sweep.take_changes()
    ward.build_waiting()
    assert day_balance(ward.team, TOMORROW, "dag").balances


def test_a_stay_that_begins_while_the_lists_are_built_is_not_lost(ward, patient, monkeypatch):
    """The lists were planned with her and are being written: they are planned anew without her."""
    publish, begun = rebuilds.publish, []

    def meanwhile(**how):
        if not begun:
            begun.append(at_once(lambda: begin(ward, patient, "vera")))
        return publish(**how)

    ward.plans(1)
    monkeypatch.setattr(rebuilds, "publish", meanwhile)
    ward.build()
    assert begun == [[]]
    sweep.take_changes()
    ward.build_waiting()
    visit = Visit.objects.with_state().get(patient=patient, date=TOMORROW)
    assert visit.state == State.WITHDRAWN
    assert day_balance(ward.team, TOMORROW, "dag").balances
