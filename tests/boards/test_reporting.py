"""Put a patient forward: which meeting she comes to, what is reported already, and taking it back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from boards.actions import reporting
from boards.models import Item, ItemReport
from boards.queries.report_page import report_page
from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Candidate
from tests.boards.factories import CandidateFactory, ItemFactory, MeetingFactory, next_wednesday
from tests.factories import PatientFactory, PlacementFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def patient(ward):
    made = PatientFactory(
        given_name="Solveig", family_name="Kvamme", what_matters="Solveig vil stelle hagen"
    )
    return PlacementFactory(patient=made, team=ward.team).patient


@pytest.fixture
def kari(client, ward):
    client.force_login(ward.user("kari"))
    return ward.user("kari")


def there(patient):
    return reverse("boards:report", args=[patient.number])


def text(answer):
    return " ".join(answer.content.decode().split())


def test_in_three_taps_she_waits_for_the_next_meeting(client, ward, patient, kari):
    meeting = MeetingFactory(team=ward.team)
    page = text(client.get(there(patient)))
    assert f"tavlemøtet i {ward.team}" in page
    assert "Solveig" not in page
    assert "pasienten vil stelle hagen" in page
    said = {"criterion": "funksjonsfall", "reason": "Reiser seg ikke alene lenger"}
    answer = client.post(reverse("boards:report_send", args=[patient.number]), said)
    assert answer.status_code == 303
    one = Candidate.objects.get(patient=patient)
    assert (one.criterion, one.source, one.reported_by) == ("funksjonsfall", "ansatt", kari)
    page = text(client.get(there(patient)))
    assert "Reiser seg ikke alene lenger" in page
    assert "venter på møtet" in page
    assert report_page(kari, patient, ward.team).meeting == meeting


def test_what_is_missing_is_told_and_what_was_typed_stays(client, patient, kari):
    send = reverse("boards:report_send", args=[patient.number])
    page = text(client.post(send, {"reason": "Spiser lite"}))
    assert "Velg hva det gjelder." in page
    assert "Spiser lite" in page
    page = text(client.post(send, {"criterion": "ny"}))
    assert "Skriv én setning" in page
    assert not Candidate.objects.exists()


def test_after_the_deadline_she_comes_to_the_meeting_after(
    client, ward, patient, kari, monkeypatch
):
    first = MeetingFactory(team=ward.team)
    second = MeetingFactory(team=ward.team, planned_for=next_wednesday() + timedelta(days=7))
    at = first.deadline_at.astimezone(clock.OSLO) + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: at)
    page = report_page(kari, patient, ward.team)
    assert (page.meeting, page.late_for) == (second, first)


def test_without_any_meeting_it_waits(client, patient, kari):
    assert "har ikke satt opp noe tavlemøte ennå" in text(client.get(there(patient)))


def test_where_a_report_stands_is_told_with_why(client, ward, patient, kari):
    reported = CandidateFactory(patient=patient, team=ward.team, reported_by=kari)
    line = ItemFactory(
        meeting=MeetingFactory(team=ward.team), patient=patient, state="ikke",
        why="Solveig er innlagt", decided_by=ward.user("ola"), decided_at=clock.now(),
    )  # fmt: skip
    ItemReport.objects.create(item=line, candidate=reported)
    page = text(client.get(there(patient)))
    assert "ikke nå" in page
    assert "pasienten er innlagt" in page
    assert "Solveig" not in page


def test_the_one_who_reported_takes_it_back_with_a_reason(client, ward, patient, kari):
    reported = CandidateFactory(patient=patient, team=ward.team, reported_by=kari)
    withdraw = reverse("boards:report_withdraw", args=[reported.pk])
    assert "Skriv hvorfor" in text(client.post(withdraw, {"hvorfor": ""}))
    assert client.post(withdraw, {"hvorfor": "Har snakket med lege"}).status_code == 303
    reported.refresh_from_db()
    assert reported.withdrawn_by == kari
    page = text(client.get(there(patient)))
    assert "trukket" in page
    assert "Har snakket med lege" in page


def test_what_a_meeting_has_taken_up_is_not_taken_back(ward, patient):
    reported = CandidateFactory(patient=patient, team=ward.team)
    line = ItemFactory(patient=patient, state=Item.State.DONE)
    ItemReport.objects.create(item=line, candidate=reported)
    with pytest.raises(Refused, match="alt tatt opp"):
        reporting.withdraw(candidate=reported, reason="Feil", by=ward.user("kari"))


def test_the_same_words_months_later_are_a_new_report(ward, patient):
    said = {"criterion": "funksjonsfall", "reason": "Går dårligere"}
    first = reporting.report(patient=patient, team=ward.team, by=ward.user("kari"), **said)
    again = reporting.report(patient=patient, team=ward.team, by=ward.user("kari"), **said)
    assert again == first
    Candidate.objects.filter(pk=first.pk).update(reported_at=clock.now() - timedelta(days=60))
    later = reporting.report(patient=patient, team=ward.team, by=ward.user("kari"), **said)
    assert later != first
