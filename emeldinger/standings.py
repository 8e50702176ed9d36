"""What each message of a conversation is, by what was written after it: in whatever order they came.

Plain data in and out. HIS 80704: a change (M) brings the complete content and takes the place of what was;
a cancellation (C) takes away everything earlier. Answers and questions change nothing. Both only of what
the same organisation has sent about the same patient: anybody can name a MsgId.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import heapify, heappop, heappush

from emeldinger.models import Standing
from heltom.lib import national_id

CHANGE, CANCELLATION = "M", "C"
#: What counts at the same instant: the sender's clock has only seconds.
ORDER = {CHANGE: 1, CANCELLATION: 2}
LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """One message: its row, its MsgId, what it answers (a MsgId), its type and Forsendelsesstatus; the
    organisation that sent it, and the patient's number as it stands there.
    """

    pk: int
    msg_id: str
    parent: str
    kind: str
    status: str
    written_at: datetime | None
    sender: str
    person: str


@dataclass(frozen=True, slots=True)
class Place:
    """`after` is the row that took this one's place, None where none did."""

    standing: Standing
    after: int | None = None


def standings(items: Sequence[Item]) -> dict[int, Place]:
    """The place of every message of one conversation, by its row."""
    places = {item.pk: Place(Standing.CURRENT) for item in items}
    earlier: list[Item] = []
    for item in in_order(items):
        same = [other for other in earlier if _is_of_the_same(other, item)]
        if item.status == CANCELLATION:
            places[item.pk] = _cancel(item, same, places)
        elif item.status == CHANGE:
            _change(item, same, places)
        earlier.append(item)
    return places


def _is_of_the_same(one: Item, other: Item) -> bool:
    """Whoever cannot be told apart from others changes nothing."""
    sender = one.sender == other.sender != ""
    return sender and one.kind == other.kind and _may_be_one(one.person, other.person)


def _may_be_one(one: str, other: str) -> bool:
    """Two numbers of one kind are two people; she may have had a hjelpenummer before her own."""
    try:
        return one == other or national_id.kind_of(one) is not national_id.kind_of(other)
    except national_id.InvalidNationalId:
        return True


def _change(item: Item, same: Iterable[Item], places: dict[int, Place]) -> None:
    for other in same:
        if places[other.pk].standing is Standing.CURRENT and other.status != CANCELLATION:
            places[other.pk] = Place(Standing.CHANGED, item.pk)


def _cancel(item: Item, same: Iterable[Item], places: dict[int, Place]) -> Place:
    """It waits as long as there is nothing that it could have taken away."""
    standing = Standing.WAITS
    for other in same:
        if other.status != CANCELLATION:
            standing = Standing.CANCELS
            if places[other.pk].standing is not Standing.CANCELLED:
                places[other.pk] = Place(Standing.CANCELLED, item.pk)
    return Place(standing)


def in_order(items: Sequence[Item]) -> list[Item]:
    """As they were written: what is answered before its answers whatever the clocks say, then by time, and
    at the same second a change after the new and a cancellation last.
    """
    by_id = {item.msg_id: item for item in items if item.msg_id}
    waiting: dict[int, list[Item]] = {}
    ready = []
    for item in items:
        parent = by_id.get(item.parent)
        if parent is None or parent.pk == item.pk:
            ready.append((_key(item), item))
        else:
            waiting.setdefault(parent.pk, []).append(item)
    heapify(ready)
    found = []
    while ready:
        item = heappop(ready)[1]
        found.append(item)
        for child in waiting.pop(item.pk, ()):
            heappush(ready, (_key(child), child))
    # A circle of references is the sender's fault; time alone must do.
    return found + sorted((i for left in waiting.values() for i in left), key=_key)


def _key(item: Item) -> tuple[datetime, int, str, int]:
    return item.written_at or LONG_AGO, ORDER.get(item.status, 0), item.msg_id, item.pk
