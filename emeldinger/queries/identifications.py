"""Who has said what about whom a message is about."""

from __future__ import annotations

from emeldinger.models import Identification, Message


def last_word(message: Message) -> Identification | None:
    """The newest one; None where only the number in the message has spoken. One query."""
    rows = message.identifications.select_related("by__staff", "patient")
    return rows.order_by("-pk").first()


def every_word(message: Message) -> list[Identification]:
    """Newest first. One query."""
    return list(message.identifications.select_related("by__staff", "patient").order_by("-pk"))
