"""The log: what is in nobody's work, and our receipts with how far they have come."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.emelding_factories import MessageFactory, SendingFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def anne(client, ward):
    client.force_login(ward.user("anne"))
    return ward.user("anne")


def test_the_log_tells_what_is_not_sent_and_why_something_was_rejected(client, ward, anne):
    waiting = MessageFactory(ht=ward.ht, sender_name="Legesenteret")
    SendingFactory(answers=waiting, tries=3, fault="Svarer ikke")
    rejected = MessageFactory(ht=ward.ht, rejected=True, sender_name="Sykehuset")
    SendingFactory(
        answers=rejected, sent=True, receipt_status="2",
        receipt_errors=[{"code": "E36", "text": "Pasient finnes ikke", "detail": "uten nummer"}],
    )  # fmt: skip
    log = reverse("emeldinger:log", args=[ward.ht.code])
    text = client.get(log).text
    assert "Svarer ikke" in text
    assert "Sykehuset" not in text
    text = client.get(f"{log}?hva=avvist").text
    assert "E36 Pasient finnes ikke: uten nummer" in text
    assert "Legesenteret" not in text
    assert client.get(f"{log}?hva=sendt&side=99").status_code == 200


@pytest.mark.parametrize(
    ("part", "trait"), [("annen-mottaker", "elsewhere"), ("test", "trial"), ("avvist", "rejected")]
)
def test_each_verdict_has_its_part_of_the_log_and_names_no_patient(client, ward, anne, part, trait):
    message = MessageFactory(ht=ward.ht, **{trait: True})
    text = client.get(reverse("emeldinger:log", args=[ward.ht.code]) + f"?hva={part}").text
    assert message.sender_name in text
    assert message.patient.number not in text


def test_of_two_receipts_on_one_message_the_log_tells_which_of_us_each_is_from(client, ward, anne):
    rejected = MessageFactory(ht=ward.ht, rejected=True)
    log = reverse("emeldinger:log", args=[ward.ht.code]) + "?hva=avvist"
    SendingFactory(answers=rejected, sent=True, receipt_status="2", sender_her="80001")
    assert "HER-id 80001" not in client.get(log).text
    SendingFactory(answers=rejected, sent=True, receipt_status="2", sender_her="80002")
    text = client.get(log).text
    assert "fra HER-id 80001" in text
    assert "fra HER-id 80002" in text


def test_the_log_tells_what_the_receipts_that_we_have_got_say(client, ward, anne):
    MessageFactory(ht=ward.ht, verdict="kvittering", subject="Avvist; E10 Ugyldig meldings-id")
    MessageFactory(ht=ward.ht, verdict="avvist", subject="Hun har falt")
    log = reverse("emeldinger:log", args=[ward.ht.code])
    assert "Avvist; E10 Ugyldig meldings-id" in client.get(f"{log}?hva=mottatt").text
    assert "Hun har falt" not in client.get(f"{log}?hva=avvist").text
