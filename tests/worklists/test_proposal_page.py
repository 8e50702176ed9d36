"""The page of a proposal: what a person reads, what she may do next, and that the reading is logged."""

from datetime import timedelta

import pytest
from django.urls import reverse

from heltom.lib import clock
from teams.models import AccessLog
from tests.belonging_factories import (
    AssessmentFactory,
    ConditionFactory,
    CriteriaTableFactory,
    CriterionFactory,
    HealthStateFactory,
    TaskRuleFactory,
)
from tests.factories import (
    CompetenceFactory,
    PlacementFactory,
    StaffCompetenceFactory,
    VisitPlanFactory,
)
from tests.ward import make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def patient(ward):
    return PlacementFactory(team=ward.team).patient


@pytest.fixture
def table():
    table = CriteriaTableFactory(is_example=True)
    row = CriterionFactory(table=table, strength=3, text="Ustabil helsetilstand", source="en kilde")
    ConditionFactory(criterion=row)
    return table


@pytest.fixture
def read(client, ward, patient):
    def read(who="kari", **headers):
        client.force_login(ward.user(who))
        answer = client.get(reverse("worklists:proposal", args=[patient.number]), headers=headers)
        return " ".join(answer.content.decode().split())

    return read


def test_what_is_proposed_and_why_and_that_the_table_is_an_example(read, ward, patient, table):
    HealthStateFactory(patient=patient, state="ustabil")
    page = read()
    assert "Kriteriene taler for HSY. Pasienten er nå i Team Nord." in page
    assert "<strong>Ustabil helsetilstand</strong>" in page
    assert "avgjør alene" in page
    assert "Kilde: en kilde" in page
    assert "Dette er et eksempel, ikke kommunens egne kriterier." in page
    assert [(row.patient_number, row.screen) for row in AccessLog.objects.all()] == [
        (patient.number, "proposal")
    ]


def test_what_is_missing_is_asked_for(read, table):
    assert "Det er ikke ført hvordan helsetilstanden er." in read()


def test_the_fortnight_says_in_words_what_the_colours_show(read, ward, patient):
    plan = VisitPlanFactory(
        patient=patient, team=ward.team, title="Insulin", needs=["insulin"],
        weekdays=[ward.day.isoweekday()],
    )  # fmt: skip
    page = read()
    assert "Ingen ansatte i teamet kan dette." in page
    assert page.count(": ikke dekket</span>") == 1
    assert page.count(": ikke satt opp</span>") == 1
    assert page.count(": ikke oppdrag</span>") == 12
    StaffCompetenceFactory(staff=ward.people["kari"], competence=plan.competences.get())
    assert page.count(": dekket</span>") == 0
    assert read().count(": dekket</span>") == 1


def test_who_says_whether_a_helsefagarbeider_may(read, ward, patient, table):
    VisitPlanFactory(patient=patient, team=ward.team, title="Insulin", needs=["insulin"])
    TaskRuleFactory(table=table, competence=CompetenceFactory(code="insulin"))
    page = read()
    assert "Ikke uten delegering." in page
    assert "Ingen helsefagarbeider har delegering for pasienten i dag." in page


def test_a_decision_stands_on_top_with_who_when_why_and_review(read, ward, patient, table):
    HealthStateFactory(patient=patient, state="ustabil")
    AssessmentFactory(
        patient=patient, decided=True, owner=ward.team, reason="Hun er trygg her",
        review_on=clock.today() - timedelta(days=1), decided_by=ward.people["anne"],
    )  # fmt: skip
    page = read()
    assert "Hun er trygg her" in page
    assert f"Bestemt av {ward.people['anne'].name}" in page
    assert "Skulle vært vurdert på nytt" in page
    assert "Det endrer ingenting: PBP gjelder til fagfolk bestemmer noe annet." in page


def test_the_patients_own_page_gets_a_few_lines(read, patient, table):
    HealthStateFactory(patient=patient, state="ustabil")
    part = read(HX_Request="true")
    assert "<html" not in part
    assert "Taler for HSY</h3>" in part
    assert 'Ustabil helsetilstand <span class="quiet">(avgjør alene)</span>: Ustabil.' in part
    assert "Taler for PBP" not in part
    assert "Se hva forslaget bygger på" in part


def test_the_patients_own_page_shows_what_speaks_on_both_sides(read, patient, table):
    HealthStateFactory(patient=patient, state="ustabil")
    for position in range(2, 6):
        row = CriterionFactory(table=table, position=position, text=f"Grunn {position}")
        ConditionFactory(criterion=row)
    home = CriterionFactory(table=table, position=6, speaks_for="PBP", text="Trygg hjemme")
    ConditionFactory(criterion=home)
    part = read(HX_Request="true")
    assert "Trygg hjemme" in part
    assert "Og 2 til." in part


def test_a_shared_decision_is_told_in_the_words_of_the_choice(read, ward, patient):
    AssessmentFactory(
        patient=patient, decided=True, owner=ward.team, shared_with=ward.ht, choice="delt"
    )
    told = f"Bestemt: delt. {ward.team} har hovedansvaret (PBP) og deler med {ward.ht}."
    assert told in read(HX_Request="true")


def test_only_who_may_is_shown_the_ways_on(read, table):
    assert "Et forslag flytter ingen. Ansvarsvakt" in read("kari")
    assert "Gjør du ingenting" in read("ola")


def test_the_api_says_the_same(client, ward, patient, table):
    HealthStateFactory(patient=patient, state="ustabil")
    client.force_login(ward.user("kari"))
    answer = client.get(reverse("worklists:api_proposal", args=[patient.number])).json()
    assert (answer["kind"], answer["code"], answer["team"]) == ("flytt", "HSY", "nord")
    assert answer["spoken"][0]["because"] == "Ustabil"
    assert AccessLog.objects.get().screen == "api_proposal"


def test_that_she_is_not_yet_where_it_is_decided(read, ward, patient):
    AssessmentFactory(patient=patient, decided=True, owner=ward.ht, choice="HSY")
    assert "Pasienten er ennå i Team Nord (PBP)." in read()
