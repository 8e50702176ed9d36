"""The draft of an assessment, its token, its measures, and what is due on whose desk."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction

from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from patients.actions.assessments import WrittenMeanwhile, discard, measure_done, save
from patients.models import Assessment, StayMeasure
from patients.queries.assessments import (
    Way,
    coming_reviews,
    draft_of,
    missing,
    overdue_measures,
    overdue_reviews,
    possible_for,
    way_of,
)
from teams.models import AuditEvent
from tests.belonging_factories import AssessmentFactory, StayMeasureFactory
from tests.factories import PatientFactory, PlacementFactory, TeamFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

TODAY = clock.today()


def days(number):
    return TODAY + timedelta(days=number)


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: clock.at(TODAY, time(12)).astimezone(clock.OSLO))


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def patient(ward):
    return PlacementFactory(team=ward.team).patient


def keep(ward, patient, who="anne", token=None, measures=(), **answers):
    return save(
        patient=patient,
        answers=answers,
        measures=measures,
        token=token or draft_of(patient).token,
        by=ward.user(who),
    )


def test_a_draft_holds_whatever_is_written_so_far(ward, patient):
    keep(ward, patient, state_text="Tungpusten.")
    draft = keep(ward, patient, stability="svingende")
    assert (draft.state_text, draft.stability, draft.version) == ("Tungpusten.", "svingende", 2)
    assert draft.saved_by == ward.people["anne"].user
    assert AuditEvent.objects.filter(verb__startswith="assessment").count() == 1


def test_of_two_who_write_the_second_is_told_who_was_first(ward, patient):
    seen = draft_of(patient).token
    keep(ward, patient, state_text="Annes ord")
    with pytest.raises(WrittenMeanwhile, match=r"Anne Oppdiktet\d+ lagret kl. 12:00") as told:
        keep(ward, patient, "ola", token=seen, state_text="Olas ord")
    assert Assessment.objects.get().state_text == "Annes ord"
    keep(ward, patient, "ola", token=told.value.token, state_text="Olas ord")
    assert Assessment.objects.get().state_text == "Olas ord"
    assert AuditEvent.objects.filter(verb="assessment_gone_on_with").count() == 1


def test_her_own_last_save_does_not_count_against_her(ward, patient):
    """The page saved by itself while she pressed the button."""
    fresh = draft_of(patient).token
    keep(ward, patient, state_text="a")
    keep(ward, patient, token=fresh, state_text="b")
    before = draft_of(patient).token
    keep(ward, patient, state_text="c")
    keep(ward, patient, token=before, state_text="d")
    assert Assessment.objects.get().state_text == "d"


def test_a_form_from_before_the_decision_does_not_begin_a_new_draft(ward, patient):
    seen = draft_of(patient).token
    AssessmentFactory(patient=patient, decided=True)
    with pytest.raises(WrittenMeanwhile, match=r"bestemte dette kl\. \d\d:\d\d, mens du skrev"):
        keep(ward, patient, token=seen, state_text="For sent")
    assert Assessment.objects.count() == 1


def test_one_draft_for_each_patient(patient):
    AssessmentFactory(patient=patient)
    with pytest.raises(IntegrityError), transaction.atomic():
        AssessmentFactory(patient=patient)


def test_a_draft_that_is_thrown_away_is_gone_and_what_is_decided_stands(ward, patient):
    standing = AssessmentFactory(patient=patient, decided=True)
    keep(ward, patient, state_text="feil")
    discard(patient=patient, token=draft_of(patient).token, by=ward.user("anne"))
    discard(patient=patient, token="1.1", by=ward.user("anne"))
    assert list(Assessment.objects.all()) == [standing]


def test_who_does_not_assess_neither_writes_nor_throws_away(ward, patient):
    with pytest.raises(NotAllowed, match="Bare ansvarsvakt, fagansvarlig"):
        keep(ward, patient, "kari", state_text="x")
    keep(ward, patient, state_text="x")
    with pytest.raises(NotAllowed):
        discard(patient=patient, token=draft_of(patient).token, by=ward.user("vera"))
    assert Assessment.objects.count() == 1


def test_a_patient_whose_services_have_ended_is_not_assessed(ward, patient):
    patient.ended_on, patient.ended_reason = days(-1), "flyttet på sykehjem"
    patient.save()
    with pytest.raises(Refused, match="Tjenestene til pasienten er avsluttet"):
        keep(ward, patient, state_text="x")


def test_a_new_assessment_begins_where_the_last_one_ended(ward, patient):
    standing = AssessmentFactory(
        patient=patient, decided=True, owner=ward.team, stability="svingende", state_text="Som før"
    )
    StayMeasureFactory(assessment=standing, text="Insulinkurs", due_on=days(-3))
    StayMeasureFactory(assessment=standing, text="Delegering", done_at=clock.now())
    draft = draft_of(patient)
    assert draft.assessment.pk is None
    assert (draft.assessment.stability, draft.assessment.state_text) == ("svingende", "Som før")
    assert draft.assessment.reason == "", "a reason is written anew each time"
    assert way_of(draft.assessment) == Way.OT
    assert [measure.text for measure in draft.measures] == ["Insulinkurs"]
    # It goes on, late as it is; what is new may not begin late.
    late = missing(draft.assessment, draft.measures, possible_for(patient), standing)
    assert "measure_0" not in late
    new = StayMeasure(kind="annet", text="Nytt", responsible=ward.people["anne"], due_on=days(-1))
    told = missing(draft.assessment, [new], possible_for(patient), standing)
    assert told["measure_0"] == "Velg en dag som ikke er over."


def test_the_teams_that_can_be_chosen(ward, patient):
    """The OT and its HT; an HT's patient may go to any of its OTs, but to the one that shares her first."""
    assert possible_for(patient).teams == [ward.team, ward.ht]
    other = TeamFactory(name="Team Sør", ht=ward.ht, site=ward.team.site)
    of_ht = PlacementFactory(team=ward.ht, code="HSY").patient
    assert set(possible_for(of_ht).ots) == {ward.team, other}
    PlacementFactory(patient=of_ht, team=other, owner=False)
    assert possible_for(of_ht).ots == (other,)
    assert possible_for(PatientFactory()).of(Way.OT) is None


@pytest.mark.parametrize(
    ("wrong", "field", "told"),
    [
        ({"choice": ""}, "way", "Velg hvilket team som skal ha pasienten."),
        ({"owner": "elsewhere"}, "way", "Velg et team som kan ha pasienten: Team Nord"),
        ({"choice": "HSY"}, "way", "Velg et team som kan ha pasienten: Team Nord"),
        ({"reason": "  "}, "reason", "Skriv begrunnelsen."),
        ({"review_on": None}, "review_on", "Velg når dette skal vurderes på nytt."),
        ({"review_on": days(-1)}, "review_on", "Velg en dag som ikke er over."),
        ({"review_on": days(367)}, "review_on", "Velg en dag som er høyst et år fram."),
        ({"stability": ""}, "stability", "Velg hvor stabil tilstanden er."),
    ],
)
def test_what_is_missing_is_told_by_its_field(ward, patient, wrong, field, told):
    whole = {
        "choice": "PBP", "owner": ward.team, "stability": "stabil", "complexity": "enkel",
        "need": "stotte", "reason": "Kjent her.", "review_on": days(28),
    }  # fmt: skip
    possible = possible_for(patient)
    assert missing(Assessment(patient=patient, **whole), [], possible) == {}
    if wrong.get("owner"):
        wrong = {"owner": TeamFactory()}
    found = missing(Assessment(patient=patient, **whole | wrong), [], possible)
    assert list(found) == [field]
    assert found[field].startswith(told)


def test_a_measure_is_ticked_by_who_sees_to_it_or_who_assesses(ward, patient):
    decided = AssessmentFactory(patient=patient, decided=True)
    kari = ward.people["kari"]
    measure = StayMeasureFactory(assessment=decided, responsible=kari)
    with pytest.raises(NotAllowed):
        measure_done(measure=measure, by=ward.user("vera"))
    measure_done(measure=measure, by=ward.user("kari"))
    measure_done(measure=measure, by=ward.user("anne"))
    assert measure.done_by == kari.user, "the second who presses changes nothing"
    measure_done(measure=measure, by=ward.user("anne"), done=False)
    assert (measure.done_at, measure.done_by) == (None, None)
    Assessment.objects.update(superseded_at=clock.now())
    with pytest.raises(Refused, match="Pasienten er vurdert på nytt"):
        measure_done(measure=measure, by=ward.user("kari"))


def reviewed(team, number, **more):
    patient = PlacementFactory(team=team, **more).patient
    return AssessmentFactory(patient=patient, decided=True, owner=team, review_on=days(number))


def test_what_is_overdue_stands_on_the_desks_of_those_who_assess_there(ward):
    """Anne answers for the HT and its OTs, Ola for his team; Kari, Vera and Siri for no assessment."""
    of_ot, of_ht = reviewed(ward.team, -2), reviewed(ward.ht, -9)
    elsewhere = reviewed(TeamFactory(), -5)
    coming, later = reviewed(ward.team, 7), reviewed(ward.team, 8)
    today = reviewed(ward.team, 0)
    ended = reviewed(ward.team, -3)
    ended.patient.ended_on, ended.patient.ended_reason = days(-1), "død"
    ended.patient.save()
    superseded = reviewed(ward.team, -4)
    Assessment.objects.filter(pk=superseded.pk).update(superseded_at=clock.now())
    anne, ola = ward.user("anne"), ward.user("ola")
    found = overdue_reviews(anne)
    assert [review.assessment for review in found] == [of_ht, of_ot]
    assert [(review.team, review.days_over) for review in found] == [(ward.ht, 9), (ward.team, 2)]
    assert [review.assessment for review in overdue_reviews(ola)] == [of_ot]
    assert [review.assessment for review in coming_reviews(ola)] == [today, coming]
    assert later not in [review.assessment for review in coming_reviews(anne)]
    for name in ("kari", "vera", "siri", "nils"):
        assert overdue_reviews(ward.user(name)) == coming_reviews(ward.user(name)) == []
    assert elsewhere.review_on < TODAY


def test_what_should_have_been_done_stands_there_too(ward):
    standing = reviewed(ward.team, 20)
    late = StayMeasureFactory(assessment=standing, due_on=days(-1))
    StayMeasureFactory(assessment=standing, due_on=days(0))
    StayMeasureFactory(assessment=standing, due_on=days(-5), done_at=clock.now())
    (found,) = overdue_measures(ward.user("ola"))
    assert (found.measure, found.team, found.days_over) == (late, ward.team, 1)
    assert found.patient_number == standing.patient.number
    assert overdue_measures(ward.user("kari")) == []


def test_thirty_cost_what_three_cost(ward, django_assert_num_queries):
    for _ in range(30):
        reviewed(ward.team, -1)
    anne = ward.user("anne")
    assert len(overdue_reviews(anne)) == 30
    with django_assert_num_queries(2):
        overdue_reviews(anne)
