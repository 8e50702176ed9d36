"""A shift that runs and is disturbed: little moves, and what people have begun stays."""

from dataclasses import replace

import pytest

from tests.worklists.planning.days import carer, day, random_day, visit
from worklists.planning import (
    Absence,
    Break,
    CancelledVisit,
    LentCarer,
    LongerVisit,
    Need,
    NewVisit,
    as_it_stands,
    check,
    repair,
    solve,
)

PEOPLE = tuple(carer(key, breaks=(Break(30, 630, 750, place=0),)) for key in ("kari", "ola", "liv"))
VISITS = tuple(
    visit(f"v{n}", place=1 + n % 9, earliest=470 + 20 * n, latest=530 + 20 * n) for n in range(18)
)
PROBLEM = day(VISITS, PEOPLE)
PUBLISHED = solve(PROBLEM)
NOW = 600


def placed(plan):
    return {visit.key: plan.stops_of(visit.key) for visit in PROBLEM.visits}


def test_what_has_begun_or_begins_soon_stays_where_it_is():
    stands = as_it_stands(PROBLEM, PUBLISHED, NOW)
    begun = {v.key for v in stands.visits if v.started}
    starts = {key: stops[0][1].start for key, stops in placed(PUBLISHED).items()}
    assert begun == {key for key, start in starts.items() if start <= NOW + 10}
    mended = repair(Absence("kari").on(stands), PUBLISHED)
    for key in begun:
        before = [(c, stop.start) for c, stop in PUBLISHED.stops_of(key)]
        if before[0][0] != "kari":
            assert [(c, stop.start) for c, stop in mended.plan.stops_of(key)] == before


def test_where_nothing_happens_nothing_moves():
    assert repair(PROBLEM, PUBLISHED).moved == ()


def test_an_absence_frees_her_visits_and_moves_few_others():
    asked = Absence("kari").on(as_it_stands(PROBLEM, PUBLISHED, NOW))
    mended = repair(asked, PUBLISHED)
    assert check(asked, mended.plan) == []
    hers = {v.key for v in asked.visits if PUBLISHED.stops_of(v.key)[0][0] == "kari"}
    assert hers <= {change.visit for change in mended.moved if change.new_carer}
    others = sum(change.new_carer for change in mended.moved if change.visit not in hers)
    fresh = solve(asked)
    rebuilt = sum(
        fresh.stops_of(v.key)[:1] != () and fresh.stops_of(v.key)[0][0] not in ("kari", before)
        for v in asked.visits
        for before in [PUBLISHED.stops_of(v.key)[0][0]]
        if v.key not in hers
    )
    assert others <= max(2, rebuilt)


def test_an_alarm_gets_somebody_at_once():
    alarm = visit("alarm", place=2, earliest=NOW, latest=NOW + 20, priority=1, minutes=15)
    asked = NewVisit(alarm).on(as_it_stands(PROBLEM, PUBLISHED, NOW))
    mended = repair(asked, PUBLISHED)
    ((_, stop),) = mended.plan.stops_of("alarm")
    assert stop.start <= NOW + 20
    assert check(asked, mended.plan) == []


def test_a_longer_visit_pushes_only_what_comes_after_it():
    asked = LongerVisit("v12", 30).on(as_it_stands(PROBLEM, PUBLISHED, NOW))
    assert next(v.minutes for v in asked.visits if v.key == "v12") == 50
    mended = repair(asked, PUBLISHED)
    assert mended.new_carers <= 6


def test_a_longer_visit_for_two_is_longer_for_the_one_who_stays_shorter_too():
    two = visit("two", needs=(Need(), Need(minutes=5)))
    asked = LongerVisit("two", 10).on(day((two,), PEOPLE))
    assert [asked.visits[0].minutes_of(part) for part in (0, 1)] == [30, 15]


def test_a_cancelled_visit_is_gone_and_nobody_else_is_disturbed_much():
    asked = CancelledVisit("v12").on(as_it_stands(PROBLEM, PUBLISHED, NOW))
    mended = repair(asked, PUBLISHED)
    assert mended.plan.stops_of("v12") == ()
    assert all(change.visit != "v12" for change in mended.moved)


def test_somebody_lent_may_take_what_nobody_had_room_for():
    short = day(VISITS, PEOPLE[:1])
    published = solve(short)
    left = {unassigned.visit for unassigned in published.unassigned}
    mended = repair(LentCarer(replace(PEOPLE[1], key="lent")).on(short), published)
    assert {unassigned.visit for unassigned in mended.plan.unassigned} < left


@pytest.mark.parametrize("change", [LongerVisit("nobody", 5), CancelledVisit("nobody")])
def test_a_visit_that_is_not_there_cannot_be_changed(change):
    with pytest.raises(KeyError):
        change.on(PROBLEM)


def test_a_break_that_has_begun_stays():
    later = as_it_stands(PROBLEM, PUBLISHED, 800)
    assert all(c.breaks[0].taken_at is not None for c in later.carers)


@pytest.mark.parametrize("seed", range(40))
def test_repairs_of_random_days_keep_the_rules(seed):
    problem = random_day(seed, visits=14, carers=4, facts=False)
    published = solve(problem, effort=2000)
    start = min(c.start for c in problem.carers)
    stands = as_it_stands(problem, published, start + 60)
    asked = Absence(problem.carers[seed % 4].key).on(stands)
    assert check(asked, repair(asked, published).plan) == []
