"""Who may read the list of e-meldinger and its log, and say whom a message is about."""

import pytest
from django.urls import reverse

from heltom.lib import clock
from tests.emelding_factories import MessageFactory
from tests.emeldinger.test_message_access import answers, led_ward
from tests.factories import PatientFactory, PlacementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return led_ward()


# Ola leads the OT, Lise the HT: she reads what lies there, and handles none of it.
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("inbox", [302, 403, 403, 302, 403, 403, 403, 403, 302]),
        ("unopened", [302, 403, 403, 200, 403, 403, 403, 403, 200]),
        ("desk", [302, 403, 403, 200, 403, 404, 404, 403, 200]),
        ("log", [302, 403, 403, 200, 403, 404, 404, 403, 200]),
        ("patient", [302, 403, 403, 200, 403, 404, 404, 403, 403]),
        ("next", [302, 403, 403, 302, 403, 404, 404, 403, 302]),
        # The deadlines are those of the unit: each leader in it may read and set them.
        ("deadlines", [302, 403, 403, 200, 200, 404, 404, 403, 200]),
        ("deadline", [302, 403, 403, 403, 200, 404, 404, 403, 200]),
    ],
)
def test_who_may_read(client, ward, name, expected):
    message = MessageFactory(proposed=True, ht=ward.ht)
    unit = ward.ht.site.unit.code
    of_their_own = {
        "inbox": [],
        "unopened": [],
        "patient": [message.pk],
        "next": [message.pk],
        "deadlines": [unit],
        "deadline": [unit, "innlagt"],
    }
    args = of_their_own.get(name, [ward.ht.code])
    url = reverse(f"emeldinger:{name}", args=args)
    assert answers(client, ward, lambda: client.get(url)) == expected


@pytest.mark.parametrize("name", ["patient_confirm", "patient_none", "patient_part"])
def test_only_a_nurse_on_duty_in_the_ht_says_who_it_is(client, ward, name):
    patient = PlacementFactory(patient=PatientFactory(), team=ward.team).patient
    known = {"patient": patient} if name == "patient_part" else {"proposed": True}
    url = reverse(f"emeldinger:{name}", args=[MessageFactory(ht=ward.ht, **known).pk])
    body = {"pasient": patient.number, "hvorfor": "feil person"}
    expected = [302, 403, 403, 303, 403, 404, 404, 403, 403]
    assert answers(client, ward, lambda: client.post(url, body)) == expected


@pytest.mark.parametrize("name", ["take", "let_go", "take_over"])
def test_only_a_nurse_on_duty_in_the_ht_takes_a_message(client, ward, name):
    anne = ward.user("anne")
    held = {"taken_by": anne, "taken_at": clock.now()} if name != "take" else {}
    url = reverse(f"emeldinger:{name}", args=[MessageFactory(ht=ward.ht, **held).pk])
    expected = [302, 403, 403, 303, 403, 404, 404, 403, 403]
    assert answers(client, ward, lambda: client.post(url, {"fra": anne.pk})) == expected


def test_only_leaders_set_a_deadline(client, ward):
    url = reverse("emeldinger:deadline", args=[ward.ht.site.unit.code, "innlagt"])
    body = {"kind": "straks", "rank": "1", "source": "avtale"}
    expected = [302, 403, 403, 403, 303, 404, 404, 403, 303]
    assert answers(client, ward, lambda: client.post(url, body)) == expected


def test_an_ot_has_no_list_of_its_own(client, ward):
    client.force_login(ward.user("anne"))
    assert client.get(reverse("emeldinger:desk", args=[ward.team.code])).status_code == 404
    assert client.get(reverse("emeldinger:log", args=["finnes-ikke"])).status_code == 404
