"""Who could take a visit: ranked, each with its consequences, and those who cannot with the reason."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heltom.lib import clock
from tests.factories import (
    AbsenceFactory,
    ContactFactory,
    StaffCompetenceFactory,
    UserFactory,
    VisitFactory,
)
from tests.ward import make_ward
from worklists.models import Entry, Release, TeamShift, Visit
from worklists.queries.candidates import candidates
from worklists.queries.outlook import Extra

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make_ward(clock.today() + timedelta(days=1))


def shift_of(ward):
    return TeamShift.objects.get(team=ward.team, date=ward.day, kind="dag")


def entry_of(visit):
    return Entry.objects.select_related("worklist__shift__staff").get(
        visit=visit, worklist__publication__current_for__isnull=False
    )


def by_name(found):
    return {one.staff.given_name: one for one in found}


def test_everybody_on_the_shift_stands_there_the_best_first_and_those_who_cannot_last(ward):
    insulin = ward.plans(1, needs=["insulin"], minutes=30)[0]
    for name in ("kari", "vera"):
        StaffCompetenceFactory(staff=ward.people[name], competence=insulin.competences.get())
    away = ward.carers(1, given_name="Berit")[0]
    away.absence = AbsenceFactory(staff=away.staff, starts_at=away.starts_at, ends_at=away.ends_at)
    away.save()
    ward.carers(1, given_name="Per")
    ward.build()
    visit = Visit.objects.get()
    has_it = entry_of(visit).worklist.shift.staff.given_name
    other = {"Kari": "Vera", "Vera": "Kari"}[has_it]
    found = candidates(shift_of(ward), visit)
    assert found[0].staff.given_name == other
    assert found[0].possible
    assert found[0].starts_at == visit.earliest
    told = by_name(found)
    assert told["Per"].sentence == "mangler kompetanse: Insulin"
    assert told["Berit"].sentence == "er borte"
    assert told[has_it].sentence.startswith("har oppdraget nå, kl. ")
    assert "første gang hos pasienten, Insulin i orden, ingen overtid" in found[0].sentence


def test_whoever_is_let_off_is_told_why_and_the_primary_contact_comes_first(ward):
    plan = ward.plans(1)[0]
    ward.carers(2, given_name="Per")
    ward.build()
    visit = Visit.objects.get()
    has_it = entry_of(visit).worklist.shift
    others = [one.shift for one in candidates(shift_of(ward), visit) if one.possible]
    ContactFactory(patient=plan.patient, staff=others[-1].staff)
    Release.objects.create(
        visit=visit, staff=others[0].staff, reason="ikke-opplaert", by=UserFactory(), at=clock.now()
    )
    found = candidates(shift_of(ward), visit)
    assert (found[0].shift, found[0].knows) == (others[-1], "primærkontakt")
    refused = next(one for one in found if one.shift == others[0])
    assert refused.sentence == "fritatt: har ikke opplæring i dette"
    assert not refused.possible
    assert has_it in [one.shift for one in found]


def test_who_would_be_late_is_named_with_time_and_minutes(ward):
    """Two visits of an hour at the same hour: whoever takes both is late to one of them."""
    ward.people["vera"].shifts.all().delete()
    ward.carers(1, given_name="Per")
    ward.plans(2, minutes=60, earliest=time(10), latest=time(10, 10))
    ward.build()
    first = Visit.objects.order_by("pk").first()
    other = Visit.objects.exclude(pk=first.pk).get()
    taker = entry_of(other).worklist.shift
    assert taker != entry_of(first).worklist.shift
    found = next(one for one in candidates(shift_of(ward), first) if one.shift == taker)
    assert found.possible
    late = found.late[0]
    assert late.minutes > 40
    assert f"{late.minutes} min for sen" in found.sentence
    assert found.patient_numbers <= {first.patient.number, other.patient.number}


def test_a_visit_that_is_not_saved_and_a_time_that_is_asked_for(ward):
    ward.plans(4)
    ward.build()
    template = Visit.objects.first()
    alarm = VisitFactory.build(patient=template.patient, team=ward.team, date=ward.day, priority=1)
    found = candidates(shift_of(ward), extra=Extra(alarm))
    assert {one.possible for one in found} == {True}
    begins = template.earliest + timedelta(minutes=41)
    at_a_time = candidates(shift_of(ward), template, at=begins)
    assert {one.starts_at for one in at_a_time if one.possible} == {begins}


def test_of_a_visit_for_two_one_half_goes_and_the_other_stays(ward):
    ward.plans(1, carers=2)
    ward.carers(2, given_name="Per")
    ward.build()
    visit = Visit.objects.get()
    halves = Entry.objects.filter(visit=visit, worklist__publication__current_for__isnull=False)
    leaves, stays = halves.order_by("part").select_related("worklist")
    found = candidates(shift_of(ward), visit, leaves=leaves.worklist.shift_id)
    possible = [one for one in found if one.possible]
    assert len(possible) == 2
    for one in possible:
        assert set(one.shifts) == {one.shift.pk, stays.worklist.shift_id}
        assert [mate.pk for mate in one.mates] == [stays.worklist.shift_id]
        assert "sammen med" in one.sentence
    both = [one for one in candidates(shift_of(ward), visit) if one.possible]
    assert all(len(one.shifts) == 2 for one in both)


def test_a_long_day_costs_the_queries_of_a_short_one(ward):
    ward.plans(3)
    ward.build()
    small = _queries(ward)
    ward.carers(4)
    ward.plans(20)
    ward.build()
    assert _queries(ward) == small


def _queries(ward):
    visit = Visit.objects.first()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert candidates(shift_of(ward), visit)
    return len(captured)
