"""A message is closed only with what it leads to: the way through, and what is right afterwards."""

from __future__ import annotations

from copy import deepcopy
from datetime import time, timedelta

import pytest
from django.urls import reverse

from emeldinger.models import Consequence
from heltom.lib import clock
from patients.models import Ending, Pause
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


def admitted(client, kari):
    message = bring("innlagt")
    confirm(client, message)
    return message


def take_back(client, message, kind="innlagt"):
    return bring(kind, at(11), status="C", parent=message.msg_id, conversation=message.msg_id)


def test_a_discharge_brings_them_back_and_the_checklist_waits(anne, ward, kari):
    admitted(anne, kari)
    settle(ward)
    message = bring("utskrevet", at(11, 30))
    text = panel(anne, message)
    assert "kommer tilbake på listene" in text
    assert "De første besøkene" in text
    confirm(anne, message)
    pause = Pause.objects.get(patient=kari)
    assert pause.ends_at == at(11, 30)
    assert pause.checks.filter(done_at__isnull=True).count() == 4
    assert kinds(message) == ["hjem"]
    settle(ward)
    assert states(kari) == [State.DUE]
    assert_the_day_is_right(ward)


def test_a_death_ends_her_services_and_undone_they_go_on(anne, ward, kari):
    message = bring("dod")
    confirm(anne, message)
    kari.refresh_from_db()
    assert (kari.ended_on, kari.ended_reason) == (TODAY, "død")
    settle(ward)
    assert states(kari) == [State.WITHDRAWN]
    assert_the_day_is_right(ward)
    (one,) = Consequence.objects.filter(kind="dod")
    undone = {"hvorfor": "Det var en annen med samme navn."}
    assert anne.post(reverse("emeldinger:undo", args=[one.pk]), undone).status_code == 303
    kari.refresh_from_db()
    assert (kari.ended_on, kari.ended_reason, kari.ended_at) == (None, "", None)
    assert Ending.objects.get().undone_why == "Det var en annen med samme navn."
    settle(ward)
    assert states(kari) == [State.DUE]
    assert_the_day_is_right(ward)


def test_a_visit_that_might_have_begun_before_she_died_is_not_done_either(anne, ward, kari):
    """Of a stay it would stand: she may be visited before she leaves."""
    pin_day = Visit.objects.get(patient=kari, date=TOMORROW)
    with clock_at(pin_day.earliest + (pin_day.latest - pin_day.earliest) / 2):
        confirm(anne, bring("dod", clock.now()))
        settle(ward)
        assert states(kari) == [State.WITHDRAWN]
        assert day_balance(ward.team, ward.day, "dag").faults == []


def test_a_cancellation_undoes_what_the_original_caused(anne, ward, kari):
    original = admitted(anne, kari)
    settle(ward)
    cancelled = take_back(anne, original)
    text = panel(anne, cancelled)
    assert "Angre: Midlertidig opphør fra" in text
    assert "kommer tilbake på listene" in text
    confirm(anne, cancelled)
    assert not Pause.objects.filter(patient=kari).exists()
    pause, report = Consequence.objects.filter(closing__message=original).order_by("pk")
    assert pause.undone_why == "Avsenderen har kansellert meldingen."
    assert report.letter.dropped_why == pause.undone_why
    assert kinds(cancelled) == ["angret", "angret"]
    settle(ward)
    assert states(kari) == [State.DUE]
    assert_the_day_is_right(ward)


def test_a_cancellation_of_what_nobody_has_closed_closes_both(anne, ward, kari):
    original = bring("innlagt")
    cancelled = take_back(anne, original)
    confirm(anne, cancelled)
    original.refresh_from_db()
    assert original.closed_at is not None
    assert kinds(original) == ["ingenting"]
    assert "kansellering" in Consequence.objects.get(closing__message=original).reason
    assert not Pause.objects.exists()


def test_a_change_moves_the_stay(anne, ward, kari):
    original = admitted(anne, kari)
    changed = bring(
        "innlagt", at(11), status="M", parent=original.msg_id, conversation=original.msg_id
    )
    assert confirm(anne, changed).status_code == 303
    (pause,) = Pause.objects.filter(patient=kari)
    assert pause.starts_at == at(11)
    assert kinds(changed) == ["angret", "opphor", "svar"]
    assert "Midlertidig opphør fra" in panel(anne, changed)
