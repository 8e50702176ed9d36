"""Who sits in the wrong team: each rule, and what holds a proposal back."""

from datetime import timedelta

import pytest

from heltom.lib import clock
from patients.models import CriteriaTable
from tests.belonging_factories import (
    AssessmentFactory,
    ConditionFactory,
    CriteriaTableFactory,
    CriterionFactory,
    HealthStateFactory,
    MoveRequestFactory,
)
from tests.factories import PatientFactory, PauseFactory, PlacementFactory, VisitPlanFactory
from tests.support.history import carers, past_visit
from tests.ward import make_ward
from worklists.models import State, Visit, VisitState
from worklists.queries.fit import Status, fit_of

pytestmark = pytest.mark.django_db

TODAY = clock.today()
DAYS = 14


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def criteria():
    """Unstable speaks for HSY, stable for PBP."""
    table = CriteriaTableFactory()
    for speaks_for, state in (("HSY", "ustabil"), ("PBP", "stabil")):
        criterion = CriterionFactory(table=table, speaks_for=speaks_for, text=f"Er {state}")
        ConditionFactory(criterion=criterion, kind="tilstand", values=[state])


def done_daily(plan, days, took, crew=5):
    """Every one of the last days, by so many carers in turn."""
    people = carers(plan, crew)
    visits = Visit.objects.bulk_create(_visit(plan, ago) for ago in range(1, days + 1))
    for state, minutes in ((State.STARTED, 0), (State.DONE, took)):
        VisitState.objects.bulk_create(
            VisitState(visit=visit, state=state, carer=people[number % crew],
                       happened_at=visit.earliest + timedelta(minutes=minutes))
            for number, visit in enumerate(visits)
        )  # fmt: skip


def _visit(plan, ago):
    day = TODAY - timedelta(days=ago)
    return Visit(
        plan=plan, patient=plan.patient, team=plan.team, code=plan.code, date=day,
        shift=plan.shift, title=plan.title, minutes=plan.minutes, level=plan.level,
        earliest=clock.at(day, plan.earliest), latest=clock.at(day, plan.latest),
    )  # fmt: skip


def patient_with(team, *tasks, days=DAYS, **patient):
    """Placed in the team, with these tasks done every day: (title, minutes, level, team)."""
    found = PatientFactory(**patient)
    PlacementFactory(patient=found, team=team, code="HSY" if team.kind == "HT" else "PBP")
    for title, minutes, level, by in tasks:
        plan = VisitPlanFactory(patient=found, team=by, title=title, minutes=minutes, level=level)
        done_daily(plan, days, minutes)
    return found


def row_of(team, patient):
    return next(row for row in fit_of(team, TODAY).rows if row.patient == patient)


def test_the_mix_is_what_was_done_as_minutes_a_week(ward):
    patient = patient_with(ward.team, ("Stell", 30, 0, ward.team), ("Sårstell", 20, 2, ward.ht))
    PlacementFactory(patient=patient, team=ward.ht, code="HSY", owner=False)
    mix = row_of(ward.team, patient).mix
    assert (mix.total, mix.nurse_own, mix.nurse_shared, mix.days) == (350, 0, 140, 14)
    assert [(row.task.title, row.team, row.minutes) for row in mix.tasks] == [
        ("Sårstell", ward.ht.name, 140),
        ("Stell", ward.team.name, 210),
    ]


def test_visits_that_were_not_done_are_not_in_the_mix(ward):
    patient = patient_with(ward.team, ("Stell", 30, 0, ward.team))
    past_visit(VisitPlanFactory(patient=patient, team=ward.team, minutes=100), 3)
    assert row_of(ward.team, patient).mix.total == 210


def test_real_minutes_are_used_where_five_carers_have_been_there(ward):
    patient = patient_with(ward.team)
    for title, crew in (("Mange", 5), ("Få", 4)):
        plan = VisitPlanFactory(patient=patient, team=ward.team, title=title, minutes=20)
        done_daily(plan, DAYS, 40, crew)
    tasks = {row.task.title: (row.minutes, row.task.is_real) for row in
             row_of(ward.team, patient).mix.tasks}  # fmt: skip
    assert tasks == {"Mange": (280, True), "Få": (140, False)}


def test_an_ot_that_does_nurses_work_itself_has_a_patient_for_the_ht(ward):
    patient = patient_with(ward.team, ("Stell", 60, 0, ward.team), ("Insulin", 9, 2, ward.team))
    row = row_of(ward.team, patient)
    assert row.status is Status.PROPOSED
    assert "Teamet gjør selv 63 minutter i uken som krever sykepleier (Insulin)" in row.reasons[0]
    assert row.to == ward.ht.name


def test_under_the_units_limit_nothing_is_proposed(ward):
    patient = patient_with(ward.team, ("Stell", 60, 0, ward.team), ("Insulin", 8, 2, ward.team))
    assert row_of(ward.team, patient).status is Status.FITS


def test_that_the_ht_does_the_nurses_work_is_why_she_is_shared(ward):
    patient = patient_with(ward.team, ("Stell", 60, 0, ward.team), ("Sårstell", 30, 2, ward.ht))
    PlacementFactory(patient=patient, team=ward.ht, code="HSY", owner=False)
    assert row_of(ward.team, patient).reasons == ()


def test_but_not_that_more_than_half_of_all_takes_a_nurse(ward):
    patient = patient_with(ward.team, ("Stell", 20, 0, ward.team), ("Sårstell", 30, 2, ward.ht))
    PlacementFactory(patient=patient, team=ward.ht, code="HSY", owner=False)
    row = row_of(ward.team, patient)
    assert row.reasons == ("210 av 350 minutter i uken krever sykepleier: over halvparten.",)


def test_criteria_that_say_hsy_speak_for_the_ht(ward, criteria):
    patient = patient_with(ward.team, ("Stell", 20, 0, ward.team))
    HealthStateFactory(patient=patient, state="ustabil")
    row = row_of(ward.team, patient)
    assert row.status is Status.PROPOSED
    assert row.reasons[0].startswith("Kriteriene taler for HSY:")


def stable_in_ht(ward, *tasks):
    patient = patient_with(ward.ht, *(tasks or [("Stell", 30, 0, ward.ht)]))
    HealthStateFactory(patient=patient, state="stabil")
    return patient


def test_a_stable_patient_of_the_ht_without_nurses_work_is_for_an_ot(ward, criteria):
    row = row_of(ward.ht, stable_in_ht(ward))
    assert row.status is Status.PROPOSED
    assert row.to == "et OT"


def test_a_nurses_task_done_or_planned_keeps_her_in_the_ht(ward, criteria):
    done = stable_in_ht(ward, ("Stell", 30, 0, ward.ht), ("Kateter", 10, 2, ward.ht))
    planned = stable_in_ht(ward)
    VisitPlanFactory(patient=planned, team=ward.ht, level=2, every_weeks=12)
    assert row_of(ward.ht, done).status is Status.FITS
    assert row_of(ward.ht, planned).status is Status.FITS


def test_nobody_is_moved_out_of_an_ht_before_somebody_has_written_that_she_is_stable(
    ward, criteria
):
    none = CriterionFactory(table=CriteriaTable.objects.get(), speaks_for="PBP")
    ConditionFactory(criterion=none, kind="sykepleierminutter", values=[], number=1, negated=True)
    patient = patient_with(ward.ht, ("Stell", 30, 0, ward.ht))
    row = row_of(ward.ht, patient)
    assert (row.status, row.proposal.judgement.code) == (Status.UNKNOWN, "PBP")
    assert row.said == "Det er ikke skrevet om pasienten er stabil. Skriv det først."


def test_who_is_unstable_stays_in_the_ht(ward, criteria):
    HealthStateFactory(patient=(patient := stable_in_ht(ward)), state="ustabil")
    assert row_of(ward.ht, patient).status is Status.FITS


def held(ward, days=DAYS, **patient):
    return patient_with(ward.team, ("Insulin", 20, 2, ward.team), days=days, **patient)


def test_a_decision_that_stands_is_never_proposed_against(ward):
    patient = held(ward)
    AssessmentFactory(patient=patient, decided=True, owner=ward.team)
    row = row_of(ward.team, patient)
    assert row.status is Status.DECIDED
    assert row.reasons
    assert row.said.startswith("Bestemt av Kari")
    assert "OT har pasienten (PBP). Står til ny vurdering" in row.said
    assert row in fit_of(ward.team, TODAY).held


def test_who_is_asked_for_already_is_not_proposed_again(ward):
    patient = held(ward)
    MoveRequestFactory(patient=patient, from_team=ward.team, to_team=ward.ht)
    assert row_of(ward.team, patient).said == f"Det er alt bedt om flytting til {ward.ht}."


def test_who_has_been_away_most_of_the_time_is_not_proposed(ward):
    patient = held(ward, days=6)
    PauseFactory(patient=patient, starts_at=clock.midnight(TODAY - timedelta(days=28)),
                 ends_at=clock.midnight(TODAY - timedelta(days=7)))  # fmt: skip
    held(ward, days=27)
    row = row_of(ward.team, patient)
    assert row.status is Status.AWAY
    assert row.said.startswith("Borte 20 av 27 dager.")


def test_who_is_new_is_not_proposed(ward):
    patient = held(ward, started_on=TODAY - timedelta(days=5))
    row = row_of(ward.team, patient)
    assert (row.status, row.said) == (Status.NEW, "5 dager i teamet: for lite å gå etter.")


def test_days_away_are_not_counted_as_days_without_help(ward):
    patient = held(ward)
    PauseFactory(patient=patient, starts_at=clock.midnight(TODAY - timedelta(days=21)),
                 ends_at=clock.midnight(TODAY - timedelta(days=14)))  # fmt: skip
    held(ward, days=21)
    assert row_of(ward.team, patient).mix.total == 140
