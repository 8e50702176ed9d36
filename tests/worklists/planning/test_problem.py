"""What the planner refuses to be asked, and how it tells one question from another."""

from dataclasses import replace

import pytest

from tests.worklists.planning.days import carer, day, random_day, visit
from worklists.planning import Need, Travel, fingerprint


@pytest.mark.parametrize(
    ("visits", "carers", "told"),
    [
        ([visit("a"), visit("a")], [], "used more than once: a"),
        ([], [carer(), carer()], "used more than once: kari"),
        ([visit(place=10)], [], "place 10"),
        ([visit(minutes=0)], [], "at least one minute"),
        ([visit(priority=4)], [], "priority 4"),
        ([visit(needs=())], [], "0 carers"),
        ([visit(gap=(5, 1))], [], "gap"),
        ([visit(locked_carers=("kari", "ola"))], [], "locked to kari, ola"),
        ([], [carer(transport="boat")], "no travel matrix for boat"),
        ([], [carer(start=600, end=500)], "ends before it starts"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(visits, carers, told):
    with pytest.raises(ValueError, match=told):
        day(visits, carers)


def test_a_carer_must_begin_at_a_place_on_the_map():
    with pytest.raises(ValueError, match="place is not in the travel matrix"):
        day([], [replace(carer(), start_place=99)])


def test_the_fingerprint_is_the_same_for_the_same_question():
    assert fingerprint(random_day(7)) == fingerprint(random_day(7))


@pytest.mark.parametrize(
    "other",
    [
        day([visit(minutes=21)], [carer()]),
        day([visit(needs=(Need(level=1),))], [carer()]),
        day([visit()], [carer(competences=frozenset({"insulin"}))]),
        day([visit()], [carer(patient_levels={"p": 2})]),
        day([visit()], [carer()], seed=2),
        day([visit()], [carer()], now=0),
        day([visit()], [carer()], travel=Travel({"car": ((0,) * 10,) * 10})),
    ],
)
def test_the_fingerprint_tells_questions_apart(other):
    assert fingerprint(other) != fingerprint(day([visit()], [carer()]))
