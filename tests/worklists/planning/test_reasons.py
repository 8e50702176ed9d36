"""Why a visit is on nobody's list, and why it is on hers and not on another's."""

import pytest

from tests.worklists.planning.days import carer, day, visit
from worklists.planning import Need, explain
from worklists.planning.solver import solve

NURSE = (Need(level=2, competences=frozenset({"insulin"})),)


def only_reason(problem):
    (left,) = solve(problem).unassigned
    return left


@pytest.mark.parametrize(
    ("more", "people", "now", "code"),
    [
        ({}, [], None, "no_carers"),
        ({"locked_carers": ("absent",)}, [carer()], None, "locked_absent"),
        ({"locked_carers": ("kari",), "needs": NURSE}, [carer()], None, "no_competence"),
        (
            {"locked_carers": ("kari",), "needs": NURSE},
            [carer(), carer("nurse", level=2, competences=frozenset({"insulin"}))],
            None,
            "locked_unable",
        ),
        ({"needs": NURSE}, [carer()], None, "no_competence"),
        ({"forbidden_carers": frozenset({"kari"})}, [carer()], None, "forbidden"),
        ({"needs": (Need(), Need())}, [carer()], None, "too_few"),
        ({"earliest": 1000, "latest": 1100}, [carer()], None, "window_impossible"),
        ({"hard_window": True}, [carer()], 600, "window_past"),
        ({"hard_window": True, "blocked": ((470, 560),)}, [carer()], None, "patient_away"),
    ],
)
def test_the_reason_for_a_visit_alone(more, people, now, code):
    assert only_reason(day([visit(**more)], people, now=now)).code == code


BOTH = {"needs": (Need(), Need()), "same_carer": True, "hard_window": True}


def test_the_one_who_may_do_both_parts_has_no_time():
    """The meeting lies between the two parts, wherever they are put."""
    meeting = visit("meeting", minutes=90, earliest=480, latest=480, hard_window=True, priority=1)
    asked = visit(minutes=20, gap=(20, 30), latest=500, **BOTH)
    left = only_reason(day([meeting, asked], [carer()]))
    assert (left.visit, left.code) == ("v", "no_time")


def test_the_reason_when_one_could_have_done_both_parts():
    must = visit("must", minutes=120, earliest=480, latest=480, priority=1, late_weight=5)
    asked = visit(minutes=20, gap=(20, 30), latest=500, priority=3, **BOTH)
    left = only_reason(day([must, asked], [carer()]))
    assert (left.visit, left.code) == ("v", "gives_way")


def test_one_carer_who_could_do_both_parts_is_priced_as_the_other_choice():
    people = [carer("siri"), carer("ola")]
    problem = day([visit(gap=(20, 60), primary="siri", latest=600, **BOTH)], people)
    plan = solve(problem)
    assert [key for key, _ in plan.stops_of("v")] == ["siri", "siri"]
    assert {o.carer: o.code for o in explain(problem, plan, "v").alternatives} == {
        "ola": "possible"
    }


def test_the_reason_names_the_competence_that_is_missing():
    left = only_reason(day([visit(needs=NURSE)], [carer()]))
    assert left.sentence == "Ingen på vakt har kompetansen som trengs: sykepleier, insulin."


def test_no_time_is_said_where_all_who_could_are_taken():
    busy = visit("busy", minutes=120, earliest=480, latest=480, hard_window=True, priority=1)
    left = only_reason(day([busy, visit(earliest=500, hard_window=True)], [carer()]))
    assert (left.visit, left.code) == ("v", "no_time")


def test_two_who_are_each_free_but_not_together():
    """Kari is free before nine and Ola after: each could come, but never at the same time."""
    fixed = {"minutes": 60, "hard_window": True, "priority": 1}
    late = visit("late", earliest=540, latest=540, locked_carers=("kari",), **fixed)
    early = visit("early", earliest=480, latest=480, locked_carers=("ola",), **fixed)
    both = visit(needs=(Need(), Need()), earliest=480, latest=580, hard_window=True, minutes=45)
    people = [carer("kari", start=470, end=610), carer("ola", start=470, end=630)]
    left = only_reason(day([late, early, both], people))
    assert (left.visit, left.code) == ("v", "pair_not_free")


def test_a_visit_given_up_says_what_it_would_have_cost():
    must = visit("must", minutes=120, earliest=480, latest=480, priority=1, late_weight=5)
    may = visit(minutes=45, earliest=480, latest=480, late_weight=5, priority=3)
    left = only_reason(day([must, may], [carer()]))
    numbers = dict(left.detail)
    assert (left.visit, left.code) == ("v", "gives_way")
    assert numbers["would_cost"] >= numbers["price"] == 1200


def alternatives(problem, key="v"):
    return {other.carer: other for other in explain(problem, solve(problem), key).alternatives}


def test_why_her_prices_every_other_carer():
    people = [carer("siri"), carer("ola"), carer("nurse", level=2)]
    problem = day([visit(primary="siri", recent=frozenset({"ola"}))], people)
    found = explain(problem, solve(problem), "v")
    assert found.carers == ("siri",)
    assert found.sentence == "Dette er best for hele dagen: det nest beste koster 30 poeng mer."
    assert [(other.carer, other.extra) for other in found.alternatives] == [
        ("ola", 30),
        ("nurse", 60 + 2 * 20),
    ]


def test_why_not_says_which_rule_keeps_somebody_away():
    people = [
        carer("nurse", level=2, competences=frozenset({"insulin"})),
        carer("assistent"),
        carer("unwanted", level=2, competences=frozenset({"insulin"})),
        carer("evening", start=900, end=930, level=2, competences=frozenset({"insulin"})),
    ]
    asked = visit(needs=NURSE, forbidden_carers=frozenset({"unwanted"}), hard_window=True)
    codes = {key: other.code for key, other in alternatives(day([asked], people)).items()}
    assert codes == {
        "assistent": "lacks_competence",
        "unwanted": "forbidden_here",
        "evening": "no_time",
    }


def test_why_not_for_a_locked_visit():
    problem = day([visit(locked_carers=("kari",))], [carer("kari"), carer("ola")])
    assert alternatives(problem)["ola"].code == "locked_elsewhere"
    assert explain(problem, solve(problem), "v").sentence == (
        "Oppdraget er låst til den som har det."
    )


def test_a_plan_for_another_problem_cannot_be_explained():
    plan = solve(day([visit(hard_window=True)], [carer()]))
    moved = day([visit(earliest=470, latest=471, place=9, hard_window=True)], [carer()])
    with pytest.raises(ValueError, match="breaks a rule"):
        explain(moved, plan, "v")
