"""Faults that readers of the planner have found, each with the day that showed it."""

from dataclasses import replace
from random import Random

import pytest

from tests.worklists.planning.days import carer, day, line, visit
from worklists.planning import (
    Break,
    BreakStop,
    Need,
    Problem,
    Travel,
    Weights,
    check,
    explain,
    search,
    solve,
)
from worklists.planning.compiled import anneal

TWO = (Need(), Need())


def test_long_chains_of_visits_for_two_are_followed_to_their_end():
    """Each visit for two wakes another list: the schedule used to give up before they agreed."""
    random = Random(1085)
    visits = tuple(
        visit(
            f"v{n}", place=random.randrange(10), needs=TWO, gap=random.choice([(0, 0), (15, 60)]),
            earliest=480 + 4 * n, latest=600 + 4 * n, minutes=10,
        )
        for n in range(110)
    )  # fmt: skip
    carers = tuple(carer(f"c{n}", end=1100) for n in range(12))
    problem = Problem(visits, carers, line(minutes=2), Weights())
    assert check(problem, solve(problem, effort=20_000)) == []


def test_a_second_carer_who_comes_later_has_not_been_moved():
    visits = (visit("gap", needs=TWO, gap=(30, 30), earliest=480, latest=480),)
    problem = day(visits, [carer(), carer("ola")])
    plan = solve(problem)
    again = solve(replace(problem, visits=(*visits, visit("new", indoors=True))), previous=plan)
    assert {stop.start for _, stop in again.placed() if stop.visit == "gap"} == {480, 510}
    assert all(term.code != "changed_time" for term in again.terms)


def test_somebody_of_a_team_without_agreement_is_told_so():
    north = visit("north", team="nord")
    (left,) = solve(day([north], [carer(team="sør")])).unassigned
    assert left.code == "other_team"
    problem = day([north], [carer(team="sør"), carer("ola", team="nord")])
    (other,) = explain(problem, solve(problem), "north").alternatives
    assert other.code == "other_team_here"


def test_a_break_that_the_carer_does_not_have_is_a_fault_and_no_crash():
    problem = day([], [carer()])
    plan = solve(problem)
    odd = replace(plan, routes=(replace(plan.routes[0], stops=(BreakStop(3, 0, 0, 0, 0, 0),)),))
    assert [fault.rule for fault in check(problem, odd)] == ["break"]


@pytest.mark.parametrize("foot", [((0,),), ((0, 1), (1,))])
def test_matrices_of_different_sizes_are_refused(foot):
    with pytest.raises(ValueError, match="travel matrix"):
        day([], [], travel=Travel({"car": ((0, 1), (1, 0)), "foot": foot}))


def test_there_are_never_more_coolings_than_stages_can_tell_apart():
    assert search.MOST_COOLINGS <= search.STAGES // 20
    few = day([visit("one"), visit("two", place=3)], [carer()])
    assert check(few, solve(few, effort=2_000_000)) == []


def test_the_clock_holds_where_much_is_left():
    """What stays unassigned is explained within a time that does not grow with the square."""
    visits = tuple(visit(f"v{n}", place=n % 10, needs=TWO, priority=3) for n in range(60))
    problem = day(visits, [carer(f"c{n}") for n in range(4)])
    ticks = iter(range(10_000_000))
    plan = solve(problem, seconds=50, clock=lambda: next(ticks) / 10)
    assert all(left.sentence for left in plan.unassigned)
    assert next(ticks) < 2_000


def test_every_kind_of_change_has_its_share_and_no_other():
    """A share too few moved each kind to the next one's place, and plans became a tenth dearer."""
    for shares in (search.SHARES, search.PLAIN_SHARES):
        assert len(shares) == anneal.KINDS
        assert sum(shares.values()) == 1000
    names = ("BRING_IN", "SHIFT_BREAK", "LEAVE_OUT", "ANYWHERE", "RELOCATE", "RUN", "SWAP")
    told = ("bring in", "shift break", "leave out", "anywhere", "relocate", "relocate run", "swap")
    assert [list(search.SHARES)[getattr(anneal, name)] for name in names] == list(told)


def test_a_break_before_a_visit_that_is_fixed_after_the_shift_is_taken():
    """She is done by the end of her shift, though on her way after it: so the checker reads it too."""
    first = visit("a", place=2, earliest=510, latest=510, locked_carers=("kari",), locked_start=513)
    last = visit("b", place=5, earliest=600, latest=600, locked_carers=("kari",), locked_start=607)
    kari = carer(start=500, end=570, breaks=(Break(30, 490, 610),))
    problem = day([replace(one, started=True) for one in (first, last)], [kari])
    assert check(problem, solve(problem)) == []
