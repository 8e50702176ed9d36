"""Somebody has read up on a patient before the meeting."""

from __future__ import annotations

from boards.models import Item, ItemReading
from heltom.lib import clock
from teams.models import User


def mark_read(*, item: Item, by: User) -> ItemReading:
    """Read again, the mark is of the last time."""
    reading, _made = ItemReading.objects.update_or_create(
        item=item, user=by, defaults={"at": clock.now()}
    )
    return reading
