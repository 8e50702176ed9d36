"""What a phone may send that nobody meant: cut emojis, clocks far wrong, and what comes a shift late."""

import json
from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from heltom.lib import clock
from patients.models import Note
from tests.support.lists import publish
from tests.ward import make_ward
from worklists.actions import visits
from worklists.actions.pocket import Pressed, receive
from worklists.models import Entry, PhoneMessage, State, TeamShift, VisitState, Worklist
from worklists.queries.conflicts import lines

pytestmark = pytest.mark.django_db

TAKEN, CONFLICT, REFUSED = "tatt-imot", "konflikt", "avvist"


@pytest.fixture
def ward(noon):
    ward = make_ward()
    ward.shift = publish(ward, lists=1, visits_each=2, unassigned=0)
    Worklist.objects.update(shift=ward.people["kari"].shifts.get())
    return ward


@pytest.fixture
def visit(ward):
    return Entry.objects.select_related("visit__patient").order_by("pk").first().visit


def message(visit, what, pressed_at=None, **content):
    at = pressed_at or clock.now().isoformat()
    return {
        "key": str(uuid4()), "visit": str(visit.pk), "what": what, "pressed_at": at,
        "content": content,
    }  # fmt: skip


def send(client, ward, *messages, sent_at=None):
    kari = ward.user("kari")
    client.force_login(kari)
    body = {
        "user": str(kari.pk), "sent_at": sent_at or clock.now().isoformat(), "messages": messages,
    }  # fmt: skip
    url = reverse("worklists:pocket_send")
    return client.post(url, json.dumps(body), content_type="application/json")


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("rapport", {"text": "Glad i dag \ud83d"}),
        ("hjelp", {"text": "Fort", "\udc00": "x"}),
        ("hjelp", {"text": "a\x00b"}),
        ("news2", {"parts": {"pulse": float("nan")}}),
    ],
)
def test_letters_that_no_table_can_hold_stop_nothing_that_is_pressed_after(
    client, ward, visit, what, content
):
    answer = send(client, ward, message(visit, what, **content), message(visit, "ferdig"))
    assert answer.status_code == 200
    assert [one["outcome"] for one in answer.json()["answers"]] == [REFUSED, TAKEN]
    assert VisitState.objects.filter(visit=visit).last().state == State.DONE
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("pressed_at", "sent_at"),
    [
        ("1970-01-01T00:00:00+00:00", None),
        ("0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"),
        ("9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_a_clock_that_is_ages_wrong_loses_nothing(client, ward, visit, pressed_at, sent_at):
    answer = send(client, ward, message(visit, "ferdig", pressed_at), sent_at=sent_at)
    assert [one["outcome"] for one in answer.json()["answers"]] == [TAKEN]
    assert VisitState.objects.filter(visit=visit).last().state == State.DONE


def test_not_done_of_what_another_ticked_in_her_name_is_for_a_person(ward, visit):
    """The vaktkoordinator took it for done; she who was to do it says that it was not."""
    visits.finish(visit=visit, by=ward.user("vera"))
    pressed = Pressed(uuid4(), visit.pk, "ikke-gjort", clock.now(), {"reason": "ikke-hjemme"})
    (answer,) = receive(batch=[pressed], sent_at=clock.now(), by=ward.user("kari"))
    assert answer.outcome == CONFLICT
    assert "ikke hjemme" in answer.sentence
    assert len(lines(ward.user("vera"), ward.shift)) == 1


def test_what_comes_after_the_shift_stands_on_the_desk_that_is_open(ward, visit, noon, monkeypatch):
    """Sent on the way home: those who go on have the evening's desk before them, and then tomorrow's."""
    pressed = Pressed(uuid4(), visit.pk, "ikke-gjort", clock.now(), {"reason": "ikke-hjemme"})
    receive(batch=[pressed], sent_at=clock.now(), by=ward.user("kari"))
    message = PhoneMessage.objects.get()
    vera, today = ward.user("vera"), ward.day
    evening = TeamShift(team=ward.team, date=today, kind="kveld")
    tomorrow = TeamShift(team=ward.team, date=today + timedelta(days=1), kind="dag")
    assert lines(vera, evening) == lines(vera, tomorrow) == []
    monkeypatch.setattr(clock, "now", lambda: clock.at(today, time(16)))
    shown = lines(vera, evening)
    assert [line.url for line in shown] == [
        reverse("worklists:conflicts", args=[ward.team.code, today, "dag"])
    ]
    assert len(lines(vera, ward.shift)) == 1
    assert lines(vera, tomorrow) == []
    message.settled_at, message.settled_by = noon, vera
    message.save()
    assert lines(vera, evening) == []
