"""What became of a message, told to programs: one line of import_emelding, and the API's answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from emeldinger.models import Match, Message, Sending
from emeldinger.queries.findings import kept, sentence
from emeldinger.queries.receipts import receipt

#: How sure it is whom it is about, in the words of the command.
STATUSES = {
    Match.KNOWN.value: "found",
    Match.PROPOSED.value: "proposed",
    Match.UNKNOWN.value: "unknown",
    Match.NOBODY.value: "none",
}


def outcome(
    message: Message, *, receipts: Sequence[Sending], new: bool, seconds: float
) -> dict[str, Any]:
    """`receipts` are those that this taking owes: none for what has come before. `receipt` is the first of
    them; there are more where several of us are its receivers.
    """
    told = [_receipt(sending) for sending in receipts]
    return {
        "msg_id": message.msg_id,
        "type": message.type_code,
        "patient": {
            "status": STATUSES[message.match],
            "number": message.patient.number if message.patient else None,
        },
        "findings": [
            {
                "code": finding.code.value,
                "where": finding.where,
                "value": finding.value,
                "text": sentence(finding.code),
            }
            for finding in kept(message)
        ],
        "receipt": told[0] if told else None,
        "receipts": told,
        "verdict": message.verdict,
        "queue": message.queue,
        "standing": message.standing,
        "duplicate": not new,
        "sha256": message.original.sha256,
        "seconds": round(seconds, 3),
    }


def for_the_carrier(told: dict[str, Any]) -> dict[str, Any]:
    """The same for another system: no number of ours, and nothing of what stands in the message."""
    return {
        **told,
        "patient": told["patient"]["status"],
        "findings": [
            {name: finding[name] for name in ("code", "where", "text")}
            for finding in told["findings"]
        ],
    }


def _receipt(sending: Sending) -> dict[str, Any]:
    told = receipt(sending)
    errors = [{"code": code, "text": text, "detail": detail} for code, text, detail in told.errors]
    return {
        "status": sending.receipt_status,
        "text": told.status,
        "errors": errors,
        "state": sending.state,
        "sender": sending.sender_her,
        "receiver": sending.receiver_her,
    }
