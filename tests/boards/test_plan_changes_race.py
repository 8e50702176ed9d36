"""Two answer a changed plan at once, and one while the lists are being built."""

from datetime import timedelta

import pytest

from boards.actions import plan_changes
from boards.models import PlanChange
from boards.queries.plan_changes import seen_of
from teams.models import Change
from tests.boards.factories import DecisionFactory, ItemFactory, MeetingFactory
from tests.worklists.moving import TOMORROW, moving_ward
from tests.worklists.test_move_races import at_once, meeting
from worklists.actions import plan_changes as plans
from worklists.actions import rebuilds, sweep
from worklists.models import State, Visit, VisitPlan
from worklists.queries.balance import day_balance

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ward(monkeypatch):
    ward = moving_ward(monkeypatch)
    ward.day = TOMORROW
    ward.carers(1)
    board = MeetingFactory(team=ward.team)
    item = ItemFactory(on=True, meeting=board, patient=ward.patient)
    ward.change = plan_changes.propose(
        decision=DecisionFactory(item=item, kind="tidsplan"), plan=ward.morning,
        fields={"minutes": 45}, from_on=TOMORROW, by=ward.user("ola"),
    )  # fmt: skip
    ward.seen = seen_of(PlanChange.objects.get(pk=ward.change.pk))
    return ward


def yes(ward, who="ola"):
    change = PlanChange.objects.get(pk=ward.change.pk)
    plan_changes.confirm(change=change, by=ward.user(who), seen=ward.seen)


def no(ward):
    change = PlanChange.objects.get(pk=ward.change.pk)
    plan_changes.decline(change=change, why="Vent", by=ward.user("vera"))


def test_yes_and_no_at_once_one_holds_and_the_other_is_told(ward, monkeypatch):
    meeting(monkeypatch, plan_changes, "_locked")
    told = at_once(lambda: yes(ward), lambda: no(ward))
    ward.change.refresh_from_db()
    went_on = VisitPlan.objects.filter(moved_from=ward.morning).count()
    assert len(told) == 1
    assert "har alt svart" in told[0]
    assert went_on == (1 if ward.change.state == "bekreftet" else 0)


def test_a_yes_while_tomorrow_is_built_leaves_one_visit_and_a_day_that_adds_up(ward, monkeypatch):
    meeting(monkeypatch, rebuilds, "solve")
    meeting(monkeypatch, plans, "_as_successor")
    at_once(ward.build, lambda: yes(ward))
    monkeypatch.undo()
    assert Change.objects.filter(taken_at__isnull=True).exists()
    sweep.take_changes()
    ward.build_waiting()
    rows = Visit.objects.filter(date=TOMORROW, title=ward.morning.title).with_state()
    waiting = [row for row in rows if row.state == State.DUE]
    assert [row.minutes for row in waiting] == [45]
    assert day_balance(ward.team, TOMORROW, "dag").balances
    assert TOMORROW - timedelta(days=1) == VisitPlan.objects.get(pk=ward.morning.pk).valid_to
