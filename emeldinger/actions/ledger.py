"""Their receipts on what we have sent, and those that never come (HIS 80415, HITS 1168)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from django.db import transaction

from emeldinger import originals
from emeldinger.actions import receipt_tasks
from emeldinger.formats.apprec import Receipt, read_receipt
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.head import Party
from emeldinger.formats.letter import Letter, read_letter
from emeldinger.models import Message, ReceiptTask, Sending, SendingKind, SendingState
from emeldinger.receipt_rules import OK, PRESUMED_AFTER, REJECTED

BATCH = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receipt is on: a row that we have locked, or None. `findings` is why it counts for nothing."""

    sending: Sending | None
    receipt: Receipt
    findings: tuple[Finding, ...] = ()

    @property
    def is_final(self) -> bool:
        """The first from the one we wrote to, and it says something."""
        return self.sending is not None and not self.findings and not self.sending.answered_status


def answer_of(letter: Letter) -> Answer:
    """What to make of a receipt that is coming in. Locks the sending; the caller's transaction."""
    receipt = read_receipt(letter)
    sending = _sent(receipt.answers)
    if sending is None:
        return Answer(None, receipt, (Finding(Code.NO_REFERENCE, "OriginalMsgId"),))
    sender = letter.head.sender
    if not _is_theirs(sender, sending):
        return Answer(sending, receipt, (Finding(Code.OTHER_ANSWERER, "Sender", sender.name),))
    if not receipt.status:
        return Answer(sending, receipt, (Finding(Code.NO_STATUS, "Status"),))
    if sending.answered_status not in ("", receipt.status):
        return Answer(sending, receipt, (Finding(Code.SECOND_ANSWER, "Status", receipt.status),))
    return Answer(sending, receipt)


def _sent(msg_id: str) -> Sending | None:
    """A receipt on a receipt answers nothing."""
    if not msg_id:
        return None
    rows = Sending.objects.select_for_update(of=("self",), no_key=True).select_related("original")
    return rows.filter(msg_id=msg_id, kind=SendingKind.MESSAGE).first()


def _is_theirs(sender: Party, sending: Sending) -> bool:
    """From the service that we wrote to, or the organisation that it is part of: many answer by one
    service for all. Whoever names no number that we wrote to is somebody else, whatever the name.
    """
    said = _numbers(sender)
    if ("HER", sending.receiver_her) in said:
        return True
    raw = b"".join(originals.pieces(sending.original))
    receiver = read_letter(raw).head.receiver
    whole = {("HER", receiver.organisation_her), ("ENH", receiver.organisation_number)}
    return bool(said & {ident for ident in whole if ident[1]})


def _numbers(party: Party) -> set[tuple[str, str]]:
    idents = (*party.organisation_idents, *party.service_idents, *party.person_idents)
    return {(ident.kind, "".join(ident.number.split())) for ident in idents if ident.number}


def note_receipt(answer: Answer, message: Message) -> None:
    """The first receipt is final. A yes ends what was to be done, however late; anything else is
    somebody's task. The caller's transaction, in which the message has been written.
    """
    sending, receipt = answer.sending, answer.receipt
    if sending is None or not answer.is_final:
        return
    Sending.objects.filter(pk=sending.pk).update(
        answered_by=message,
        answered_at=message.received_at,
        answered_status=receipt.status,
        answered_errors=[asdict(fault) for fault in receipt.faults],
    )
    receipt_tasks.answered(sending, message.received_at)
    if receipt.status != OK:
        refused = receipt.status == REJECTED
        kind = ReceiptTask.Kind.NEGATIVE if refused else ReceiptTask.Kind.PART
        receipt_tasks.open_for([sending], kind, message.received_at)


def presume_late(now: datetime) -> int:
    """What has waited 96 hours from GenDate is taken for refused, and is a task. Returns how many.

    Safe to run twice and by two at once. What stopped here has its own task.
    """
    found = 0
    while late := _presume(now):
        found += late
    return found


@transaction.atomic
def _presume(now: datetime) -> int:
    waiting = Sending.objects.filter(
        kind=SendingKind.MESSAGE,
        answered_status="",
        presumed_at=None,
        written_at__lte=now.astimezone(UTC) - PRESUMED_AFTER,
    ).exclude(state=SendingState.STOPPED)
    ordered = waiting.select_for_update(skip_locked=True, no_key=True).order_by("written_at", "pk")
    late = list(ordered[:BATCH])
    Sending.objects.filter(pk__in=[row.pk for row in late]).update(presumed_at=now)
    receipt_tasks.open_for(late, ReceiptTask.Kind.MISSING, now)
    return len(late)
