"""What is owed goes out, late rather than never, and once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from emeldinger import channels
from emeldinger.actions import outbox
from emeldinger.channels.base import ChannelDown, ChannelRefused
from emeldinger.channels.folder import Folder
from emeldinger.models import Sending, SendingState
from tests.emelding_factories import SendingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, settings) -> Path:
    settings.HELTOM_EMELDING_FOLDER = tmp_path
    return tmp_path


def gone_to(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "ut").iterdir())


def pass_by(**time: int) -> None:
    """The clock goes on: all that waits for an hour has waited that long."""
    back = timedelta(**time)
    for row in Sending.objects.all():
        row.next_try_at -= back
        if row.claimed_until:
            row.claimed_until -= back
        row.save()


class Channel(Folder):
    """The folder, where something happens at the sending of some rows."""

    def __init__(self, root: Path, happens: dict[int, BaseException], late: bool = False) -> None:
        super().__init__(root)
        self.happens, self.late, self.asked = happens, late, []

    def send(self, sending: Sending) -> str:
        self.asked.append(sending.pk)
        fault = self.happens.get(sending.pk)
        if fault and not self.late:
            raise fault
        reference = super().send(sending)
        if fault:
            raise fault
        return reference


@pytest.fixture
def channel(folder, monkeypatch):
    def put(happens: dict[int, BaseException], **more: bool) -> Channel:
        made = Channel(folder, happens, **more)
        monkeypatch.setattr(channels, "channel_named", lambda name: made)
        return made

    return put


def test_what_is_owed_goes_and_is_noted(folder):
    rows = SendingFactory.create_batch(3)
    assert outbox.send_owed() == 3
    assert gone_to(folder) == sorted(f"kvittering-{row.msg_id}.xml" for row in rows)
    for row in rows:
        assert (folder / "ut" / f"kvittering-{row.msg_id}.xml").read_bytes() == row.original.content
        row.refresh_from_db()
        assert (row.state, row.tries, row.fault) == (SendingState.SENT, 1, "")
        assert row.sent_at is not None
        assert row.claimed_until is None
    assert outbox.send_owed() == 0


def test_what_has_time_waits(folder):
    SendingFactory(next_try_at=timezone.now() + timedelta(minutes=1))
    SendingFactory(sent=True)
    SendingFactory(stopped=True)
    assert outbox.send_owed() == 0
    assert not (folder / "ut").exists()


def test_what_another_worker_holds_is_left_until_its_claim_is_over(folder):
    row = SendingFactory(claimed_until=timezone.now() + timedelta(seconds=30))
    assert outbox.send_owed() == 0
    pass_by(seconds=60)
    assert outbox.send_owed() == 1
    row.refresh_from_db()
    assert row.state == SendingState.SENT


def test_a_disk_that_takes_nothing_delays_and_loses_nothing(folder):
    (folder / "ut").write_text("no folder")
    row = SendingFactory()
    assert outbox.send_owed() == 0
    row.refresh_from_db()
    assert (row.state, row.tries) == (SendingState.OWED, 1)
    assert row.fault
    assert row.claimed_until is None
    (folder / "ut").unlink()
    assert outbox.send_owed() == 0
    pass_by(seconds=11)
    assert outbox.send_owed() == 1


def test_the_wait_doubles_up_to_an_hour_and_is_never_given_up(channel):
    row = SendingFactory()
    channel({row.pk: ChannelDown("borte")})
    waits = []
    for _ in range(12):
        before = timezone.now()
        outbox.send_owed()
        row.refresh_from_db()
        waits.append(round((row.next_try_at - before).total_seconds(), -1))
        pass_by(hours=1)
    assert waits[:4] == [10, 20, 40, 80]
    assert waits[-1] == 3600
    assert (row.state, row.tries, row.fault) == (SendingState.OWED, 12, "borte")


def test_a_channel_that_is_down_is_asked_once_in_a_run_and_the_others_wait_without_a_fault(channel):
    rows = SendingFactory.create_batch(5)
    asked = channel({row.pk: ChannelDown("borte") for row in rows})
    assert outbox.send_owed() == 0
    assert len(asked.asked) == 1
    assert sorted(Sending.objects.values_list("tries", flat=True)) == [0, 0, 0, 0, 1]
    assert not Sending.objects.exclude(claimed_until=None).exists()


def test_when_the_channel_is_back_nothing_waits_out_its_hour(channel):
    waiting = SendingFactory(tries=9, next_try_at=timezone.now() + timedelta(minutes=50))
    SendingFactory()
    channel({})
    assert outbox.send_owed() == 2
    waiting.refresh_from_db()
    assert waiting.state == SendingState.SENT


def test_one_that_always_fails_holds_no_other_back(channel):
    bad, *good = SendingFactory.create_batch(4)
    channel({bad.pk: ChannelDown("feil hos dem")})
    for _ in range(6):
        outbox.send_owed()
        pass_by(seconds=11)
    states = dict(Sending.objects.values_list("pk", "state"))
    assert states == {bad.pk: SendingState.OWED} | {row.pk: SendingState.SENT for row in good}


def test_what_the_other_side_refuses_stops_for_a_person(channel):
    bad, good = SendingFactory.create_batch(2)
    channel({bad.pk: ChannelRefused("Mottakeren finnes ikke")})
    assert outbox.send_owed() == 1
    pass_by(days=1)
    assert outbox.send_owed() == 0
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.fault) == (SendingState.STOPPED, "Mottakeren finnes ikke")
    assert good.state == SendingState.SENT


def test_a_fault_that_nobody_has_foreseen_is_kept_and_tried_again(channel):
    bad, _good = SendingFactory.create_batch(2)
    channel({bad.pk: KeyError("herId")})
    assert outbox.send_owed() == 1
    bad.refresh_from_db()
    assert (bad.state, bad.fault) == (SendingState.OWED, "'herId'")


def test_killed_between_sending_and_noting_it_goes_once_more_as_the_same_file(channel, folder):
    row = SendingFactory()
    dying = channel({row.pk: KeyboardInterrupt()}, late=True)
    with pytest.raises(KeyboardInterrupt):
        outbox.send_owed()
    assert len(gone_to(folder)) == 1
    dying.happens.clear()
    assert outbox.send_owed() == 0
    pass_by(seconds=61)
    assert outbox.send_owed() == 1
    assert gone_to(folder) == [f"kvittering-{row.msg_id}.xml"]


def test_a_worker_that_was_thought_dead_notes_nothing():
    row = SendingFactory()
    (mine,) = outbox._claim(1, set())
    pass_by(seconds=61)
    (theirs,) = outbox._claim(1, set())
    assert theirs.tries == 2
    assert not outbox._note(mine, state=SendingState.STOPPED)
    assert not outbox._is_still_mine(
        Sending(pk=row.pk, tries=1, claimed_until=timezone.now() - timedelta(seconds=1))
    )
    assert outbox._note(theirs, state=SendingState.STOPPED)


def test_without_a_channel_it_is_owed_until_there_is_one(settings, tmp_path):
    settings.HELTOM_EMELDING_FOLDER = None
    row = SendingFactory(channel="")
    assert outbox.send_owed() == 0
    row.refresh_from_db()
    assert (row.state, row.fault) == (SendingState.OWED, "Kanalen er ikke satt opp.")
    settings.HELTOM_EMELDING_FOLDER = tmp_path
    pass_by(seconds=11)
    assert outbox.send_owed() == 1


def statements() -> int:
    with CaptureQueriesContext(connection) as caught:
        outbox.send_owed()
    return len(caught)


def test_each_sending_costs_one_statement_and_each_batch_a_few(folder):
    SendingFactory.create_batch(2)
    two = statements()
    SendingFactory.create_batch(12)
    assert statements() == two + 10
