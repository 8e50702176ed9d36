"""Teams planned as one: joined, solved, checked, and taken apart with nothing lost."""

from dataclasses import replace

import pytest

from tests.worklists.planning.days import random_day
from worklists.planning import (
    Break,
    Carer,
    Place,
    Problem,
    VisitNeed,
    Weights,
    check,
    solve,
    travel_between,
)
from worklists.planning.side_by_side import Crossing, Side, join, split

NORD = tuple(Place(f"n{n}", 60.39, 5.30 + 0.002 * n) for n in range(4))
SØR = tuple(Place(f"s{n}", 60.38, 5.30 + 0.002 * n) for n in range(3))


def side(team, places, visits, carers, **more):
    problem = Problem(tuple(visits), tuple(carers), travel_between(places), **more)
    return Side(team, problem, places)


def visit(key, place=1, **more):
    return VisitNeed(key, place, 20, 480, 900, **more)


def carer(key, **more):
    return Carer(key, 450, 930, 0, 0, **more)


def teams(*, may_cross=(), nord_carers=("kari",), **more):
    """A team with many visits and perhaps nobody at work, and a neighbour with time to spare."""
    visits = [visit(f"n-{n}", n, may_cross=frozenset(may_cross)) for n in range(1, 4)]
    return (
        side("nord", NORD, visits, [carer(key) for key in nord_carers], **more),
        side("sør", SØR, [visit("s-1", 2)], [carer("siri")]),
    )


def planned(sides):
    problem, previous = join(sides, travel_between)
    plan = solve(problem, previous=previous, effort="quick")
    assert check(problem, plan) == []
    return problem, plan


def test_places_and_people_stay_where_they_are():
    pause = Break(30, 630, 750, place=0)
    nord, sør = teams()
    sør = replace(sør, problem=replace(sør.problem, carers=(carer("siri", breaks=(pause,)),)))
    problem, _ = join([nord, sør], travel_between)
    (siri,) = [c for c in problem.carers if c.key == "siri"]
    (there,) = [v for v in problem.visits if v.key == "s-1"]
    assert (siri.team, siri.start_place, siri.end_place, siri.breaks[0].place) == ("sør", 4, 4, 4)
    assert (there.team, there.place) == ("sør", 6)
    joint, own = problem.travel.minutes["car"], sør.problem.travel.minutes["car"]
    assert joint[siri.start_place][there.place] == own[0][2]


def test_an_end_that_is_nowhere_stays_nowhere():
    nord, sør = teams()
    roaming = replace(sør.problem.carers[0], end_place=None)
    sør = replace(sør, problem=replace(sør.problem, carers=(roaming,)))
    assert join([nord, sør], travel_between)[0].carers[-1].end_place is None


def test_without_an_agreement_nothing_crosses():
    problem, plan = planned(teams(nord_carers=()))
    lists = split(problem, plan)
    assert {left.visit for left in lists["nord"].plan.unassigned} == {"n-1", "n-2", "n-3"}
    assert lists["nord"].taken_by_others == lists["sør"].taken_for_others == ()


def test_with_an_agreement_the_neighbour_takes_what_nobody_else_can():
    problem, plan = planned(teams(may_cross=["sør"], nord_carers=()))
    lists = split(problem, plan)
    assert plan.unassigned == ()
    crossed = {Crossing(f"n-{n}", 0, "siri", of="nord", by="sør") for n in (1, 2, 3)}
    assert set(lists["nord"].taken_by_others) == set(lists["sør"].taken_for_others) == crossed
    assert lists["nord"].plan.routes == ()


def test_a_visit_crosses_only_where_it_is_worth_its_price():
    dear = Weights(other_team=2400)
    sides = [replace(s, problem=replace(s.problem, weights=dear)) for s in teams(may_cross=["sør"])]
    problem, plan = planned(sides)
    assert split(problem, plan)["nord"].taken_by_others == ()


def test_every_list_and_every_visit_is_in_one_team():
    problem, plan = planned(teams(may_cross=["sør"]))
    lists = split(problem, plan)
    parts = [team.plan for team in lists.values()]
    assert sorted(r.carer for part in parts for r in part.routes) == ["kari", "siri"]
    placed = [stop.visit for part in parts for _, stop in part.placed()]
    left = [item.visit for part in parts for item in part.unassigned]
    assert sorted(placed + left) == sorted(v.key for v in problem.visits)


def test_the_lists_cost_what_they_cost_in_the_joint_plan():
    problem, plan = planned(teams(may_cross=["sør"]))
    parts = [team.plan.cost for team in split(problem, plan).values()]
    joint = [t.points for t in plan.terms if t.code not in ("unassigned", "worst_lateness")]
    assert sum(parts) == sum(joint)


def test_what_people_have_seen_of_each_team_is_what_they_have_seen_of_all():
    sides = [replace(s, previous=solve(s.problem, effort="quick")) for s in teams()]
    problem, previous = join(sides, travel_between)
    assert {route.carer for route in previous.routes} == {"kari", "siri"}
    plan = solve(problem, previous=previous, effort="quick")
    was = {stop.visit: route.carer for route, stop in previous.placed()}
    assert {stop.visit: route.carer for route, stop in plan.placed()} == was


def test_teams_without_lists_so_far_have_nothing_to_keep_to():
    assert join(teams(), travel_between)[1] is None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"weights": Weights(late_minute=20)}, "prices"),
        ({"now": 500}, "time"),
        ({"travel": travel_between(SØR)}, "places"),
        ({"visits": (visit("s-1"),)}, "more than once"),
        ({"carers": (carer("siri"),)}, "more than once"),
    ],
)
def test_teams_that_do_not_fit_together_are_refused(wrong, told):
    nord, sør = teams()
    if "travel" in wrong:
        wrong |= {"visits": (), "carers": ()}
    nord = replace(nord, problem=replace(nord.problem, **wrong))
    with pytest.raises(ValueError, match=told):
        join([nord, sør], travel_between)


def test_a_team_is_joined_once():
    nord, _ = teams()
    with pytest.raises(ValueError, match="a team of its own"):
        join([nord, nord], travel_between)
    with pytest.raises(ValueError, match="no team"):
        join([], travel_between)


def test_travel_that_is_given_covers_every_place():
    sides = teams()
    given = travel_between(NORD + SØR)
    assert join(sides, given)[0].travel is given
    with pytest.raises(ValueError, match="the teams have 7"):
        join(sides, travel_between(NORD))


@pytest.mark.parametrize("seed", range(6))
def test_random_teams_side_by_side_keep_every_rule(seed):
    sides = [_random_side(f"t{n}", 10 * seed + n, {f"t{1 - n}"}) for n in range(2)]
    problem, _ = join(sides, lambda places, means: _anywhere(len(places), means))
    plan = solve(problem, effort="quick")
    assert check(problem, plan) == []
    lists = split(problem, plan)
    allowed = {v.key: v.may_cross for v in problem.visits if not v.is_fact}
    for crossing in lists["t0"].taken_by_others + lists["t1"].taken_by_others:
        assert crossing.by in allowed.get(crossing.visit, {crossing.by})


def _random_side(team, seed, others):
    """A random day with keys of its own; every second visit may cross."""
    problem = random_day(seed, 8, 3, facts=False)
    visits = tuple(
        replace(
            v,
            key=f"{team}-{v.key}",
            may_cross=frozenset(others if number % 2 else ()),
            locked_carers=None,
            locked_start=None,
            forbidden_carers=frozenset(),
            wished_carers=frozenset(),
            primary=None,
            deputy=None,
            recent=frozenset(),
        )
        for number, v in enumerate(problem.visits)
    )
    carers = tuple(replace(c, key=f"{team}-{c.key}") for c in problem.carers)
    places = tuple(Place(f"{team}{n}", 60.0, 5.0) for n in range(problem.travel.places))
    problem = replace(problem, visits=visits, carers=carers, weights=Weights())
    return Side(team, problem, places)


def _anywhere(places, means):
    around = [Place(str(n), 60.39 + 0.001 * (n % 5), 5.30 + 0.001 * n) for n in range(places)]
    return travel_between(around, means)
