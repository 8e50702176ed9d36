"""The past of a patient as the rules see it: what was known when the day was over, and no more."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boards.models import BoardSettings, PlanChange
from boards.queries.active import active
from boards.queries.histories import histories
from boards.queries.reviews import capacity, longest_days
from boards.rules.history import Away, Face, Happened, History, Measured, Written
from heltom.lib import clock
from patients.models import Event, Note, Observation, Patient
from teams.models import Staff, Team
from tests.belonging_factories import AssessmentFactory, EvaluationFactory, GoalFactory
from tests.boards.factories import DecisionFactory, ItemFactory, MeetingFactory, ReviewFactory
from tests.factories import (
    PatientFactory,
    PauseFactory,
    PlacementFactory,
    StaffFactory,
    TeamFactory,
    UserFactory,
    VisitFactory,
    VisitPlanFactory,
)
from worklists.models import VisitState

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 4)


def at(days_ago: int, hour: int = 12) -> datetime:
    return clock.at(ON - timedelta(days=days_ago), time(hour))


@pytest.fixture
def team() -> Team:
    return TeamFactory(code="ot-nord")


@pytest.fixture
def berit(team: Team) -> Patient:
    patient = PatientFactory(
        number="P-1", given_name="Berit", family_name="Oppdiktetsen", started_on=date(2025, 1, 10)
    )
    PlacementFactory(patient=patient, team=team, valid_from=date(2025, 1, 10))
    return patient


@pytest.fixture
def carer(team: Team) -> Staff:
    return StaffFactory(number="A1", team=team, with_login=True)


def past(team: Team, patient: Patient, on: date = ON) -> History:
    return histories(team, on)[patient.pk]


def weighed(patient: Patient, days_ago: int, kilos: float, **how: object) -> Observation:
    return Observation.objects.create(
        patient=patient, kind="vekt", taken_at=at(days_ago), value=kilos, **how
    )


def test_nothing_from_a_later_day_is_seen(team: Team, berit: Patient, carer: Staff) -> None:
    weighed(berit, 10, 62.1, by=carer)
    weighed(berit, 0, 60)
    weighed(berit, -1, 58)
    Note.objects.create(patient=berit, at=at(-1), text="Sover dårlig")
    Event.objects.create(patient=berit, kind="fall", at=at(-1))
    EvaluationFactory(goal=GoalFactory(patient=berit), at=at(-1))
    PauseFactory(patient=berit, starts_at=at(-1), ends_at=at(-3))
    ReviewFactory(patient=berit, team=team, on=ON + timedelta(days=1))
    seen = past(team, berit)
    assert seen.measured == (
        Measured("vekt", ON - timedelta(days=10), 62.1, "A1"),
        Measured("vekt", ON, 60),
    )
    assert (seen.notes, seen.events, seen.evaluations, seen.stays) == ((), (), (), ())
    assert seen.reviewed_on is None
    assert len(past(team, berit, ON + timedelta(days=1)).notes) == 1


def test_days_are_those_of_oslo(team: Team, berit: Patient) -> None:
    """Half past eleven in the evening in Oslo is the same day, also when it is the next in no other clock;
    half past midnight is the next day, though still the day before by Greenwich.
    """
    late = clock.at(ON, time(23, 30))
    Event.objects.create(patient=berit, kind="fall", at=late, text="Ved sengen")
    Event.objects.create(patient=berit, kind="alarm", at=late + timedelta(hours=1))
    assert past(team, berit).events == (Happened("fall", ON, "", "Ved sengen"),)


def test_what_was_written_wrong_is_left_out(team: Team, berit: Patient, carer: Staff) -> None:
    weighed(berit, 2, 20, struck_at=at(1), struck_by=carer.user, struck_why="Feil pasient")
    Note.objects.create(patient=berit, at=at(2), text="Feil", struck_at=at(1), struck_why="Feil")
    seen = past(team, berit)
    assert (seen.measured, seen.notes) == ((), ())


def test_a_note_is_one_text_without_her_name(team: Team, berit: Patient, carer: Staff) -> None:
    Note.objects.create(
        patient=berit,
        at=at(3),
        by=carer,
        text="Berit spiste lite",
        assessment="Sliten?",
        important=True,
    )
    said = "pasienten spiste lite. Sliten?"
    assert past(team, berit).notes == (Written(ON - timedelta(days=3), "A1", said, True),)


def test_a_stay_that_lasted_on_the_day_has_no_end_whatever_was_known_later(
    team: Team, berit: Patient
) -> None:
    PauseFactory(patient=berit, starts_at=at(30), ends_at=at(20), where="Haukeland")
    PauseFactory(patient=berit, starts_at=at(5), ends_at=at(-5), reason="korttid")
    days = [ON - timedelta(days=n) for n in (30, 20, 5)]
    assert past(team, berit).stays == (
        Away("sykehus", days[0], days[1], "Haukeland"),
        Away("korttid", days[2], None, ""),
    )


def ticked(patient: Patient, team: Team, days_ago: int, carer: Staff, **how: object) -> None:
    """A visit of 20 minutes that she started at noon and ended 25 minutes after."""
    visit = VisitFactory(patient=patient, team=team, date=ON - timedelta(days=days_ago), minutes=20)
    begun = at(days_ago)
    for state, when in (("startet", begun), ("utfort", begun + timedelta(minutes=25))):
        VisitState.objects.create(visit=visit, state=state, happened_at=when, carer=carer, **how)


def test_visits_are_told_with_minutes_and_faces_whichever_team_did_them(
    team: Team, berit: Patient, carer: Staff
) -> None:
    other = TeamFactory()
    nurse, temp = StaffFactory(number="A2", team=other), StaffFactory(number="A3", team=other)
    ticked(berit, team, 3, carer)
    ticked(berit, other, 2, nurse)
    ticked(berit, team, 1, temp)
    ticked(berit, team, -1, carer)
    seen = past(team, berit).visits
    assert [(one.planned, one.took, one.faces) for one in seen] == [
        (20, 25, (Face("A1"),)),
        (20, 25, (Face("A2"),)),
        (20, 25, (Face("A3", is_temp=True),)),
    ]


def test_a_visit_that_was_called_off_says_why_and_one_withdrawn_is_no_visit(
    team: Team, berit: Patient
) -> None:
    for days_ago, state, why in ((2, "avlyst", "Berit ville ikke"), (1, "trukket", "sykehus")):
        visit = VisitFactory(patient=berit, team=team, date=ON - timedelta(days=days_ago))
        VisitState.objects.create(visit=visit, state=state, reason=why, happened_at=at(days_ago))
    VisitFactory(patient=berit, team=team, date=ON)
    (seen,) = past(team, berit).visits
    assert (seen.cancelled, seen.took, seen.faces) == ("pasienten ville ikke", 0, ())


def test_minutes_of_ticks_made_in_one_go_are_not_believed(
    team: Team, berit: Patient, carer: Staff
) -> None:
    ticked(berit, team, 1, carer)
    ticked(berit, team, 1, carer)
    assert [one.took for one in past(team, berit).visits] == [0, 0]
    assert all(one.faces == (Face("A1"),) for one in past(team, berit).visits)


def test_a_plan_of_tomorrow_is_not_known_and_an_end_to_come_neither(
    team: Team, berit: Patient
) -> None:
    plan = VisitPlanFactory(
        reference="TP-1", patient=berit, team=team, weekdays=[1, 4], every_weeks=2,
        valid_from=date(2025, 2, 1), valid_to=ON + timedelta(days=9),
    )  # fmt: skip
    VisitPlanFactory(patient=berit, team=team, valid_from=ON + timedelta(days=1))
    (granted,) = past(team, berit).plans
    assert (granted.plan, granted.last, granted.a_week) == ("TP-1", None, 1)
    assert past(team, berit, ON + timedelta(days=9)).plans[0].last == plan.valid_to


def test_a_plan_that_goes_on_as_a_board_decided_says_so(team: Team, berit: Patient) -> None:
    old, new, words = (
        VisitPlanFactory(reference=name, patient=berit, team=team, valid_from=date(2025, 2, 1))
        for name in ("TP-1", "TP-2", "TP-3")
    )
    for plan, result in ((old, new), (words, words)):
        PlanChange.objects.create(
            decision=DecisionFactory(item__patient=berit), plan=plan, result=result,
            fields={}, from_on=ON, state=PlanChange.State.CONFIRMED, answered_at=at(3),
            answered_by=UserFactory(),
        )  # fmt: skip
    told = {plan.plan: plan.by_board for plan in past(team, berit).plans}
    assert told == {"TP-1": False, "TP-2": True, "TP-3": False}


def test_the_decision_that_stood_on_the_day_says_when_the_grey_zone_is_looked_at(
    team: Team, berit: Patient
) -> None:
    AssessmentFactory(
        patient=berit, decided=True, decided_at=at(60), superseded_at=at(-2),
        review_on=ON + timedelta(days=3),
    )  # fmt: skip
    AssessmentFactory(
        patient=berit, decided=True, decided_at=at(-2), review_on=ON + timedelta(days=90)
    )
    assert past(team, berit).grey_review_on == ON + timedelta(days=3)


def test_the_next_review_follows_from_how_critical_she_is_now(team: Team, berit: Patient) -> None:
    assert past(team, berit).review_due_on == date(2025, 1, 10) + timedelta(days=28)
    reviewed_on = ON - timedelta(days=40)
    ReviewFactory(patient=berit, team=team, on=reviewed_on)
    assert past(team, berit).review_due_on == reviewed_on + timedelta(days=182)
    Patient.objects.filter(pk=berit.pk).update(criticality=1)
    assert past(team, berit).review_due_on == reviewed_on + timedelta(days=56)
    BoardSettings.objects.create(unit=team.unit, review_days_high=28)
    assert past(team, berit).review_due_on == reviewed_on + timedelta(days=28)


def test_a_next_review_that_somebody_chose_holds(team: Team, berit: Patient) -> None:
    Patient.objects.filter(pk=berit.pk).update(criticality=1)
    day = ON + timedelta(days=300)
    on = ON - timedelta(days=9)
    ReviewFactory(patient=berit, team=team, on=on, next_on=day, next_why="Flytter snart")
    assert past(team, berit).review_due_on == day


def test_a_board_spoke_of_her_when_a_held_meeting_was_done_with_her(
    team: Team, berit: Patient
) -> None:
    for days_ago, state in ((21, "ferdig"), (14, "overfort"), (-7, "ferdig")):
        day = ON - timedelta(days=days_ago)
        meeting = MeetingFactory(team=team, planned_for=day, held=True)
        ItemFactory(meeting=meeting, patient=berit, state=state)
    assert past(team, berit).discussed_on == ON - timedelta(days=21)


def test_a_new_code_in_the_same_team_is_no_new_beginning(team: Team) -> None:
    patient = PatientFactory()
    first, second = date(2025, 5, 1), date(2025, 9, 1)
    PlacementFactory(
        patient=patient, team=TeamFactory(), valid_from=date(2025, 1, 1), valid_to=date(2025, 4, 30)
    )
    PlacementFactory(
        patient=patient, team=team, valid_from=first, valid_to=second - timedelta(days=1)
    )
    PlacementFactory(patient=patient, team=team, valid_from=second, code="HSY")
    assert past(team, patient).placed_on == first


def test_the_board_is_for_those_whom_the_team_owns_and_who_have_services(
    team: Team, berit: Patient
) -> None:
    shared = PlacementFactory(team=TeamFactory(), valid_from=date(2025, 1, 1)).patient
    PlacementFactory(patient=shared, team=team, owner=False, valid_from=date(2025, 1, 1))
    for ended_on, wanted in ((ON - timedelta(days=1), False), (ON, True)):
        ended = PatientFactory(ended_on=ended_on, ended_reason="flyttet")
        PlacementFactory(patient=ended, team=team)
        assert (ended in active(team, ON)) is wanted
    PlacementFactory(patient=PatientFactory(started_on=ON + timedelta(days=1)), team=team)
    assert shared not in active(team, ON)
    assert len(active(team, ON)) == 2


def test_the_line_of_capacity_says_how_many_fall_due_and_how_many_there_is_room_for(
    team: Team, berit: Patient
) -> None:
    for _n in range(7):
        PlacementFactory(team=team, patient=PatientFactory(criticality=1, started_on=ON))
    told = capacity(team, ON)
    assert told.words == (
        "1 gjennomgang forfaller i uken, møtet har plass til 4. 1 er over tiden."
        " Med det blir det inntil 26 uker mellom to gjennomganger av samme pasient."
    )
    assert told.is_enough


def test_where_there_is_too_little_room_everybody_waits_until_it_goes_round() -> None:
    """A hundred who are all to be seen every eighth week, and room for four a week: 25 weeks."""
    assert longest_days([56] * 100, room=4) == 175
    assert longest_days([56] * 10, room=4) == 56
    assert longest_days([], room=4) == 0


def test_thirty_patients_cost_what_three_do(team: Team, carer: Staff) -> None:
    """Also with everything that can be read about them."""
    assert cost(team, carer, 3) == cost(team, carer, 27)


def cost(team: Team, carer: Staff, more: int) -> int:
    for patient in PatientFactory.create_batch(more):
        PlacementFactory(patient=patient, team=team)
        weighed(patient, 3, 60)
        Note.objects.create(patient=patient, at=at(3), by=carer, text="Som vanlig")
        ReviewFactory(patient=patient, team=team, on=ON - timedelta(days=30))
        VisitPlanFactory(patient=patient, team=team)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        histories(team, ON)
    return len(queries)
