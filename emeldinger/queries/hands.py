"""In whose hands a message is, as the page tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from emeldinger.models import Message
from emeldinger.permissions import can_handle
from emeldinger.queries.on_duty import on_duty_now
from teams.queries import name_of

if TYPE_CHECKING:
    from teams.models import User


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has it; `is_gone` where she is not at work any more, and somebody must take over."""

    pk: int
    name: str
    since: datetime
    is_me: bool
    is_gone: bool

    @property
    def version(self) -> str:
        return f"{self.pk}{self.is_gone}"


@dataclass(frozen=True, slots=True)
class Hands:
    """`may` is whether the one who looks may take it: open, and she handles messages there."""

    message: Message
    holder: Holder | None
    may: bool


def holder_of(message: Message, user: User, at_work: set[int]) -> Holder | None:
    """`at_work` are those who are on a shift. Wants `taken_by__staff` joined in."""
    who, since = message.taken_by, message.taken_at
    if who is None or since is None:
        return None
    return Holder(who.pk, name_of(who), since, who.pk == user.pk, who.pk not in at_work)


def hands_of(message: Message, user: User) -> Hands:
    """One query, and none for a message that nobody has."""
    at_work = on_duty_now([message.taken_by_id]) if message.taken_by_id else set()
    is_open = message.verdict == "tatt-imot" and message.closed_at is None
    return Hands(message, holder_of(message, user, at_work), is_open and can_handle(user, message))
