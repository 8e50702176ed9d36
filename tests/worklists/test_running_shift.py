"""The rebuild by the clock: while the shift runs, around pauses, and on the nights of the clock."""

from datetime import date, time, timedelta

import pytest

from heltom.lib import clock
from teams.models import Shift
from tests.factories import (
    AbsenceFactory,
    CompetenceFactory,
    PauseFactory,
    ShiftFactory,
    StaffFactory,
    TeamFactory,
    VisitFactory,
)
from tests.ward import make_ward
from worklists.actions import visits
from worklists.models import Entry, ListChange, Rebuild, Visit, Worklist
from worklists.queries.balance import day_balance

pytestmark = pytest.mark.django_db


def balance(ward):
    return day_balance(ward.team, ward.day, "dag")


def current():
    return Entry.objects.filter(worklist__publication__current_for__isnull=False)


@pytest.fixture
def at(monkeypatch):
    """Sets the clock to a time of today."""

    def set_clock(hour, minute=0):
        now = clock.at(clock.today(), time(hour, minute)).astimezone(clock.OSLO)
        monkeypatch.setattr(clock, "now", lambda: now)
        return now

    return set_clock


def test_while_the_shift_runs_what_has_begun_by_the_clock_stays():
    """A carer who forgets to press "start" must not find her morning moved to the afternoon."""
    ward = make_ward()
    now = clock.now()
    Shift.objects.update(starts_at=now - timedelta(hours=3), ends_at=now + timedelta(hours=4))
    early = [
        VisitFactory(
            team=ward.team,
            earliest=now - timedelta(minutes=150 - 20 * i),
            latest=now - timedelta(minutes=120 - 20 * i),
        )
        for i in range(4)
    ]
    late = VisitFactory(
        team=ward.team, earliest=now + timedelta(hours=1), latest=now + timedelta(hours=2)
    )
    ward.build()
    before = {e.visit_id: (e.worklist.shift_id, e.starts_at) for e in Entry.objects.all()}
    VisitFactory(team=ward.team, earliest=now - timedelta(hours=2), latest=now + timedelta(hours=3))
    ward.build()
    current = Entry.objects.filter(worklist__publication__current_for__isnull=False)
    after = {e.visit_id: (e.worklist.shift_id, e.starts_at) for e in current}
    assert {v.pk: after[v.pk] for v in early} == {v.pk: before[v.pk] for v in early}
    new = current.exclude(visit__in=[*early, late]).get()
    assert new.starts_at > now - timedelta(minutes=1)
    assert balance(ward).balances


def test_a_patient_taken_to_hospital_minutes_before_the_visit_is_not_left_on_the_list(at):
    at(6)
    ward = make_ward()
    (plan,) = ward.plans(1)
    ward.build()
    entry = Entry.objects.get()
    PauseFactory(patient=plan.patient, starts_at=entry.starts_at - timedelta(minutes=5))
    moment = (entry.starts_at - timedelta(minutes=4)).astimezone(clock.OSLO)
    at(moment.hour, moment.minute)
    ward.build()
    assert balance(ward).balances


def test_a_lock_does_not_hold_a_visit_while_the_patient_is_away(at):
    ward = make_ward(clock.today() + timedelta(days=1))
    (plan,) = ward.plans(1)
    ward.build()
    entry = Entry.objects.get()
    visits.lock(visit=Visit.objects.get(), by=ward.user("vera"))
    PauseFactory(
        patient=plan.patient,
        starts_at=entry.starts_at - timedelta(hours=3),
        ends_at=entry.starts_at + timedelta(minutes=10),
    )
    ward.build()
    assert balance(ward).balances


@pytest.mark.parametrize("gone", [0, 1])
@pytest.mark.parametrize("finished", [True, False])
def test_when_one_of_two_goes_home_her_half_of_what_was_begun_stays_on_her_list(at, gone, finished):
    at(6)
    ward = make_ward()
    (plan,) = ward.plans(1, carers=2)
    ward.plans(3)
    ward.build()
    visit = Visit.objects.get(plan=plan)
    visits.start(visit=visit, by=ward.user("kari"))
    if finished:
        visits.finish(visit=visit, by=ward.user("kari"))
    shift = list(Entry.objects.filter(visit=visit))[gone].worklist.shift
    absence = AbsenceFactory(staff=shift.staff, starts_at=shift.starts_at)
    Shift.objects.filter(pk=shift.pk).update(absence=absence)
    at(11)
    ward.build()
    assert current().filter(visit=visit).count() == 2
    assert balance(ward).balances


def test_a_visit_that_came_back_to_the_lists_needs_no_acknowledgement(at):
    ward = make_ward(clock.today() + timedelta(days=1))
    plan, _ = ward.plans(2)
    ward.build()
    pause = PauseFactory(patient=plan.patient)
    ward.build()
    assert balance(ward).unacknowledged == 1
    pause.delete()
    ward.build()
    assert balance(ward).unacknowledged == 0
    assert ListChange.objects.filter(kind="borte").exists()


def test_reopened_after_its_plan_moved_the_new_team_is_asked_for_lists(at):
    ward = make_ward(clock.today() + timedelta(days=1))
    (plan,) = ward.plans(1)
    ward.build()
    vera = ward.user("vera")
    visits.cancel(visit=Visit.objects.get(), by=vera, reason="ville ikke")
    plan.team = TeamFactory(site=ward.team.site, ht=ward.ht)
    plan.save()
    ward.build(team=plan.team)
    visits.reopen(visit=Visit.objects.get(), by=vera, reason="ombestemte seg")
    with_commits(ward.build_waiting)
    assert balance(ward).balances
    assert day_balance(plan.team, ward.day, "dag").balances
    assert day_balance(plan.team, ward.day, "dag").due == 1


def with_commits(act):
    """Run it, and what it leaves for after the commit, until nothing more is asked for."""
    from django.test import TestCase

    for _ in range(3):
        with TestCase.captureOnCommitCallbacks(execute=True):
            act()


def test_a_long_list_of_missing_courses_does_not_break_the_rebuild(at):
    ward = make_ward(clock.today() + timedelta(days=1))
    (plan,) = ward.plans(1)
    ward.build()
    names = [f"et-kurs-med-et-langt-navn-nummer-{n}" for n in range(9)]
    plan.competences.set([CompetenceFactory(code=name) for name in names])
    ward.build()
    assert Rebuild.objects.latest("pk").status == Rebuild.Status.DONE
    assert balance(ward).unassigned == 1


@pytest.mark.parametrize("day", [date(2027, 3, 27), date(2027, 10, 30)])
def test_the_two_nights_when_the_clock_changes_are_built_once_and_rightly(day, monkeypatch):
    """In October the hour from two to three comes twice; the same instant must be known again."""
    afternoon = clock.at(day, time(15)).astimezone(clock.OSLO)
    monkeypatch.setattr(clock, "now", lambda: afternoon)
    ward = make_ward(day)
    ShiftFactory(staff=StaffFactory(team=ward.team), date=day, kind="natt")
    ward.plans(2, shift="natt", earliest=time(2), latest=time(2, 30))
    ward.plans(2, shift="natt", earliest=time(4), latest=time(5))
    first = ward.build("natt")
    assert ward.build("natt") == first
    assert day_balance(ward.team, day, "natt").on_list == 4
    night = Worklist.objects.get(publication=first)
    assert all(e.starts_at >= night.shift.starts_at for e in night.entries.all())
    assert all(e.visit.earliest <= e.starts_at for e in night.entries.all())
