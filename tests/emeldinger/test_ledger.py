"""What we have sent: never green before their own yes, and somebody's task where there is none."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from emeldinger import channels
from emeldinger.actions import ledger, outbox, receipt_tasks, resending
from emeldinger.channels.base import ChannelRefused
from emeldinger.formats.apprec import Fault, write_receipt
from emeldinger.formats.letter import read_letter
from emeldinger.models import Message, ReceiptTask, Sending
from emeldinger.queries.ledger import ledger_counts, strays
from emeldinger.queries.reached import COLOURS, WORDS, Reached, reached
from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from imports.demo.letters import HOSPITAL, letter, party
from teams.models import AuditEvent
from tests.emelding_factories import OriginalFactory, SendingFactory
from tests.emeldinger.incoming import KARI, NURSING, bring, new_id
from tests.factories import ShiftFactory, StaffFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db
Kind, Outcome = ReceiptTask.Kind, ReceiptTask.Outcome
STRANGER = party("Et annet sykehus", "0079001", "Post 9", "0079002")
SWITCHBOARD = party("Oppdiktet sykehus", "0070001", "Meldingssentral", "0070077")


@pytest.fixture
def ward():
    return make_ward()


def report(ward, **facts: object) -> Sending:
    """An innleggelsesrapport from the ward's HT to the hospital, sent an hour ago unless said."""
    written_at = facts.pop("written_at", clock.now() - timedelta(hours=1))
    msg_id = new_id()
    raw = letter(
        "innleggelsesrapport",
        sender=NURSING,
        receiver=HOSPITAL,
        patient=KARI,
        at=written_at,
        msg_id=msg_id,
    )
    facts = {"state": "sendt", "sent_at": written_at, **facts}
    return SendingFactory(
        kind="melding",
        answers=None,
        receipt_status="",
        msg_id=msg_id,
        conversation=msg_id,
        original=OriginalFactory(content=raw),
        ht=ward.ht,
        receiver_her="0070002",
        receiver_name="Oppdiktet sykehus, PLO medisin",
        type_code="INNLEGGELSESRAPPORT",
        written_at=written_at,
        next_try_at=written_at,
        **facts,
    )


def receipt(sending: Sending, status: str = "1", by=HOSPITAL, **more: object) -> bytes:
    """As the other side writes it on the bytes that we sent."""
    return write_receipt(
        msg_id=new_id(),
        written_at=clock.now(),
        letter=read_letter(bytes(sending.original.content)),
        sender=by,
        status=status,
        **more,
    )


def come(raw: bytes) -> Message:
    return bring(raw).message


def stands(sending: Sending) -> Reached:
    sending.refresh_from_db()
    return reached(sending)


def tasks(sending: Sending) -> list[tuple[str, str]]:
    return list(sending.tasks.order_by("pk").values_list("kind", "outcome"))


def codes(message: Message) -> set[str]:
    return {row["code"] for row in message.findings}


def test_green_is_for_their_own_yes_and_for_nothing_else():
    assert set(COLOURS) == set(WORDS) == set(Reached)
    green = {state for state, colour in COLOURS.items() if colour == "success"}
    assert green == {Reached.POSITIVE, Reached.LATE}
    now = clock.now()
    for state in ("skal-sendes", "sendt", "stanset"):
        for presumed in (None, now):
            for status in ("", "2", "3"):
                row = Sending(state=state, presumed_at=presumed, answered_status=status)
                assert COLOURS[reached(row)] != "success"


def test_without_a_receipt_it_waits_and_is_a_task_after_96_hours(ward):
    now = clock.now()
    sending = report(ward, written_at=now - timedelta(hours=95, minutes=59))
    assert ledger.presume_late(now) == 0
    assert stands(sending) is Reached.WAITING
    assert ledger_counts(ward.ht).waiting == 1
    assert ledger.presume_late(now + timedelta(minutes=1)) == 1
    assert stands(sending) is Reached.PRESUMED
    assert tasks(sending) == [(Kind.MISSING, "")]
    assert ledger.presume_late(now + timedelta(days=9)) == 0
    counts = ledger_counts(ward.ht)
    assert (counts.tasks, counts.unowned, counts.waiting) == (1, 1, 0)


def test_96_hours_are_as_many_when_the_clock_is_set_back(ward):
    """Written on Saturday at noon: at eleven on Wednesday 96 hours have passed, by the clock 95."""
    sending = report(ward, written_at=clock.at(date(2026, 10, 24), time(12)))
    wednesday = date(2026, 10, 28)
    assert ledger.presume_late(clock.at(wednesday, time(10, 59)).astimezone(clock.OSLO)) == 0
    assert ledger.presume_late(clock.at(wednesday, time(11)).astimezone(clock.OSLO)) == 1
    assert stands(sending) is Reached.PRESUMED


def test_what_never_left_is_presumed_lost_too_and_what_stopped_has_its_own_task(ward):
    now = clock.now()
    old = now - timedelta(days=5)
    owed = report(ward, written_at=old, state="skal-sendes", sent_at=None)
    stopped = report(ward, written_at=old, state="stanset", sent_at=None)
    assert ledger.presume_late(now) == 1
    assert stands(owed) is Reached.PRESUMED
    assert stands(stopped) is Reached.STOPPED


def test_a_yes_is_green_and_nobodys_task(ward):
    sending = report(ward)
    message = come(receipt(sending))
    assert stands(sending) is Reached.POSITIVE
    assert (sending.answered_by, sending.answered_at) == (message, message.received_at)
    assert tasks(sending) == []
    assert message.ht == ward.ht


def test_a_no_is_a_task_with_code_text_and_what_was_added(ward):
    sending = report(ward)
    come(receipt(sending, "2", faults=(Fault("E31", detail="Ring 55 00 00 00"),)))
    assert stands(sending) is Reached.NEGATIVE
    (error,) = sending.answered_errors
    assert (error["code"], error["detail"]) == ("E31", "Ring 55 00 00 00")
    assert error["text"]
    assert tasks(sending) == [(Kind.NEGATIVE, "")]


def test_a_fault_in_a_part_is_a_task_and_not_green(ward):
    sending = report(ward)
    come(receipt(sending, "3", faults=(Fault("E30"),)))
    assert stands(sending) is Reached.PART
    assert tasks(sending) == [(Kind.PART, "")]


def test_a_late_yes_is_told_as_late_and_ends_the_task(ward):
    sending = report(ward, written_at=clock.now() - timedelta(days=5))
    ledger.presume_late(clock.now())
    receipt_tasks.take(task=sending.tasks.get(), by=ward.user("anne"))
    come(receipt(sending))
    assert stands(sending) is Reached.LATE
    assert tasks(sending) == [(Kind.MISSING, Outcome.ANSWERED)]
    task = sending.tasks.get()
    assert task.settled_by is None
    with pytest.raises(Refused, match="Kvitteringen er kommet"):
        receipt_tasks.settle(task=task, outcome="ringt", said="Post 3", by=ward.user("anne"))


def test_a_late_no_is_a_task_of_its_own(ward):
    sending = report(ward, written_at=clock.now() - timedelta(days=5))
    ledger.presume_late(clock.now())
    come(receipt(sending, "2"))
    assert stands(sending) is Reached.NEGATIVE
    assert tasks(sending) == [(Kind.MISSING, Outcome.ANSWERED), (Kind.NEGATIVE, "")]


def test_the_first_is_final_and_the_same_once_more_is_only_counted(ward):
    sending = report(ward)
    first, same = come(receipt(sending)), come(receipt(sending))
    other = come(receipt(sending, "2"))
    assert stands(sending) is Reached.POSITIVE
    assert sending.answered_by == first
    assert "second-answer" not in codes(same)
    assert "second-answer" in codes(other)
    assert tasks(sending) == []
    assert list(strays(ward.ht)) == [other]


def test_a_receipt_from_somebody_else_answers_nothing(ward):
    sending = report(ward)
    message = come(receipt(sending, by=STRANGER))
    assert stands(sending) is Reached.WAITING
    assert sending.answered_by is None
    assert "other-answerer" in codes(message)
    assert list(strays(ward.ht)) == [message]
    come(receipt(sending, by=SWITCHBOARD))
    assert stands(sending) is Reached.POSITIVE


def test_a_receipt_that_says_nothing_or_is_on_nothing_of_ours_changes_nothing(ward):
    sending, owed = report(ward), SendingFactory()
    silent = come(
        receipt(sending).replace(b'<Status V="1"', b'<Status V="17"').replace(b'"OK"', b'""')
    )
    assert "no-status" in codes(silent)
    assert stands(sending) is Reached.WAITING
    on_a_receipt = receipt(sending).replace(sending.msg_id.encode(), owed.msg_id.encode())
    assert "no-reference" in codes(come(on_a_receipt))
    owed.refresh_from_db()
    assert owed.answered_by is None


def test_what_the_channel_refuses_is_at_once_somebodys(ward, monkeypatch):
    class No:
        name = "mappe"

        def send(self, sending: Sending) -> str:
            raise ChannelRefused("Mottakeren finnes ikke")

    monkeypatch.setattr(channels, "channel_named", lambda name: No())
    sending = report(ward, state="skal-sendes", sent_at=None)
    SendingFactory()
    outbox.send_owed()
    assert stands(sending) is Reached.STOPPED
    assert tasks(sending) == [(Kind.STOPPED, "")]
    assert ReceiptTask.objects.count() == 1
    again = resending.send_again(task=sending.tasks.get(), by=ward.user("anne"))
    assert again == sending
    outbox.send_owed()
    assert tasks(sending) == [(Kind.STOPPED, Outcome.SENT_AGAIN), (Kind.STOPPED, "")]


def test_two_nurses_and_one_task(ward):
    other = make_nurse(ward)
    sending = report(ward)
    come(receipt(sending, "2"))
    task, anne = sending.tasks.get(), ward.user("anne")
    for _ in range(2):
        receipt_tasks.take(task=task, by=anne)
    with pytest.raises(Refused, match="Anne"):
        receipt_tasks.take(task=task, by=other)
    receipt_tasks.take(task=task, by=other, over=True)
    receipt_tasks.let_go(task=task, by=anne)
    task.refresh_from_db()
    assert task.owner == other
    for _ in range(2):
        receipt_tasks.settle(task=task, outcome="ringt", said="Ringte Post 3", by=other)
    with pytest.raises(Refused, match=r"Berit.*var først: gitt på telefon"):
        receipt_tasks.settle(task=task, outcome="annet", said="Sendte i posten", by=anne)
    task.refresh_from_db()
    assert (task.outcome, task.note, task.settled_by) == ("ringt", "Ringte Post 3", other)
    verbs = AuditEvent.objects.filter(verb__startswith="receipt_task").values_list(
        "verb", flat=True
    )
    assert sorted(verbs) == ["receipt_task_settled", *["receipt_task_taken"] * 2]


def make_nurse(ward):
    berit = StaffFactory(team=ward.ht, given_name="Berit", profession="sykepleier", with_login=True)
    ShiftFactory(staff=berit, date=ward.day, function="sykepleier2", team=ward.ht)
    return berit.user


@pytest.mark.parametrize(
    ("outcome", "said"), [("ringt", "  "), ("", "Ringte"), ("sendt-igjen", "Sendte"), ("tull", "x")]
)
def test_nothing_is_settled_without_how(ward, outcome, said):
    sending = report(ward)
    come(receipt(sending, "2"))
    with pytest.raises(Refused):
        receipt_tasks.settle(
            task=sending.tasks.get(), outcome=outcome, said=said, by=ward.user("anne")
        )
    assert tasks(sending) == [(Kind.NEGATIVE, "")]


def test_what_was_refused_goes_again_under_a_name_of_its_own(ward):
    sending, anne = report(ward), ward.user("anne")
    come(receipt(sending, "2"))
    task = sending.tasks.get()
    again = resending.send_again(task=task, by=anne)
    assert resending.send_again(task=task, by=anne) == again
    assert Sending.objects.filter(again_of=sending).count() == 1
    head = read_letter(bytes(again.original.content)).head
    before = read_letter(bytes(sending.original.content)).head
    assert head.msg_id == again.msg_id != sending.msg_id
    assert abs(head.generated_at - again.written_at) < timedelta(seconds=1)
    assert (head.patient, head.receiver) == (before.patient, before.receiver)
    assert (again.state, again.ht, again.conversation) == ("skal-sendes", ward.ht, again.msg_id)
    assert tasks(sending) == [(Kind.NEGATIVE, Outcome.SENT_AGAIN)]
    come(receipt(again))
    assert stands(again) is Reached.POSITIVE
    assert stands(sending) is Reached.NEGATIVE


def test_what_has_been_silent_may_come_twice_and_both_are_told(ward):
    sending = report(ward, written_at=clock.now() - timedelta(days=5))
    ledger.presume_late(clock.now())
    again = resending.send_again(task=sending.tasks.get(), by=ward.user("anne"))
    assert again.msg_id != sending.msg_id
    come(receipt(sending))
    come(receipt(again))
    assert [stands(sending), stands(again)] == [Reached.LATE, Reached.POSITIVE]
    assert tasks(sending) == [(Kind.MISSING, Outcome.SENT_AGAIN)]


def test_what_is_still_on_its_way_or_taken_in_is_not_sent_again(ward):
    owed = report(
        ward, written_at=clock.now() - timedelta(days=5), state="skal-sendes", sent_at=None
    )
    part = report(ward)
    ledger.presume_late(clock.now())
    come(receipt(part, "3"))
    for sending in (owed, part):
        with pytest.raises(Refused):
            resending.send_again(task=sending.tasks.get(), by=ward.user("anne"))
        assert not Sending.objects.filter(again_of=sending).exists()


def test_only_a_nurse_on_duty_follows_up(ward):
    sending = report(ward)
    come(receipt(sending, "2"))
    task = sending.tasks.get()
    for who in ("vera", "ola", "siri"):
        user = ward.user(who)
        with pytest.raises(NotAllowed):
            receipt_tasks.take(task=task, by=user)
        with pytest.raises(NotAllowed):
            receipt_tasks.settle(task=task, outcome="ringt", said="Post 3", by=user)
        with pytest.raises(NotAllowed):
            resending.send_again(task=task, by=user)
    assert tasks(sending) == [(Kind.NEGATIVE, "")]
