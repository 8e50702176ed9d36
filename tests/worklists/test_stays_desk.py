"""The desk of returns: who is asked about, when, by whom, and that nobody is forgotten."""

from datetime import time, timedelta

import pytest

from heltom.lib import clock
from patients.models import ReturnCheck
from tests.factories import (
    PatientFactory,
    PauseFactory,
    PlacementFactory,
    PositionFactory,
    ShiftFactory,
    StaffCompetenceFactory,
    StaffFactory,
    VisitPlanFactory,
)
from tests.ward import make_ward
from worklists.actions import stays
from worklists.queries.first_visits import first_visits
from worklists.queries.stays import ReturnKind, returns

pytestmark = pytest.mark.django_db

TODAY = clock.today()


def day(ahead):
    return TODAY + timedelta(days=ahead)


def at(ahead, hour=12):
    return clock.at(day(ahead), time(hour))


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at(0).astimezone(clock.OSLO))


@pytest.fixture
def ward():
    return make_ward()


def away(ward, since=-3, expected=None, ends_at=None, **more):
    patient = PatientFactory()
    PlacementFactory(patient=patient, team=more.pop("team", ward.team))
    return PauseFactory(
        patient=patient,
        starts_at=at(since),
        expected_return=day(expected) if expected is not None else None,
        ends_at=ends_at,
        **more,
    )


def desk(ward, name="vera"):
    return [(row.kind, row.pause) for row in returns(ward.user(name))]


@pytest.mark.parametrize(
    ("stay", "kind"),
    [
        ({"expected": -1}, ReturnKind.OVERDUE),
        ({"expected": 0}, ReturnKind.TODAY),
        ({"expected": 1}, ReturnKind.TOMORROW),
        ({"expected": 7}, ReturnKind.SOON),
        ({"expected": 8}, None),
        ({"since": -7}, None),
        ({"since": -8}, ReturnKind.SILENT),
        ({"ends_at": at(0, 15)}, ReturnKind.TODAY),
        ({"ends_at": at(1)}, ReturnKind.TOMORROW),
        ({"ends_at": at(0, 11)}, ReturnKind.CHECKLIST),
        ({"since": -20, "ends_at": at(-6)}, ReturnKind.CHECKLIST),
        ({"since": -20, "ends_at": at(-7, 11)}, None),
        ({"since": 2, "expected": 5}, None),
    ],
)
def test_what_stands_on_the_desk(ward, stay, kind):
    pause = away(ward, **stay)
    assert desk(ward) == ([(kind, pause)] if kind else [])


def test_the_most_pressing_comes_first(ward):
    soon, overdue, silent = (
        away(ward, expected=3),
        away(ward, expected=-4),
        away(ward, since=-30),
    )
    assert [pause for _kind, pause in desk(ward)] == [overdue, soon, silent]
    assert returns(ward.user("vera"))[0].sentence == "Ventet hjem for 4 dager siden."


def test_whoever_has_asked_is_not_told_to_ask_for_another_week(ward):
    pause = away(ward, since=-30)
    stays.change_expected(pause=pause, expected_return=None, by=ward.user("vera"))
    assert desk(ward) == []


def test_a_return_stands_until_every_point_is_ticked(ward):
    pause = away(ward, ends_at=at(-1))
    vera = ward.user("vera")
    for number, item in enumerate(ReturnCheck.Item):
        assert returns(vera)[0].ticked == number
        stays.check(check=stays.check_of(pause, item), by=vera)
    assert desk(ward) == []


def test_each_sees_the_teams_where_she_may_and_nobody_elses(ward):
    mine, in_ht = away(ward, expected=-1), away(ward, expected=-1, team=ward.ht)
    assert {pause for _kind, pause in desk(ward)} == {mine}
    assert {pause for _kind, pause in desk(ward, "anne")} == {mine, in_ht}
    for name in ("kari", "siri", "nils"):
        assert desk(ward, name) == []


def test_the_clinical_lead_sees_her_teams_returns(ward):
    overdue = away(ward, expected=-1)
    PositionFactory(staff=ward.people["nils"], kind="fagansvarlig", team=ward.team)
    assert desk(ward, "nils") == [(ReturnKind.OVERDUE, overdue)]


def test_a_patient_whose_services_have_ended_is_waited_for_by_nobody(ward):
    pause = away(ward, expected=-1)
    pause.patient.ended_on, pause.patient.ended_reason = day(-1), "flyttet"
    pause.patient.save()
    assert desk(ward) == []


def test_thirty_returns_cost_what_three_cost(ward, django_assert_num_queries):
    for count in (3, 27):
        for _ in range(count):
            away(ward, expected=-1)
        vera = ward.user("vera")
        with django_assert_num_queries(5):  # three of them for who she is and what she is today
            returns(vera)


def first(ward, pause):
    return [(one.is_safe, one.sentence) for one in first_visits(pause)]


def insulin(ward, pause, **plan):
    return VisitPlanFactory(
        patient=pause.patient, team=ward.team, needs=["insulin"], level=1, **plan
    )


def test_the_first_visit_stands_with_somebody_who_may_do_it(ward):
    pause = away(ward, ends_at=at(0, 7))
    insulin(ward, pause, earliest=time(13), latest=time(14), weekdays=[day(0).isoweekday()])
    StaffCompetenceFactory(staff=ward.people["kari"])
    ward.build()
    name = ward.people["kari"].name
    assert first(ward, pause) == [(True, f"{name} har det, og kan det.")]
    ward.people["kari"].competences.all().delete()
    ((safe, sentence),) = first(ward, pause)
    assert not safe
    assert "mangler kompetansen nå" in sentence


def test_a_first_visit_that_nobody_could_take_is_told_with_its_reason(ward):
    pause = away(ward, ends_at=at(0, 7))
    insulin(ward, pause, earliest=time(13), latest=time(14), weekdays=[day(0).isoweekday()])
    ward.build()
    ((safe, sentence),) = first(ward, pause)
    assert safe is False
    assert sentence.startswith("Ufordelt: ")


def test_where_there_is_no_list_yet_the_roster_answers(ward):
    pause = away(ward, expected=3)
    insulin(ward, pause, weekdays=[day(3).isoweekday()])
    assert first(ward, pause) == [(None, "Vakten er ikke satt opp ennå.")]
    nurse = StaffFactory(team=ward.team)
    ShiftFactory(staff=nurse, date=day(3))
    assert first(ward, pause) == [(False, "Ingen på vakten kan dette. Finn noen før hjemkomsten.")]
    StaffCompetenceFactory(staff=nurse)
    assert first(ward, pause) == [(True, "Ikke fordelt ennå. 1 på vakten kan det.")]


def test_visits_before_the_return_and_in_the_next_stay_are_not_the_first(ward):
    pause = away(ward, expected=2)
    plan = VisitPlanFactory(patient=pause.patient, team=ward.team)
    pause.ends_at = at(2, 7)
    pause.save()
    PauseFactory(patient=plan.patient, starts_at=at(3, 7), ends_at=at(4, 7))
    assert [one.asked.date for one in first_visits(pause)] == [day(2), day(4), day(5)]
