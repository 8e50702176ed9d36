"""Problem, goal, measure, evaluation: what is kept, what is refused, and that nothing is lost."""

from datetime import timedelta

import pytest

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.actions import care
from patients.models import Evaluation, Goal, Measure, Term
from teams.models import AuditEvent
from tests.belonging_factories import GoalFactory, MeasureFactory
from tests.factories import PlacementFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

TODAY = clock.today()
SOON = TODAY + timedelta(days=28)


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def patient(ward):
    return PlacementFactory(team=ward.team).patient


@pytest.fixture
def by(ward):
    return {"by": ward.user("kari"), "team": ward.team}


def set_goal(patient, by, **more):
    said = {
        "area": "ernaering", "problem": "Spiser for lite", "text": "Holder vekten",
        "evaluate_on": SOON, "measures": ["Veie en gang i uken"],
    }  # fmt: skip
    return care.set_goal(patient=patient, **by | said | more)


def test_kari_sets_a_goal_with_its_first_measure(patient, by):
    goal = set_goal(patient, by)
    assert (goal.problem, goal.text, goal.evaluate_on) == ("Spiser for lite", "Holder vekten", SOON)
    assert [measure.text for measure in goal.measures.all()] == ["Veie en gang i uken"]
    events = AuditEvent.objects.filter(patient_number=patient.number).order_by("id")
    assert [event.verb for event in events] == ["goal_set", "measure_added"]
    assert {event.role for event in events} == {"carer"}


def test_words_of_the_vocabulary_are_known_whether_chosen_or_typed(patient, by):
    goal = set_goal(patient, by, problem="spiser FOR lite", text="Vil danse på bryllupet")
    assert goal.problem_term == Term.objects.get(code="ernaering-problem-spiser-lite")
    assert goal.term is None
    assert goal.measures.get().term.code == "ernaering-tiltak-vekt"


def test_a_word_of_another_area_is_not_the_same_word(patient, by):
    goal = set_goal(patient, by, area="hud", problem="Spiser for lite")
    assert goal.problem_term is None


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"problem": " "}, "Skriv eller velg et problem."),
        ({"text": ""}, "Skriv eller velg et mål."),
        ({"area": "finnes-ikke"}, "Velg hva det gjelder."),
        ({"evaluate_on": TODAY - timedelta(days=1)}, "Dagen for evaluering kan ikke være over."),
        ({"evaluate_on": TODAY + timedelta(days=400)}, "Velg en dag som er høyst et år fram."),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_kept(patient, by, more, sentence):
    with pytest.raises(Refused, match=sentence):
        set_goal(patient, by, **more)
    assert not Goal.objects.exists()


def test_the_same_button_pressed_twice_sets_one_goal(patient, by):
    assert set_goal(patient, by) == set_goal(patient, by)
    assert Measure.objects.count() == 1


def test_a_colleague_who_sets_the_same_goal_is_told_that_it_is_there(ward, patient, by):
    set_goal(patient, by)
    with pytest.raises(Refused, match="Pasienten har alt dette målet"):
        set_goal(patient, by | {"by": ward.user("vera")}, measures=["Noe nytt"])
    assert Measure.objects.count() == 1


def test_a_measure_is_added_once_and_ended_once(patient, by):
    goal = set_goal(patient, by, measures=[])
    measure = care.add_measure(goal=goal, text=" Næringsdrikk ", **by)
    assert care.add_measure(goal=goal, text="næringsdrikk", **by) == measure
    for _ in range(2):
        care.end_measure(measure=measure, **by)
    assert measure.valid_to == TODAY
    assert AuditEvent.objects.filter(verb="measure_ended").count() == 1
    again = care.add_measure(goal=goal, text="Næringsdrikk", **by)
    assert again != measure


def test_an_evaluation_says_how_it_went_and_when_to_look_again(patient, by):
    goal = set_goal(patient, by)
    said = {"result": "bedre", "text": "Opp et halvt kilo", "next_on": TODAY + timedelta(days=14)}
    first = care.evaluate(goal=goal, **said, **by)
    assert care.evaluate(goal=goal, **said, **by) == first
    goal.refresh_from_db()
    assert goal.evaluate_on == TODAY + timedelta(days=14)
    assert AuditEvent.objects.filter(verb="goal_evaluated").count() == 1


def test_two_people_who_looked_are_two_evaluations(ward, patient, by):
    goal = set_goal(patient, by)
    for who in ("kari", "vera"):
        care.evaluate(
            goal=goal,
            result="likt",
            text="Som før",
            next_on=SOON,
            by=ward.user(who),
            team=ward.team,
        )
    assert Evaluation.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"result": "", "text": "x"}, "Velg hvordan det har gått."),
        ({"result": "bedre", "text": " "}, "Skriv hva du har sett."),
    ],
)
def test_an_evaluation_needs_a_result_and_words(patient, by, said, sentence):
    with pytest.raises(Refused, match=sentence):
        care.evaluate(goal=set_goal(patient, by), next_on=SOON, **said, **by)


def test_a_reached_goal_goes_on_until_a_person_ends_it(patient, by):
    goal = set_goal(patient, by)
    care.evaluate(goal=goal, result="nadd", text="Har holdt vekten", next_on=SOON, **by)
    goal.refresh_from_db()
    assert goal.is_open_on(TODAY)


def test_ending_a_goal_ends_what_is_done_for_it(patient, by):
    goal = set_goal(patient, by)
    for _ in range(2):
        care.end_goal(goal=goal, why="Målet er nådd.", **by)
    goal.refresh_from_db()
    assert (goal.valid_to, goal.ended_why) == (TODAY, "Målet er nådd.")
    assert goal.measures.get().valid_to == TODAY
    assert AuditEvent.objects.filter(verb="goal_ended").count() == 1


def test_a_goal_is_not_ended_without_a_reason(patient, by):
    with pytest.raises(Refused, match="Skriv hvorfor"):
        care.end_goal(goal=set_goal(patient, by), why=" ", **by)


def test_an_ended_goal_tells_the_next_one_when_and_why(patient, by):
    goal = MeasureFactory(goal=GoalFactory(patient=patient)).goal
    care.end_goal(goal=goal, why="Flyttet på sykehjem", **by)
    for late in (
        lambda: care.end_goal(goal=goal, why="noe annet", **by),
        lambda: care.add_measure(goal=goal, text="Noe", **by),
        lambda: care.evaluate(goal=goal, result="likt", text="Som før", next_on=SOON, **by),
    ):
        with pytest.raises(Refused, match=r"alt avsluttet .*: Flyttet på sykehjem"):
            late()
