"""Who may see what was sent, who may follow it up, and who keeps the list of whom to ring."""

import pytest
from django.db import transaction
from django.urls import reverse

from emeldinger.actions import receipt_tasks
from emeldinger.models import ContactPoint, ReceiptTask
from heltom.lib import clock
from tests.access_table import WHO
from tests.emelding_factories import SendingFactory
from tests.factories import PositionFactory, StaffFactory, TeamFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    ward = make_ward()
    for name, kind, where in (
        ("drift", "systemansvarlig", {"team": None, "unit": ward.team.unit}),
        ("lise", "avdelingsleder", {"team": ward.ht}),
        ("eva", "enhetsleder", {"team": None, "unit": ward.team.unit}),
    ):
        ward.people[name] = StaffFactory(team=ward.ht, with_login=True)
        PositionFactory(staff=ward.people[name], kind=kind, **where)
    return ward


@pytest.fixture
def task(ward):
    sending = SendingFactory(kind="melding", answers=None, receiver_her="0070002", receiver_name="X",
                             ht=ward.ht, written_at=clock.now(), stopped=True)  # fmt: skip
    receipt_tasks.open_for([sending], ReceiptTask.Kind.STOPPED, clock.now())
    return sending.tasks.get()


def answers(client, ward, ask):
    found = []
    for who in [*WHO, "lise", "eva"]:
        savepoint = transaction.savepoint_create()
        client.logout()
        if who != "anonymous":
            client.force_login(ward.user(who))
        found.append(ask().status_code)
        transaction.savepoint_rollback(savepoint)
    return found


# Ola leads the OT, Lise the HT, Eva the unit: the leaders keep the list, Eva reads no message.
READERS = [302, 403, 403, 200, 403, 404, 404, 403, 200, 403]
NURSES = [302, 403, 403, 303, 403, 404, 404, 403, 403, 403]


@pytest.mark.parametrize("name", ["sent", "sent_one"])
def test_who_may_see_what_was_sent(client, ward, task, name):
    args = [ward.ht.code, *([task.sending.pk] if name == "sent_one" else [])]
    url = reverse(f"emeldinger:{name}", args=args)
    assert answers(client, ward, lambda: client.get(url)) == READERS


@pytest.mark.parametrize("name", ["task_take", "task_let_go", "task_settle", "task_send_again"])
def test_only_a_nurse_on_duty_follows_up(client, ward, task, name):
    url = reverse(f"emeldinger:{name}", args=[task.pk])
    body = {"outcome": "ringt", "said": "Ringte post 3"}
    assert answers(client, ward, lambda: client.post(url, body)) == NURSES


def test_who_may_see_whom_to_ring(client, ward):
    url = reverse("emeldinger:contact_points")
    expected = [302, 403, 403, 200, 200, 403, 403, 403, 200, 200]
    assert answers(client, ward, lambda: client.get(url)) == expected


@pytest.mark.parametrize("name", ["contact_point", "contact_point_new", "contact_point_remove"])
def test_the_leaders_keep_the_list(client, ward, name):
    point = ContactPoint.objects.create(her_id="0070002", name="Post 2", phone="55 00 00 00")
    url = reverse(f"emeldinger:{name}", args=[] if name == "contact_point_new" else [point.pk])
    body = {"name": "Post 2", "her_id": "0070003", "phone": "55 00 00 01"}
    expected = [302, 403, 403, 403, 303, 403, 403, 403, 303, 303]
    assert answers(client, ward, lambda: client.post(url, body)) == expected
    if name != "contact_point_remove":
        expected = [status if status != 303 else 200 for status in expected]
        assert answers(client, ward, lambda: client.get(url)) == expected


def test_another_hts_message_is_not_found_by_this_ones_address(client, ward, task):
    client.force_login(ward.user("anne"))
    other = SendingFactory(kind="melding", answers=None, receiver_her="1", receiver_name="",
                           ht=TeamFactory(kind="HT", ht=None), written_at=clock.now())  # fmt: skip
    assert (
        client.get(reverse("emeldinger:sent_one", args=[ward.ht.code, other.pk])).status_code == 404
    )
    assert client.get(reverse("emeldinger:sent", args=[other.ht.code])).status_code == 404
