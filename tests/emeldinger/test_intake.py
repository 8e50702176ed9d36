"""What comes in is kept byte for byte, answered once, and lies where somebody sees it."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from emeldinger.actions import answers, intake
from emeldinger.actions.intake import Incoming, take
from emeldinger.formats.apprec import read_receipt
from emeldinger.formats.head import Ident, Party
from emeldinger.formats.letter import read_letter
from emeldinger.models import (
    Address,
    Arrival,
    Match,
    Message,
    Original,
    Queue,
    Sending,
    Standing,
    Verdict,
)
from heltom.lib import wake
from imports.demo.letters import LEGE, party
from tests.emelding_factories import AddressFactory, SendingFactory
from tests.emeldinger.incoming import (
    AT,
    NUMBER,
    NURSING,
    bring,
    bring_letter,
    new_id,
    raw_letter,
)
from tests.factories import PatientFactory, PlacementFactory, TeamFactory

pytestmark = pytest.mark.django_db

CASE_WORK = party("Oppdiktet kommune", "0050001", "Saksbehandler", "0050003", role="COP")


def register(*hers: str, **facts: object) -> list[Address]:
    return [AddressFactory(her_id=her, **facts) for her in hers]


def codes(message: Message) -> list[str]:
    return [row["code"] for row in message.findings]


def answer(taken: intake.Taken, number: int = 0):
    return read_receipt(read_letter(bytes(taken.receipts[number].original.content)))


def test_the_bytes_are_kept_exactly_and_the_message_lies_with_the_patients_ht():
    team = TeamFactory()
    kari = PlacementFactory(patient=PatientFactory(national_number=NUMBER), team=team).patient
    raw = raw_letter(encoding="ISO-8859-1")
    taken = bring(raw, reference="fra-sykehuset.xml")
    message = Message.objects.get()
    assert bytes(Original.objects.get(pk=message.original_id).content) == raw
    assert message.original.sha256 == hashlib.sha256(raw).hexdigest()
    assert (message.patient, message.match, message.ht) == (kari, Match.KNOWN, team.ht)
    assert (message.verdict, message.queue) == (Verdict.TAKEN, "")
    assert (message.type_code, message.event_code, message.status_code) == ("LOG_INNLAGT", "1", "N")
    assert message.conversation == message.msg_id
    assert (taken.new, taken.arrival.reference) == (True, "fra-sykehuset.xml")
    assert message.received_at == taken.arrival.at


def test_the_receipt_is_owed_with_its_bytes_from_us_to_the_sender():
    taken = bring_letter()
    (sending,) = Sending.objects.all()
    receipt = answer(taken)
    assert (receipt.status, receipt.answers) == ("1", taken.message.msg_id)
    letter = read_letter(bytes(sending.original.content))
    assert letter.head.msg_id == sending.msg_id
    assert letter.head.sender == NURSING
    assert (sending.sender_her, sending.receiver_her) == ("0050002", "0070002")
    assert (sending.channel, sending.channel_reference) == ("mappe", "a.xml")


def test_what_the_reader_finds_and_what_it_says_in_one_line_are_kept():
    raw = raw_letter("utskrivningsklar").replace(b'<Forsendelsesstatus V="N" DN="Ny"/>', b"")
    message = bring(raw.replace(b'V="3" DN="Pasient utskr', b'V="77" DN="Pasient utskr')).message
    assert message.verdict == Verdict.TAKEN
    assert {"missing", "code"} <= set(codes(message))
    assert bring_letter("utskrivningsklar").message.subject.startswith("Utskrivningsklar fra")


def test_the_same_bytes_once_more_are_one_message_and_one_receipt():
    raw = raw_letter()
    first = bring(raw, reference="1.xml")
    again = bring(raw, reference="2.xml", way=Arrival.Way.API)
    assert (again.new, again.message, again.receipts) == (False, first.message, ())
    assert Original.objects.count() == 2
    assert list(Arrival.objects.values_list("reference", "duplicate")) == [
        ("1.xml", False),
        ("2.xml", True),
    ]


@pytest.mark.parametrize("raw", [b"", b"hei", b"\xff\xfe\x00", b"<a>\xc3</a>", b"<MsgHead/>"])
def test_what_cannot_be_read_is_kept_once_and_waits_for_a_person(raw):
    taken, again = bring(raw), bring(raw)
    assert again.message == taken.message
    message = Message.objects.get()
    assert (message.verdict, message.msg_id) == (Verdict.TAKEN, "")
    assert message.queue in (Queue.UNREADABLE, Queue.NO_ANSWER)
    assert bytes(message.original.content) == raw
    assert not Sending.objects.exists()


def test_another_content_under_a_known_msg_id_is_told_and_not_answered():
    first = bring_letter(msg_id=(msg_id := new_id())).message
    other = bring_letter("utskrevet", msg_id=msg_id)
    third = bring_letter("dod", msg_id=msg_id)
    assert {other.message.twin_of, third.message.twin_of} == {first}
    assert (other.message.queue, other.receipts) == (Queue.SAME_ID, ())
    assert "same-id" in codes(other.message)
    assert other.message.conversation == ""
    assert Message.objects.get(pk=first.pk).standing == Standing.CURRENT
    assert Sending.objects.count() == 1


def test_a_rejected_message_is_in_the_log_alone_and_its_sender_is_told_why():
    PatientFactory(national_number=NUMBER)
    taken = bring_letter(patient=None)
    message = taken.message
    assert (message.verdict, message.patient, message.queue) == (Verdict.REJECTED, None, "")
    assert message not in Message.objects.work()
    (sending,) = taken.receipts
    assert sending.receipt_status == "2"
    (fault,) = sending.receipt_errors
    assert fault["code"] == "E36"
    assert fault["text"] == "Pasientopplysninger er utilstrekkelige"
    assert fault["detail"].startswith("Oppgi pasienten med navn og fødselsnummer")
    assert [(f.code, f.detail) for f in answer(taken).faults] == [("E36", fault["detail"])]


def test_what_was_cut_short_and_rejected_is_taken_in_when_it_comes_whole():
    raw = raw_letter(msg_id=(msg_id := new_id()))
    cut = bring(raw[: raw.index(b"</Document>")])
    assert (cut.message.msg_id, cut.message.verdict) == (msg_id, Verdict.REJECTED)
    whole = bring(raw)
    assert (whole.message.verdict, whole.message.twin_of) == (Verdict.TAKEN, None)
    assert [sending.receipt_status for sending in whole.receipts] == ["1"]
    assert not bring(raw).new
    assert Sending.objects.count() == 2


def test_each_of_our_receivers_gives_one_receipt():
    register("0050002", "0050003")
    taken = bring_letter(copies=[CASE_WORK, LEGE])
    assert {sending.sender_her for sending in taken.receipts} == {"0050002", "0050003"}
    assert Original.objects.count() == 3
    assert taken.message.address.her_id == "0050002"


def test_a_copy_to_us_is_ours_and_answered_by_the_copy():
    (address,) = register("0050003")
    taken = bring_letter(receiver=LEGE, copies=[CASE_WORK])
    assert taken.message.address == address
    assert taken.message.receiver_name == "Oppdiktet kommune, Saksbehandler"
    assert [sending.sender_her for sending in taken.receipts] == ["0050003"]


def test_what_is_for_another_organisation_is_kept_and_not_answered():
    register("0099999")
    PatientFactory(national_number=NUMBER)
    taken = bring_letter()
    assert (taken.message.verdict, taken.message.patient) == (Verdict.ELSEWHERE, None)
    assert codes(taken.message)[0] == "other-organisation"
    assert taken.receipts == ()


def test_what_was_for_nobody_of_ours_is_taken_in_when_the_address_has_become_ours():
    register("0099999")
    raw = raw_letter()
    elsewhere = bring(raw)
    assert bring(raw).message == elsewhere.message
    register("0050002")
    taken = bring(raw)
    assert (taken.new, taken.message.verdict) == (True, Verdict.TAKEN)
    assert len(taken.receipts) == 1
    assert bring(raw).message == taken.message
    assert Original.objects.filter(sha256=taken.message.original.sha256).count() == 1


def test_a_changed_address_counts_at_once():
    (address,) = register("0050002")
    assert bring_letter().message.verdict == Verdict.TAKEN
    AddressFactory(her_id="0099999")
    Address.objects.filter(pk=address.pk).update(active=False)
    assert bring_letter().message.verdict == Verdict.ELSEWHERE


def test_an_unknown_service_of_ours_waits_in_a_queue():
    PlacementFactory(patient=PatientFactory(national_number=NUMBER))
    whole = AddressFactory(her_id="0050001", whole=True)
    AddressFactory(her_id="0050003", parent=whole, ht=whole.ht)
    taken = bring_letter()
    assert (taken.message.queue, len(taken.receipts)) == (Queue.UNKNOWN_SERVICE, 1)
    assert codes(taken.message)[0] == "unknown-service"


def test_a_service_by_a_number_of_the_senders_own_is_unknown_too():
    """Item 18 of the official receive tests: 9999, a local number."""
    whole = AddressFactory(whole=True, her_id="0050001")
    AddressFactory(her_id="0050009", parent=whole, ht=whole.ht)
    local = replace(NURSING, service_idents=(Ident("9999", "LOK"),))
    message = bring_letter(receiver=local).message
    # Whose it is goes first: nobody knows her yet.
    assert message.queue == Queue.UNKNOWN_PATIENT
    assert [row for row in message.findings if row["code"] == "unknown-service"] == [
        {"code": "unknown-service", "where": "MsgInfo/Receiver", "value": local.name}
    ]


def test_an_unknown_service_is_rejected_where_that_is_chosen(settings):
    settings.HELTOM_EMELDING_REJECTS = frozenset({"E21"})
    whole = AddressFactory(her_id="0050001", whole=True)
    AddressFactory(her_id="0050003", parent=whole, ht=whole.ht)
    taken = bring_letter(copies=[CASE_WORK])
    assert taken.message.verdict == Verdict.TAKEN
    assert [sending.receipt_status for sending in taken.receipts] == ["2", "1"]
    assert bring_letter().message.verdict == Verdict.REJECTED


def test_a_trial_is_answered_and_in_nobodys_work():
    PlacementFactory(patient=PatientFactory(national_number=NUMBER))
    taken = bring_letter(processing="T")
    message = taken.message
    assert (message.verdict, message.patient, message.queue) == (Verdict.TEST, None, "")
    assert len(taken.receipts) == 1


def test_a_sender_that_cannot_be_answered_is_seen_by_somebody():
    PlacementFactory(patient=PatientFactory(national_number=NUMBER))
    raw = raw_letter().replace(b">0070001<", b"><").replace(b">0070002<", b"><")
    taken = bring(raw)
    assert (taken.message.queue, taken.receipts) == (Queue.NO_ANSWER, ())


def apprec(answers_id: str, status: str = "1") -> bytes:
    return (
        '<AppRec xmlns="http://www.kith.no/xmlstds/apprec/2012-02-15"><Id>'
        f"{new_id()}</Id><Sender><HCP><Inst><Name>Oppdiktet sykehus</Name><Id>0070001</Id>"
        f'<TypeId V="HER"/></Inst></HCP></Sender><Status V="{status}"/><OriginalMsgId>'
        f"<Id>{answers_id}</Id></OriginalMsgId></AppRec>"
    ).encode()


def test_a_receipt_on_what_we_sent_is_linked_to_it_and_never_answered():
    sent = SendingFactory(
        kind="melding", answers=None, receiver_her="0070001", receiver_name="", written_at=AT
    )
    first, second = bring(apprec(sent.msg_id.upper())), bring(apprec(sent.msg_id, "2"))
    sent.refresh_from_db()
    assert sent.answered_by == first.message
    assert {first.message.verdict, second.message.verdict} == {Verdict.ACKNOWLEDGEMENT}
    assert second.message.subject.startswith("Avvist")
    assert first.receipts == second.receipts == ()
    assert first.message.queue == ""


def test_a_receipt_on_what_we_never_sent_says_so():
    assert "no-reference" in codes(bring(apprec(new_id())).message)


def test_a_cancellation_that_names_nothing_says_so():
    taken = bring_letter(status="C")
    assert taken.message.standing == Standing.WAITS
    assert "no-reference" in codes(taken.message)


def test_what_is_too_large_is_kept_as_a_file_and_its_sender_told():
    raw = raw_letter()
    taken = bring(raw[:2000], kept_as=("a" * 64, 900_000_000))
    kept = Original.objects.get(sha256="a" * 64)
    assert (kept.content, kept.size) == (None, 900_000_000)
    assert [fault["code"] for fault in taken.receipts[0].receipt_errors] == ["T99"]
    assert codes(taken.message)[0] == "too-large"


def test_our_own_receipt_sent_back_to_us_is_a_message_of_its_own():
    taken = bring_letter()
    raw = bytes(taken.receipts[0].original.content)
    back = bring(raw)
    assert back.new
    assert back.message.original == taken.receipts[0].original


def test_delivered_to_each_receiver_by_itself_each_answers_once():
    register("0050002", "0050003")
    raw = raw_letter(copies=[CASE_WORK])
    first = bring(raw, way=Arrival.Way.MSH, receivers=("0050003",), reference="m-1")
    second = bring(raw, way=Arrival.Way.MSH, receivers=("0050002",), reference="m-2")
    again = bring(raw, way=Arrival.Way.MSH, receivers=("0050002", "0050003"), reference="m-3")
    sent = [[sending.sender_her for sending in taken.receipts] for taken in (first, second, again)]
    assert sent == [["0050003"], ["0050002"], []]
    assert [taken.new for taken in (first, second, again)] == [True, False, False]


def test_without_the_receipt_nothing_is_taken(monkeypatch):
    """If the row of the receipt cannot be written, the message has not come, and the channel has it."""

    def fail(*args: object, **kwargs: object) -> None:
        raise DatabaseError("full")

    monkeypatch.setattr(answers, "owe", fail)
    with pytest.raises(DatabaseError), transaction.atomic():
        bring_letter()
    assert not Original.objects.exists()
    assert not Message.objects.exists()


def test_the_database_itself_refuses_a_second_receipt_of_the_same_receiver():
    taken = bring_letter()
    (sending,) = taken.receipts
    copy = Sending.objects.get(pk=sending.pk)
    copy.pk, copy.msg_id = None, new_id()
    with pytest.raises(DatabaseError), transaction.atomic():
        copy.save(force_insert=True)


@pytest.mark.parametrize(("way", "woken"), [("api", 1), ("kommando", 0), ("mappe", 0), ("msh", 0)])
def test_the_worker_is_woken_where_nobody_sends_afterwards(
    way, woken, monkeypatch, django_capture_on_commit_callbacks
):
    called: list[str] = []
    monkeypatch.setattr(wake, "now", called.append)
    with django_capture_on_commit_callbacks(execute=True):
        bring(raw_letter(), way=way)
    assert called == ["emeldinger.tasks.pick_up_and_send"] * woken


def test_words_that_the_database_has_no_letters_for_are_kept_as_they_can():
    taken = take(Incoming(b"\0\0", Arrival.Way.FOLDER, reference="a\udcff\0b" * 200))
    assert len(taken.arrival.reference) == 300
    assert bytes(taken.message.original.content) == b"\0\0"


def test_a_head_full_of_endless_words_fits():
    long = Party(
        organisation="Å" * 5000,
        organisation_idents=tuple(party("x", "9" * 500).organisation_idents),
    )
    raw = raw_letter(sender=long, receiver=long, text="ord " * 1000, msg_id="x" * 4000)
    taken = bring(raw)
    assert taken.receipts[0].receipt_errors[0]["code"] == "E10"
    assert Sending.objects.get().original.size > 0


def statements(act) -> int:
    with CaptureQueriesContext(connection) as caught:
        act()
    return len(caught)


def test_a_message_costs_the_same_however_many_have_come():
    PlacementFactory(patient=PatientFactory(national_number=NUMBER))
    register("0050002")
    bring_letter()
    few = statements(bring_letter)
    for _ in range(5):
        bring_letter("utskrevet")
    assert statements(bring_letter) == few <= 13


def test_a_conversation_costs_a_few_more_however_long_it_is():
    register("0050002")
    first = bring_letter().message.msg_id
    bring_letter(status="M", parent=first)
    few = statements(lambda: bring_letter(status="M", parent=first))
    for _ in range(5):
        bring_letter("dod", parent=first)
    # Written in the same second: which of them counts as the latest is one statement more or less.
    assert statements(lambda: bring_letter(status="M", parent=first)) <= few + 2
