"""Send again what did not get there: the same bytes where it never left, else as a message of its own."""

from __future__ import annotations

import hashlib
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from emeldinger import originals
from emeldinger.actions import receipt_tasks
from emeldinger.actions.outbox import TASK
from emeldinger.formats.again import renewed
from emeldinger.models import Original, ReceiptTask, Sending, SendingState
from emeldinger.permissions import check_can_follow_up
from emeldinger.receipt_rules import PRESUMED_AFTER
from heltom.lib import clock, wake
from heltom.lib.errors import Refused
from teams.models import User

#: Of these the channel has forgotten all; the new row tells anew.
COPIED = (
    "kind", "sender_her", "receiver_her", "receiver_name", "channel", "ht_id", "patient_id",
    "type_code", "type_text", "answers_id",
)  # fmt: skip


@transaction.atomic
def send_again(*, task: ReceiptTask, by: User) -> Sending:
    """Settles the task and returns what is now owed. Twice by the same is once.

    What stopped here goes as it was: the receiver takes it once, whatever reached her. What was refused,
    or has been silent for 96 hours, goes under a new MsgId: under the old one nobody would take it in.
    Raises Refused where it is settled, where she has it with a fault in a part, or it is still on its way.
    """
    check_can_follow_up(by, task.sending)
    if already := _sent_again(task, by):
        return already
    row = receipt_tasks.locked_open(task)
    sending = Sending.objects.select_for_update(no_key=True).get(pk=row.sending_id)
    _check_helps(row, sending)
    again = _as_it_was(sending) if _goes_as_it_was(row, sending) else _anew(sending, by)
    receipt_tasks.done(row, ReceiptTask.Outcome.SENT_AGAIN, by)
    wake.after_commit(TASK)
    return again


def _sent_again(task: ReceiptTask, by: User) -> Sending | None:
    outcome = ReceiptTask.Outcome.SENT_AGAIN
    mine = ReceiptTask.objects.filter(pk=task.pk, outcome=outcome, settled_by=by)
    row = mine.select_related("sending").first()
    if row is None:
        return None
    return Sending.objects.filter(again_of=row.sending).first() or row.sending


def _check_helps(row: ReceiptTask, sending: Sending) -> None:
    if row.kind == ReceiptTask.Kind.PART:
        raise Refused(
            _(
                "Mottakeren har tatt imot meldingen. Ring om delen som var feil, eller skriv på nytt."
            )
        )
    if sending.state == SendingState.OWED:
        raise Refused(_("Meldingen venter alt på å bli sendt herfra. Ring mottakeren."))
    if Sending.objects.filter(again_of=sending).exists():
        raise Refused(_("Meldingen er alt sendt på nytt. Følg den nye."))


def _goes_as_it_was(row: ReceiptTask, sending: Sending) -> bool:
    """After 96 hours whoever gets it would find it too old: then it is written anew."""
    fresh = clock.now() - sending.written_at < PRESUMED_AFTER
    return row.kind == ReceiptTask.Kind.STOPPED and fresh


def _as_it_was(sending: Sending) -> Sending:
    sending.state, sending.next_try_at, sending.fault = SendingState.OWED, clock.now(), ""
    sending.claimed_until = None
    sending.save(update_fields=["state", "next_try_at", "fault", "claimed_until"])
    return sending


def _anew(sending: Sending, by: User) -> Sending:
    now, msg_id = clock.now(), str(uuid4())
    raw = renewed(b"".join(originals.pieces(sending.original)), msg_id=msg_id, written_at=now)
    digest = hashlib.sha256(raw).hexdigest()
    # It begins a talk of its own where the first one did: that is what they will answer.
    began = sending.conversation in ("", sending.msg_id)
    return Sending.objects.create(
        **{name: getattr(sending, name) for name in COPIED},
        msg_id=msg_id,
        conversation=msg_id if began else sending.conversation,
        original=Original.objects.create(sha256=digest, size=len(raw), content=raw),
        written_at=now,
        next_try_at=now,
        written_by=by,
        again_of=sending,
    )
