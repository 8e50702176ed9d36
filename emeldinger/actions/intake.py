"""Take a message in: the bytes, what they are, whose they are, and the receipt, in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import IntegerField, Value

from emeldinger.actions import answers, conversations, due, ledger, locks, rows
from emeldinger.actions.belonging import belonging
from emeldinger.actions.outbox import TASK
from emeldinger.formats import marks, schemas
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.head import Head, Kind
from emeldinger.formats.letter import Letter, read_letter
from emeldinger.formats.reading import read
from emeldinger.formats.words import Reading
from emeldinger.models import Address, Arrival, Message, Original, Queue, Sending, Verdict
from emeldinger.models.messages import NOT_HERE
from emeldinger.queries.ours import address_book
from emeldinger.receipt_rules import Ours, Ruling, ours_of, rule
from emeldinger.standings import CANCELLATION
from heltom.lib import clock, wake

if TYPE_CHECKING:
    from teams.models import User

#: Those who empty a channel send what is owed right afterwards, and a command that takes in thousands
#: wakes the worker once, at its end; the others wake it for each.
SENDS_ITSELF = (Arrival.Way.FOLDER, Arrival.Way.MSH, Arrival.Way.COMMAND)
#: These go before why the patient's HT would have it in a queue.
FIRST = (Queue.SAME_ID, Queue.UNREADABLE)


@dataclass(frozen=True, slots=True)
class Incoming:
    """Something that a channel has got. `raw` is the whole, or the beginning of what is too large.

    `kept_as` is set for what is too large: (sha256, size) of the file that the channel has put in the
    store of large originals. `receivers` are the HER-ids that the channel says it was delivered to, where
    the channel knows; else the message itself says. `channel` answers with the receipt.
    """

    raw: bytes
    way: Arrival.Way
    channel: str = ""
    reference: str = ""
    receivers: tuple[str, ...] = ()
    kept_as: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of it. `new` is False for what had come before; `receipts` are owed by this taking."""

    message: Message
    arrival: Arrival
    new: bool
    receipts: tuple[Sending, ...]


@dataclass(frozen=True, slots=True)
class Parcel:
    """What came, read: all that can be known without the database."""

    incoming: Incoming
    sha256: str
    size: int
    letter: Letter
    reading: Reading
    schema: tuple[Finding, ...]
    at: datetime
    by: User | None

    @property
    def head(self) -> Head:
        return self.letter.head

    @property
    def is_large(self) -> bool:
        return self.incoming.kept_as is not None

    @property
    def way_back(self) -> dict[str, str]:
        """How the channel finds whom it answers."""
        reference = rows.text(self.incoming.reference, 300)
        return {"channel": self.incoming.channel[:10], "reference": reference}


@dataclass(frozen=True, slots=True)
class Seen:
    """Rows that there are already: of these bytes, of the message that they are, and of another message
    with the same MsgId. `elsewhere` is true where the message was for somebody else when it came.
    """

    original: int | None = None
    message: int | None = None
    twin: int | None = None
    elsewhere: bool = False


def take(incoming: Incoming, *, by: User | None = None) -> Taken:
    """One transaction of its own (or the caller's). Never raises for what the bytes are; what it raises is
    of the database, and then nothing was taken and the channel keeps what it has.

    A fixed few statements for a message that names no other (test_intake counts them), however many are
    stored; a few more for one that belongs to a conversation.
    """
    parcel = _read(incoming, by)
    try:
        with transaction.atomic():
            return _take(parcel, holds_talk=bool(conversations.names(parcel.head)))
    except conversations.Expected:
        with transaction.atomic():
            return _take(parcel, holds_talk=True)


def _read(incoming: Incoming, by: User | None) -> Parcel:
    raw, kept_as = incoming.raw, incoming.kept_as
    sha256, size = kept_as or (hashlib.sha256(raw).hexdigest(), len(raw))
    letter, folder = read_letter(raw), settings.HELTOM_EMELDING_SCHEMAS
    schema = tuple(schemas.validate(letter, folder)) if folder and not kept_as else ()
    return Parcel(incoming, sha256, size, letter, read(letter), schema, clock.now(), by)


def _take(parcel: Parcel, *, holds_talk: bool) -> Taken:
    if holds_talk:
        locks.hold_talk()
    # Without a MsgId only the same bytes are the same message.
    locks.hold({parcel.head.msg_id or parcel.sha256} | conversations.names(parcel.head))
    seen = _seen(parcel)
    if seen.message and not seen.elsewhere:
        return _again(parcel, seen.message)
    addresses = address_book(parcel.head)
    ours = ours_of(parcel.head, addresses.plain, parcel.incoming.receivers)
    if seen.message and not ours:
        return _again(parcel, seen.message)
    ruling = _rule(parcel, ours, seen)
    talks = ruling.verdict is Verdict.TAKEN and not seen.twin
    talk = conversations.find(parcel.head, holds_talk=holds_talk) if talks else None
    message = _row(parcel, ruling, ours, addresses.of(ours[0].party if ours else None))
    message.twin_of_id, message.conversation = seen.twin, talk.key if talk else ""
    taken = _write(parcel, message, ruling, seen.original)
    if talk:
        conversations.settle(talk, message)
    return _told(parcel, taken)


def _seen(parcel: Parcel) -> Seen:
    """One query."""
    same = Original.objects.filter(sha256=parcel.sha256).order_by()
    found = same.values_list("pk", "messages", "messages__verdict")
    if parcel.head.msg_id:
        named = Message.objects.filter(msg_id=parcel.head.msg_id, twin_of=None).order_by()
        nothing = Value(None, output_field=IntegerField())
        twins = named.exclude(verdict__in=NOT_HERE).values_list(nothing, "pk", "verdict")
        found = found.union(twins, all=True)
    seen = Seen()
    # What was for somebody else last: of the same bytes, the message that was taken in is the one.
    for original, message, verdict in sorted(found, key=lambda row: row[2] != Verdict.ELSEWHERE):
        if original is None:
            seen = replace(seen, twin=message)
            continue
        elsewhere = verdict == Verdict.ELSEWHERE
        seen = replace(seen, original=original, message=message, elsewhere=elsewhere)
    return seen


def _rule(parcel: Parcel, ours: Sequence[Ours], seen: Seen) -> Ruling:
    found = rule(
        parcel.letter,
        ours=ours,
        rejects=settings.HELTOM_EMELDING_REJECTS,
        schema=parcel.schema,
        too_large=parcel.is_large,
    )
    if not seen.twin:
        return found
    # The MsgId has had its one receipt; what else comes under it is for a person.
    kept = Verdict.TAKEN if found.verdict is Verdict.REJECTED else found.verdict
    return Ruling(kept, Queue.SAME_ID)


def _row(parcel: Parcel, ruling: Ruling, ours: Sequence[Ours], address: Address | None) -> Message:
    """Only what is taken in is linked to a patient and lies in a queue; the log is the HT's own too."""
    belongs = belonging(parcel.head, address)
    message = rows.message_row(parcel.letter, ours[0].party if ours else None)
    message.received_at, message.verdict = parcel.at, ruling.verdict
    message.address, message.ht = address, belongs.ht
    if ruling.verdict is Verdict.TAKEN:
        message.patient, message.match = belongs.patient, belongs.match
        first = ruling.queue if ruling.queue in FIRST else ""
        message.queue = first or belongs.queue or ruling.queue
    if ruling.verdict in (Verdict.TAKEN, Verdict.ACKNOWLEDGEMENT):
        message.subject = rows.text(parcel.reading.subject, 200)
    strange = _strange(parcel, ours) if belongs.is_strange else rows.strange_services(ours)
    found = [
        *strange,
        *_findings(parcel, ruling),
        *parcel.letter.findings,
        *parcel.reading.findings,
    ]
    message.findings = rows.kept(found)
    due.mark(message, parcel.letter, parcel.reading)
    message.is_copy = marks.is_copy(ours[0].party if ours else None)
    if ruling.verdict is Verdict.TAKEN:
        due.fill_due(message)
    return message


def _strange(parcel: Parcel, ours: Sequence[Ours]) -> list[Finding]:
    """By HER-id, or by whatever other number the sender has for it (item 18 of the receive tests)."""
    name = ours[0].party.name if ours else parcel.head.receiver.name
    by_number = [Finding(Code.UNKNOWN_SERVICE, "MsgInfo/Receiver", name)]
    return rows.strange_services(ours) or by_number


def _findings(parcel: Parcel, ruling: Ruling) -> list[Finding]:
    """What the intake itself sees comes first: it tells why the message lies where it does."""
    head, found = parcel.head, list[Finding]()
    if parcel.is_large:
        found.append(Finding(Code.TOO_LARGE, value=str(parcel.size)))
    if ruling.queue == Queue.SAME_ID:
        found.append(Finding(Code.SAME_ID, "MsgInfo/MsgId", head.msg_id))
    if ruling.verdict is Verdict.ELSEWHERE:
        found.append(Finding(Code.OTHER_ORGANISATION, "MsgInfo/Receiver", head.receiver.name))
    if parcel.letter.status == CANCELLATION and not conversations.names(head):
        found.append(Finding(Code.NO_REFERENCE, "MsgInfo/ConversationRef"))
    return [*found, *parcel.schema]


def _write(parcel: Parcel, message: Message, ruling: Ruling, original: int | None) -> Taken:
    """The bytes, the message, that it came, and what is owed for it."""
    answer = _answer(parcel, message) if _is_receipt(parcel) else None
    written = answers.drafts(parcel.letter, ruling.owed, parcel.at)
    message.original = _keep(parcel, original, written)
    message.save(force_insert=True)
    owed = answers.owe(message, written, **parcel.way_back)
    if answer:
        ledger.note_receipt(answer, message)
    return Taken(message, _arrive(parcel, message, duplicate=False), new=True, receipts=owed)


def _answer(parcel: Parcel, message: Message) -> ledger.Answer:
    """It lies in the log of those who sent what it is on."""
    answer = ledger.answer_of(parcel.letter)
    message.findings.extend(finding.as_kept() for finding in answer.findings)
    if answer.sending and answer.sending.ht_id:
        message.ht_id = answer.sending.ht_id
    return answer


def _is_receipt(parcel: Parcel) -> bool:
    return parcel.head.kind is Kind.RECEIPT


def _keep(parcel: Parcel, there: int | None, written: Sequence[answers.Draft]) -> Original:
    """The bytes that came and those of the receipts. One statement."""
    content = None if parcel.is_large else parcel.incoming.raw
    came = Original(pk=there, sha256=parcel.sha256, size=parcel.size, content=content)
    receipts = [draft.original for draft in written]
    Original.objects.bulk_create([*([] if there else [came]), *receipts])
    return came


def _again(parcel: Parcel, key: int) -> Taken:
    """The same bytes once more: nothing is answered twice. But a channel that delivers to each receiver by
    itself may still be owed the receipt of this one.
    """
    message = Message.objects.select_related("original").get(pk=key)
    arrival = _arrive(parcel, message, duplicate=True)
    delivered = parcel.incoming.receivers
    if not delivered or message.twin_of_id:
        return Taken(message, arrival, new=False, receipts=())
    ours = ours_of(parcel.head, address_book(parcel.head).plain, delivered)
    done = set(message.sendings.values_list("sender_her", flat=True))
    ruling = _rule(parcel, [each for each in ours if each.key not in done], Seen())
    written = answers.drafts(parcel.letter, ruling.owed, parcel.at)
    Original.objects.bulk_create(draft.original for draft in written)
    owed = answers.owe(message, written, **parcel.way_back)
    return _told(parcel, Taken(message, arrival, new=False, receipts=owed))


def _arrive(parcel: Parcel, message: Message, *, duplicate: bool) -> Arrival:
    return Arrival.objects.create(
        original_id=message.original_id,
        message=message,
        way=parcel.incoming.way,
        reference=parcel.way_back["reference"],
        at=parcel.at,
        duplicate=duplicate,
        by=parcel.by,
    )


def _told(parcel: Parcel, taken: Taken) -> Taken:
    if taken.receipts and parcel.incoming.way not in SENDS_ITSELF:
        wake.after_commit(TASK)
    return taken
