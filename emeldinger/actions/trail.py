"""What a nurse does with a message stands in the audit: who, when, in which role, and about whom."""

from __future__ import annotations

from emeldinger.models import Message
from teams.audit import record
from teams.models import User
from teams.permissions import Permission


def note(
    message: Message,
    verb: str,
    by: User,
    reason: str = "",
    details: dict[str, object] | None = None,
) -> None:
    """In the transaction of what is done. The patient is the one whom the message is about now."""
    record(
        by=by,
        verb=verb,
        obj=message,
        team=message.ht,
        permission=Permission.HANDLE_MESSAGES,
        patient_number=message.patient.number if message.patient else "",
        reason=reason,
        details=details,
    )
