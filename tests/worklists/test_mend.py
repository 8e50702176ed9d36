"""Mending at once: what was looked at is what comes, a person's word holds, and nothing is lost."""

from copy import deepcopy
from datetime import time, timedelta

import pytest

from heltom.lib import clock
from tests.factories import AbsenceFactory, UserFactory
from tests.support.clocks import clock_at
from tests.ward import make_ward
from worklists.actions.mend import mend
from worklists.models import Entry, Release, TeamShift, Visit
from worklists.queries.balance import day_balance
from worklists.queries.outlook import Away, look
from worklists.queries.problem import Pin
from worklists.queries.work import key_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(rows_of_module):
    with clock_at(time(12)):
        ward = make_ward(clock.today() + timedelta(days=1))
        ward.plans(12, minutes=20)
        ward.build()
        return ward


@pytest.fixture
def ward(noon, built):
    return deepcopy(built)


def shift_of(ward):
    return TeamShift.objects.get(team=ward.team, date=ward.day, kind="dag")


def lists_of(publication):
    entries = Entry.objects.filter(worklist__publication=publication)
    return set(entries.values_list("visit", "worklist__shift", "starts_at"))


def balances(ward):
    return day_balance(ward.team, ward.day, "dag").balances


def one_on_karis_list(ward):
    """A visit that stands on Kari's list, and Vera's shift."""
    kari, vera = (ward.people[name].shifts.get() for name in ("kari", "vera"))
    entry = Entry.objects.filter(
        worklist__shift=kari, worklist__publication__current_for__isnull=False
    )
    return entry.select_related("visit").first().visit, kari, vera


def test_what_was_looked_at_is_what_comes(ward):
    _visit, kari, _vera = one_on_karis_list(ward)
    seen = look(shift_of(ward), [Away(kari.pk)])
    assert seen.moved
    before = lists_of(shift_of(ward).current)
    kari.absence = AbsenceFactory(staff=kari.staff, starts_at=kari.starts_at, ends_at=kari.ends_at)
    kari.save()
    publication = mend(team_shift=shift_of(ward), why="Kari er syk", by=UserFactory())
    placed = {(stop.visit, route.carer, stop.start) for route, stop in seen.plan.placed()}
    keys = {job.visit.pk: key for key, job in seen.asked.jobs.items()}
    came = {
        (keys[visit], str(shift), clock.minutes_since_midnight(ward.day, starts_at))
        for visit, shift, starts_at in lists_of(publication)
    }
    assert came == placed
    assert lists_of(publication) != before
    assert balances(ward)


def test_a_pinned_visit_comes_where_a_person_says_and_is_locked_there(ward):
    visit, _kari, vera = one_on_karis_list(ward)
    mend(
        team_shift=shift_of(ward),
        why="flyttet",
        by=UserFactory(),
        pins={key_of(visit): Pin((vera.pk,))},
        hold=True,
    )
    entry = Entry.objects.get(visit=visit, worklist__publication__current_for__isnull=False)
    assert entry.worklist.shift == vera
    assert Visit.objects.get(pk=visit.pk).locked
    ward.build()
    entry = Entry.objects.get(visit=visit, worklist__publication__current_for__isnull=False)
    assert entry.worklist.shift == vera
    assert balances(ward)


def test_while_one_visit_is_moved_nobody_elses_change_hands(ward):
    visit, _kari, vera = one_on_karis_list(ward)
    before = {(v, s) for v, s, _ in lists_of(shift_of(ward).current) if v != visit.pk}
    publication = mend(
        team_shift=shift_of(ward),
        why="flyttet",
        by=UserFactory(),
        pins={key_of(visit): Pin((vera.pk,))},
        hold=True,
    )
    after = {(v, s) for v, s, _ in lists_of(publication) if v != visit.pk}
    assert after == before


def test_a_pin_with_a_time_holds_to_the_minute(ward):
    visit, _kari, vera = one_on_karis_list(ward)
    begins = visit.earliest + timedelta(minutes=37)
    mend(
        team_shift=shift_of(ward),
        why="flyttet",
        by=UserFactory(),
        pins={key_of(visit): Pin((vera.pk,), begins)},
    )
    entry = Entry.objects.get(visit=visit, worklist__publication__current_for__isnull=False)
    assert (entry.worklist.shift, entry.starts_at) == (vera, begins)


def test_whoever_is_let_off_a_visit_does_not_get_it_again(ward):
    visit, kari, _vera = one_on_karis_list(ward)
    Release.objects.create(
        visit=visit, staff=kari.staff, reason="ikke-opplaert", by=UserFactory(), at=clock.now()
    )
    publication = mend(team_shift=shift_of(ward), why="slipper", by=UserFactory())
    assert (visit.pk, kari.pk) not in {(v, s) for v, s, _ in lists_of(publication)}
    assert balances(ward)
