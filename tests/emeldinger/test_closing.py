"""A message is closed only with what it leads to: the way through, and what is right afterwards."""

from __future__ import annotations

from copy import deepcopy
from datetime import time, timedelta

import pytest
from django.urls import reverse

from emeldinger.models import Consequence
from heltom.lib import clock
from patients.models import Pause
from tests.emeldinger.closing import confirm, panel
from tests.emeldinger.incoming import KARI, NUMBER, bring_letter
from tests.factories import ShiftFactory
from tests.support.clocks import TODAY, clock_at, pin
from tests.ward import make_ward
from worklists.actions import sweep
from worklists.models import ListChange, State, Visit
from worklists.queries.balance import balances_on, day_balance

pytestmark = pytest.mark.django_db

TOMORROW = TODAY + timedelta(days=1)


def at(hour, minute=0, day=TODAY):
    return clock.at(day, time(hour, minute))


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    pin(monkeypatch, time(12))


@pytest.fixture(scope="module")
def built(rows_of_module):
    """Tomorrow's lists with five patients; the first of them is Kari of the letters, at home today."""
    with clock_at(time(12)):
        ward = make_ward(TOMORROW)
        ward.plans(5)
        for name, function in (("anne", "ansvarsvakt"), ("vera", "vk"), ("kari", "liste")):
            ShiftFactory(staff=ward.people[name], date=TODAY, function=function)
        ward.build()
        kari = Visit.objects.order_by("pk").first().patient
        kari.national_number, kari.given_name, kari.family_name = NUMBER, "Kari", "Oppdiktet"
        kari.save()
        return ward


@pytest.fixture
def ward(built):
    return deepcopy(built)


@pytest.fixture
def kari(ward):
    return Visit.objects.order_by("pk").first().patient


@pytest.fixture
def anne(client, ward):
    client.force_login(ward.user("anne"))
    return client


def settle(ward):
    sweep.take_changes()
    ward.build_waiting()


def states(patient):
    rows = Visit.objects.filter(patient=patient, date=TOMORROW).with_state()
    return [row.state for row in rows.order_by("pk")]


def assert_the_day_is_right(ward):
    assert day_balance(ward.team, ward.day, "dag").faults == []
    for balance in balances_on(TODAY, [ward.team]):
        assert balance.faults == []
    assert not ListChange.objects.waiting().exists()


def bring(kind, when=None, **about):
    return bring_letter(kind, at=when or at(10), patient=KARI, **about).message


def kinds(message):
    rows = Consequence.objects.filter(closing__message=message).order_by("pk")
    return [row.kind for row in rows]


def test_an_admission_is_one_press_and_her_visits_leave_the_lists(anne, ward, kari):
    message = bring("innlagt")
    other = bring("utskrivningsrapport")
    text = panel(anne, message)
    assert "går ut av listene" in text
    response = confirm(anne, message)
    assert (response.status_code, response["Location"]) == (
        303,
        reverse("emeldinger:message", args=[other.pk]),
    )
    (pause,) = Pause.objects.filter(patient=kari)
    assert (pause.starts_at, pause.reason, pause.ends_at) == (at(10), "sykehus", None)
    assert kinds(message) == ["opphor", "svar"]
    settle(ward)
    assert states(kari) == [State.WITHDRAWN]
    assert_the_day_is_right(ward)
