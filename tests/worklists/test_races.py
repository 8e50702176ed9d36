"""Two at once: rebuilds of two teams that trade a patient, and a carer who starts meanwhile.

Real connections in threads of their own. The race is forced by stopping each rebuild between the
reading under the lock and the writing.
"""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from heltom.lib import clock
from tests.factories import ShiftFactory, StaffFactory, TeamFactory, VisitPlanFactory
from tests.ward import make_ward
from worklists.actions import rebuilds, sweep, visits
from worklists.models import Entry, Rebuild, State, Visit, VisitPlan
from worklists.queries import balance as balance_module
from worklists.queries.balance import balances_on, day_balance

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ward():
    ward = make_ward(clock.today() + timedelta(days=1))
    ward.neighbour = TeamFactory(code="sor", site=ward.team.site, ht=ward.ht)
    ShiftFactory(staff=StaffFactory(team=ward.neighbour), date=ward.day)
    return ward


def in_thread(act):
    """Run it on a connection of its own, and close that afterwards."""

    def run():
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def build_both_at_once(ward, monkeypatch):
    """Both teams' rebuilds meet at the door of publishing, if the locks let them."""
    meet = threading.Barrier(2, timeout=2)
    publish = rebuilds.publish

    def together(**how):
        with suppress(threading.BrokenBarrierError):
            meet.wait()
        return publish(**how)

    monkeypatch.setattr(rebuilds, "publish", together)
    rows = [
        rebuilds.request(team=team, day=ward.day, kind="dag", why="test")
        for team in (ward.team, ward.neighbour)
    ]
    for thread in [in_thread(lambda pk=row.pk: rebuilds.run(rebuilds.claim(pk))) for row in rows]:
        thread.join(30)
    monkeypatch.setattr(rebuilds, "publish", publish)
    ward.build_waiting()
    return rows


def assert_both_balance(ward):
    for sum_ in balances_on(ward.day, [ward.team, ward.neighbour]):
        assert sum_.balances, [fault.sentence for fault in sum_.faults]


def test_a_visit_moved_between_teams_that_are_built_at_once_is_not_lost(ward, monkeypatch):
    (plan,) = ward.plans(1)
    ward.build()
    ward.build(team=ward.neighbour)
    VisitPlan.objects.filter(pk=plan.pk).update(team=ward.neighbour)
    build_both_at_once(ward, monkeypatch)
    visit = Visit.objects.with_state().get()
    assert (visit.team, visit.state) == (ward.neighbour, State.DUE)
    assert_both_balance(ward)


def test_two_teams_that_trade_patients_while_built_at_once_both_get_their_lists(ward, monkeypatch):
    (one,) = ward.plans(1)
    two = VisitPlanFactory(team=ward.neighbour)
    ward.build()
    ward.build(team=ward.neighbour)
    VisitPlan.objects.filter(pk=one.pk).update(team=ward.neighbour)
    VisitPlan.objects.filter(pk=two.pk).update(team=ward.team)
    rows = build_both_at_once(ward, monkeypatch)
    assert {Rebuild.objects.get(pk=row.pk).status for row in rows} == {Rebuild.Status.DONE}
    assert_both_balance(ward)


def test_a_visit_begun_while_another_team_takes_it_over_stays_with_the_one_who_began(
    ward, monkeypatch
):
    (plan,) = ward.plans(1)
    ward.build()
    VisitPlan.objects.filter(pk=plan.pk).update(team=ward.neighbour)
    publish = rebuilds.publish
    begun = []

    def meanwhile(**how):
        visit = Visit.objects.get()
        start = in_thread(
            lambda: visits.start(visit=visit, by=ward.user("kari"), at=visit.earliest)
        )
        start.join(1)
        begun.append(start)
        return publish(**how)

    monkeypatch.setattr(rebuilds, "publish", meanwhile)
    ward.build(team=ward.neighbour)
    monkeypatch.setattr(rebuilds, "publish", publish)
    begun[0].join(10)
    ward.build()
    ward.build_waiting()
    assert_both_balance(ward)
    visit = Visit.objects.with_state().get()
    places = Entry.objects.filter(visit=visit, worklist__publication__current_for__isnull=False)
    teams = {entry.worklist.shift.team for entry in places}
    # Either she was first and keeps it, or the neighbour was, and the step is in the visit's new team.
    assert teams == {visit.team}
    assert visit.state == State.STARTED


def test_the_balance_is_not_red_because_lists_were_published_while_it_was_counted(
    ward, monkeypatch
):
    ward.plans(3)
    ward.build()
    ward.plans(2)
    read = balance_module._Books._entries
    built = []

    def meanwhile(self, publications):
        if not built:
            built.append(ward.build())
        return read(self, publications)

    monkeypatch.setattr(balance_module._Books, "_entries", meanwhile)
    assert day_balance(ward.team, ward.day, "dag").balances


def test_a_passing_fault_of_the_database_is_tried_again_by_itself(ward, monkeypatch):
    ward.plans(2)
    publish = rebuilds.publish

    def stumbles(**how):
        monkeypatch.setattr(rebuilds, "publish", publish)
        raise OperationalError("deadlock detected")

    monkeypatch.setattr(rebuilds, "publish", stumbles)
    assert ward.build() is None
    row = Rebuild.objects.get()
    assert (row.status, row.messaged_at) == (Rebuild.Status.WAITING, None)
    sweep.take_back()
    ward.build_waiting()
    assert day_balance(ward.team, ward.day, "dag").balances
