"""Alarms, the huskeliste and a new visit, with everybody: who may open them, and who may press."""

from functools import partial

import pytest
from django.urls import reverse

from heltom.lib import clock
from tests.access_beside import WALKED_BESIDE
from tests.shift_factories import AlarmFactory, ReminderFactory
from tests.support.access import statuses, with_operator
from tests.ward import make_ward
from worklists.models import Alarm, Reminder

pytestmark = pytest.mark.django_db

#: In the order of WHO: anonymous, kari, vera, anne, ola, siri, nils, drift.
READS = {
    "alarm_new": [302, 403, 200, 200, 200, 404, 404, 403],
    "alarm": [302, 200, 200, 200, 200, 404, 404, 403],
    "reminders": [302, 200, 200, 200, 200, 404, 404, 403],
    "visit_new": [302, 403, 200, 200, 200, 404, 404, 403],
}
#: 200: what is missing is told on the page.
WRITES = {
    "alarm_new": [302, 403, 200, 200, 200, 404, 404, 403],
    "alarm_send": [302, 200, 200, 200, 200, 404, 404, 403],
    "alarm_on_way": [302, 200, 200, 200, 200, 404, 404, 403],
    "alarm_on_site": [302, 200, 200, 200, 200, 404, 404, 403],
    "alarm_done": [302, 303, 303, 303, 303, 404, 404, 403],
    "alarm_call_off": [302, 403, 303, 303, 303, 404, 404, 403],
    "alarm_recall": [302, 403, 303, 303, 303, 404, 404, 403],
    "alarm_attach": [302, 403, 200, 200, 200, 404, 404, 403],
    "reminder_add": [302, 303, 303, 303, 303, 404, 404, 403],
    "reminder_done": [302, 303, 303, 303, 303, 404, 404, 403],
    "reminder_put_off": [302, 200, 200, 200, 200, 404, 404, 403],
    "reminder_settle": [302, 303, 303, 303, 303, 404, 404, 403],
    "reminder_undo": [302, 303, 303, 303, 303, 404, 404, 403],
    "visit_new": [302, 403, 200, 200, 200, 404, 404, 403],
}


@pytest.fixture
def ward():
    ward = with_operator(make_ward())
    AlarmFactory(team=ward.team, patient=None, who="Dame i Storgata 3")
    ReminderFactory(team=ward.team)
    return ward


def url(ward, name):
    if name in ("alarm_new", "reminders", "reminder_add", "visit_new"):
        return reverse(f"worklists:{name}", args=[ward.team.code, clock.today(), "dag"])
    model = Alarm if name.startswith("alarm") else Reminder
    return reverse(f"worklists:{name}", args=[model.objects.get().pk])


def test_every_page_of_these_stands_here():
    named = {f"worklists:{name}" for name in {*READS, *WRITES}}
    assert named <= WALKED_BESIDE


def test_who_may_open(client, ward):
    for name, expected in READS.items():
        found = statuses(client, ward, partial(client.get, url(ward, name)))
        assert (name, found) == (name, expected)


def test_who_may_press(client, ward):
    body = {"words": "ordnet på telefon", "text": "Bestille bleier"}
    for name, expected in WRITES.items():
        found = statuses(client, ward, partial(client.post, url(ward, name), body))
        assert (name, found) == (name, expected)
