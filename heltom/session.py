"""How long a login lasts: half an hour without a person's doing, and never more than twelve hours."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

#: Once a minute in half an hour is exact enough, and spares a write for every page.
NOTED = 30


@dataclass(frozen=True, slots=True)
class Left:
    """Seconds: until it ends if nobody does anything, and until it ends whatever is done."""

    idle: int
    age: int

    @property
    def is_over(self) -> bool:
        return min(self.idle, self.age) < 0

    def __str__(self) -> str:
        """As the header and the page have it, for the script that warns before the end."""
        return f"idle={self.idle}, age={self.age}"


def left(session: SessionBase) -> Left:
    now = int(time.time())
    began = session.setdefault("began", now)
    seen = session.setdefault("seen", now)
    return Left(
        idle=settings.SESSION_IDLE_SECONDS - (now - seen),
        age=settings.SESSION_COOKIE_AGE - (now - began),
    )


def note_doing(session: SessionBase) -> None:
    """A person has done something now."""
    now = int(time.time())
    if now - session["seen"] >= settings.SESSION_IDLE_SECONDS // NOTED:
        session["seen"] = now
