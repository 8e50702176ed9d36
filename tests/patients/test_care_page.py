"""The goals of a patient as a page, and as the part that the patient's own page shows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heltom.lib import clock
from patients.models import Goal, Measure
from teams.models import AccessLog
from tests.belonging_factories import EvaluationFactory, GoalFactory, MeasureFactory
from tests.factories import PlacementFactory, PositionFactory
from tests.support.htmx import Page
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

TODAY = clock.today()


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def patient(ward):
    return PlacementFactory(team=ward.team).patient


@pytest.fixture
def kari(client, ward):
    client.force_login(ward.user("kari"))
    return client


@pytest.fixture
def goal(patient):
    return MeasureFactory(goal=GoalFactory(patient=patient)).goal


def goals_url(patient):
    return reverse("patients:goals", args=[patient.number])


def url(name, goal):
    return reverse(f"patients:{name}", args=[goal.patient.number, goal.pk])


def test_problem_goal_measure_and_last_evaluation_stand_together(kari, patient, goal):
    EvaluationFactory(goal=goal, text="Har gått opp et halvt kilo")
    html = kari.get(goals_url(patient)).text
    for said in ("Spiser for lite", "Holder vekten", "Næringsdrikk to", "Har gått opp", "på vei"):
        assert said in html
    assert AccessLog.objects.get(screen="goals").patient_number == patient.number


@pytest.mark.parametrize(
    ("late", "said"),
    [(0, "Skal evalueres i dag."), (1, "Skulle vært evaluert i går."), (9, "for 9 dager siden.")],
)
def test_an_evaluation_that_is_due_is_marked(kari, patient, late, said):
    GoalFactory(patient=patient, evaluate_on=TODAY - timedelta(days=late))
    html = kari.get(goals_url(patient)).text
    assert said in html
    assert ("1 mål skulle vært evaluert." in html) == (late > 0)


def test_the_slot_on_the_patients_page_gets_the_part_alone(kari, patient, goal):
    html = kari.get(goals_url(patient), headers={"HX-Request": "true"}).text
    assert html.strip().startswith('<div id="goals"')
    assert "Holder vekten" in html


def test_kari_chooses_the_area_and_then_what_it_is_about(kari, patient):
    new = reverse("patients:goal_new", args=[patient.number])
    assert "Spiser for lite" not in kari.get(new).text
    assert "Spiser for lite" in kari.get(f"{new}?omrade=ernaering").text
    answer = kari.post(
        f"{new}lagre/?omrade=ernaering",
        {
            "problem": "Spiser for lite", "own_goal": "Spiser en hel brødskive til frokost",
            "goal": "Holder vekten", "measures": ["Veie en gang i uken"],
            "own_measure": "Brunost", "when": "14",
        },
    )  # fmt: skip
    assert answer.status_code == 303
    goal = Goal.objects.get()
    assert goal.text == "Spiser en hel brødskive til frokost"
    assert goal.evaluate_on == TODAY + timedelta(days=14)
    assert [m.text for m in Measure.objects.all()] == ["Veie en gang i uken", "Brunost"]


def test_what_was_written_stays_when_something_is_missing(kari, patient):
    new = reverse("patients:goal_new", args=[patient.number])
    html = kari.post(f"{new}lagre/?omrade=hud", {"own_problem": "Rift på leggen"}).text
    assert "Velg et mål, eller skriv det selv." in html
    assert 'value="Rift på leggen"' in html
    assert not Goal.objects.exists()


def test_a_goal_that_is_there_already_is_told_on_the_form(kari, patient, goal):
    new = reverse("patients:goal_new", args=[patient.number])
    body = {"own_problem": goal.problem, "own_goal": goal.text, "own_measure": "Brunost"}
    html = kari.post(f"{new}lagre/?omrade=ernaering", body).text
    assert "Pasienten har alt dette målet." in html
    assert 'value="Brunost"' in html


def test_each_button_gives_the_page_that_a_fresh_load_gives(kari, patient, goal):
    page = Page(kari, goals_url(patient))
    page.press(url("measure_new", goal), measure="Veie en gang i uken")
    assert page.html == page.fresh()
    page.press(url("goal_evaluate", goal), result="nadd", text="Har holdt vekten", when="28")
    assert "Målet er nådd. Skal det avsluttes?" in page.html
    assert page.html == page.fresh()
    measure = goal.measures.last()
    page.press(reverse("patients:measure_end", args=[patient.number, measure.pk]))
    assert page.html == page.fresh()


def test_the_offer_to_end_a_reached_goal_ends_it(kari, patient, goal):
    EvaluationFactory(goal=goal, result="nadd")
    assert "Ja, avslutt målet" in kari.get(goals_url(patient)).text
    kari.post(url("goal_end", goal), {"why": "Målet er nådd."})
    html = kari.get(goals_url(patient)).text
    assert "1 avsluttet mål" in html
    assert "Ingen har satt mål" in html


def test_an_evaluation_without_words_stays_open_with_what_was_chosen(kari, patient, goal):
    html = kari.post(url("goal_evaluate", goal), {"result": "verre"}).text
    assert "Skriv hva du har sett." in html
    assert html.count("<details open") == 1
    assert "checked" in html


def test_a_day_of_her_own_goes_before_the_one_that_was_chosen(kari, goal):
    day = TODAY + timedelta(days=3)
    body = {"result": "likt", "text": "Som før", "when": "28", "on": day.isoformat()}
    assert kari.post(url("goal_evaluate", goal), body).status_code == 303
    goal.refresh_from_db()
    assert goal.evaluate_on == day


def test_a_day_that_is_none_is_told(kari, goal):
    body = {"result": "likt", "text": "Som før", "on": "snart"}
    assert "Skriv datoen som 23.11.2026." in kari.post(url("goal_evaluate", goal), body).text


def test_another_patients_goal_is_no_page(kari, ward, goal):
    other = PlacementFactory(team=ward.team).patient
    address = reverse("patients:goal_end", args=[other.number, goal.pk])
    assert kari.post(address, {"why": "x"}).status_code == 404


def test_who_only_guides_reads_and_does_not_write(client, ward, patient, goal):
    PositionFactory(staff=ward.people["nils"], kind="konsulent", team=None, unit=ward.team.unit)
    client.force_login(ward.user("nils"))
    html = client.get(goals_url(patient)).text
    assert "Holder vekten" in html
    assert "Evaluer" not in html.replace("Evalueres", "")
    assert client.post(url("goal_end", goal), {"why": "x"}).status_code == 403


def test_siri_in_another_unit_does_not_learn_that_the_patient_exists(client, ward, patient, goal):
    client.force_login(ward.user("siri"))
    assert client.get(goals_url(patient)).status_code == 404
    assert client.post(url("goal_end", goal), {"why": "x"}).status_code == 404


def _queries(client, patient):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(goals_url(patient)).status_code == 200
    return len(caught)


def test_thirty_goals_cost_what_three_cost(kari, patient):
    for number in range(3):
        EvaluationFactory(goal=MeasureFactory(goal__patient=patient, goal__text=str(number)).goal)
    kari.get(goals_url(patient))
    few = _queries(kari, patient)
    for number in range(27):
        EvaluationFactory(goal=MeasureFactory(goal__patient=patient, goal__text=f"n{number}").goal)
    assert _queries(kari, patient) == few


def test_on_the_patients_own_page_they_are_text_with_one_way_on(kari, patient):
    MeasureFactory(goal__patient=patient, goal__text="Ut to ganger i uken", text="Følge ut")
    url = f"{goals_url(patient)}?kort"
    html = kari.get(url, headers={"HX-Request": "true"}).text
    assert "Ut to ganger i uken" in html
    assert "Følge ut" in html
    assert "<button" not in html
    assert html.count("<a ") == 1
