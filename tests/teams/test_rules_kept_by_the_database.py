"""What PostgreSQL itself refuses about teams, shifts, competences and the records."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from heltom.lib import clock
from heltom.lib.append_only import AppendOnlyError
from teams import audit
from teams.models import AccessLog, AuditEvent, Team
from tests.factories import (
    AbsenceFactory,
    ShiftFactory,
    StaffCompetenceFactory,
    StaffFactory,
    TeamFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db


def test_a_team_has_at_most_one_vaktkoordinator_on_a_shift():
    first = ShiftFactory(function="vk")
    with pytest.raises(IntegrityError, match="one_vk"):
        ShiftFactory(function="vk", team=first.team)


def test_the_next_in_line_may_take_over_when_the_vaktkoordinator_is_ill():
    ill = ShiftFactory(function="vk")
    ill.absence = AbsenceFactory(staff=ill.staff)
    ill.save()
    assert ShiftFactory(function="vk", team=ill.team).pk


def test_an_ht_has_at_most_one_ansvarsvakt_on_a_shift():
    first = ShiftFactory(function="ansvarsvakt")
    with pytest.raises(IntegrityError, match="one_ansvarsvakt"):
        ShiftFactory(function="ansvarsvakt", team=first.team)


def test_nobody_is_in_two_places_at_once():
    first = ShiftFactory()
    with pytest.raises(IntegrityError, match="one_place_at_a_time"):
        ShiftFactory(staff=first.staff, team=TeamFactory(), kind="kveld", starts_at=first.starts_at)


def test_a_shift_may_begin_the_minute_that_another_ends():
    first = ShiftFactory()
    later = first.ends_at + timedelta(hours=3)
    assert ShiftFactory(staff=first.staff, kind="kveld", starts_at=first.ends_at, ends_at=later).pk


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 28), 8.5), (date(2026, 10, 24), 10.5), (date(2026, 6, 1), 9.5)],
)
def test_a_night_shift_has_its_real_length_when_the_clock_changes(day, hours):
    start = clock.at(day, time(22, 15))
    end = clock.at(day + timedelta(days=1), time(7, 45))
    shift = ShiftFactory(kind="natt", date=day, starts_at=start, ends_at=end)
    shift.refresh_from_db()
    assert (shift.ends_at - shift.starts_at) / timedelta(hours=1) == hours


def test_the_same_course_is_not_held_twice_at_once():
    held = StaffCompetenceFactory()
    with pytest.raises(IntegrityError, match="no_overlap"):
        StaffCompetenceFactory(staff=held.staff, competence=held.competence)


def test_an_ot_must_have_an_ht_and_an_ht_none():
    with pytest.raises(IntegrityError, match="ot_has_ht"), transaction.atomic():
        TeamFactory(kind="OT", ht=None)
    with pytest.raises(IntegrityError, match="ot_has_ht"), transaction.atomic():
        TeamFactory(kind="HT", ht=TeamFactory(kind="HT", ht=None))


def test_an_ot_cannot_lie_under_an_ot_or_under_another_units_ht():
    ot = TeamFactory()
    with pytest.raises(ValidationError, match="ikke under et annet OT"):
        Team(site=ot.site, code="x", name="X", kind="OT", ht=ot).full_clean()
    with pytest.raises(ValidationError, match="samme enhet"):
        Team(site=TeamFactory().site, code="x", name="X", kind="OT", ht=ot.ht).full_clean()


def test_an_audit_event_can_be_added_and_not_changed():
    event = audit.record(by=None, verb="test", obj=StaffFactory())
    with pytest.raises(AppendOnlyError):
        event.save()
    with pytest.raises(AppendOnlyError):
        AuditEvent.objects.update(verb="other")


@pytest.mark.parametrize("table", ["teams_auditevent", "teams_accesslog", "worklists_visitstate"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_what_goes_round_the_model(table, statement):
    _one_row_in(table)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL heltom.allow_truncate = 'off'")
        with pytest.raises(DatabaseError, match="can be added"):
            cursor.execute(statement.format(table))


def _one_row_in(table):
    if table == "teams_auditevent":
        audit.record(by=None, verb="test", obj=StaffFactory())
    elif table == "teams_accesslog":
        user = StaffFactory(with_login=True).user
        AccessLog.objects.create(user=user, role="", patient_number="P-1", screen="test")
    else:
        VisitFactory()
