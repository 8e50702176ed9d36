"""The rule for other minutes, in plain numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worklists.estimates import Observed, Rules, Why, has_moved, judge, nearest

RULES = Rules()


def judged(minutes, planned=20, carers=5, rules=RULES):
    return judge(Observed(minutes, carers), planned, rules)


def test_visits_that_take_half_as_long_again_ask_for_more_time():
    found = judged([28, 29, 30, 30, 31, 32, 33, 34])
    assert (found.why, found.minutes) == (Why.PROPOSED, 30)
    assert (found.figures.median, found.figures.low, found.figures.high) == (30, 30, 32)


def test_visits_that_take_less_ask_for_less_but_for_no_less_than_half_of_them_take():
    assert judged([9, 10, 10, 10, 10, 10, 11, 11]).minutes == 10
    assert judged([10, 10, 11, 12, 12, 13, 9, 11]).minutes == 15


def test_one_visit_with_a_fall_in_it_does_not_move_the_plan():
    assert judged([20] * 7 + [59]).why is Why.FITS


@pytest.mark.parametrize(
    ("planned", "took", "why"),
    [
        (20, 25, Why.PROPOSED),
        (20, 24, Why.FITS),  # not five minutes
        (60, 70, Why.FITS),  # not twenty percent
        (60, 72, Why.PROPOSED),
        (5, 9, Why.FITS),
        (12, 17, Why.PROPOSED),
    ],
)
def test_it_must_differ_by_five_minutes_and_by_twenty_percent(planned, took, why):
    assert judged([took] * 8, planned=planned).why is why


def test_the_unit_decides_how_much_it_must_differ():
    rules = Rules(weeks=6, visits=4, minutes=10, percent=10)
    assert judged([28] * 4, rules=rules).why is Why.FITS
    assert judged([30] * 4, rules=rules).why is Why.PROPOSED


def test_too_few_visits_give_no_figure():
    found = judged([40] * 7)
    assert (found.why, found.figures, found.minutes) == (Why.FEW_VISITS, None, None)


def test_fewer_than_five_carers_give_no_figure_at_all():
    found = judged([40] * 30, carers=4)
    assert (found.why, found.figures, found.minutes) == (Why.FEW_CARERS, None, None)


def test_never_less_than_five_minutes():
    assert judged([2] * 8, planned=15).minutes == 5


def test_halfway_goes_up():
    assert [nearest(minutes) for minutes in (22.4, 22.5, 27.4, 1)] == [20, 25, 25, 0]


def test_single_visits_are_kept_in_columns_of_five_minutes():
    spread = judged([28, 29, 30, 31, 33, 34, 36, 47]).figures.spread
    assert spread == {30: 4, 35: 3, 45: 1}


def test_figures_have_moved_when_they_would_ask_for_a_proposal():
    assert has_moved(40, 33, RULES)
    assert not has_moved(34, 30, RULES)


@given(st.lists(st.floats(1, 180), min_size=8, max_size=60), st.integers(1, 120))
def test_what_is_proposed_is_nearer_to_the_middle_than_what_was_planned(minutes, planned):
    found = judged(minutes, planned=planned)
    if found.minutes is not None:
        assert found.minutes % 5 == 0
        assert abs(found.minutes - found.figures.median) <= abs(planned - found.figures.median)
        assert (found.minutes > planned) == (found.figures.median > planned)
        assert found.minutes > planned or found.minutes >= found.figures.median
