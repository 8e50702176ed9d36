"""Nothing falls between: every shift of five weeks, before a move and after it, one by one."""

from datetime import timedelta

import pytest

from heltom.lib import clock
from teams.models import ShiftKind
from tests.factories import (
    PauseFactory,
    PlacementFactory,
    PlanExceptionFactory,
    ShiftFactory,
    StaffFactory,
    VisitPlanFactory,
)
from tests.worklists.moving import TODAY, ask, moving_ward
from worklists.actions import moves, rebuilds, sweep
from worklists.models import Entry, Rebuild, State, Unassigned, Visit
from worklists.queries import due
from worklists.queries.balance import balances_on
from worklists.queries.move_rules import ORDER

pytestmark = pytest.mark.django_db

DAYS = [TODAY + timedelta(days=n) for n in range(35)]
#: Lists are published for so many days when the yes comes.
PUBLISHED = DAYS[:5]
#: And laid afterwards for these: the days after, one within the pause, one with the plan that begins late.
LAID_AFTER = [DAYS[8], DAYS[16], DAYS[20], DAYS[34]]
MOVES_ON, MOVES_FROM = DAYS[3], "kveld"


@pytest.fixture
def ward(monkeypatch):
    """A patient with all kinds of plans; the HT has one of them already."""
    ward = moving_ward(monkeypatch)
    of_hers = {"patient": ward.patient, "team": ward.team}
    VisitPlanFactory(**of_hers, title="Annenhver uke", every_weeks=2, weekdays=[1, 3, 6])
    VisitPlanFactory(**of_hers, title="Hver åttende uke", every_weeks=8,
                     valid_from=TODAY - timedelta(weeks=5))  # fmt: skip
    VisitPlanFactory(**of_hers, title="Slutter snart", valid_to=DAYS[12])
    VisitPlanFactory(**of_hers, title="Slutter før", valid_to=DAYS[2])
    VisitPlanFactory(**of_hers, title="Begynner senere", valid_from=DAYS[20])
    PlanExceptionFactory(plan=ward.morning, date=DAYS[1])
    PlanExceptionFactory(plan=ward.morning, date=DAYS[8])
    PlanExceptionFactory(plan=ward.evening, date=MOVES_ON)
    PauseFactory(patient=ward.patient, starts_at=clock.midnight(DAYS[15]),
                 ends_at=clock.midnight(DAYS[18]))  # fmt: skip
    PlacementFactory(patient=ward.patient, team=ward.ht, code="HSY", owner=False)
    VisitPlanFactory(patient=ward.patient, team=ward.ht, title="HTs egen", code="HSY")
    for team in (ward.team, ward.ht):
        ShiftFactory(staff=StaffFactory(team=team), date=DAYS[3])
    return ward


def asked_for(ward, day):
    """(title, shift, team) of each visit that the plans of the three teams ask for on the date."""
    plans = due.read_day(day, [ward.team, ward.ht, ward.south]).due()
    return sorted((plan.title, plan.shift, plan.team.name) for plan in plans)


def build(ward, day):
    """The lists of every shift of both teams that have something to do that day."""
    for kind, name in {(kind, name) for _title, kind, name in asked_for(ward, day)}:
        found = next(team for team in (ward.team, ward.ht) if team.name == name)
        rebuilds.request(team=found, day=day, kind=kind, why="test")
    ward.build_waiting()


def test_every_visit_of_five_weeks_is_due_once_before_and_after(ward):
    before = {day: asked_for(ward, day) for day in DAYS}
    for day in PUBLISHED:
        build(ward, day)
    moves.accept(request=ask(ward, from_date=MOVES_ON, from_shift=MOVES_FROM), by=ward.user("anne"))
    sweep.take_changes()
    ward.build_waiting()
    for day in DAYS:
        after = asked_for(ward, day)
        assert after == sorted(
            (title, kind, ward.ht.name if goes_over(ward, title, day, kind) else team)
            for title, kind, team in before[day]
        ), day
        if day in LAID_AFTER:
            build(ward, day)
        if day in PUBLISHED or day in LAID_AFTER:
            assert_balances(ward, day, len(before[day]))
    assert not Rebuild.objects.filter(status=Rebuild.Status.FAILED).exists()
    assert_each_stands_once(ward)


def goes_over(ward, title, day, kind):
    return (day, ORDER[kind]) >= (MOVES_ON, ORDER[MOVES_FROM])


def assert_balances(ward, day, visits):
    sums = balances_on(day, [ward.team, ward.ht, ward.south])
    assert [fault.sentence for each in sums for fault in each.faults] == [], day
    assert all(each.balances for each in sums), day
    assert sum(each.due for each in sums) == visits, day


def assert_each_stands_once(ward):
    """No title twice on a date, and each that waits is on one list or in one bucket that holds now."""
    waiting = Visit.objects.with_state().filter(patient=ward.patient, state=State.DUE)
    on_days = [(visit.title, visit.date) for visit in waiting]
    assert len(on_days) == len(set(on_days))
    for visit in waiting:
        assert visit.plan.team == visit.team
        listed = Entry.objects.filter(
            visit=visit, worklist__publication__current_for__isnull=False
        ).count()
        loose = Unassigned.objects.filter(
            visit=visit, publication__current_for__isnull=False
        ).count()
        assert listed + loose == 1, visit


def test_the_three_shifts_are_counted_in_the_order_of_the_day():
    assert (
        sorted(ORDER, key=lambda kind: ORDER[kind]) == ShiftKind.values == ["dag", "kveld", "natt"]
    )
