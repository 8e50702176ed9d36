"""Two processes take in at once, on connections of their own: everything stands there once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction

from emeldinger.actions import locks, outbox
from emeldinger.models import Arrival, Message, Original, Queue, Sending, SendingState, Standing
from tests.emelding_factories import SendingFactory
from tests.emeldinger.incoming import AT, bring, new_id, raw_letter

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> None:
    """Each on a thread and a connection of its own; what one raises is raised here."""
    ready, faults = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            ready.wait(10)
            act()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    if faults:
        raise faults[0]


def test_the_same_bytes_by_four_at_once_are_one_message_and_one_receipt():
    raw = raw_letter()
    at_once(*[lambda: bring(raw)] * 4)
    assert (Message.objects.count(), Sending.objects.count()) == (1, 1)
    assert Original.objects.count() == 2
    assert sorted(Arrival.objects.values_list("duplicate", flat=True)) == [False, True, True, True]


def test_the_same_unreadable_bytes_at_once_are_one_message():
    at_once(*[lambda: bring(b"<ikke xml")] * 3)
    assert (Message.objects.count(), Arrival.objects.count()) == (1, 3)


def test_two_contents_under_one_msg_id_at_once_get_one_receipt():
    msg_id = new_id()
    raws = [raw_letter(kind, msg_id=msg_id) for kind in ("innlagt", "dod")]
    at_once(*[lambda raw=raw: bring(raw) for raw in raws])
    twin = Message.objects.get(twin_of__isnull=False)
    assert twin.queue == Queue.SAME_ID
    assert Sending.objects.get().answers == twin.twin_of


@pytest.mark.parametrize("times", range(3))
def test_a_message_and_its_cancellation_at_once_are_cancelled(times):
    first = new_id()
    raws = [
        raw_letter(msg_id=first),
        raw_letter(status="M", parent=first, at=AT + timedelta(minutes=1)),
        raw_letter(status="C", parent=first, at=AT + timedelta(minutes=2)),
    ]
    at_once(*[lambda raw=raw: bring(raw) for raw in raws])
    assert Message.objects.filter(conversation=first).count() == 3
    assert Counter(Message.objects.values_list("standing", flat=True)) == {
        Standing.CANCELLED: 2,
        Standing.CANCELS: 1,
    }


def test_a_long_talk_that_comes_at_once_is_one_conversation():
    """Each names only the one before it; the links come in no order at all."""
    keys = [new_id() for _ in range(6)]
    raws = [raw_letter(msg_id=keys[0])]
    for number, (before, mine) in enumerate(pairwise(keys), start=1):
        at = AT + timedelta(minutes=number)
        raws.append(raw_letter(msg_id=mine, status="M", parent=before, conversation=before, at=at))
    at_once(*[lambda raw=raw: bring(raw) for raw in reversed(raws)])
    assert Message.objects.values("conversation").distinct().count() == 1
    current = Message.objects.get(standing=Standing.CURRENT)
    assert current.msg_id == keys[-1]


def test_whoever_comes_second_waits_for_the_first():
    """The lock itself: while one holds the name, another cannot look whether the message is there."""
    raw, there = raw_letter(msg_id="3f2504e0-4f89-11d3-9a0c-0305e82c3301"), threading.Event()
    came = []

    def other() -> None:
        there.set()
        came.append(bring(raw))
        connection.close()

    with transaction.atomic():
        locks.hold(["3f2504e0-4f89-11d3-9a0c-0305e82c3301"])
        thread = threading.Thread(target=other)
        thread.start()
        there.wait(10)
        thread.join(0.2)
        assert not came
    thread.join(10)
    assert len(came) == 1


def test_two_workers_send_each_row_once(tmp_path, settings, monkeypatch):
    settings.HELTOM_EMELDING_FOLDER = tmp_path
    rows = SendingFactory.create_batch(12)
    sent: list[str] = []
    real = outbox.channels.Folder.send

    def send(self, sending: Sending) -> str:
        sent.append(sending.msg_id)
        return real(self, sending)

    monkeypatch.setattr(outbox.channels.Folder, "send", send)
    at_once(*[lambda: outbox.send_owed()] * 3)
    assert Counter(sent) == {row.msg_id: 1 for row in rows}
    assert set(Sending.objects.values_list("state", flat=True)) == {SendingState.SENT}
