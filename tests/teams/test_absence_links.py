"""A shift in an absence points at it; when the absence is moved, it is worked again."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from heltom.lib import clock
from teams.actions.absences import link_shifts
from tests.factories import AbsenceFactory, ShiftFactory, StaffFactory, shift_times

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 11)


@pytest.fixture
def shift():
    return ShiftFactory(date=DAY)


def link(shift):
    touched = link_shifts(staff=[shift.staff_id])
    shift.refresh_from_db()
    return touched


def test_a_shift_in_an_absence_points_at_it(shift):
    absence = AbsenceFactory(staff=shift.staff, starts_at=clock.midnight(DAY))
    assert link(shift) == {(shift.team_id, DAY)}
    assert shift.absence == absence
    assert link(shift) == set()


def test_an_absence_in_the_middle_of_a_shift_makes_a_hole_too(shift):
    noon = shift.starts_at + timedelta(hours=4)
    absence = AbsenceFactory(staff=shift.staff, starts_at=noon, ends_at=noon + timedelta(hours=1))
    link(shift)
    assert shift.absence == absence


def test_an_absence_that_ends_when_the_shift_begins_is_over(shift):
    AbsenceFactory(staff=shift.staff, starts_at=clock.midnight(DAY), ends_at=shift.starts_at)
    assert link(shift) == set()


def test_a_shift_points_at_the_first_of_two_absences_and_moves_to_the_other(shift):
    half = shift.starts_at + timedelta(hours=2)
    first = AbsenceFactory(staff=shift.staff, starts_at=clock.midnight(DAY), ends_at=half)
    second = AbsenceFactory(staff=shift.staff, starts_at=half)
    link(shift)
    assert shift.absence == first
    first.delete()
    assert link(shift) == {(shift.team_id, DAY)}
    assert shift.absence == second


def test_a_shift_is_worked_again_when_the_absence_is_moved(shift):
    absence = AbsenceFactory(staff=shift.staff, starts_at=clock.midnight(DAY))
    link(shift)
    absence.starts_at = clock.midnight(DAY + timedelta(days=1))
    absence.save()
    assert link(shift) == {(shift.team_id, DAY)}
    assert shift.absence is None


def test_only_the_people_that_were_named_are_touched(shift):
    AbsenceFactory(staff=shift.staff, starts_at=clock.midnight(DAY))
    assert link_shifts(staff=[StaffFactory(team=shift.team).pk]) == set()
    assert link_shifts(staff=[]) == set()


def test_somebody_who_is_back_cannot_be_a_second_vaktkoordinator(shift):
    starts_at, ends_at = shift_times(DAY, "dag")
    absence = AbsenceFactory(staff=shift.staff, starts_at=starts_at, ends_at=ends_at)
    shift.function = "vk"
    shift.save()
    link(shift)
    ShiftFactory(team=shift.team, date=DAY, function="vk", staff=StaffFactory(team=shift.team))
    absence.starts_at, absence.ends_at = shift_times(DAY + timedelta(days=7), "dag")
    absence.save()
    with pytest.raises(IntegrityError):
        link_shifts(staff=[shift.staff_id])


def test_the_cost_does_not_grow_with_the_shifts(shift, django_assert_num_queries):
    for days in range(1, 10):
        ShiftFactory(staff=shift.staff, team=shift.team, date=DAY + timedelta(days=days))
    AbsenceFactory(staff=shift.staff, starts_at=clock.midnight(DAY))
    with django_assert_num_queries(4):
        assert len(link_shifts(staff=[shift.staff_id])) == 10
