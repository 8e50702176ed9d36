"""Stays, moves and returns by chance, in small: after every step each sum goes up, nobody is sent to a
closed door, and exactly the visits that are due stand on a list or as unassigned.

The same steps and the same counting as benchmarks/coming_and_going.py has for a whole municipality.
"""

import os
from datetime import time, timedelta
from functools import partial

import pytest
from django.test import TestCase

from benchmarks.coming_steps import Game
from heltom.lib import clock
from patients.models import Pause
from tests.factories import ShiftFactory, StaffFactory, VisitPlanFactory
from tests.ward import make_ward
from worklists.actions import rebuilds, sweep
from worklists.models import Rebuild, Visit

pytestmark = pytest.mark.django_db

STEPS = int(os.environ.get("HELTOM_COMING_STEPS", "8"))
DAYS = [clock.today() + timedelta(days=ahead) for ahead in range(3)]


def hands(team, day):
    for kind in ("dag", "kveld"):
        ShiftFactory(staff=StaffFactory(team=team), date=day, kind=kind)


@pytest.fixture
def ward(monkeypatch):
    """An OT with its HT, with hands for three days and a little more work than they can do."""
    noon = clock.at(clock.today(), time(12)).astimezone(clock.OSLO)
    monkeypatch.setattr(clock, "now", lambda: noon)
    monkeypatch.setattr(rebuilds, "solve", partial(rebuilds.solve, effort="quick"))
    ward = make_ward()
    for team in (ward.team, ward.ht):
        for day in DAYS:
            hands(team, day)
        VisitPlanFactory.create_batch(4, team=team, minutes=50, earliest=time(9), latest=time(12))
        VisitPlanFactory(team=team, shift="kveld", earliest=time(18), latest=time(20))
    VisitPlanFactory(team=ward.ht, patient=Visit.patient.field.related_model.objects.first())
    return ward


def build_owed(ward):
    """As the sweep and the worker do, with what is left for after the commit; returns how many."""
    before = Rebuild.objects.count()
    while sweep.take_changes() or Rebuild.objects.filter(status="venter").exists():
        with TestCase.captureOnCommitCallbacks(execute=True):
            ward.build_waiting()
    return Rebuild.objects.count() - before


@pytest.mark.parametrize("seed", [1])
def test_whoever_comes_and_goes_the_days_balance_and_nobody_is_sent_in_vain(ward, seed):
    for day in DAYS:
        ward.day = day
        for team in (ward.team, ward.ht):
            for kind in ("dag", "kveld", "natt"):
                ward.build(kind, team)
    game = Game(DAYS, seed, lambda: build_owed(ward))
    lines = [game.step(number) for number in range(1, STEPS + 1)]
    assert [fault for line in lines for fault in line["faults"]] == []
    assert game.everything() == []
    assert {"begin", "end"} <= {line["kind"] for line in lines}
    assert sum(line["freed"] for line in lines) > 0
    assert Pause.objects.exists()
