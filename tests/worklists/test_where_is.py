""" "Hvor er oppdraget mitt?": one sentence that can be read aloud, of the state that the visit is in."""

from datetime import time, timedelta

import pytest

from heltom.lib import clock
from tests.factories import PauseFactory, VisitPlanFactory
from tests.ward import make_ward
from worklists.actions import visits
from worklists.models import Entry, Visit
from worklists.queries.where_is import where_is

pytestmark = pytest.mark.django_db

NINE = clock.at(clock.today(), time(9)).astimezone(clock.OSLO)


@pytest.fixture
def ward(monkeypatch):
    """Two visits at fixed times, at eleven and at one, and it is nine o'clock."""
    monkeypatch.setattr(clock, "now", lambda: NINE)
    ward = make_ward()
    plan = VisitPlanFactory(team=ward.team, earliest=time(11), latest=time(11), fixed_time=True)
    VisitPlanFactory(
        team=ward.team, patient=plan.patient, title="Middag", earliest=time(13), latest=time(13, 30)
    )
    ward.build()
    return ward


@pytest.fixture
def patient(ward):
    return Visit.objects.first().patient


def aloud(ward, patient, now=NINE):
    return where_is(ward.user("vera"), patient, now).aloud


def who_has(visit):
    entry = Entry.objects.get(visit=visit, worklist__publication__current_for__isnull=False)
    return entry.worklist.shift.staff.given_name


def test_who_comes_and_when_with_a_margin_that_can_be_kept(ward, patient):
    visit = Visit.objects.get(title="Morgenstell")
    assert aloud(ward, patient) == f"{who_has(visit)} er ventet mellom 10:45 og 11:15."
    only = where_is(ward.user("siri"), patient, NINE)
    assert (only.aloud, only.visits) == ("Det er ikke planlagt noe mer i dag.", [])


def test_what_is_late_says_how_late_and_what_nobody_knows_is_not_promised(ward, patient):
    """Ten minutes past and nobody there is late; forty minutes, and she may have been there."""
    visit = Visit.objects.get(title="Morgenstell")
    now = clock.at(clock.today(), time(11, 40)).astimezone(clock.OSLO)
    lost = f"{who_has(visit)} skulle vært der 11:00, og ingen har krysset av. Vi undersøker det."
    assert aloud(ward, patient, now) == lost
    soon = clock.at(clock.today(), time(11, 10)).astimezone(clock.OSLO)
    answer = where_is(ward.user("vera"), patient, soon)
    assert answer.visits[0].delay == 10
    assert answer.aloud.endswith("Det er 10 minutter senere enn planlagt.")


def test_begun_done_and_called_off(ward, patient):
    first, second = Visit.objects.order_by("earliest")
    by, day = ward.user("vera"), clock.today()
    visits.start(visit=first, by=by, at=clock.at(day, time(8, 50)))
    assert aloud(ward, patient).startswith(f"{who_has(first)} er der nå, siden 08:50.")
    visits.finish(visit=first, by=by, at=clock.at(day, time(9, 10)))
    visits.cancel(visit=second, by=by, reason="Kari er syk")
    answer = where_is(ward.user("vera"), patient, NINE)
    assert "Oppdraget Middag, 13:00–13:30, er avlyst." in answer.aloud
    assert f"{who_has(first)} var der 08:50–09:10." in answer.aloud
    assert "syk" not in answer.aloud
    assert answer.visits[1].changed == f"Avlyst 09:00 av {by.staff.name}: Kari er syk"


def test_on_nobodys_list_and_away(ward, patient):
    day = clock.today()
    loose = visits.add(
        patient=patient, team=ward.team, code="PBP", shift="dag", title="Tilsyn", minutes=10,
        earliest=clock.at(day, time(9, 30)), latest=clock.at(day, time(10)), by=ward.user("vera"),
    )  # fmt: skip
    assert aloud(ward, patient) == (
        "Tilsyn skal begynne 09:30–10:00. Det er ikke klart hvem som kommer."
    )
    assert loose.pk
    PauseFactory(patient=patient, expected_return=day + timedelta(days=2))
    said = aloud(ward, patient)
    assert said.startswith("Per får ikke oppdrag nå: midlertidig opphør fra i dag 00:00.")
    assert "sykehus" not in said
