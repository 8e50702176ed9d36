"""The rules of judging, told with patients: what speaks, for whom, why, and what is missing."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patients.criteria.facts import Facts, Reading, Task
from patients.criteria.judge import judge
from patients.criteria.kinds import ASKS, HSY, PBP, STATES, STEADINESS, STRENGTHS, SYSTEMS, Kind
from patients.criteria.rules import Condition, Rule, Table
from patients.models import STEADINESS as STEADY_ROWS
from patients.models import Code, CodeSystem, HealthState, Strength
from patients.models import Condition as ConditionRow

TODAY = date(2026, 11, 22)
INSULIN = Task(
    "1", "Insulin før frokost", "PBP", frozenset({"insulin"}), level=1, minutes=15, visits_a_week=7
)
WOUND = Task("2", "Sårstell", "HSY", frozenset({"sarstell"}), level=2, minutes=40, visits_a_week=3)


def rule(side=HSY, strength=2, *conditions, key="1"):
    return Rule(key, side, strength, "et kriterium", "en test", conditions)


def state(*values, negated=False):
    return Condition("tilstand", values, negated=negated)


def judged(facts, *rules):
    return judge(facts, Table(1, "prøve", rules=rules))


def spoke(facts, condition):
    """What made the condition speak; None where it did not."""
    told = judged(facts, rule(HSY, 2, condition)).spoken
    return told[0].because if told else None


def asked_for(facts, condition):
    return judged(facts, rule(HSY, 2, condition)).missing


def days_ago(days):
    return TODAY - timedelta(days=days)


# How it is settled ---------------------------------------------------------------------------


BOTH = Facts(TODAY, states=frozenset({"stabil", "rus"}))


@pytest.mark.parametrize(
    ("for_hsy", "for_pbp", "code", "is_grey"),
    [
        ([], [], None, False),
        ([1], [], "HSY", False),
        ([], [1], "PBP", False),
        ([3], [2, 2, 2], "HSY", False),
        ([1, 1, 1], [3], "PBP", False),
        ([2], [1, 1], "HSY", False),
        ([2], [2], None, True),
        ([1], [1], None, True),
        ([3], [3, 1], None, True),
    ],
)
def test_the_stronger_side_wins_and_equal_sides_are_a_grey_zone(for_hsy, for_pbp, code, is_grey):
    rules = [rule(HSY, n, state("rus"), key=f"h{i}") for i, n in enumerate(for_hsy)]
    rules += [rule(PBP, n, state("stabil"), key=f"p{i}") for i, n in enumerate(for_pbp)]
    told = judged(BOTH, *rules)
    assert (told.code, told.is_grey) == (code, is_grey)
    assert len(told.speaking_for("HSY")) == len(for_hsy)


def test_all_conditions_of_a_rule_must_hold_and_each_says_why():
    both = rule(HSY, 2, Condition("diagnose", ("icpc2:T90",)), state("ustabil"))
    facts = Facts(
        TODAY,
        diagnoses=frozenset({"icpc2:T90"}),
        states=frozenset({"ustabil"}),
        names={"icpc2:T90": "Diabetes type 2"},
    )
    (told,) = judged(facts, both).spoken
    assert told.because == "Diagnose T90 diabetes type 2; Ustabil"
    calm = Facts(TODAY, diagnoses=facts.diagnoses, states=frozenset({"stabil"}))
    assert judged(calm, both).spoken == ()


def test_a_rule_without_conditions_is_silent():
    assert judged(BOTH, rule(HSY, 3)).spoken == ()


# Each kind -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "has", "holds"),
    [
        ("icd10:E11*", "icd10:E11.9", True),
        ("icd10:E11*", "icd10:E11", True),
        ("icd10:E11*", "icd10:E10.9", False),
        ("icd10:E11", "icd10:E11.9", False),
        ("icd10:E119", "icd10:E11.9", True),
        ("icpc2:T90", "icd10:T90", False),
        ("icpc2:T90", "icpc2:T90", True),
    ],
)
def test_a_diagnosis_is_asked_for_by_code_or_by_how_it_begins(asked, has, holds):
    facts = Facts(TODAY, diagnoses=frozenset({has}))
    assert bool(spoke(facts, Condition("diagnose", (asked,)))) is holds


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (Condition("oppgave", ("insulin",)), "Har Insulin før frokost, 7 ganger i uken"),
        (Condition("tittel", ("sår", "stomi")), "Har Sårstell, 3 ganger i uken"),
        (Condition("kode", ("HSY",)), "Oppdrag med kode HSY 3 ganger i uken"),
        (Condition("kode", ("HSY",), number=3), "Oppdrag med kode HSY 3 ganger i uken"),
        (Condition("kode", ("HSY",), number=4), None),
        (Condition("sykepleierminutter", number=120), "120 minutter i uken krever sykepleier"),
        (Condition("sykepleierminutter", number=121), None),
        (Condition("oppdrag", number=10), "10 oppdrag i uken"),
        (Condition("oppdrag", number=11), None),
        (Condition("oppgave", ("sonde",)), None),
        (Condition("oppgave", ("sonde",), negated=True), "Har ingen oppdrag som krever sonde"),
    ],
)
def test_what_visit_plans_are_asked(condition, said):
    assert spoke(Facts(TODAY, tasks=(INSULIN, WOUND)), condition) == said


def test_a_task_every_fourth_week_is_told_so():
    seldom = Task("3", "Kateterskift", "HSY", frozenset({"kateter"}), 2, 40, visits_a_week=0.25)
    assert spoke(Facts(TODAY, tasks=(seldom,)), Condition("oppgave", ("kateter",))) == (
        "Har Kateterskift, hver 4. uke"
    )


def test_equipment_is_told_by_its_name_and_none_is_known_to_be_none():
    facts = Facts(TODAY, equipment=frozenset({"o2"}), names={"utstyr:o2": "Oksygen hjemme"})
    assert spoke(facts, Condition("utstyr", ("o2", "pumpe"))) == "Har oksygen hjemme"
    assert spoke(Facts(TODAY), Condition("utstyr", ("o2",), negated=True)) == "Har ikke o2"


def test_news2_is_the_last_total_of_the_period_exact_to_the_day():
    asked = Condition("news2", number=5, days=7)

    def seen(*readings):
        return spoke(Facts(TODAY, news2=readings), asked)

    assert seen(Reading(days_ago(3), 6)) == "NEWS2 var 6 den 19. november"
    assert seen(Reading(days_ago(7), 5)) == "NEWS2 var 5 den 15. november"
    assert seen(Reading(days_ago(8), 5)) is None
    assert seen(Reading(days_ago(3), 4)) is None
    assert seen(Reading(days_ago(3), 6), Reading(days_ago(2), 2)) is None
    assert seen(Reading(days_ago(3), 6), Reading(days_ago(2), None)), (
        "without a total it says nothing"
    )
    assert seen(Reading(days_ago(-1), 9)) is None, "tomorrow's is not known"


def test_news2_rises_from_the_lowest_to_the_last_of_the_period():
    asked = Condition("news2-stiger", number=3, days=14)

    def seen(*values):
        readings = [Reading(days_ago(day), value) for day, value in values]
        return spoke(Facts(TODAY, news2=tuple(readings)), asked)

    assert seen((14, 1), (6, 3), (3, 4)) == "NEWS2 steg fra 1 til 4 den 19. november"
    assert seen((15, 1), (6, 3), (3, 4)) is None, "the low one is too old"
    assert seen((9, 1), (6, 7), (3, 3)) is None, "it has come down again"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "Utskrevet fra sykehus i dag"),
        (1, "Utskrevet fra sykehus i går"),
        (4, "Utskrevet fra sykehus for 4 dager siden"),
        (14, "Utskrevet fra sykehus for 14 dager siden"),
        (15, None),
        (-1, None),
    ],
)
def test_newly_discharged_is_exact_to_the_day(days, said):
    facts = Facts(TODAY, discharged_on=days_ago(days))
    assert spoke(facts, Condition("utskrevet", days=14)) == said
    turned = spoke(facts, Condition("utskrevet", days=14, negated=True))
    assert bool(turned) is not bool(said)


def test_frailty_is_at_least_and_katz_at_most():
    facts = Facts(TODAY, frailty=Reading(days_ago(90), 6), katz=Reading(days_ago(400), 2))
    assert spoke(facts, Condition("skropelighet", number=6)) == (
        "Klinisk skrøpelighet var 6 den 24. august"
    )
    assert spoke(facts, Condition("skropelighet", number=7)) is None
    assert spoke(facts, Condition("katz", number=2)) == "Katz ADL var 2 den 18. oktober 2025"
    assert spoke(facts, Condition("katz", number=1)) is None


def test_a_negated_condition_holds_where_none_of_its_values_do():
    facts = Facts(TODAY, states=frozenset({"stabil", "kognitiv"}))
    assert spoke(facts, state("ustabil", "doende", negated=True)) == "Ikke ustabil eller døende"
    assert spoke(facts, state("ustabil", "kognitiv", negated=True)) is None


# What is missing -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (Condition("diagnose", ("icpc2:T90",)), "Det er ikke ført noen diagnose."),
        (Condition("oppgave", ("sonde",)), "Pasienten har ingen tidsplaner."),
        (state("ustabil"), "Det er ikke ført hvordan helsetilstanden er."),
        (Condition("news2", number=5, days=7), "Det er ikke målt NEWS2 de siste 7 dagene."),
        (
            Condition("news2-stiger", number=3, days=14),
            "NEWS2 er ikke målt to ganger de siste 14 dagene.",
        ),
        (Condition("skropelighet", number=6), "Klinisk skrøpelighet er ikke målt."),
        (Condition("katz", number=2), "Katz ADL er ikke målt."),
    ],
)
def test_what_nobody_has_written_is_missing_and_never_guessed(condition, sentence):
    turned = Condition(condition.kind, condition.values, condition.number, condition.days, True)
    assert asked_for(Facts(TODAY), condition) == (sentence,)
    assert spoke(Facts(TODAY), turned) is None


def test_cognitive_failure_says_nothing_of_being_stable():
    facts = Facts(TODAY, states=frozenset({"kognitiv"}))
    assert asked_for(facts, state("ustabil")) == (
        "Det er ikke ført om pasienten er stabil eller ustabil.",
    )


def test_a_rule_that_cannot_speak_anyhow_asks_for_nothing():
    idle = rule(HSY, 2, Condition("utstyr", ("pumpe",)), Condition("katz", number=2))
    assert judged(Facts(TODAY), idle).missing == ()


# For every table and every patient --------------------------------------------------------------

VALUES = ["icpc2:T90", "icd10:E11*", "icd10:*", "insulin", "sår", "HSY", "PBP", "ustabil", "", "*"]
conditions = st.builds(
    Condition,
    kind=st.sampled_from([*Kind, "noe annet"]),
    values=st.lists(st.sampled_from(VALUES), max_size=2).map(tuple),
    number=st.none() | st.integers(0, 20),
    days=st.none() | st.integers(0, 40),
    negated=st.booleans(),
)
some_rules = st.lists(
    st.builds(
        Rule,
        key=st.uuids().map(str),
        speaks_for=st.sampled_from([HSY, PBP]),
        strength=st.sampled_from(STRENGTHS),
        text=st.just("et kriterium"),
        conditions=st.lists(conditions, max_size=3).map(tuple),
    ),
    max_size=6,
)
readings = st.builds(
    Reading,
    on=st.integers(-2, 30).map(days_ago),
    value=st.none() | st.integers(0, 20),
)
any_facts = st.builds(
    Facts,
    day=st.just(TODAY),
    diagnoses=st.frozensets(st.sampled_from(["icpc2:T90", "icd10:E11.9"])),
    tasks=st.lists(st.sampled_from([INSULIN, WOUND]), max_size=2).map(tuple),
    equipment=st.frozensets(st.sampled_from(["insulin", "pumpe"])),
    states=st.frozensets(st.sampled_from([*STATES])),
    news2=st.lists(readings, max_size=4).map(tuple),
    discharged_on=st.none() | st.integers(-2, 30).map(days_ago),
    frailty=st.none() | readings,
    katz=st.none() | readings,
)


@settings(max_examples=150, deadline=None)
@given(any_facts, some_rules, some_rules)
def test_more_rules_for_one_side_never_turn_the_answer_to_the_other(facts, rules, more):
    before = judged(facts, *rules)
    for side, other in ((HSY, PBP), (PBP, HSY)):
        added = [one for one in more if one.speaks_for == side]
        if before.code != other:
            assert judged(facts, *rules, *added).code != other


@settings(max_examples=100, deadline=None)
@given(any_facts, some_rules, st.randoms(use_true_random=False))
def test_the_order_of_the_rules_does_not_matter(facts, rules, random):
    shuffled = random.sample(rules, len(rules))
    one, other = judged(facts, *rules), judged(facts, *shuffled)
    assert (one.code, one.is_grey) == (other.code, other.is_grey)
    assert set(one.spoken) == set(other.spoken)
    assert set(one.missing) == set(other.missing)


# In step with the tables of the database ----------------------------------------------------------


def test_kinds_states_and_strengths_are_those_of_the_database():
    assert [*Kind] == ConditionRow.Kind.values
    assert set(ASKS) == set(Kind)
    assert {value: str(label) for value, label in HealthState.State.choices} == STATES
    assert {str(one) for one in STEADY_ROWS} == STEADINESS
    assert list(STRENGTHS) == Strength.values
    assert dict(CodeSystem.choices) == SYSTEMS
    assert Code.values == [HSY, PBP]
