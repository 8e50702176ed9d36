"""The demo's patients fit the criteria that ship with it, save those who were put wrong on purpose."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest

from imports.demo import health
from imports.demo.misplaced import IN_EACH_HT, IN_EACH_OT, planted
from imports.demo.pictures import NAMES, PICTURES, STABLE, THINGS, UNSTABLE
from imports.demo.shape import HT, OT
from patients.actions.criteria import EXAMPLE
from patients.criteria.document import read_file
from patients.criteria.judge import judge
from tests.imports.demo.counting import facts_on


@pytest.fixture(scope="module")
def judged(bergen, today):
    """Patient number → (the code she has, what the example criteria say)."""
    table, _why = read_file(EXAMPLE)
    kinds = {team.code: team.kind for team in bergen.teams}
    facts = facts_on(bergen, today)
    return {
        patient.number: (
            "HSY" if kinds[patient.team] == HT else "PBP",
            judge(facts[patient.number], table),
        )
        for patient in bergen.all_patients
        if patient.ended is None
    }


def test_nearly_all_are_where_the_example_criteria_would_have_them(bergen, judged):
    wrong = planted(bergen.all_patients)
    agree = [code == said.code for number, (code, said) in judged.items() if number not in wrong]
    assert sum(agree) / len(agree) > 0.97


def test_the_five_are_a_grey_zone(bergen, judged):
    for patient in bergen.patients["bergenhus-ot1"][:5]:
        said = judged[patient.number][1]
        assert said.is_grey, patient.theme
        assert said.speaking_for("HSY")
        assert said.speaking_for("PBP")


def test_those_who_were_put_wrong_belong_elsewhere_by_the_criteria(bergen, judged):
    wrong = planted(bergen.all_patients)
    assert {judged[number][1].code == code for number, code in wrong.items()} == {True}
    assert all(judged[number][0] != code for number, code in wrong.items())


def test_a_few_in_every_team_are_put_wrong(bergen):
    kinds = {team.code: team.kind for team in bergen.teams}
    found = Counter(patient.team for patient in bergen.all_patients if patient.belongs)
    ots = [code for code, kind in kinds.items() if kind == OT]
    assert {found[code] for code in ots} == {IN_EACH_OT}
    assert all(0 < found[code] <= IN_EACH_HT for code in kinds if code not in ots)


def test_the_small_demos_have_some_too(world):
    assert set(planted(world.all_patients).values()) == {"HSY", "PBP"}


def test_of_some_nothing_is_known(bergen):
    active = [patient for patient in bergen.all_patients if patient.ended is None]
    for kind, least in (("diagnosis", 0.04), ("state", 0.03)):
        without = sum(not any(fact.kind == kind for fact in p.facts) for p in active)
        assert least < without / len(active) < 0.1
    assert 0.6 < sum(bool(patient.what_matters) for patient in active) / len(active) < 0.8


def test_some_have_come_home_from_hospital_lately(bergen, today):
    since = today - timedelta(days=14)
    home = [
        pause.end
        for patient in bergen.all_patients
        for pause in patient.pauses
        if pause.reason == "sykehus" and pause.end and since <= pause.end.date() <= today
    ]
    assert len(home) > 20


def test_just_over_half_have_a_goal_for_nutrition_and_some_are_forgotten(bergen, today):
    active = [patient for patient in bergen.all_patients if patient.ended is None]
    now = {p.number: [goal for goal in p.goals if goal.valid_to is None] for p in active}
    fed = sum(any(goal.area == "ernaering" for goal in goals) for goals in now.values())
    assert 0.5 < fed / len(active) < 0.55
    goals = [goal for found in now.values() for goal in found]
    assert all(goal.measures for goal in goals)
    overdue = sum(goal.evaluate_on < today for goal in goals)
    assert 0.02 < overdue / len(goals) < 0.15
    assert 0.3 < sum(bool(goal.evaluations) for goal in goals) / len(goals) < 0.9


def test_every_picture_is_of_words_that_are_known():
    for picture in PICTURES.values():
        assert set(picture.diagnoses) <= NAMES.keys()
        assert {code for code, _share in picture.things} <= THINGS.keys()


def test_no_two_states_of_one_who_has_left_overlap(bergen, today):
    """On whatever day the demo is made: some of them would have become stable after they had left."""
    ended = today - timedelta(days=5)
    for number, patient in enumerate(bergen.patients["bergenhus-ot1"]):
        gone = replace(patient, ended=ended, started=ended - timedelta(days=90))
        states = health._states(gone, PICTURES["sår annenhver dag"], Random(number), today)
        steady = [fact for fact in states if fact.code in (STABLE, UNSTABLE)]
        assert all(one.valid_to < two.valid_from for one, two in pairwise(steady))
        assert all(fact.valid_from <= ended == max(f.valid_to for f in states) for fact in states)
