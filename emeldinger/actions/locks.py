"""Who takes in what, one at a time: locks on names of messages, held until the transaction ends."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

#: Keeps these names apart from those that others lock.
SPACE = 80601
#: Held by whoever joins messages to each other; taken before any name, so that nobody waits in a circle.
TALK = "samtaler"


def hold_talk() -> None:
    _hold([TALK])


def hold(names: Iterable[str]) -> None:
    """Wait until nobody else holds any of these. One statement."""
    _hold(sorted({f"id {name}" for name in names if name}))


def hold_watch(job: str) -> None:
    """One run of a job of the clock at a time: what the first has told the second sees."""
    _hold([f"vakten {job}"])


def _hold(names: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(name, %s)) FROM unnest(%s::text[]) AS name",
            [SPACE, names],
        )
