"""What goes first when hands are few: by the team's own order, and never what must be at its time."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.worklists.planning.days import carer, day, visit
from worklists.planning import check, solve
from worklists.planning.layout import lay_out
from worklists.planning.weights import Weights

KARI = (carer("kari"),)


def crowded(percents, priority=3):
    """More than Kari has time for, all alike but for what they cost to leave out."""
    visits = [
        visit(f"v{n}", place=1, minutes=120, earliest=480, latest=840, priority=priority)
        for n in range(len(percents))
    ]
    return day(
        tuple(replace(v, drop_percent=p) for v, p in zip(visits, percents, strict=True)), KARI
    )


def left(problem):
    plan = solve(problem)
    assert check(problem, plan) == []
    return {item.visit for item in plan.unassigned}


def test_the_lowest_of_what_may_go_goes_first():
    found = left(crowded([90, 60, 75, 100, 70, 150]))
    assert found
    order = ["v1", "v4", "v2", "v0", "v3", "v5"]
    assert found == set(order[: len(found)])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 300)), min_size=2, max_size=8),
    st.integers(1200, 20000),
)
def test_what_must_be_done_at_its_time_is_always_the_dearest(visits, today):
    asked = tuple(
        replace(visit(f"v{n}", priority=priority), drop_percent=percent)
        for n, (priority, percent) in enumerate(visits)
    )
    weights = Weights(drop_must_now=20000, drop_must_today=today, drop_may_go=1200)
    layout = lay_out(replace(day(asked, KARI), weights=weights))
    at_time = [points for v, points in zip(asked, layout.drop, strict=True) if v.priority == 1]
    others = [points for v, points in zip(asked, layout.drop, strict=True) if v.priority != 1]
    assert all(points == 20000 for points in at_time)
    assert all(points <= 20000 for points in others)
