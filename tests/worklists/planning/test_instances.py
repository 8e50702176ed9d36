"""Public instances read as our problems: a small one of each format, followed by hand."""

import json

import pytest

from benchmarks import planning_instances
from benchmarks.planning import best_known
from worklists.planning.solver import solve

HHCRSP = {
    "patients": [
        {"id": "p1", "time_window": [10, 20], "required_caregivers": [{"service": "s1"}]},
        {
            "id": "p2",
            "time_window": [0, 5],
            "required_caregivers": [
                {"service": "s1", "duration": 4},
                {"service": "s2", "duration": 6},
            ],
            "synchronization": {"type": "simultaneous"},
        },
        {
            "id": "p3",
            "time_window": [0, 100],
            "required_caregivers": [{"service": "s1"}, {"service": "s2"}],
            "synchronization": {"type": "sequential", "distance": [15, 30]},
        },
    ],
    "services": [{"id": "s1", "default_duration": 3}, {"id": "s2", "default_duration": 3}],
    "caregivers": [{"id": "c1", "abilities": ["s1"]}, {"id": "c2", "abilities": ["s2"]}],
    "distances": [[0, 4.5, 7.5, 4], [4.5, 0, 5, 5], [7.5, 5, 0, 6], [4, 5, 6, 0]],
}
TEAM_DAY = {
    "kind": "team-day",
    "carers": [{"id": "c0", "level": 1, "shift": [450, 900]}],
    "visits": [
        {
            "id": "v0", "patient": 0, "at": 1, "duration": 15, "window": [480, 500],
            "levels": [1], "priority": 1, "late_weight": 5, "primary": None,
        },
        {
            "id": "v1", "patient": 1, "at": 1, "duration": 15, "window": [800, 820],
            "levels": [2], "priority": 3, "late_weight": 1, "primary": "c0",
        },
    ],
    "travel": [[0, 10], [10, 0]],
    "break": {"start": 630, "end": 750, "duration": 30},
}  # fmt: skip


@pytest.fixture
def hhcrsp(tmp_path):
    path = tmp_path / "small.json"
    path.write_text(json.dumps(HHCRSP))
    return path


def test_a_routing_instance_is_solved_at_its_own_objective(hhcrsp):
    """c1: p2 (2.5 late, so is c2), p1, p3; c2: p2, p3. 21.5 + 17.5 travel, 5 late, 2.5 worst."""
    plan = solve(planning_instances.hhcrsp(hhcrsp))
    assert plan.unassigned == ()
    assert plan.cost / planning_instances.SCALE == pytest.approx(21.5 + 17.5 + 5 + 2.5)


def test_a_routing_solution_has_times_with_decimals_that_fit(hhcrsp):
    solution = planning_instances.hhcrsp_solution(hhcrsp, solve(planning_instances.hhcrsp(hhcrsp)))
    stops = {
        (stop["patient"], stop["service"]): stop
        for route in solution["routes"]
        for stop in route["locations"]
    }
    assert len(stops) == 5
    assert stops["p2", "s1"]["start"] == stops["p2", "s2"]["start"] == 7.5
    assert (stops["p2", "s1"]["end"], stops["p2", "s2"]["end"]) == (11.5, 13.5)
    assert 15 <= stops["p3", "s2"]["start"] - stops["p3", "s1"]["start"] <= 30


def test_a_team_day_is_planned_with_its_meal(tmp_path):
    path = tmp_path / "day.json"
    path.write_text(json.dumps(TEAM_DAY))
    assert planning_instances.format_of(path) == "team-day"
    plan = solve(planning_instances.team_day(path))
    assert planning_instances.team_plan(path, plan) == {"routes": {"c0": ["v0", "L"]}}
    assert [left.visit for left in plan.unassigned] == ["v1"]
    assert plan.cost == 10 * (20 + 120)


def test_the_best_known_costs_are_read_where_there_are_any(tmp_path):
    assert best_known(tmp_path) == {}
    (tmp_path / "best_published.csv").write_text("instance,distance,cost\nsmall,39,15.5\n")
    assert best_known(tmp_path) == {"small": 15.5}
