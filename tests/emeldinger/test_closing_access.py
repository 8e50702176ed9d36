"""Who may close a message, open it again, undo and sign: every address × everybody."""

from __future__ import annotations

from functools import partial

import pytest
from django.urls import reverse

from emeldinger.models import Closing, Consequence
from heltom.lib import clock
from teams.models import AccessLog
from tests.emelding_factories import MessageFactory
from tests.emeldinger.test_message_access import EVERYBODY, PRESSES, answers, led_ward
from tests.factories import PatientFactory, PlacementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return led_ward()


@pytest.fixture
def message(ward):
    patient = PlacementFactory(patient=PatientFactory(), team=ward.team).patient
    return MessageFactory(ht=ward.ht, patient=patient, due_rule="epikrise", due_at=None)


def test_only_a_nurse_on_duty_for_the_ht_closes_notes_opens_and_undoes(client, ward, message):
    there = partial(reverse, args=[message.pk])
    looks = [200 if code == 303 else code for code in PRESSES]
    assert answers(client, ward, lambda: client.get(there("emeldinger:close"))) == looks
    sent = {"steg": ["ingenting"], "ingenting-reason": "Kjent.", "sett": ""}
    assert answers(client, ward, lambda: client.post(there("emeldinger:close"), sent)) == looks
    said = {"merknad": "Ringt.", "hvorfor": "Feil.", "melding": [message.pk]}
    for name in ("note", "reopen"):
        assert answers(client, ward, lambda name=name: client.post(there(f"emeldinger:{name}"), said)) == (
            PRESSES
        ), name  # fmt: skip
    sign = reverse("emeldinger:sign_batch", args=[ward.ht.code])
    assert answers(client, ward, lambda: client.post(sign, said)) == PRESSES
    row = Closing.objects.create(message=message, at=clock.now(), by=ward.user("anne"))
    one = Consequence.objects.create(closing=row, kind="svar", said="Svart.")
    undo = reverse("emeldinger:undo", args=[one.pk])
    refused = [409 if code == 303 else code for code in PRESSES]
    assert answers(client, ward, lambda: client.post(undo, said)) == refused
    assert len(EVERYBODY) == len(PRESSES)


def test_looking_at_the_panel_stands_in_the_log(client, ward, message):
    client.force_login(ward.user("anne"))
    client.get(reverse("emeldinger:close", args=[message.pk]))
    assert AccessLog.objects.filter(screen="message_close").count() == 1
