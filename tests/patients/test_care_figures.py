"""The share of patients with goal and measure, and evaluated: what counts, and what does not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heltom.lib import clock
from patients.queries.goal_figures import figures_of, patients_without
from tests.belonging_factories import EvaluationFactory, GoalFactory, MeasureFactory
from tests.factories import PlacementFactory, PositionFactory, StaffFactory, UserFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

TODAY = clock.today()


@pytest.fixture
def ward():
    return make_ward()


def patients(ward, how_many):
    return [PlacementFactory(team=ward.team).patient for _ in range(how_many)]


def days_ago(days):
    return TODAY - timedelta(days=days)


def figures(ward):
    return figures_of(ward.user("ola"), [ward.team])[0]


def now(ward, area="ernaering"):
    row = next(row for row in figures(ward).areas if row.area == area)
    return row.now.with_goal.number, row.now.with_goal.of, row.now.evaluated.number


def test_a_goal_counts_when_it_has_a_measure(ward):
    with_both, without_measure, _nothing = patients(ward, 3)
    MeasureFactory(goal__patient=with_both)
    GoalFactory(patient=without_measure)
    assert now(ward) == (1, 3, 0)


def test_two_goals_of_one_patient_are_one_patient(ward):
    (patient,) = patients(ward, 1)
    MeasureFactory(goal__patient=patient)
    MeasureFactory(goal__patient=patient, goal__text="Går opp i vekt")
    assert now(ward) == (1, 1, 0)


def test_what_was_ended_today_does_not_count_any_more(ward):
    goals, measures = patients(ward, 2)
    MeasureFactory(goal__patient=goals, goal__valid_to=TODAY, goal__ended_why="nådd")
    MeasureFactory(goal__patient=measures, valid_to=TODAY)
    assert now(ward) == (0, 2, 0)


@pytest.mark.parametrize(("days", "counts"), [(0, 1), (90, 1), (91, 0)])
def test_an_evaluation_counts_for_thirteen_weeks(ward, days, counts):
    (patient,) = patients(ward, 1)
    goal = MeasureFactory(goal__patient=patient).goal
    EvaluationFactory(goal=goal, at=clock.now() - timedelta(days=days))
    assert now(ward) == (1, 1, counts)


def test_only_the_team_with_the_main_responsibility_counts_a_patient(ward):
    (shared,) = patients(ward, 1)
    PlacementFactory(patient=shared, team=ward.ht, code="HSY", owner=False)
    MeasureFactory(goal__patient=shared)
    ot, ht = figures_of(ward.user("anne"), [ward.team, ward.ht])
    assert (ot.patients, ht.patients) == (1, 0)
    assert ht.nutrition.now.with_goal.percent is None


def test_patients_whose_services_are_over_are_not_counted(ward):
    gone, _here = patients(ward, 2)
    gone.ended_on, gone.ended_reason = days_ago(1), "flyttet"
    gone.save()
    assert figures(ward).patients == 1


def test_nutrition_comes_first_then_what_most_have(ward):
    one, two = patients(ward, 2)
    for patient in (one, two):
        MeasureFactory(goal__patient=patient, goal__area="smerte")
    MeasureFactory(goal__patient=one, goal__area="hud")
    assert [row.area for row in figures(ward).areas][:3] == ["ernaering", "smerte", "hud"]
    assert figures(ward).any_area.now.with_goal.number == 2


def test_the_trend_is_counted_as_it_was_then(ward):
    early, late = patients(ward, 2)
    MeasureFactory(goal__patient=early)
    MeasureFactory(goal__patient=late, goal__valid_from=days_ago(60), valid_from=days_ago(60))
    over = MeasureFactory(goal__patient=late, goal__area="hud", goal__valid_to=days_ago(120),
                          goal__ended_why="nådd")  # fmt: skip
    EvaluationFactory(goal=over.goal, at=clock.now() - timedelta(days=190))
    found = figures(ward)
    assert [point.with_goal.number for point in found.nutrition.trend] == [1, 1, 2]
    skin = next(row for row in found.areas if row.area == "hud")
    assert [(p.with_goal.number, p.evaluated.number) for p in skin.trend] == [
        (1, 1),
        (0, 0),
        (0, 0),
    ]


def test_the_patients_behind_the_figure(ward):
    with_goal, without = patients(ward, 2)
    MeasureFactory(goal__patient=with_goal)
    found = patients_without(ward.user("ola"), ward.team, "ernaering")
    assert found.patients == [without]
    assert len(patients_without(ward.user("ola"), ward.team, "hud").patients) == 2
    assert patients_without(ward.user("ola"), ward.team, "").patients == [without]


def test_the_page_shows_counts_beside_the_percent(client, ward):
    MeasureFactory(goal__patient=patients(ward, 3)[0])
    client.force_login(ward.user("ola"))
    html = client.get(reverse("patients:goal_figures")).text
    assert "33 %" in html
    assert "1 av 3" in html
    missing = reverse("patients:goals_missing", args=[ward.team.code])
    assert f"{missing}?omrade=ernaering" in html
    assert client.get(f"{missing}?omrade=finnes-ikke").status_code == 404


def test_the_operator_sees_figures_and_nobody_behind_them(client, ward):
    patients(ward, 1)
    user = UserFactory(username="drift")
    PositionFactory(staff=StaffFactory(user=user, team=ward.team), kind="systemansvarlig",
                    team=None, unit=ward.team.unit)  # fmt: skip
    client.force_login(user)
    html = client.get(reverse("patients:goal_figures")).text
    assert "0 av 1" in html
    assert "hvem mangler" not in html
    assert client.get(reverse("patients:goals_missing", args=[ward.team.code])).status_code == 403


def test_the_program_interface_gives_the_same_figures(client, ward):
    MeasureFactory(goal__patient=patients(ward, 4)[0])
    address = reverse("patients:api_goal_figures", args=[ward.team.code])
    client.force_login(ward.user("ola"))
    told = client.get(address).json()
    assert told[0] | {"trend": told[0]["trend"][-1]} == {
        "area": "ernaering",
        "trend": {"date": str(TODAY), "patients": 4, "with_goal": 1, "evaluated": 0},
    }
    client.force_login(ward.user("kari"))
    assert client.get(address).status_code == 403


def _queries(client):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(reverse("patients:goal_figures")).status_code == 200
    return len(caught)


def test_thirty_patients_cost_what_three_cost(client, ward):
    client.force_login(ward.user("ola"))
    patients(ward, 3)
    _queries(client)
    few = _queries(client)
    for patient in patients(ward, 27):
        MeasureFactory(goal__patient=patient)
    assert _queries(client) == few
