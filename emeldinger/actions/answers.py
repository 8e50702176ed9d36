"""Receipts: written as bytes, owed as rows. Those that others send us are in ledger.py."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import uuid4

from emeldinger.formats.apprec import write_receipt
from emeldinger.formats.letter import Letter
from emeldinger.models import Message, Original, Sending, SendingKind
from emeldinger.receipt_rules import Owed
from heltom.lib import clock


@dataclass(frozen=True, slots=True)
class Draft:
    """A receipt with its bytes, not yet owed: the message that it is on has no row yet."""

    msg_id: str
    owed: Owed
    original: Original
    written_at: datetime


def drafts(letter: Letter, owed: Sequence[Owed], at: datetime) -> list[Draft]:
    return [_draft(letter, each, at) for each in owed]


def _draft(letter: Letter, owed: Owed, at: datetime) -> Draft:
    msg_id = str(uuid4())
    raw = write_receipt(
        msg_id=msg_id,
        written_at=at.astimezone(clock.OSLO),
        letter=letter,
        sender=owed.ours.party,
        status=owed.status,
        faults=owed.faults,
    )
    digest = hashlib.sha256(raw).hexdigest()
    original = Original(sha256=digest, size=len(raw), content=raw)
    return Draft(msg_id, owed, original, at)


def owe(
    message: Message, written: Sequence[Draft], *, channel: str, reference: str
) -> tuple[Sending, ...]:
    """The rows that the outbox sends by. Their bytes have been kept. One statement, or none."""
    if not written:
        return ()
    rows = [_sending(message, draft, channel, reference) for draft in written]
    return tuple(Sending.objects.bulk_create(rows))


def _sending(message: Message, draft: Draft, channel: str, reference: str) -> Sending:
    return Sending(
        kind=SendingKind.RECEIPT,
        msg_id=draft.msg_id,
        answers=message,
        original=draft.original,
        sender_her=draft.owed.ours.key,
        receiver_her=message.sender_her,
        receiver_name=message.sender_name,
        receipt_status=draft.owed.status,
        receipt_errors=[_told(asdict(fault)) for fault in draft.owed.faults],
        channel=channel,
        channel_reference=reference,
        written_at=draft.written_at,
        next_try_at=draft.written_at,
    )


def _told(fault: dict[str, str]) -> dict[str, str]:
    return {name: fault[name] for name in ("code", "text", "detail")}
