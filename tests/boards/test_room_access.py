"""Who sees the room, and who writes in it: every address × everybody."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from boards.models import Attendance, Invitation, Item, Meeting
from heltom.lib import clock
from tests.access_table import WHO
from tests.boards.factories import DecisionFactory, ItemFactory, MeetingFactory
from tests.factories import PositionFactory, StaffFactory, UserFactory
from tests.support.access import sign_in_all, statuses, with_operator
from tests.support.clocks import pin
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

#: Fia is fagansvarlig for the team, Tor its fysioterapeut.
EVERYBODY = [*WHO, "fia", "tor"]
READS = [302, 200, 200, 200, 200, 404, 404, 403, 200, 200]
WRITES = [302, 403, 303, 303, 303, 404, 404, 403, 303, 303]
PANEL = [200 if one == 303 else one for one in WRITES]


@pytest.fixture
def ward(monkeypatch):
    pin(monkeypatch, time(12))
    made = with_operator(make_ward())
    for who, kind in (("fia", "fagansvarlig"), ("tor", "terapeut")):
        made.people[who] = StaffFactory(user=UserFactory(username=who), team=made.team)
        PositionFactory(staff=made.people[who], kind=kind, team=made.team)
    return sign_in_all(made)


@pytest.fixture
def meeting(ward) -> Meeting:
    return MeetingFactory(
        team=ward.team, planned_for=clock.today(), state="i-gang", opened_at=clock.now()
    )


def test_who_sees_the_wall_and_the_panel(client, ward, meeting):
    item = ItemFactory(meeting=meeting, on=True)
    url = reverse("boards:room", args=[meeting.pk])
    assert statuses(client, ward, lambda: client.get(url), EVERYBODY) == READS
    url = reverse("boards:room_write", args=[meeting.pk, item.pk])
    assert statuses(client, ward, lambda: client.get(url), EVERYBODY) == PANEL


def test_who_writes(client, ward, meeting):
    item = ItemFactory(meeting=meeting, on=True)
    before = MeetingFactory(
        team=ward.team, planned_for=clock.today() - timedelta(days=7), held=True
    )
    attendance = Attendance.objects.create(meeting=meeting, service="aks")
    invitation = Invitation.objects.create(
        item=item, service="aks", asked_at=clock.now(), asked_by=ward.user("ola")
    )
    made = DecisionFactory(item=item)
    old = DecisionFactory(item=ItemFactory(meeting=before, on=True))
    doors = {
        "room_turn": ([item.pk], {}),
        "room_field": ([item.pk], {"field": "light", "value": "gul"}),
        "room_decide": ([item.pk], {"usual": "vekt"}),
        "room_settle": ([meeting.pk, old.pk], {"done": "1"}),
        "room_take_back": ([meeting.pk, made.pk], {}),
        "room_there": ([meeting.pk, attendance.pk], {"there": "1"}),
        "room_came": ([meeting.pk], {"service": "fastlege"}),
        "room_called_in": ([meeting.pk, invitation.pk], {"there": "1"}),
        "room_pause": ([meeting.pk], {}),
        "room_open": ([meeting.pk], {}),
        "room_close": ([meeting.pk], {}),
        "room_reopen": ([meeting.pk], {}),
    }
    for name, (args, data) in doors.items():
        url = reverse(f"boards:{name}", args=args)
        found = statuses(client, ward, lambda url=url, data=data: client.post(url, data), EVERYBODY)
        assert found == WRITES, name


def test_another_meetings_rows_are_not_reached_through_this_one(client, ward, meeting):
    elsewhere = ItemFactory(on=True)
    theirs = DecisionFactory(item=elsewhere)
    attendance = Attendance.objects.create(meeting=elsewhere.meeting, service="aks")
    client.force_login(ward.user("ola"))
    for name, pk in (
        ("room_settle", theirs.pk),
        ("room_take_back", theirs.pk),
        ("room_there", attendance.pk),
        ("room_called_in", 999_999),
    ):
        url = reverse(f"boards:{name}", args=[meeting.pk, pk])
        assert client.post(url, {"done": "1"}).status_code == 404, name
    url = reverse("boards:room_write", args=[meeting.pk, elsewhere.pk])
    assert client.get(url).status_code == 404
    assert Item.objects.get(pk=elsewhere.pk).meeting != meeting
