"""The same thing sent by two at once, and two who say different things of one visit."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from heltom.lib import clock
from patients.models import Note
from tests.support.lists import publish
from tests.ward import make_ward
from worklists.actions import visits
from worklists.actions.pocket import Pressed, receive
from worklists.models import Entry, PhoneMessage, State, VisitState, Worklist
from worklists.queries.balance import day_balance

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Each on a connection of its own, let go together. What they answered, in their order."""
    meet, found = threading.Barrier(len(acts), timeout=5), [None] * len(acts)

    def run(number, act):
        try:
            meet.wait()
            found[number] = act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return found


def test_the_same_batch_from_two_tabs_at_once_is_counted_once_and_two_words_of_one_visit_both_stand():
    ward = make_ward()
    publish(ward, lists=1, visits_each=2, unassigned=0)
    Worklist.objects.update(shift=ward.people["kari"].shifts.get())
    first, second = (
        entry.visit for entry in Entry.objects.select_related("visit__patient").order_by("pk")
    )
    now = clock.now()
    batch = [
        Pressed(uuid4(), first.pk, "start", now, {}),
        Pressed(uuid4(), first.pk, "rapport", now, {"text": "Sov godt."}),
        Pressed(uuid4(), first.pk, "ferdig", now, {}),
    ]
    kari, vera = ward.user("kari"), ward.user("vera")

    def send():
        return receive(batch=batch, sent_at=now, by=kari)

    one, other, third = at_once(send, send, send)
    assert one == other == third
    assert [answer.outcome for answer in one] == ["tatt-imot"] * 3
    assert Note.objects.count() == 1
    assert PhoneMessage.objects.count() == 3
    steps = VisitState.objects.filter(visit=first).values_list("state", flat=True)
    assert list(steps) == [State.DUE, State.STARTED, State.DONE]

    def done():
        pressed = Pressed(uuid4(), second.pk, "ferdig", now, {})
        return receive(batch=[pressed], sent_at=now, by=kari)[0].outcome

    def called_off():
        try:
            visits.cancel(visit=second, by=vera, reason="datteren gjør det")
        except Exception as refused:
            return str(refused)

    outcome, refused = at_once(done, called_off)
    assert VisitState.objects.filter(visit=second).last().state == State.DONE
    # Either she was first, and the one who calls it off is told; or a person is asked afterwards.
    assert (outcome == "konflikt") != bool(refused)
    assert day_balance(ward.team, ward.day, "dag").balances
