"""What a leader decides: kept as versions, used by the lists of coming shifts, never by a running one."""

from datetime import time, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from heltom.lib import clock
from heltom.lib.append_only import AppendOnlyError
from heltom.lib.errors import Refused
from teams.models import AuditEvent, Shift
from tests.factories import TeamFactory, VisitFactory
from tests.ward import make_ward
from worklists.actions import weights
from worklists.models import Rebuild, TeamShift, UnitWeights
from worklists.planning.weights import Chosen, Practice, Weights
from worklists.queries import problem
from worklists.queries.weights import chosen_for
from worklists.queries.work import read_work

#: What it weighs that a visit changes hands while the shift goes on.
IN_USE = Practice().change_times_running * Weights().changed_carer

pytestmark = pytest.mark.django_db


@pytest.fixture
def tomorrow():
    ward = make_ward(clock.today() + timedelta(days=1))
    ward.plans(4)
    return ward


@pytest.fixture
def today(monkeypatch):
    """Noon on a day whose day shift has been going on since half past seven."""
    noon = clock.at(clock.today(), time(12))
    ward = make_ward()
    VisitFactory(
        team=ward.team, earliest=noon + timedelta(hours=1), latest=noon + timedelta(hours=2)
    )
    morning = clock.at(clock.today(), time(6))
    monkeypatch.setattr(clock, "now", lambda: morning)
    ward.build()
    monkeypatch.setattr(clock, "now", lambda: noon)
    return ward


def decide(ward, *, after=0, **more):
    values = {name: more.pop(name) for name in list(more) if name in Chosen().values()}
    how = {"valid_from": clock.today(), "reason": "i en test"} | more
    return weights.decide(
        unit=ward.team.unit, values=values, after=after, by=ward.user("ola"), **how
    )


def question(ward):
    shift = TeamShift.objects.get(team=ward.team, date=ward.day, kind="dag")
    return problem.build(read_work(shift), clock.now()).problem


def waiting():
    rows = Rebuild.objects.filter(status=Rebuild.Status.WAITING).select_related("team_shift__team")
    return {(row.team_shift.team.code, row.team_shift.date, row.team_shift.kind) for row in rows}


def test_without_a_decision_the_defaults_hold(tomorrow):
    tomorrow.build()
    assert question(tomorrow).weights == Weights()


def test_what_is_decided_is_what_the_planner_is_asked(tomorrow):
    tomorrow.build()
    before = question(tomorrow)
    decide(
        tomorrow,
        late_minute=20,
        late_times_today=2,
        break_from_minutes=200,
        break_earliest_minutes=100,
        break_latest_minutes=200,
    )
    asked = question(tomorrow)
    assert asked.weights == Weights(late_minute=20)
    assert {visit.late_weight for visit in before.visits} == {1}
    assert {visit.late_weight for visit in asked.visits} == {2}
    breaks = {(b.earliest - c.start, b.latest - c.start) for c in asked.carers for b in c.breaks}
    assert breaks == {(100, 200)}


def test_lists_of_coming_shifts_are_built_anew_and_say_why(tomorrow):
    publication = tomorrow.build()
    decide(tomorrow, stranger=120)
    assert waiting() == {("nord", tomorrow.day, "dag")}
    assert Rebuild.objects.get(status="venter").why == "enheten har bestemt nye tall for listene"
    tomorrow.build_waiting()
    shift = TeamShift.objects.get(team=tomorrow.team, date=tomorrow.day, kind="dag")
    asked = problem.build(read_work(shift), clock.now())
    assert asked.fingerprint[0] != publication.fingerprint


def test_nothing_is_owed_for_days_before_the_first_one(tomorrow):
    tomorrow.build()
    version = decide(tomorrow, late_minute=20, valid_from=tomorrow.day + timedelta(days=1))
    assert waiting() == set()
    assert question(tomorrow).weights == Weights()
    assert version.valid_from > tomorrow.day


def test_a_running_shift_keeps_what_it_began_with(today):
    decide(today, late_minute=20)
    assert waiting() == set()
    assert question(today).weights == Weights(changed_carer=IN_USE)


def test_a_running_shift_follows_when_the_leader_says_so(today):
    decide(today, late_minute=20, running_too=True)
    assert waiting() == {("nord", today.day, "dag")}
    assert question(today).weights == Weights(late_minute=20, changed_carer=IN_USE)


def test_a_visit_changes_hands_less_readily_when_people_walk_by_the_lists(today):
    """Somebody must be told of each; how much that weighs is the unit's to say."""
    decide(today, change_times_running=7, running_too=True)
    assert question(today).weights.changed_carer == 7 * Weights().changed_carer


def test_a_shift_that_is_over_is_left_alone(today, monkeypatch):
    evening = clock.at(clock.today(), time(20))
    monkeypatch.setattr(clock, "now", lambda: evening)
    decide(today, late_minute=20, running_too=True)
    assert waiting() == set()


def test_how_near_a_visit_must_be_to_stay_is_the_units_too(today, monkeypatch):
    """Half an hour before a visit its carer is on her way, where the unit says so."""
    near = clock.at(clock.today(), time(12, 40))
    monkeypatch.setattr(clock, "now", lambda: near)
    assert question(today).visits[0].locked_carers is None
    decide(today, on_her_way_minutes=60, running_too=True)
    assert question(today).visits[0].locked_carers is not None


def test_the_decision_for_the_later_date_holds_from_then_on(tomorrow):
    tomorrow.build()
    decide(tomorrow, late_minute=20, valid_from=tomorrow.day)
    decide(tomorrow, late_minute=30, after=1)
    assert question(tomorrow).weights == Weights(late_minute=20)
    decide(tomorrow, late_minute=40, valid_from=tomorrow.day, after=2)
    assert question(tomorrow).weights == Weights(late_minute=40)


def test_another_unit_weighs_as_it_did(tomorrow):
    other = TeamFactory()
    decide(tomorrow, known_days=30)
    work = read_work(TeamShift(team=other, date=tomorrow.day, kind="dag"))
    assert chosen_for(work).practice == Practice()
    here = read_work(TeamShift(team=tomorrow.team, date=tomorrow.day, kind="dag"))
    assert chosen_for(here).practice == Practice(known_days=30)


def test_only_what_differs_from_the_defaults_is_kept(tomorrow):
    version = decide(tomorrow, **(Chosen().values() | {"late_minute": 20}))
    assert version.chosen == {"late_minute": 20}


def test_deciding_the_same_again_changes_nothing(tomorrow):
    first = decide(tomorrow, late_minute=20)
    assert decide(tomorrow, late_minute=20) == first
    assert UnitWeights.objects.count() == 1
    assert AuditEvent.objects.filter(verb="weights_decided").count() == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"reason": "  "}, "Skriv hvorfor"),
        ({"late_minute": 0}, "Forsinkelse: Må være fra 0,1 til 30 minutter reise."),
        ({"recent": 61}, "Kjent ansatt: Kan ikke være mer enn «Ukjent ansatt»."),
        ({"valid_from": clock.today() - timedelta(days=1)}, "en dag som er over"),
        ({"valid_from": clock.today() + timedelta(days=367)}, "høyst et år fram"),
        ({"after": 1}, "Noen andre har bestemt"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_nothing_is_written(tomorrow, wrong, told):
    tomorrow.build()
    with pytest.raises(Refused, match=told):
        decide(tomorrow, **wrong)
    assert not UnitWeights.objects.exists()
    assert waiting() == set()


def test_if_the_record_fails_the_decision_fails(tomorrow, monkeypatch):
    monkeypatch.setattr(weights.audit, "record", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        decide(tomorrow, late_minute=20)
    assert not UnitWeights.objects.exists()


def test_a_decision_is_never_changed(tomorrow):
    version = decide(tomorrow, late_minute=20)
    version.reason = "en annen"
    for change in (version.save, version.delete, UnitWeights.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            change()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE worklists_unitweights SET reason = 'en annen'")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM worklists_unitweights")


def test_a_night_belongs_to_the_date_on_which_it_begins(tomorrow):
    """A night from yesterday is not touched by a decision from today on."""
    Shift.objects.all().delete()
    yesterday = clock.today() - timedelta(days=1)
    ward = tomorrow
    decide(ward, late_minute=20, running_too=True)
    last_night = read_work(TeamShift(team=ward.team, date=yesterday, kind="natt"))
    assert chosen_for(last_night).weights == Weights()
