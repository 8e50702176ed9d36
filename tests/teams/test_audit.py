"""In which role and team something is read or written, for somebody who wears several hats."""

import pytest
from django.test import RequestFactory

from teams import audit
from teams.models import AccessLog, AuditEvent, User
from teams.permissions import Permission
from tests.factories import PositionFactory, ShiftFactory, StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari():
    """A carer of one team today, who leads another and has the clinical lead in her own."""
    staff = StaffFactory(with_login=True)
    ShiftFactory(staff=staff)
    return staff


def user_of(staff):
    return User.objects.get(pk=staff.user_id)


def read(staff, team):
    request = RequestFactory().get("/")
    request.user = user_of(staff)
    audit.log_access(request, patient_numbers=["P-1"], screen="test", team=team)
    row = AccessLog.objects.get()
    return row.role, row.team


def test_a_patient_is_read_in_the_role_that_reaches_her_team(kari):
    other = TeamFactory()
    PositionFactory(staff=kari, team=other)
    assert read(kari, other) == ("team_leader", other)


def test_a_patient_of_her_own_team_is_read_as_a_carer(kari):
    PositionFactory(staff=kari, team=TeamFactory())
    assert read(kari, kari.team) == ("carer", kari.team)


def test_the_role_logged_is_one_that_may_see_patients(kari):
    """The systemansvarlig reaches every team and sees no patient."""
    kari.shifts.all().delete()
    PositionFactory(staff=kari, kind="systemansvarlig", team=None, unit=kari.team.unit)
    PositionFactory(staff=kari, kind="fagansvarlig", team=kari.team)
    assert read(kari, kari.team) == ("clinical_lead", kari.team)


def test_her_coming_list_is_read_as_her_own(kari):
    kari.shifts.all().delete()
    PositionFactory(staff=kari, team=TeamFactory())
    assert read(kari, kari.team) == ("own_list", kari.team)


def test_what_is_written_stands_with_the_role_that_gave_the_right(kari):
    PositionFactory(staff=kari, team=kari.team)
    rights = {"carer": Permission.DO_VISITS, "team_leader": Permission.ACKNOWLEDGE}
    for role, permission in rights.items():
        event = audit.record(
            by=user_of(kari), verb="x", obj=kari, team=kari.team, permission=permission
        )
        assert event.role == role


def test_the_clock_has_a_role_of_its_own():
    team = TeamFactory()
    assert audit.record(by=None, verb="x", obj=team, team=team).role == "clock"
    assert AuditEvent.objects.get().user is None
