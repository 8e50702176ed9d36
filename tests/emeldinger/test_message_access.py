"""Who may read one e-melding and what lies behind it, and who may press: every address × everybody."""

from functools import partial

import pytest
from django.db import transaction
from django.urls import reverse

from imports.demo.letters.files import a_picture
from tests.access_table import WHO
from tests.emelding_factories import MessageFactory
from tests.emeldinger.incoming import NUMBER, bring, raw_letter
from tests.factories import PatientFactory, PlacementFactory, PositionFactory, StaffFactory
from tests.ward import Ward, make_ward

pytestmark = pytest.mark.django_db

#: Anne is ansvarsvakt; Ola leads an OT, Lise the HT. Siri is elsewhere, Nils has no role today.
EVERYBODY = [*WHO, "lise"]
LOOKS = [302, 403, 403, 200, 403, 404, 404, 403, 200]
DOOR = [302, 403, 404, 200]
PRESSES = [302, 403, 403, 303, 403, 404, 404, 403, 403]
READS = {
    "message": [], "original": [], "original_file": [], "findings": [], "attachment": [1],
    "attachment_file": [1], "picture": [1, 1],
}  # fmt: skip


def led_ward() -> Ward:
    """The ward with whoever runs the installation, and Lise, who leads the HT."""
    ward = make_ward()
    ward.people["drift"] = StaffFactory(team=ward.team, with_login=True)
    PositionFactory(
        staff=ward.people["drift"], kind="systemansvarlig", team=None, unit=ward.team.unit
    )
    ward.people["lise"] = StaffFactory(team=ward.ht, with_login=True)
    PositionFactory(staff=ward.people["lise"], kind="avdelingsleder", team=ward.ht)
    return ward


@pytest.fixture
def ward():
    return led_ward()


@pytest.fixture
def message(ward):
    PlacementFactory(patient=PatientFactory(national_number=NUMBER), team=ward.team)
    return bring(raw_letter("helsefaglig", files=[a_picture()])).message


def answers(client, ward, ask, people=EVERYBODY):
    found = []
    for who in people:
        savepoint = transaction.savepoint_create()
        client.logout()
        if who != "anonymous":
            client.force_login(ward.user(who))
        found.append(ask().status_code)
        transaction.savepoint_rollback(savepoint)
    return found


def test_an_original_with_more_digits_than_a_number_can_have_is_none(client, ward, message):
    client.force_login(ward.user("anne"))
    url = reverse("emeldinger:cancel", args=[message.pk])
    assert client.post(url, {"original": "1" * 5000}).status_code == 404


def test_who_may_read_it(client, ward, message):
    url = reverse("emeldinger:message", args=[message.pk])
    assert answers(client, ward, lambda: client.get(url)) == LOOKS


def test_what_lies_behind_it_has_the_same_door(client, ward, message):
    client.force_login(ward.user("anne"))
    for name, more in READS.items():
        url = reverse(f"emeldinger:{name}", args=[message.pk, *more])
        assert client.post(url).status_code == 405
    for name, more in READS.items():
        ask = partial(client.get, reverse(f"emeldinger:{name}", args=[message.pk, *more]))
        assert answers(client, ward, ask, ["anonymous", "vera", "siri", "anne"]) == DOOR, name


def test_who_may_press(client, ward, message):
    opened = reverse("emeldinger:opened", args=[message.pk])
    assert answers(client, ward, lambda: client.post(opened)) == PRESSES
    waits = MessageFactory(
        ht=ward.ht, patient=message.patient, standing="venter", status_code="C", parent_id="",
        sender_her=message.sender_her, type_code=message.type_code, person_number=NUMBER,
    )  # fmt: skip
    cancel = reverse("emeldinger:cancel", args=[waits.pk])
    body = {"original": message.pk}
    assert answers(client, ward, lambda: client.post(cancel, body)) == PRESSES


def test_a_message_that_is_not_there_is_nobodys(client, ward):
    client.force_login(ward.user("anne"))
    for key in (0, 10**30):
        assert client.get(reverse("emeldinger:message", args=[key])).status_code == 404
