"""A visit is moved, put aside or taken from somebody: at once, and never over another's word."""

from copy import deepcopy
from datetime import time, timedelta

import pytest

from heltom.lib.errors import Refused
from teams.models import AuditEvent
from tests.factories import UserFactory
from tests.support.clocks import clock_at, pin
from tests.ward import make_ward
from worklists.actions import handing, visits
from worklists.models import Entry, Release, TeamShift, Unassigned, Visit
from worklists.queries.balance import day_balance
from worklists.queries.candidates import candidates

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(rows_of_module):
    """At seven in the morning, before the shift."""
    with clock_at(time(7)):
        ward = make_ward()
        ward.plans(8)
        ward.carers(1, given_name="Per")
        ward.build()
        return ward


@pytest.fixture
def ward(monkeypatch, built):
    pin(monkeypatch, time(7))
    return deepcopy(built)


def shift_of(ward):
    return TeamShift.objects.get(team=ward.team, date=ward.day, kind="dag")


def on_lists(ward):
    rows = Entry.objects.filter(worklist__publication=shift_of(ward).current)
    return set(rows.values_list("visit", "worklist__shift"))


def a_choice(ward):
    """A visit, and the best of those who could take it."""
    visit = Visit.objects.with_state().order_by("pk").first()
    return visit, next(one for one in candidates(shift_of(ward), visit) if one.possible)


def check_sum(ward):
    assert day_balance(ward.team, ward.day, "dag").balances


def test_a_moved_visit_comes_where_she_was_told_and_nobody_elses_change_hands(ward):
    visit, best = a_choice(ward)
    before = {pair for pair in on_lists(ward) if pair[0] != visit.pk}
    handing.move(visit=visit, to=best.shifts, by=ward.user("vera"))
    entry = Entry.objects.get(visit=visit, worklist__publication=shift_of(ward).current)
    assert (entry.worklist.shift, entry.starts_at) == (best.shift, best.starts_at)
    assert {pair for pair in on_lists(ward) if pair[0] != visit.pk} == before
    assert AuditEvent.objects.filter(verb="visit_moved", patient_number=visit.patient.number)
    check_sum(ward)


def test_pressed_twice_it_is_done_once(ward):
    visit, best = a_choice(ward)
    first = handing.move(visit=visit, to=best.shifts, by=ward.user("vera"))
    again = handing.move(visit=visit, to=best.shifts, by=ward.user("vera"), seen=[0])
    assert first == again
    assert AuditEvent.objects.filter(verb="visit_moved").count() == 1


def test_the_second_of_two_is_told_who_was_first_and_overwrites_nothing(ward):
    visit, best = a_choice(ward)
    seen = handing.shifts_of(visit, shift_of(ward))
    handing.move(visit=visit, to=best.shifts, by=ward.user("vera"), seen=seen)
    third = next(one for one in candidates(shift_of(ward), visit) if one.possible)
    with pytest.raises(Refused, match=r"^Vera .* flyttet oppdraget kl\. .*Ingenting ble gjort"):
        handing.move(visit=visit, to=third.shifts, by=ward.user("ola"), seen=seen)
    assert handing.shifts_of(visit, shift_of(ward)) == list(best.shifts)


@pytest.mark.parametrize("step", [visits.start, visits.finish])
def test_what_is_begun_or_done_stays_and_she_is_told_by_whom(ward, step):
    visit, best = a_choice(ward)
    step(visit=visit, by=ward.user("kari"))
    with pytest.raises(Refused, match=r"kan ikke flyttes: det er \w+, ført av Kari"):
        handing.move(visit=visit, to=best.shifts, by=ward.user("vera"))
    with pytest.raises(Refused, match="kan ikke flyttes"):
        handing.put_aside(visit=visit, by=ward.user("vera"))


def test_a_choice_that_breaks_a_rule_or_costs_another_its_place_is_refused(ward):
    visit, best = a_choice(ward)
    begins = best.shift.ends_at - timedelta(minutes=2)
    before = on_lists(ward)
    with pytest.raises(Refused, match="Det går ikke"):
        handing.move(visit=visit, to=best.shifts, by=ward.user("vera"), starts_at=begins)
    assert on_lists(ward) == before


def test_put_aside_it_waits_for_a_person_also_when_lists_are_built_again(ward):
    visit, _best = a_choice(ward)
    handing.put_aside(visit=visit, by=ward.user("vera"))
    ward.build()
    row = Unassigned.objects.get(visit=visit, publication=shift_of(ward).current)
    assert row.reason.startswith("Lagt i ufordelt av Vera")
    check_sum(ward)
    best = next(one for one in candidates(shift_of(ward), visit) if one.possible)
    handing.move(visit=visit, to=best.shifts, by=ward.user("vera"), seen=[])
    assert (visit.pk, best.shift.pk) in on_lists(ward)
    ward.build()
    assert (visit.pk, best.shift.pk) in on_lists(ward)
    check_sum(ward)


def test_whoever_is_let_off_never_gets_it_back_and_the_bucket_does_not_name_her(ward):
    visit, _best = a_choice(ward)
    (has_it,) = Entry.objects.filter(visit=visit, worklist__publication=shift_of(ward).current)
    shift = has_it.worklist.shift
    handing.release(visit=visit, shift=shift, reason="ikke-opplaert", by=ward.user("vera"))
    row = Unassigned.objects.get(visit=visit, publication=shift_of(ward).current)
    assert row.reason == "Trenger en ny hjelper: har ikke opplæring i dette."
    found = next(one for one in candidates(shift_of(ward), visit) if one.shift == shift)
    assert found.sentence == "fritatt: har ikke opplæring i dette"
    with pytest.raises(Refused):
        handing.move(visit=visit, to=[shift.pk], by=ward.user("vera"))
    handing.release(visit=visit, shift=shift, reason="ikke-opplaert", by=ward.user("vera"))
    assert Release.objects.count() == 1
    check_sum(ward)


def test_another_reason_must_be_said(ward):
    visit, _best = a_choice(ward)
    (has_it,) = Entry.objects.filter(visit=visit, worklist__publication=shift_of(ward).current)
    with pytest.raises(Refused, match="Skriv hvorfor"):
        handing.release(
            visit=visit, shift=has_it.worklist.shift, reason="annet", by=UserFactory(), note=" "
        )
    assert not Release.objects.exists()
