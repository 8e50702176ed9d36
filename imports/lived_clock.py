"""Doing things as somebody, and then: for what the demo has lived before it is opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from heltom.lib import clock
from teams.models import User


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """What is done within is done then: the actions ask the clock who is at work, and write it down."""
    real = clock.now
    clock.now = lambda: moment.astimezone(clock.OSLO)
    try:
        yield
    finally:
        clock.now = real


def user(username: str) -> User:
    return User.objects.get(username=username)
