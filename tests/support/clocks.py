"""The clock of the house, pinned: what a test says must hold at every hour at which it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

import pytest

from heltom.lib import clock

#: Today for all tests of a run, also of one that goes on past midnight.
TODAY = clock.today()


def pin(monkeypatch: pytest.MonkeyPatch, at: datetime | time, day: date | None = None) -> datetime:
    """The clock stands still from here: at the hour of the day, today unless said, or at the instant."""
    if isinstance(at, time):
        at = clock.at(day or TODAY, at)
    now = at.astimezone(clock.OSLO)
    monkeypatch.setattr(clock, "now", lambda: now)
    return now


@contextmanager
def clock_at(at: datetime | time, day: date | None = None) -> Iterator[datetime]:
    """The same for a while, where there is no monkeypatch: in what is made once for a module."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield pin(monkeypatch, at, day)
