"""Messages by the names that other systems know them by."""

from __future__ import annotations

from emeldinger.models import Message
from emeldinger.models.messages import NOT_HERE


def messages_named(msg_id: str, sha256: str = "") -> list[Message]:
    """Those with this MsgId, in whatever letters it is written; more than one where a sender has used it
    twice for different contents, those that were taken in first. `sha256` is the hash of one of them, or
    how it begins. One query.
    """
    named = Message.objects.filter(original__sha256__startswith=sha256.lower())
    if msg_id:
        named = named.filter(msg_id__in={msg_id, msg_id.lower()})
    rows = named.select_related("original").defer("original__content").order_by("pk")
    return sorted(rows, key=lambda message: message.verdict in NOT_HERE)
