"""Public instances read as our problems: a small one of each format, followed by hand."""

import json

import pytest

from benchmarks import command, files, gaps, growth, objectives, table
from benchmarks import planning_instances as instances
from benchmarks.libraries import summary, tasks
from worklists.planning import solve

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
BEST = (21.5 + 17.5 + 5 + 2.5) / 3
"""c1: p2 (2.5 late, so is c2), p1, p3; c2: p2, p3. 21.5 + 17.5 travel, 5 late, 2.5 worst."""


@pytest.fixture
def hhcrsp(tmp_path):
    return kept(tmp_path / "small.json", HHCRSP)


@pytest.fixture
def day(tmp_path):
    return kept(tmp_path / "day.json", TEAM_DAY)


def kept(path, instance):
    path.write_text(json.dumps(instance))
    return path


def test_a_routing_instance_is_solved_at_its_own_objective(hhcrsp):
    plan = solve(instances.hhcrsp(hhcrsp))
    assert plan.unassigned == ()
    assert instances.scale_of(HHCRSP) == 10
    assert plan.cost / 10 / 3 == pytest.approx(BEST)


def test_a_routing_solution_has_times_with_decimals_that_fit(hhcrsp):
    solution = instances.hhcrsp_solution(hhcrsp, solve(instances.hhcrsp(hhcrsp)))
    stops = {
        (stop["patient"], stop["service"]): stop
        for route in solution["routes"]
        for stop in route["locations"]
    }
    assert len(stops) == 5
    assert stops["p2", "s1"]["start"] == stops["p2", "s2"]["start"] == 7.5
    assert (stops["p2", "s1"]["end"], stops["p2", "s2"]["end"]) == (11.5, 13.5)
    assert 15 <= stops["p3", "s2"]["start"] - stops["p3", "s1"]["start"] <= 30
    assert objectives.hhcrsp(HHCRSP, solution) == pytest.approx(BEST)


def test_one_carer_may_give_both_services_where_one_comes_after_the_other(tmp_path):
    both = [{"id": "c1", "abilities": ["s1", "s2"]}, {"id": "c2", "abilities": ["s2"]}]
    path = kept(tmp_path / "both.json", HHCRSP | {"caregivers": both})
    problem = instances.hhcrsp(path)
    assert [visit.same_carer for visit in problem.visits if len(visit.needs) == 2] == [False, True]
    plan = solve(problem)
    assert [key for key, _ in plan.stops_of("p3")] == ["c1", "c1"]  # c2 is spared both ways to p3
    stops = instances.hhcrsp_solution(path, plan)["routes"][0]["locations"]
    starts = [stop["start"] for stop in stops if stop["patient"] == "p3"]
    assert 15 <= starts[1] - starts[0] <= 30


def test_times_that_no_power_of_ten_makes_whole_are_rounded(tmp_path):
    thirds = HHCRSP | {"distances": [[value / 3 for value in row] for row in HHCRSP["distances"]]}
    problem = instances.hhcrsp(kept(tmp_path / "thirds.json", thirds))
    assert problem.travel.minutes["car"][0][:3] == (0, 15000, 25000)
    assert problem.visits[0].earliest == 100_000


def test_noise_behind_the_comma_is_not_a_decimal():
    noisy = HHCRSP | {
        "distances": [[float(round(v)) + 1e-13 for v in row] for row in [[4.4] * 4] * 4]
    }
    assert instances.scale_of(noisy) == 1


def test_a_team_day_is_planned_with_its_meal(day):
    assert files.format_of(day) == "team-day"
    plan = solve(instances.team_day(day))
    assert instances.team_plan(day, plan) == {"routes": {"c0": ["v0", "L"]}}
    assert [left.visit for left in plan.unassigned] == ["v1"]
    assert plan.cost == 10 * (20 + 120)
    assert objectives.team_day(TEAM_DAY, instances.team_plan(day, plan)) == 20 + 120


def test_every_term_of_a_team_day_is_counted():
    """c0 is 10 late at v0; c0 and c1 are 90 late home from v1, whose contact c2 was free."""
    visits = [dict(visit) for visit in TEAM_DAY["visits"]]
    visits[0] |= {"window": [440, 450], "duration": 505}
    visits[1] |= {"levels": [1, 0], "primary": "c2", "window": [100, 980]}
    carers = [
        {"id": f"c{n}", "level": level, "shift": [450, 900]} for n, level in enumerate((1, 2, 2))
    ]
    plan = {"routes": {"c0": ["v0", "v1"], "c1": ["L", "v1"], "c2": ["L"]}}
    told = TEAM_DAY | {"visits": visits, "carers": carers}
    assert objectives.team_starts(told, plan) == {"v0": 460, "v1": 965, "c1": 630, "c2": 630}
    late, home, stranger, over = 5 * 10, 3 * 2 * 90, 6, 2 * 2
    assert objectives.team_day(told, plan) == 20 + 20 + late + home + stranger + over


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "not JSON"),
        ("[]", "not an instance, but a list"),
        ('{"kind": "team-day"}', "a team-day file, expected hhcrsp"),
        ('{"patients": []}', "'distances' is missing"),
        (json.dumps(HHCRSP | {"distances": [[0, 1], [1, 0]]}), "not 4 by 4"),
        (json.dumps(HHCRSP | {"distances": [[float("nan")] * 4] * 4}), "not a hhcrsp file"),
    ],
)
def test_a_file_that_is_no_instance_is_refused_in_one_line(tmp_path, capsys, text, told):
    path = tmp_path / "bad.json"
    path.write_text(text)
    asked = [str(path), "--tries", "10", "--out", str(tmp_path / "out.json")]
    assert command.run("hhcrsp", asked) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert told in said.err
    assert not (tmp_path / "out.json").exists()


def test_minutes_of_a_team_day_that_are_not_whole_are_refused(tmp_path):
    path = kept(tmp_path / "day.json", TEAM_DAY | {"travel": [[0, 2.5], [2.5, 0]]})
    with pytest.raises(files.BadInstance, match=r"2\.5 is not a whole number"):
        command.read(path, instances.FORMATS["team-day"], seed=1)


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "many"])
def test_seconds_that_are_none_are_refused(hhcrsp, capsys, seconds):
    asked = [str(hhcrsp), "--seconds", seconds, "--out", str(hhcrsp.parent / "out.json")]
    with pytest.raises(SystemExit, match="2"):
        command.run("hhcrsp", asked)
    assert capsys.readouterr().err.count("\n") == 1


def test_a_run_prints_one_line_of_json_and_writes_the_plan(day, capsys):
    out = day.parent / "plan.json"
    assert command.run("team-day", [str(day), "--tries", "200", "--out", str(out)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["objective"] == 140
    assert told["seconds"] > 0
    assert told["peak_memory_mib"] > 1
    assert json.loads(out.read_text()) == {"routes": {"c0": ["v0", "L"]}}


def test_a_patient_that_nobody_can_serve_makes_no_solution(tmp_path, capsys):
    nobody = HHCRSP | {"caregivers": [{"id": "c1", "abilities": ["s1"]}]}
    path = kept(tmp_path / "nobody.json", nobody)
    assert command.run("hhcrsp", [str(path), "--tries", "10", "--out", str(tmp_path / "s")]) == 1
    assert "no carer was found for p2, p3" in capsys.readouterr().err


def test_the_best_known_costs_are_read_where_there_are_any(tmp_path):
    assert table.best_known(tmp_path) == {}
    (tmp_path / "best_published.csv").write_text("instance,distance,cost\nsmall,39,15.5\n")
    assert table.best_known(tmp_path) == {"small": 15.5}


def test_a_family_is_told_by_the_medians_of_its_instances():
    rows = [row("10_1", 102), row("10_1", 101), row("10_1", 120), row("10_2", 98, seed=4)]
    assert "| A (10) | 5 | 2 | 4 | 100.0 | 0.00 | 0.00 | 2.00 | 1 of 2 |" in gaps.table(rows)
    assert "| InstanzCPLEX_HCSRP_10_2 | 100 | 98.000 | -2.000 | 5 | 4 |" in gaps.new_best(rows)


def test_what_the_evaluator_refused_or_only_rounding_made_less_is_no_record():
    assert not gaps.is_below(row("10_1", 90) | {"accepted": False})
    assert not gaps.is_below(row("10_1", 99.9995))
    assert gaps.is_below(row("10_1", 99.99))


def row(name, cost, seed=1):
    name = f"InstanzCPLEX_HCSRP_{name}"
    return {
        "instance": name, "family": gaps.family(name), "budget": 5, "seed": seed, "best": 100,
        "evaluated": cost, "accepted": True, "seconds": 5, "peak_memory_mib": 100, "solution": "s",
    }  # fmt: skip


def test_a_table_that_was_stopped_goes_on_after_a_line_cut_off(tmp_path):
    results = table.Results(tmp_path)
    results.add({"instance": "a", "budget": 5, "seed": 1})
    results.add({"instance": "b", "budget": 5, "seed": 1, "error": "killed"})
    with results.path.open("a") as lines:
        lines.write('{"instance": "c", "bu')
    again = table.Results(tmp_path)
    assert again.done() == {("a", 5, 1)}
    again.add({"instance": "c", "budget": 5, "seed": 1})
    assert table.Results(tmp_path).done() == {("a", 5, 1), ("c", 5, 1)}


def test_a_library_sees_a_visit_for_two_as_two_tasks_and_the_meal_as_its_carers_own():
    visits = [TEAM_DAY["visits"][0] | {"levels": [1, 0], "primary": "c1", "duration": 20}]
    carers = [
        {"id": f"c{n}", "level": level, "shift": [450, 900]} for n, level in enumerate((2, 0))
    ]
    told = TEAM_DAY | {"visits": visits, "carers": carers}
    day = tasks.lay_out(told, tasks.Way("half", when=0.5, apart=10))
    assert [(task.visit, task.opens, task.closes) for task in day.tasks] == [
        ("v0", 490, 500), ("v0", 490, 500), ("L", 630, 740), ("L", 630, 740),
    ]  # fmt: skip
    assert [task.carers for task in day.tasks] == [(0,), (0, 1), (0,), (1,)]
    assert day.pairs == ((0, 1),)
    # c1 is the contact, and may have the second part only: there a stranger costs 6.
    assert [task.extra for task in day.tasks[:2]] == [(2, 0), (4 + 6, 0)]
    assert day.costs(0)[0] == [0, 10 + 2, 10 + 10, 0, 0]


def test_a_visit_for_two_with_one_carer_is_left_out_of_a_librarys_plan():
    visits = [TEAM_DAY["visits"][0] | {"levels": [1, 0]}, TEAM_DAY["visits"][1] | {"levels": [0]}]
    carers = [{"id": f"c{n}", "level": 1, "shift": [450, 900]} for n in range(2)]
    told = TEAM_DAY | {"visits": visits, "carers": carers}
    day = tasks.lay_out(told, tasks.Way("as it is"))
    half = tasks.plan_of(told, day, {0: [0, 3, 2], 1: [4]})
    assert half == {"routes": {"c0": ["L", "v1"], "c1": ["L"]}}
    whole = tasks.plan_of(told, day, {0: [0, 3], 1: [1, 4, 2]})
    assert whole == {"routes": {"c0": ["v0", "L"], "c1": ["v0", "L", "v1"]}}
    unfed = tasks.plan_of(told, day, {0: [0, 3], 1: [1, 2]})
    assert unfed == {"routes": {"c0": ["L"], "c1": ["L"]}}
    # v1 first would begin at 800 and make the meal late, so it goes.
    assert tasks.plan_of(told, day, {0: [2, 3], 1: [4]})["routes"]["c0"] == ["L"]


def test_a_visit_for_two_is_fixed_where_the_least_else_is_to_do():
    visits = [TEAM_DAY["visits"][0] | {"id": f"v{n}", "window": [480, 490]} for n in range(4)]
    visits.append(TEAM_DAY["visits"][0] | {"id": "two", "levels": [1, 0], "window": [480, 520]})
    assert tasks.quiet_times(TEAM_DAY | {"visits": visits}) == {"two": 505}


def test_of_a_librarys_ways_the_best_of_each_day_counts():
    runs = [("a", "1", 100), ("a", "2", 80), ("b", "1", 50), ("b", "2", 60)]
    rows = [
        {
            "solver": "s",
            "budget": 5,
            "instance": day,
            "way": way,
            "cost": cost,
            "seconds": 5,
            "cpu_seconds": cost / 20,
        }
        for day, way, cost in runs
    ]
    assert summary.best_costs(rows) == {("s", 5): {"a": 80, "b": 50}}
    assert "| s | 5 | 80 | 50 | 65 | 0.50 |" in summary.summary(rows)


def test_growth_is_the_slope_between_the_logarithms():
    assert growth.exponent([50, 100, 200], [1, 2**1.5, 8]) == pytest.approx(1.5)
