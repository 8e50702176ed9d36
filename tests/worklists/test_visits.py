"""What people do to visits: each step a row, no step lost, none that makes no sense."""

from datetime import timedelta

import pytest
from django.http import Http404

from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from teams import audit
from teams.models import AuditEvent
from tests.factories import (
    PatientFactory,
    PlacementFactory,
    ShiftFactory,
    TeamFactory,
    VisitFactory,
)
from tests.ward import make_ward
from worklists.actions import changes, visits
from worklists.models import Rebuild, State, TeamShift, Visit, VisitState
from worklists.permissions import check_can_do, get_visit
from worklists.queries.balance import day_balance

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make_ward(clock.today() + timedelta(days=1))


@pytest.fixture
def visit(ward):
    ward.plans(1)
    ward.build()
    return Visit.objects.get()


def test_each_step_is_kept_with_who_and_when(ward, visit):
    kari = ward.user("kari")
    visits.start(visit=visit, by=kari, at=visit.earliest)
    visits.finish(visit=visit, by=kari, at=visit.earliest)
    steps = list(VisitState.objects.filter(visit=visit))
    assert [step.state for step in steps] == [State.DUE, State.STARTED, State.DONE]
    assert [step.by for step in steps] == [None, kari, kari]
    assert all(step.carer for step in steps[1:])


def test_pressing_twice_is_normal(ward, visit):
    kari = ward.user("kari")
    visits.finish(visit=visit, by=kari, at=visit.earliest)
    visits.finish(visit=visit, by=kari, at=visit.earliest)
    assert VisitState.objects.filter(visit=visit, state=State.DONE).count() == 1
    assert AuditEvent.objects.filter(verb="visit_utfort").count() == 1


def test_a_visit_that_is_done_cannot_be_cancelled(ward, visit):
    visits.finish(visit=visit, by=ward.user("kari"), at=visit.earliest)
    with pytest.raises(Refused, match="er utført og kan ikke bli avlyst"):
        visits.cancel(visit=visit, by=ward.user("vera"), reason="feil")


def test_cancelling_asks_for_a_reason(ward, visit):
    with pytest.raises(Refused, match="Skriv hvorfor"):
        visits.cancel(visit=visit, by=ward.user("vera"), reason="  ")


def test_if_the_audit_cannot_be_written_the_step_is_not_taken(ward, visit, monkeypatch):
    def broken(**_):
        raise RuntimeError("no audit")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        visits.finish(visit=visit, by=ward.user("kari"), at=visit.earliest)
    assert visits.current_state(visit) == State.DUE


def test_every_step_tells_the_screens_to_look_again(ward, visit):
    before = TeamShift.objects.get(kind="dag").version
    visits.start(visit=visit, by=ward.user("kari"), at=visit.earliest)
    assert TeamShift.objects.get(kind="dag").version > before


def test_reopened_it_stands_as_unassigned_until_the_lists_are_built(ward, visit):
    vera = ward.user("vera")
    visits.cancel(visit=visit, by=vera, reason="ville ikke")
    ward.build()
    visits.reopen(visit=visit, by=vera, reason="ombestemte seg")
    sum_ = day_balance(ward.team, ward.day, "dag")
    assert sum_.unassigned == 1
    assert sum_.balances
    assert Rebuild.objects.filter(status="venter").exists()


def test_an_extra_visit_stands_as_unassigned_at_once_and_is_then_placed(ward, visit):
    visits.add(
        patient=PatientFactory(), team=ward.team, code="PBP", shift="dag",
        earliest=visit.earliest, latest=visit.latest, title="Blodtrykk", minutes=10,
        by=ward.user("vera"),
    )  # fmt: skip
    assert day_balance(ward.team, ward.day, "dag").unassigned == 1
    ward.build_waiting()
    sum_ = day_balance(ward.team, ward.day, "dag")
    assert (sum_.on_list, sum_.unassigned) == (2, 0)


def test_a_window_back_to_front_is_refused(ward, visit):
    with pytest.raises(Refused, match="Senest"):
        visits.add(
            patient=PatientFactory(), team=ward.team, code="PBP", shift="dag",
            earliest=visit.latest, latest=visit.earliest, title="x", minutes=10,
            by=ward.user("vera"),
        )  # fmt: skip


def test_only_what_is_on_a_list_can_be_locked_there(ward):
    with pytest.raises(Refused, match="på en liste"):
        visits.lock(visit=VisitFactory(team=ward.team), by=ward.user("vera"))


def test_a_carer_lent_to_another_team_sees_and_does_the_visits_on_her_list_there(
    ward, visit, monkeypatch
):
    lent = ward.people["siri"]
    day_after = ward.day + timedelta(days=1)
    shift = ShiftFactory(staff=lent, team=ward.team, date=day_after)
    ward.day = day_after
    ward.build()
    hers = Visit.objects.get(date=day_after)
    with pytest.raises(Http404):
        get_visit(ward.user("siri"), hers.pk)
    with pytest.raises(NotAllowed):
        check_can_do(ward.user("siri"), hers)
    monkeypatch.setattr(clock, "now", lambda: shift.starts_at.astimezone(clock.OSLO))
    assert get_visit(ward.user("siri"), hers.pk) == hers
    check_can_do(ward.user("siri"), hers)


def test_a_carer_of_the_neighbour_team_may_not_do_the_teams_visits(ward, visit):
    neighbour = TeamFactory(site=ward.team.site, ht=ward.ht)
    shift = ShiftFactory(staff=ward.people["nils"], team=neighbour)
    PlacementFactory(team=neighbour)
    assert shift.pk
    with pytest.raises(NotAllowed):
        get_visit(ward.user("nils"), visit.pk)
    with pytest.raises(NotAllowed):
        check_can_do(ward.user("nils"), visit)


def test_a_vanished_visit_is_acknowledged_once_with_who_and_why(ward, visit):
    visit.plan.valid_to = ward.day - timedelta(days=1)
    visit.plan.save()
    change = ward.build().changes.get()
    vera = ward.user("vera")
    with pytest.raises(Refused, match="Skriv hvorfor"):
        changes.acknowledge(change=change, by=vera, why="")
    changes.acknowledge(change=change, by=vera, why="vedtaket er slutt")
    changes.acknowledge(change=change, by=ward.user("ola"), why="noe annet")
    change.refresh_from_db()
    assert (change.acknowledged_by, change.acknowledged_why) == (vera, "vedtaket er slutt")
    assert day_balance(ward.team, ward.day, "dag").unacknowledged == 0
