"""Who may answer the phone, set the hours and hand the shift over: every address × every character.

kari (on the team's list) · vera (VK) · anne (ansvarsvakt) · ola (leads the team) · siri (another unit) ·
nils (no role today)
"""

from functools import partial

import pytest
from django.urls import reverse

from tests.factories import PlacementFactory
from tests.shift_factories import CallFactory, CallHoursFactory, HandOverFactory
from tests.support.access import statuses
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

WHO = ["anonymous", "kari", "vera", "anne", "ola", "siri", "nils"]

PHONE = [302, 403, 200, 200, 200, 404, 404]
PRESSED = [302, 403, 303, 303, 303, 404, 404]
HOURS = [302, 403, 403, 403, 200, 404, 404]
READS = {
    "calls": PHONE,
    "calls_found": PHONE,
    "calls_list": PHONE,
    "call": PHONE,
    "patient_calls": PHONE,
    "call_hours": HOURS,
    "hand_over": PHONE,
}
#: With 200 what is missing is told on the page.
WRITES = {
    "call_register": PHONE,
    "call_done": PRESSED,
    "call_tried": PRESSED,
    "call_put_off": PRESSED,
    "call_not_needed": PRESSED,
    "call_promise_kept": PRESSED,
    "call_hours_add": HOURS,
    "call_hours_remove": [302, 403, 403, 403, 303, 404, 404],
    "hand_over_sign": PRESSED,
    "hand_over_read": PRESSED,
}
BODIES = {"call_put_off": {"when": "haster"}, "call_not_needed": {"note": "hun kom selv"}}


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def addresses(ward):
    patient = PlacementFactory(team=ward.team).patient
    call = CallFactory(team=ward.team, patient=patient)
    of_shift = [ward.team.code, ward.day, "dag"]
    of_night = [ward.team.code, ward.day - ward.day.resolution, "natt"]
    HandOverFactory(team=ward.team, date=of_night[1], shift="natt")
    args = {
        "patient_calls": [patient.number],
        "call_hours": [ward.team.code],
        "call_hours_add": [ward.team.code],
        "call_hours_remove": [ward.team.code, CallHoursFactory(team=ward.team).pk],
        "hand_over_sign": [ward.team.code, ward.day - ward.day.resolution, "kveld"],
        "hand_over_read": of_night,
    }
    per_call = {name: [call.pk] for name in (*READS, *WRITES) if name.startswith("call_")}
    found = per_call | {"call": [call.pk], "call_register": of_shift} | args
    return {
        name: reverse(f"worklists:{name}", args=found.get(name, of_shift))
        for name in (*READS, *WRITES)
    }


def test_who_may_read(client, ward, addresses):
    for name, expected in READS.items():
        found = statuses(client, ward, partial(client.get, addresses[name]), WHO)
        assert (name, found) == (name, expected)


def test_who_may_write(client, ward, addresses):
    for name, expected in WRITES.items():
        url, body = addresses[name], BODIES.get(name, {})
        found = statuses(client, ward, partial(client.post, url, body), WHO)
        assert (name, found) == (name, expected)


def test_pages_are_not_posted_to_and_buttons_are_not_links(client, ward, addresses):
    client.force_login(ward.user("vera"))
    assert {client.post(addresses[name]).status_code for name in READS} == {405}
    assert {client.get(addresses[name]).status_code for name in WRITES} == {405}
