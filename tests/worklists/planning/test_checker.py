"""The checker finds each broken rule in a plan that is otherwise right."""

from dataclasses import replace

import pytest

from tests.worklists.planning.days import carer, day, line, visit
from worklists.planning import Break, BreakStop, Need, Stop, Unassigned, check
from worklists.planning.solver import solve

AWAY = visit("away", place=3, earliest=600, latest=900, blocked=((580, 600),))
VISITS = (
    visit("first", place=2, hard_window=True),
    visit("both", place=4, earliest=520, latest=700, needs=(Need(level=1), Need())),
    AWAY,
)
PEOPLE = (
    carer("kari", level=1, breaks=(Break(30, 630, 750, place=0),)),
    carer("ola", level=1, competences=frozenset({"insulin"})),
)
PROBLEM = day(VISITS, PEOPLE)
PLAN = solve(PROBLEM)


def rules(problem, plan):
    return {fault.rule for fault in check(problem, plan)}


def changed(plan, key, **more):
    """The plan with every stop at a visit changed."""
    return replace(
        plan,
        routes=tuple(
            replace(
                route,
                stops=tuple(
                    replace(stop, **more) if isinstance(stop, Stop) and stop.visit == key else stop
                    for stop in route.stops
                ),
            )
            for route in plan.routes
        ),
    )


def without(plan, unwanted):
    return replace(
        plan,
        routes=tuple(
            replace(route, stops=tuple(stop for stop in route.stops if not unwanted(stop)))
            for route in plan.routes
        ),
    )


def asked_otherwise(key, **more):
    """The problem as it would be if one visit had been asked for in another way."""
    return replace(PROBLEM, visits=tuple(replace(v, **more) if v.key == key else v for v in VISITS))


def with_carer(key, **more):
    return replace(PROBLEM, carers=tuple(replace(c, **more) if c.key == key else c for c in PEOPLE))


def carer_of(key):
    return PLAN.stops_of(key)[0][0]


def test_the_plan_itself_is_right():
    assert check(PROBLEM, PLAN) == []


def test_a_visit_that_vanished():
    gone = without(PLAN, lambda stop: isinstance(stop, Stop) and stop.visit == "first")
    (fault, *_) = [fault for fault in check(PROBLEM, gone) if fault.rule == "account"]
    assert fault.visit == "first"
    assert "0 ganger" in fault.sentence


def test_half_of_a_visit_for_two():
    half = without(PLAN, lambda stop: isinstance(stop, Stop) and stop.visit == "both" and stop.part)
    assert "account" in rules(PROBLEM, half)


def test_a_visit_both_on_a_list_and_unassigned():
    twice = replace(PLAN, unassigned=(Unassigned("first", "no_time", "Ikke tid."),))
    assert rules(PROBLEM, twice) == {"account"}


@pytest.mark.parametrize("routes", [PLAN.routes[:1], (*PLAN.routes, PLAN.routes[0])])
def test_a_carer_without_exactly_one_list(routes):
    assert rules(PROBLEM, replace(PLAN, routes=routes)) == {"list"}


def test_a_visit_nobody_asked_for():
    assert rules(PROBLEM, changed(PLAN, "first", visit="other")) == {"unknown"}


def test_two_carers_who_do_not_start_together():
    (_, (key, stop)) = PLAN.stops_of("both")
    apart = replace(
        PLAN,
        routes=tuple(
            replace(
                route,
                stops=tuple(
                    replace(s, start=s.start + 5) if route.carer == key and s == stop else s
                    for s in route.stops
                ),
            )
            for route in PLAN.routes
        ),
    )
    assert "pair" in rules(PROBLEM, apart)


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"needs": (Need(level=2),)}, "competence"),
        ({"needs": (Need(competences=frozenset({"kateter"})),)}, "competence"),
        ({"forbidden_carers": frozenset({"kari", "ola"})}, "forbidden"),
        ({"latest": 470, "earliest": 460}, "window"),
        ({"earliest": 500}, "window"),
        ({"fixed_time": True, "earliest": 475}, "window"),
        ({"minutes": 25}, "length"),
        ({"blocked": ((470, 485),)}, "away"),
        ({"place": 5}, "travel"),
        ({"locked_start": 500}, "lock"),
        ({"locked_carers": ("nobody",)}, "lock"),
    ],
)
def test_a_visit_that_breaks_what_was_asked(more, rule):
    assert rule in rules(asked_otherwise("first", **more), PLAN)


def test_a_window_that_is_soft_may_be_missed():
    soft = asked_otherwise("first", hard_window=False, latest=471, earliest=460)
    assert "window" not in rules(soft, PLAN)


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"start": 460}, "shift"),
        ({"end": 500}, "shift"),
        ({"report_minutes": 5}, "shift"),
        ({"start_place": 1}, "travel"),
        ({"end_place": 9}, "travel"),
        ({"breaks": (Break(45, 630, 750, place=0),)}, "break"),
        ({"breaks": (Break(30, 630, 631, place=1), Break(30, 700, 800))}, "break"),
        ({"breaks": (Break(30, 450, 460, place=0),)}, "break"),
        ({"breaks": (Break(30, 630, 750, place=0, taken_at=700),)}, "break"),
    ],
)
def test_a_list_that_does_not_fit_its_carer(more, rule):
    assert rule in rules(with_carer("kari", **more), PLAN)


def test_a_break_left_out():
    assert rules(PROBLEM, without(PLAN, lambda stop: isinstance(stop, BreakStop))) >= {"break"}


def test_times_that_do_not_follow_from_travel():
    assert "travel" in rules(replace(PROBLEM, travel=line(minutes=6)), PLAN)
    assert "travel" in rules(PROBLEM, changed(PLAN, "first", waiting=99))


def test_a_stop_that_begins_before_now():
    assert "window" in rules(replace(PROBLEM, now=500), PLAN)


def test_the_same_carer_twice_at_a_visit():
    kari, ola = PLAN.routes
    both = [stop for stop in ola.visits if stop.visit == "both"]
    mine = replace(kari, stops=(*kari.stops, *both))
    theirs = replace(ola, stops=tuple(stop for stop in ola.stops if stop not in both))
    assert "pair" in rules(PROBLEM, replace(PLAN, routes=(mine, theirs)))


@pytest.mark.parametrize(
    ("theirs", "hers", "may_cross", "broken"),
    [
        ("nord", "nord", (), False),
        ("nord", "sør", (), True),
        ("nord", "sør", ("vest",), True),
        ("nord", "sør", ("vest", "sør"), False),
        ("", "sør", (), False),
        ("nord", "", (), False),
    ],
)
def test_a_carer_of_another_team_comes_by_agreement_only(theirs, hers, may_cross, broken):
    visits = tuple(
        replace(v, team=theirs, may_cross=frozenset(may_cross)) if v.key == "first" else v
        for v in VISITS
    )
    carers = tuple(replace(c, team=hers) for c in PEOPLE)
    found = rules(replace(PROBLEM, visits=visits, carers=carers), PLAN)
    assert found == ({"team"} if broken else set())


def test_a_fact_is_never_a_breach_of_the_agreement():
    """She has been there already: no rule undoes that."""
    stop = PLAN.stops_of("first")[0][1]
    visits = tuple(
        replace(v, team="nord", locked_carers=(carer_of("first"),), locked_start=stop.start)
        if v.key == "first"
        else v
        for v in VISITS
    )
    carers = tuple(replace(c, team="sør") for c in PEOPLE)
    assert "team" not in rules(replace(PROBLEM, visits=visits, carers=carers), PLAN)
