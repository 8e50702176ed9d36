"""The rebuild: makes the day's visits, plans, and publishes the old or the new, never half."""

from datetime import timedelta

import pytest

from heltom.lib import clock
from patients.models import Patient
from teams.models import Shift, StaffCompetence
from tests.factories import (
    AbsenceFactory,
    AppointmentFactory,
    ContactFactory,
    DelegationFactory,
    PauseFactory,
    PlanExceptionFactory,
    StaffCompetenceFactory,
    TeamFactory,
    VisitFactory,
)
from tests.ward import make_ward
from worklists.actions import rebuilds, visits
from worklists.models import (
    Entry,
    ListChange,
    Publication,
    Rebuild,
    State,
    TeamShift,
    Visit,
    VisitState,
    Worklist,
)
from worklists.queries import problem
from worklists.queries.balance import day_balance
from worklists.queries.work import read_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def tomorrow():
    """Most stories are of a day that has not begun: nothing is frozen by the clock."""
    return make_ward(clock.today() + timedelta(days=1))


def lists_of(publication):
    """What the lists say, in a form that can be compared."""
    rows = Entry.objects.filter(worklist__publication=publication).order_by("worklist", "position")
    return [(e.worklist.shift_id, e.visit_id, e.starts_at, e.ends_at) for e in rows]


def carer_of(visit):
    entry = Entry.objects.filter(
        visit=visit, worklist__publication__current_for__isnull=False
    ).get()
    return entry.worklist.shift.staff


def balance(ward, kind="dag"):
    return day_balance(ward.team, ward.day, kind)


def test_every_due_visit_ends_on_a_list_and_the_day_balances(tomorrow):
    tomorrow.plans(12)
    publication = tomorrow.build()
    assert Entry.objects.filter(worklist__publication=publication).count() == 12
    sum_ = balance(tomorrow)
    assert (sum_.due, sum_.on_list, sum_.unassigned) == (12, 12, 0)
    assert sum_.balances


def test_everybody_who_walks_gets_a_list_and_nobody_indoors_does(tomorrow):
    publication = tomorrow.build()
    walkers = {tomorrow.people["kari"], tomorrow.people["vera"]}
    assert {w.shift.staff for w in publication.worklists.all()} == walkers


def test_building_again_changes_nothing_and_publishes_nothing(tomorrow):
    tomorrow.plans(15)
    first = tomorrow.build()
    again = tomorrow.build()
    assert again == first
    assert lists_of(again) == lists_of(first)
    assert Publication.objects.count() == 1


def test_the_second_build_asks_the_very_same_question(tomorrow):
    """Before the first the visits are only thought of, before the second they are rows."""
    tomorrow.plans(3)
    tomorrow.plans(1, priority=1, carers=2, where="telefon", fixed_time=True, level=1)
    tomorrow.build()
    shift = TeamShift.objects.get()
    assert problem.build(read_work(shift), clock.now()).fingerprint == (
        shift.current.fingerprint,
        shift.current_id,
    )


def test_two_wards_with_the_same_input_get_the_same_lists(tomorrow):
    tomorrow.plans(10)
    first = lists_of(tomorrow.build())
    TeamShift.objects.update(current=None)
    assert lists_of(tomorrow.build()) == first


def test_a_visit_that_nobody_can_do_stands_as_unassigned_with_the_reason(tomorrow):
    tomorrow.plans(1, needs=["insulin"])
    publication = tomorrow.build()
    bucket = publication.unassigned.get()
    assert bucket.reason
    assert balance(tomorrow).unassigned == 1
    assert balance(tomorrow).balances


def test_only_the_one_with_the_course_gets_the_visit_that_needs_it(tomorrow):
    StaffCompetenceFactory(staff=tomorrow.people["vera"])
    tomorrow.plans(1, needs=["insulin"])
    tomorrow.build()
    assert carer_of(Visit.objects.get()) == tomorrow.people["vera"]


def test_a_course_that_has_run_out_does_not_count(tomorrow):
    StaffCompetenceFactory(staff=tomorrow.people["vera"])
    StaffCompetence.objects.update(valid_to=clock.today())
    tomorrow.plans(1, needs=["insulin"])
    tomorrow.build()
    assert balance(tomorrow).unassigned == 1


def test_a_delegation_counts_for_its_patient_and_for_no_other(tomorrow):
    hers, _another = tomorrow.plans(2, needs=["insulin"])
    DelegationFactory(staff=tomorrow.people["kari"], patient=hers.patient)
    tomorrow.build()
    assert carer_of(Visit.objects.get(plan=hers)) == tomorrow.people["kari"]
    assert balance(tomorrow).unassigned == 1


def test_the_primary_contact_gets_her_patient_when_nothing_else_differs(tomorrow):
    plans = tomorrow.plans(2)
    for plan, name in zip(plans, ["vera", "kari"], strict=True):
        ContactFactory(patient=plan.patient, staff=tomorrow.people[name])
    base = tomorrow.team.site
    Patient.objects.update(latitude=base.latitude, longitude=base.longitude)
    tomorrow.build()
    assert [carer_of(Visit.objects.get(plan=plan)).given_name for plan in plans] == ["Vera", "Kari"]


def test_a_visit_with_two_carers_is_on_two_lists_at_the_same_time(tomorrow):
    tomorrow.plans(1, carers=2)
    tomorrow.build()
    first, second = Entry.objects.all()
    assert first.worklist != second.worklist
    assert first.starts_at == second.starts_at


def test_alone_on_the_shift_a_visit_with_two_carers_is_on_no_list_at_all(tomorrow):
    Shift.objects.filter(function="vk").delete()
    tomorrow.plans(1, carers=2)
    tomorrow.build()
    assert not Entry.objects.exists()
    assert balance(tomorrow).balances


def test_no_visit_is_planned_while_the_patient_is_out_on_an_appointment(tomorrow):
    (plan,) = tomorrow.plans(1)
    at = clock.at(tomorrow.day, plan.earliest)
    AppointmentFactory(patient=plan.patient, starts_at=at, ends_at=at + timedelta(minutes=60))
    tomorrow.build()
    assert Entry.objects.get().starts_at >= at + timedelta(minutes=60)


def test_a_visit_on_the_phone_asks_for_no_travel(tomorrow):
    tomorrow.plans(1, where="telefon")
    tomorrow.build()
    assert Entry.objects.get().travel_minutes == 0


def test_paused_after_publishing_the_visit_is_withdrawn_and_must_be_acknowledged(tomorrow):
    plan, *_ = tomorrow.plans(3)
    tomorrow.build()
    PauseFactory(patient=plan.patient)
    assert not balance(tomorrow).balances
    tomorrow.build()
    change = ListChange.objects.get(kind="borte")
    assert change.visit.plan == plan
    assert "sykehus" in change.reason
    sum_ = balance(tomorrow)
    assert (sum_.due, sum_.on_list, sum_.withdrawn, sum_.unacknowledged) == (2, 2, 1, 1)
    assert sum_.balances


def test_home_again_the_same_visit_comes_back_to_the_lists(tomorrow):
    (plan,) = tomorrow.plans(1)
    tomorrow.build()
    pause = PauseFactory(patient=plan.patient)
    tomorrow.build()
    pause.delete()
    tomorrow.build()
    visit = Visit.objects.with_state().get()
    assert visit.state == State.DUE
    assert balance(tomorrow).on_list == 1


def test_a_plan_changed_for_the_day_is_followed_by_the_visit(tomorrow):
    (plan,) = tomorrow.plans(1)
    tomorrow.build()
    plan.minutes = 45
    plan.save()
    tomorrow.build()
    assert Visit.objects.get().minutes == 45
    entry = Entry.objects.get(worklist__publication__current_for__isnull=False)
    assert entry.ends_at - entry.starts_at == timedelta(minutes=45)


def test_a_plan_moved_to_another_team_takes_its_visit_along(tomorrow):
    (plan,) = tomorrow.plans(1)
    tomorrow.build()
    other = TeamFactory(site=tomorrow.team.site, ht=tomorrow.ht)
    plan.team = other
    plan.save()
    assert not balance(tomorrow).balances
    tomorrow.build(team=other)
    tomorrow.build()
    assert Visit.objects.get().team == other
    assert balance(tomorrow).due == 0
    assert balance(tomorrow).balances
    assert day_balance(other, tomorrow.day, "dag").unassigned == 1
    assert ListChange.objects.get(publication__team_shift__team=tomorrow.team).kind == "borte"


def test_moved_to_another_team_it_is_seen_even_before_that_team_has_lists(tomorrow):
    (plan,) = tomorrow.plans(1)
    tomorrow.build()
    other = TeamFactory(site=tomorrow.team.site, ht=tomorrow.ht)
    plan.team = other
    plan.save()
    tomorrow.build()
    assert not day_balance(other, tomorrow.day, "dag").balances


def test_called_off_before_the_plan_was_moved_it_stays_in_the_sum_of_the_team_that_did_so(tomorrow):
    (plan,) = tomorrow.plans(1)
    tomorrow.build()
    visits.cancel(visit=Visit.objects.get(), by=tomorrow.user("vera"), reason="ville ikke")
    plan.team = TeamFactory(site=tomorrow.team.site, ht=tomorrow.ht)
    plan.save()
    tomorrow.build(team=plan.team)
    tomorrow.build()
    assert balance(tomorrow).cancelled == 1
    assert day_balance(plan.team, tomorrow.day, "dag").due == 0
    assert day_balance(plan.team, tomorrow.day, "dag").balances


def test_when_a_carer_falls_ill_her_visits_go_to_the_others_or_to_the_bucket(tomorrow):
    tomorrow.plans(8)
    tomorrow.build()
    kari = Shift.objects.get(staff=tomorrow.people["kari"])
    kari.absence = AbsenceFactory(staff=kari.staff, starts_at=kari.starts_at)
    kari.save()
    assert not balance(tomorrow).balances
    publication = tomorrow.build()
    assert {w.shift.staff for w in publication.worklists.all()} == {tomorrow.people["vera"]}
    assert balance(tomorrow).balances


def test_with_nobody_on_the_shift_everything_stands_as_unassigned(tomorrow):
    Shift.objects.all().delete()
    tomorrow.plans(4)
    tomorrow.build()
    assert balance(tomorrow).unassigned == 4
    assert balance(tomorrow).balances


def test_a_locked_visit_stays_with_its_carer_at_its_time(tomorrow):
    (plan,) = tomorrow.plans(1)
    tomorrow.build()
    visit = Visit.objects.get()
    before = Entry.objects.get()
    visits.lock(visit=visit, by=tomorrow.user("vera"))
    other = "vera" if before.worklist.shift.staff.given_name == "Kari" else "kari"
    ContactFactory(patient=plan.patient, staff=tomorrow.people[other])
    tomorrow.plans(5)
    tomorrow.build()
    after = Entry.objects.get(visit=visit, worklist__publication__current_for__isnull=False)
    assert after.worklist.shift == before.worklist.shift
    assert after.starts_at == before.starts_at


def test_started_and_done_visits_stay_where_they_are(tomorrow):
    tomorrow.plans(6)
    tomorrow.build()
    begun, done, *_ = Visit.objects.all()
    where = {e.visit_id: (e.worklist.shift_id, e.starts_at) for e in Entry.objects.all()}
    visits.start(visit=begun, by=tomorrow.user("kari"), at=begun.earliest)
    visits.finish(visit=done, by=tomorrow.user("kari"), at=done.earliest)
    tomorrow.plans(6)
    tomorrow.build()
    for visit in (begun, done):
        entry = Entry.objects.get(visit=visit, worklist__publication__current_for__isnull=False)
        assert (entry.worklist.shift_id, entry.starts_at) == where[visit.pk]
    assert balance(tomorrow).balances


def test_what_an_ill_carer_has_done_stays_on_her_list(tomorrow):
    Shift.objects.filter(function="vk").delete()
    tomorrow.plans(2)
    tomorrow.build()
    done, left = Visit.objects.all()
    visits.finish(visit=done, by=tomorrow.user("kari"), at=done.earliest)
    kari = Shift.objects.get(staff=tomorrow.people["kari"])
    kari.absence = AbsenceFactory(staff=kari.staff, starts_at=kari.starts_at)
    kari.save()
    publication = tomorrow.build()
    assert Worklist.objects.get(publication=publication).entries.get().visit == done
    assert publication.unassigned.get().visit == left
    assert balance(tomorrow).balances


def test_a_visit_cancelled_by_a_person_stays_cancelled_and_in_the_sum(tomorrow):
    tomorrow.plans(2)
    tomorrow.build()
    visit = Visit.objects.first()
    visits.cancel(visit=visit, by=tomorrow.user("vera"), reason="sønnen tar det")
    tomorrow.build()
    sum_ = balance(tomorrow)
    assert (sum_.due, sum_.on_list, sum_.cancelled) == (2, 1, 1)
    assert not ListChange.objects.filter(kind="borte").exists()


def test_left_out_by_an_exception_the_visit_is_withdrawn_with_its_reason(tomorrow):
    (plan,) = tomorrow.plans(1)
    tomorrow.build()
    PlanExceptionFactory(plan=plan, date=tomorrow.day, reason="er hos datteren")
    tomorrow.build()
    assert VisitState.objects.latest("pk").reason.endswith("er hos datteren")


def test_an_extra_visit_is_due_as_any_other(tomorrow):
    VisitFactory(team=tomorrow.team, date=tomorrow.day)
    assert not balance(tomorrow).balances
    tomorrow.build()
    assert balance(tomorrow).on_list == 1


def test_a_fault_while_planning_leaves_the_old_lists_and_says_so(tomorrow, monkeypatch):
    tomorrow.plans(3)
    first = tomorrow.build()
    tomorrow.plans(3)

    def broken(**_):
        raise RuntimeError("planned fault")

    monkeypatch.setattr(rebuilds, "publish", broken)
    assert tomorrow.build() is None
    assert Rebuild.objects.latest("pk").status == Rebuild.Status.FAILED
    assert "forrige gjelder" in Rebuild.objects.latest("pk").error
    assert TeamShift.objects.get(kind="dag").current == first


def test_a_step_taken_while_it_plans_is_never_overwritten(tomorrow, monkeypatch):
    tomorrow.plans(6)
    tomorrow.build()
    tomorrow.plans(2)
    visit = Visit.objects.first()
    where = Entry.objects.get(visit=visit)
    solve, calls = rebuilds.solve, []

    def slow(problem, **how):
        if not calls:
            visits.start(visit=visit, by=tomorrow.user("kari"), at=visit.earliest)
        calls.append(problem)
        return solve(problem, **how)

    monkeypatch.setattr(rebuilds, "solve", slow)
    tomorrow.build()
    assert len(calls) == 2
    entry = Entry.objects.get(visit=visit, worklist__publication__current_for__isnull=False)
    assert (entry.worklist.shift_id, entry.starts_at) == (where.worklist.shift_id, where.starts_at)
    assert balance(tomorrow).balances
