"""From what the board decided to the visits on tomorrow's list: proposed, read, answered, built."""

from copy import deepcopy
from datetime import time, timedelta

import pytest

from boards.actions import decisions, plan_changes
from boards.models import Decision, PlanChange
from boards.queries.plan_changes import proposal, seen_of
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import AuditEvent
from tests.boards.factories import DecisionFactory, ItemFactory, MeetingFactory
from tests.factories import ShiftFactory, StaffFactory, VisitFactory, VisitPlanFactory
from tests.support.clocks import clock_at, pin
from tests.support.history import done_visits
from tests.ward import make_ward
from worklists.actions import estimates, minutes, sweep
from worklists.actions import plan_changes as plans
from worklists.models import MinutesProposal, State, Visit, VisitPlan
from worklists.queries.balance import day_balance

pytestmark = pytest.mark.django_db

NINE = time(9)
TODAY = clock.today()
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(scope="module")
def built(rows_of_module):
    """Lists are built for tomorrow, with the patient's morning visit on one of them."""
    with clock_at(NINE):
        ward = make_ward()
        ward.day = TOMORROW
        ward.carers(2)
        ShiftFactory(staff=StaffFactory(team=ward.team), date=TOMORROW, kind="kveld")
        ward.plan = ward.plans(1, task_text="Hjelp til stell")[0]
        meeting = MeetingFactory(team=ward.team)
        ward.decision = DecisionFactory(
            item=ItemFactory(on=True, meeting=meeting, patient=ward.plan.patient),
            kind="tidsplan", text="Stell om kvelden også",
        )  # fmt: skip
        ward.build()
        return ward


@pytest.fixture
def ward(monkeypatch, built):
    pin(monkeypatch, NINE)
    return deepcopy(built)


def propose(ward, fields, from_on=TOMORROW, **how):
    asked = {"decision": ward.decision, "plan": ward.plan, "by": ward.user("ola")}
    return plan_changes.propose(fields=fields, from_on=from_on, **(asked | how))


def say_yes(ward, change):
    change = PlanChange.objects.get(pk=change.pk)
    return plan_changes.confirm(change=change, by=ward.user("ola"), seen=seen_of(change))


def settle(ward):
    sweep.take_changes()
    ward.build_waiting()


def visits(day=TOMORROW):
    rows = Visit.objects.filter(date=day).with_state().exclude(state=State.WITHDRAWN)
    return [(v.shift, v.minutes, v.task_text, v.plan.reference) for v in rows.order_by("earliest")]


def test_what_was_decided_stands_on_tomorrows_list(ward):
    new = {"minutes": 45, "shift": "kveld", "earliest": time(19), "latest": time(20)}
    change = propose(ward, new)
    assert visits() == [("dag", 20, "Hjelp til stell", ward.plan.reference)]
    result = say_yes(ward, change).result
    settle(ward)
    assert result.reference == f"{ward.plan.reference}.f2"
    assert visits() == [("kveld", 45, "Hjelp til stell", result.reference)]
    for kind in ("dag", "kveld"):
        assert day_balance(ward.team, TOMORROW, kind).balances
    assert day_balance(ward.team, TOMORROW, "kveld").on_list == 1
    ward.plan.refresh_from_db()
    assert ward.plan.valid_to == TODAY


def test_a_yes_closes_the_decision_and_is_kept(ward):
    change = say_yes(ward, propose(ward, {"minutes": 45}))
    found = Decision.objects.get(pk=ward.decision.pk)
    assert (found.state, change.state) == ("gjort", "bekreftet")
    assert found.closed_why.startswith("Tidsplanen er endret fra")
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {
        "plan_change_proposed",
        "plan_changed",
        "plan_change_confirmed",
        "decision_done",
    } <= verbs
    assert say_yes(ward, change).answered_at == change.answered_at
    assert VisitPlan.objects.filter(patient=ward.plan.patient).count() == 2


def test_new_words_reach_the_visits_that_wait_and_not_the_one_that_is_begun(ward):
    began = VisitFactory(plan=ward.plan, patient=ward.plan.patient, team=ward.team, date=TODAY,
                         task_text="Hjelp til stell", state=State.STARTED)  # fmt: skip
    Visit.objects.filter(date=TOMORROW).update(locked=True)
    change = propose(ward, {"task_text": "Vei før stell"}, from_on=TODAY)
    assert "fra nå" in proposal(change).sentences[0]
    assert say_yes(ward, change).result == ward.plan
    began.refresh_from_db()
    assert began.task_text == "Hjelp til stell"
    assert visits() == [("dag", 20, "Vei før stell", ward.plan.reference)]
    settle(ward)
    assert visits() == [("dag", 20, "Vei før stell", ward.plan.reference)]
    assert Visit.objects.get(date=TOMORROW).locked


def test_days_that_are_left_out_leave_the_list_and_an_end_takes_all(ward):
    other = [day for day in range(1, 8) if day != TOMORROW.isoweekday()]
    change = propose(ward, {"weekdays": other})
    told = " ".join(proposal(change).sentences)
    assert "2 oppdrag utgår" in told
    assert "fra 140 til 120 minutter i uken" in told
    result = say_yes(ward, change).result
    settle(ward)
    assert visits() == []
    assert day_balance(ward.team, TOMORROW, "dag").balances
    plans.end(plan=result, from_on=TOMORROW, why="Klarer seg selv", by=ward.user("ola"))
    assert not VisitPlan.objects.on(TOMORROW).filter(patient=ward.plan.patient, weekdays__len__gt=0)


def test_competences_and_every_second_week_go_on(ward):
    start = TODAY - timedelta(days=21)
    plan = VisitPlanFactory(
        patient=ward.plan.patient, team=ward.team, every_weeks=2, valid_from=start, needs=["sar"]
    )
    result = plans.change(
        plan=plan, fields={"level": 2}, from_on=TOMORROW, why="x", by=ward.user("ola")
    )
    days = [TOMORROW + timedelta(days=n) for n in range(28)]
    as_before = VisitPlan(valid_from=start, weekdays=plan.weekdays, every_weeks=2)
    assert [result.recurs_on(d) for d in days] == [as_before.recurs_on(d) for d in days]
    assert [c.code for c in result.competences.all()] == ["sar"]
    assert (result.level, result.priority, result.moved_from) == (2, plan.priority, plan)


def test_a_plan_that_changed_after_it_was_read_is_told_and_nothing_is_done(ward):
    change = propose(ward, {"minutes": 45})
    seen = seen_of(change)
    VisitPlan.objects.filter(pk=ward.plan.pk).update(carers=2)
    with pytest.raises(Refused, match="endret siden du åpnet siden"):
        plan_changes.confirm(change=change, by=ward.user("ola"), seen=seen)
    propose(ward, {"minutes": 50})
    with pytest.raises(Refused, match="Forslaget er endret"):
        plan_changes.confirm(change=change, by=ward.user("ola"), seen=seen)
    assert VisitPlan.objects.get(patient=ward.plan.patient).minutes == 20


def test_no_with_a_reason_closes_it_and_the_second_is_told_who_was_first(ward):
    change = propose(ward, {"minutes": 45})
    with pytest.raises(Refused, match="Skriv hvorfor"):
        plan_changes.decline(change=change, why=" ", by=ward.user("ola"))
    plan_changes.decline(change=change, why="Prøv to uker til", by=ward.user("ola"))
    with pytest.raises(Refused, match=r"Ola .* har alt svart «ikke godkjent»"):
        plan_changes.confirm(change=change, by=ward.user("anne"), seen=seen_of(change))
    found = Decision.objects.get(pk=ward.decision.pk)
    assert (found.state, found.closed_why) == ("ikke-gjort", "Prøv to uker til")
    assert visits() == [("dag", 20, "Hjelp til stell", ward.plan.reference)]


@pytest.mark.parametrize(
    ("fields", "days", "sentence"),
    [
        ({"minutes": 0}, 1, "fra 1 til 600"),
        ({"weekdays": []}, 1, "minst én ukedag"),
        ({"earliest": time(12)}, 1, "etter senest"),
        ({"shift": "kveld"}, 1, "klokkeslett når vakten"),
        ({"minutes": 45}, 0, "Velg en dag fra og med"),
        ({"minutes": 45}, 91, "Velg en dag fra og med"),
        ({"minutes": 20}, 1, "slik alt"),
        ({"priority": 1}, 1, "kan ikke endres"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(ward, fields, days, sentence):
    with pytest.raises(Refused, match=sentence):
        propose(ward, fields, from_on=TODAY + timedelta(days=days))
    assert not PlanChange.objects.exists()


def test_a_plan_that_goes_on_as_another_is_changed_there(ward):
    plans.change(
        plan=ward.plan, fields={"minutes": 25}, from_on=TOMORROW, why="x", by=ward.user("ola")
    )
    with pytest.raises(Refused, match=r"går over i «.*.f2»"):
        propose(ward, {"minutes": 45})
    another = VisitPlanFactory(team=ward.team)
    with pytest.raises(Refused, match="en annen pasient"):
        propose(ward, {"minutes": 45}, plan=another)


def test_a_decision_taken_back_takes_its_proposal_along(ward):
    change = propose(ward, {"minutes": 45})
    with pytest.raises(Refused, match="venter på svar"):
        decisions.close(decision=ward.decision, done=True, by=ward.user("ola"))
    decisions.withdraw(decision=ward.decision, why="Skrevet feil", by=ward.user("ola"))
    change.refresh_from_db()
    assert change.state == "avslatt"
    with pytest.raises(Refused, match="har trukket"):
        plan_changes.confirm(change=change, by=ward.user("ola"), seen=seen_of(change))


def approve_thirty(ward, plan):
    done_visits(plan, [30] * 40)
    estimates.propose(team=ward.team)
    minutes.approve(
        proposals=MinutesProposal.objects.open().filter(plan=plan),
        why="tar lengre tid", by=ward.user("ola"), from_date=TOMORROW,
    )  # fmt: skip


def test_minutes_that_were_approved_hold_unless_others_were_decided(ward):
    """20 in the plan, 30 approved: two carers leave the 30; decided 20, it is 20 again."""
    approve_thirty(ward, ward.plan)
    by = ward.user("ola")
    both = plans.change(plan=ward.plan, fields={"carers": 2}, from_on=TOMORROW, why="x", by=by)
    assert (both.carers, both.minutes, both.minutes_on(TOMORROW)) == (2, 20, 30)
    fewer = plans.change(plan=both, fields={"minutes": 20}, from_on=TOMORROW, why="x", by=by)
    assert (fewer.carers, fewer.minutes_on(TOMORROW)) == (2, 20)
