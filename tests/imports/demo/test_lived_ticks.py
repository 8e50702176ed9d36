"""A demo that is opened in the middle of a shift has a morning behind it."""

from datetime import time

import pytest

from heltom.lib import clock
from imports.demo.characters import FIRST_UNIT
from imports.lived_ticks import tick
from teams.demo import mark_as_demo
from tests.ward import make_ward
from worklists.models import Visit, VisitState

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(monkeypatch):
    morning = clock.at(clock.today(), time(7, 35)).astimezone(clock.OSLO)
    monkeypatch.setattr(clock, "now", lambda: morning)
    ward = make_ward()
    unit = ward.team.unit
    unit.code = FIRST_UNIT
    unit.save()
    for hour in (8, 9, 12):
        ward.plans(1, earliest=time(hour), latest=time(hour, 10), minutes=45)
    ward.build()
    return ward


def states():
    return list(
        Visit.objects.order_by("earliest", "states").values_list("states__state", flat=True)
    )


def test_what_the_clock_has_passed_is_done_and_the_next_is_begun(ward):
    mark_as_demo(invented=True)
    assert tick(clock.at(clock.today(), time(9, 30))) == 2
    assert states() == ["venter", "utfort", "venter", "startet", "venter"]
    assert all(step.carer and step.by for step in VisitState.objects.exclude(state="venter"))
    assert tick(clock.at(clock.today(), time(14))) == 0, "in use: left alone"


def test_nobody_has_ticked_for_real_people(ward):
    mark_as_demo(invented=False)
    assert tick(clock.at(clock.today(), time(14))) == 0
