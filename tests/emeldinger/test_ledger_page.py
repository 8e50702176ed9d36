"""The ledger as a nurse sees it: what must be followed up, whom to ring, and what she writes is kept."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emeldinger.actions import ledger, receipt_tasks
from emeldinger.models import ContactPoint, Letter, ReceiptTask, Sending
from heltom.lib import clock
from teams.models import AccessLog
from tests.emelding_factories import MessageFactory, SendingFactory
from tests.factories import PatientFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db
HOSPITAL = {"receiver_her": "0070002", "receiver_name": "Oppdiktet sykehus"}


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def anne(client, ward):
    client.force_login(ward.user("anne"))
    return client


def sent(ward, **facts: object) -> Sending:
    written_at = facts.pop("written_at", clock.now() - timedelta(hours=1))
    facts = {"answers": None, "state": "sendt", "sent_at": written_at, **HOSPITAL, **facts}
    return SendingFactory(
        kind="melding", ht=ward.ht, receipt_status="", type_code="INNLEGGELSESRAPPORT",
        patient=facts.pop("patient", None) or PatientFactory(), written_at=written_at, **facts,
    )  # fmt: skip


def refused(ward, **facts: object) -> Sending:
    errors = [{"code": "E31", "text": "Pasienten er død", "detail": "Ring 55 00"}]
    sending = sent(
        ward, answered_status="2", answered_at=clock.now(), answered_errors=errors, **facts
    )
    receipt_tasks.open_for([sending], ReceiptTask.Kind.NEGATIVE, clock.now())
    return sending


def page(client, ward, part: str = "") -> str:
    url = reverse("emeldinger:sent", args=[ward.ht.code])
    return client.get(url, {"del": part} if part else {}).content.decode()


def one(client, ward, sending: Sending) -> str:
    return client.get(
        reverse("emeldinger:sent_one", args=[ward.ht.code, sending.pk])
    ).content.decode()


def test_what_must_be_followed_up_stands_first_with_all_that_was_said(anne, ward):
    sending = refused(ward)
    waiting = sent(ward)
    html = page(anne, ward)
    assert "avvist av mottakeren" in html
    assert "E31 Pasienten er død: Ring 55 00" in html
    assert sending.patient.name in html
    assert waiting.patient.name not in html
    assert waiting.patient.name in page(anne, ward, "venter")
    assert AccessLog.objects.filter(screen="sent_messages", patient_number=sending.patient.number)


def test_nothing_is_green_before_their_yes(anne, ward):
    sending = sent(ward)
    assert 'data-color="success"' not in page(anne, ward, "alle")
    Sending.objects.filter(pk=sending.pk).update(answered_status="1", answered_at=clock.now())
    assert 'data-color="success"' in page(anne, ward, "framme")


def test_whom_to_ring_is_the_services_else_the_organisations(anne, ward):
    sending = refused(ward)
    assert "uten kontaktpunkt" in page(anne, ward)
    assert "HER-id 0070002" in one(anne, ward, sending)
    letter_of(sending, ward)
    ContactPoint.objects.create(her_id="0070001", name="Sentralbordet", phone="55 00 00 01")
    assert "Sentralbordet" in page(anne, ward)
    ContactPoint.objects.create(her_id="0070002", name="Medisin", phone="55 00 00 02")
    assert "tel:55000002" in one(anne, ward, sending)


def letter_of(sending: Sending, ward) -> Letter:
    user, now = ward.user("anne"), clock.now()
    return Letter.objects.create(
        kind="innleggelsesrapport", state="signert", ht=ward.ht, made_at=now, made_by=user,
        changed_at=now, changed_by=user, signed_at=now, signed_by=user, sending=sending,
        receiver={"organisation": {"name": "Oppdiktet sykehus", "her": "0070001"}},
    )  # fmt: skip


def test_she_takes_it_rings_and_writes_whom(anne, ward):
    sending = refused(ward)
    task = sending.tasks.get()
    anne.post(reverse("emeldinger:task_take", args=[task.pk]))
    assert "Anne" in page(anne, ward)
    url = reverse("emeldinger:task_settle", args=[task.pk])
    empty = anne.post(url, {"outcome": "ringt", "said": ""})
    assert empty.status_code == 200
    assert "Skriv hvem du ringte" in empty.content.decode()
    done = anne.post(url, {"outcome": "ringt", "said": "Ringte Ida på post 3"})
    assert "Ringte Ida på post 3" in after(anne, done)
    assert sending.patient.name not in page(anne, ward)
    again = anne.post(url, {"outcome": "annet", "said": "Sendte i posten"})
    assert "var først: gitt på telefon" in again.content.decode()
    task.refresh_from_db()
    assert task.note == "Ringte Ida på post 3"


def after(client, response) -> str:
    """Where a button leads."""
    assert response.status_code == 303
    return client.get(response["Location"]).content.decode()


def test_sent_again_she_is_shown_where_it_is(anne, ward):
    sending = sent(ward, state="stanset", sent_at=None, fault="Mottakeren finnes ikke")
    receipt_tasks.open_for([sending], ReceiptTask.Kind.STOPPED, clock.now())
    assert "Mottakeren finnes ikke" in page(anne, ward)
    url = reverse("emeldinger:task_send_again", args=[sending.tasks.get().pk])
    html = after(anne, anne.post(url))
    assert "Meldingen sendes på nytt" in html
    assert "ikke sendt herfra ennå" in html


def test_the_silent_one_is_told_as_lost_and_a_late_yes_as_late(anne, ward):
    sending = sent(ward, written_at=clock.now() - timedelta(days=5))
    ledger.presume_late(clock.now())
    assert "regn den som ikke mottatt" in page(anne, ward)
    Sending.objects.filter(pk=sending.pk).update(answered_status="1", answered_at=clock.now())
    receipt_tasks.answered(sending, clock.now())
    assert "tatt imot, men etter fristen" in one(anne, ward, sending)
    assert "kvitteringen kom likevel" in one(anne, ward, sending)


def test_a_receipt_that_answers_nothing_is_told_with_why(anne, ward):
    found = [{"code": "other-answerer", "where": "Sender", "value": "Et annet sykehus"}]
    sending = sent(ward)
    MessageFactory(
        verdict="kvittering", ht=ward.ht, patient=None, match="ingen", findings=found,
        parent_id=sending.msg_id, subject="OK", sender_name="Et annet sykehus",
    )  # fmt: skip
    assert "en annen enn den vi skrev til" in page(anne, ward, "uten-melding")
    assert "en annen enn den vi skrev til" in page(anne, ward, "venter")


def test_a_screen_that_shows_it_already_gets_nothing(anne, ward):
    refused(ward)
    url = reverse("emeldinger:sent", args=[ward.ht.code])
    version = anne.get(url).context["page"].version
    assert anne.get(url, {"version": version}).status_code == 204
    receipt_tasks.take(task=ReceiptTask.objects.get(), by=ward.user("anne"))
    assert anne.get(url, {"version": version}).status_code == 200


def cost(client, ward) -> int:
    with CaptureQueriesContext(connection) as caught:
        page(client, ward)
    return len(caught)


def test_thirty_cost_what_three_cost(anne, ward):
    for _ in range(3):
        refused(ward)
    page(anne, ward)
    three = cost(anne, ward)
    for _ in range(9):
        refused(ward)
    assert cost(anne, ward) == three


def test_a_leader_writes_whom_to_ring(client, ward):
    client.force_login(ward.user("ola"))
    new = reverse("emeldinger:contact_point_new")
    assert 'value="0070002"' in client.get(new, {"her": "0070002"}).content.decode()
    body = {"name": "Medisin", "her_id": "00 70 002", "phone": ""}
    html = client.post(new, body).content.decode()
    assert "Skriv nummeret du kan ringe" in html
    assert 'value="Medisin"' in html
    client.post(new, {**body, "phone": "55 00 00 02"})
    point = ContactPoint.objects.get()
    assert (point.her_id, point.phone) == ("0070002", "55 00 00 02")
    twice = client.post(new, {**body, "name": "Kirurgi", "phone": "1"}).content.decode()
    assert "Medisin har alt et kontaktpunkt" in twice
    change = reverse("emeldinger:contact_point", args=[point.pk])
    client.post(change, {**body, "phone": "55 00 00 03", "hours": "hverdager 08–15"})
    assert "55 00 00 03" in client.get(reverse("emeldinger:contact_points")).content.decode()
    for _ in range(2):
        client.post(reverse("emeldinger:contact_point_remove", args=[point.pk]))
    assert not ContactPoint.objects.exists()


@pytest.mark.parametrize("name", ["sent", "log"])
def test_a_page_that_cannot_be_is_the_nearest(client, ward, name):
    client.force_login(ward.user("anne"))
    for side in ("9" * 5000, "9" * 8, "²", "-1"):
        page = client.get(reverse(f"emeldinger:{name}", args=[ward.ht.code]), {"side": side})
        assert page.status_code == 200
