"""Lays those who wait into the minutes of one meeting. Plain data in, plain data out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits for a meeting. `is_review`: only because the whole of her must be gone through.
    `due_on` is when the review must be done. `placed` is a place that a person gave her.
    """

    patient: int
    since: date
    minutes: int
    is_review: bool
    due_on: date | None = None
    urgency: int = 0
    is_reported: bool = False
    placed: int | None = None
