"""The page /pasienter/<nr>/vurdering/: what it shows whom, the draft that keeps itself, the decision."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format

from heltom.lib import clock
from patients.models import Assessment, MoveRequest, StayMeasure
from teams.models import AccessLog, AuditEvent
from tests.belonging_factories import AssessmentFactory, DiagnosisFactory, StayMeasureFactory
from tests.factories import CompetenceFactory, PositionFactory, VisitPlanFactory
from tests.support.htmx import Page
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

TODAY = clock.today()
IN_FOUR_WEEKS = TODAY + timedelta(days=28)


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: clock.at(TODAY, time(12)).astimezone(clock.OSLO))


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def patient(ward):
    """In the OT, with a shower that it does and insulin that it has nobody for."""
    shower, insulin = ward.plans(2)
    shower.title, insulin.title = "Dusj", "Insulin"
    insulin.patient = shower.patient
    shower.save()
    insulin.save()
    insulin.competences.add(CompetenceFactory(code="insulin"))
    return shower.patient


@pytest.fixture
def anne(client, ward):
    client.force_login(ward.user("anne"))
    return client


def url(patient, what="assessment", *more):
    return reverse(f"worklists:{what}", args=[patient.number, *more])


def written(**more):
    return {
        "token": "0.0",
        "state_text": "Sår på foten.",
        "stability": "svingende",
        "complexity": "noe",
        "need": "stotte",
        "way": "ot",
        "reason": "Teamet kjenner ham.",
        "review_on": str(IN_FOUR_WEEKS),
    } | more


def test_the_page_shows_what_is_known_beside_each_step(anne, ward, patient):
    DiagnosisFactory(patient=patient)
    html = anne.get(url(patient)).text
    assert "T90 Diabetes type 2" in html
    assert "Ingen ansatte i teamet kan dette." in html
    for step in range(1, 7):
        assert f'id="step-{step}"' in html
    assert AccessLog.objects.get(screen="assessment").patient_number == patient.number


def test_what_a_yes_does_is_said_before_it_is_said(anne, ward, patient):
    page = Page(anne, url(patient))
    assert "Velg hvem som skal ha pasienten" in page.html
    page.press(url(patient, "assessment_save"), **written(way="ht"))
    bar = page.html[page.find(id="bar").start : page.find(id="bar").end]
    assert f"{ward.ht} får en forespørsel om å ta imot" in bar
    assert "Dusj, Insulin." in bar
    fresh = Page(anne, url(patient))
    assert bar == fresh.html[fresh.find(id="bar").start : fresh.find(id="bar").end]
    page.press(url(patient, "assessment_save"), **written(token=token(), way="ot"))
    assert f"Pasienten blir i {ward.team}. Ingenting flyttes." in page.html


def token():
    draft = Assessment.objects.get(decided_at=None)
    return f"{draft.pk}.{draft.version}"


def test_the_page_that_saves_itself_shows_what_is_wrong_and_loses_nothing(anne, patient):
    page = Page(anne, url(patient))
    page.press(url(patient, "assessment_save"), **written(review_on="i morgen"))
    assert "Ikke lagret. Vurderes på nytt: Skriv datoen som" in page.html
    assert not Assessment.objects.exists()


def test_she_goes_on_another_day_where_she_stopped(anne, patient):
    answer = anne.post(url(patient, "assessment_save"), written(stability="", reason=""))
    assert (answer.status_code, answer["Location"]) == (303, url(patient))
    html = anne.get(url(patient)).text
    assert "Du kan fortsette senere." in html
    assert "Sår på foten." in html
    assert "Det er ikke bestemt" not in html


def test_two_who_write_are_told_and_neither_loses_her_words(client, anne, ward, patient):
    anne.post(url(patient, "assessment_save"), written(state_text="Annes ord"))
    client.force_login(ward.user("ola"))
    answer = client.post(url(patient, "assessment_save"), written(state_text="Olas ord"))
    assert answer.status_code == 200
    assert "lagret kl. 12:00, mens du skrev" in answer.text
    assert "Olas ord" in answer.text
    assert Assessment.objects.get().state_text == "Annes ord"
    over = f"{Assessment.objects.get().pk}.1"
    assert f'name="over" value="{over}"' in answer.text
    client.post(url(patient, "assessment_save"), written(state_text="Olas ord", over=over))
    assert Assessment.objects.get().state_text == "Olas ord"
    client.force_login(ward.user("anne"))
    assert "12:00 av Ola" in client.get(url(patient)).text


def test_what_is_missing_is_told_at_the_top_with_the_way_to_it(anne, patient):
    row = {"m0-kind": "opplaering", "m0-text": "Insulinkurs"}
    answer = anne.post(url(patient, "assessment_decide"), written(reason="", need="", **row))
    assert answer.status_code == 200
    assert '<a href="#id_reason">Begrunnelse</a>: Skriv begrunnelsen.' in answer.text
    assert '<a href="#id_need_0">Hvem må gjøre det?</a>: Velg hvilken' in answer.text
    assert '<a href="#id_m0-text">opplæring</a>: Velg hvem som er ansvarlig' in answer.text
    draft = Assessment.objects.get()
    assert (draft.decided_at, draft.measures.get().text) == (None, "Insulinkurs")


def test_she_decides_and_it_stands_with_who_when_and_why(anne, ward, patient):
    kari = ward.people["kari"]
    row = {
        "m0-kind": "opplaering", "m0-text": "Insulinkurs", "m0-responsible": kari.pk,
        "m0-due_on": str(TODAY + timedelta(days=7)),
    }  # fmt: skip
    anne.post(url(patient, "assessment_decide"), written(**row))
    decision = Assessment.objects.standing().get()
    assert (decision.choice, decision.owner, decision.decided_by) == (
        "PBP", ward.team, ward.people["anne"],
    )  # fmt: skip
    html = anne.get(url(patient)).text
    assert "Det er bestemt." in html
    assert "Bestemt av Anne" in html
    assert "Teamet kjenner ham." in html
    assert "Insulinkurs" in html
    assert AuditEvent.objects.get(verb="assessment_decided").reason == "Teamet kjenner ham."
    anne.post(url(patient, "measure_done", StayMeasure.objects.get().pk), {"gjort": "1"})
    assert f"Gjort {date_format(TODAY, 'j. F')}, Anne" in anne.get(url(patient)).text


def test_pressing_twice_decides_once(anne, patient):
    """Without scripts the form knows of no draft, so the same form comes twice."""
    for _ in range(2):
        answer = anne.post(url(patient, "assessment_decide"), written(way="ht"))
        assert answer.status_code == 303
    assert Assessment.objects.count() == 1
    assert MoveRequest.objects.count() == 1


def test_another_teams_answer_shows_beside_the_decision(anne, ward, patient):
    anne.post(url(patient, "assessment_decide"), written(way="ht"))
    assert f"{ward.ht} har ikke svart på om de tar imot." in anne.get(url(patient)).text
    MoveRequest.objects.update(
        answer="avslatt", answer_reason="Ingen ledig tid.", answered_at=clock.now(),
        answered_by=ward.user("ola"),
    )  # fmt: skip
    assert f"{ward.ht} sa nei: Ingen ledig tid." in anne.get(url(patient)).text


def test_shared_moves_the_visits_that_are_ticked(anne, ward, patient):
    insulin = patient.plans.get(title="Insulin")
    anne.post(
        url(patient, "assessment_decide"),
        written(way="ot-deler", ht_plans=[insulin.reference], move_shift="kveld"),
    )
    request = MoveRequest.objects.get()
    assert [row.plan for row in request.plans.all()] == [insulin]
    assert (request.owner_after, request.from_shift) == (ward.team, "kveld")


def test_no_change_is_a_new_decision_with_a_reason_and_a_date(anne, ward, patient):
    standing = AssessmentFactory(
        patient=patient, decided=True, owner=ward.team, stability="stabil", complexity="enkel",
        need="stotte", review_on=TODAY - timedelta(days=2),
    )  # fmt: skip
    StayMeasureFactory(
        assessment=standing, responsible=ward.people["kari"], due_on=TODAY - timedelta(days=1)
    )
    assert "for 2 dager siden" in anne.get(url(patient)).text
    asked = {"standing": standing.pk, "reason": "", "review_on": str(IN_FOUR_WEEKS)}
    where = url(patient, "assessment_confirm")
    assert "Skriv begrunnelsen." in anne.post(where, asked).text
    for _ in range(2):
        assert anne.post(where, asked | {"reason": "Går fint."}).status_code == 303
    now = Assessment.objects.standing().get()
    assert (now.reason, now.review_on, now.stability) == ("Går fint.", IN_FOUR_WEEKS, "stabil")
    assert now.measures.get().due_on == TODAY - timedelta(days=1), "late as it is"
    assert Assessment.objects.count() == 2
    assert "Bestemt før" in anne.get(url(patient)).text


def test_a_new_look_begins_from_the_answers_that_stand(anne, ward, patient):
    AssessmentFactory(
        patient=patient, decided=True, owner=ward.team, state_text="Som sist", stability="stabil"
    )
    assert 'name="state_text"' not in anne.get(url(patient)).text
    html = anne.get(url(patient), {"ny": "1"}).text
    assert "Som sist" in html
    assert 'name="reason"' in html


def test_who_does_not_assess_reads_what_stands(client, ward, patient):
    AssessmentFactory(patient=patient, decided=True, owner=ward.team, reason="Kjent her.")
    AssessmentFactory(patient=patient, begun_by=ward.user("anne"), state_text="Bare en kladd")
    client.force_login(ward.user("kari"))
    html = client.get(url(patient)).text
    assert "Kjent her." in html
    assert "Bare en kladd" not in html
    assert "<textarea" not in html


def test_the_fagansvarlig_assesses_in_her_own_team_only(client, ward, patient):
    nils = ward.people["nils"]
    PositionFactory(staff=nils, kind="fagansvarlig", team=ward.team)
    of_ht = VisitPlanFactory(team=ward.ht, code="HSY").patient
    client.force_login(ward.user("nils"))
    assert client.post(url(patient, "assessment_save"), written()).status_code == 303
    assert client.post(url(of_ht, "assessment_save"), written()).status_code == 403


def test_a_patient_whose_services_have_ended_is_read_only(anne, patient):
    patient.ended_on, patient.ended_reason = TODAY - timedelta(days=1), "flyttet"
    patient.save()
    html = anne.get(url(patient)).text
    assert "Tjenestene er avsluttet." in html
    assert "<textarea" not in html
    answer = anne.post(url(patient, "assessment_decide"), written())
    assert answer.status_code == 409
    assert "Det er ingenting å vurdere." in answer.text


def test_a_long_story_costs_what_a_short_one_costs(anne, patient, django_assert_num_queries):
    def decided(number):
        for _ in range(number):
            old = AssessmentFactory(patient=patient, decided=True, superseded_at=clock.now())
            StayMeasureFactory(assessment=old)

    decided(3)
    anne.get(url(patient))
    with CaptureQueriesContext(connection) as few:
        anne.get(url(patient))
    decided(27)
    with django_assert_num_queries(len(few)):
        anne.get(url(patient))


def test_letters_that_no_text_can_hold_are_told_and_nothing_breaks(anne, patient):
    html = anne.post(url(patient, "assessment_decide"), written(reason="Trygg\x00her"))
    assert html.status_code == 200
    assert not Assessment.objects.decided().exists()
