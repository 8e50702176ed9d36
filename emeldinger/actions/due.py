"""By when each message must be dealt with: counted when it comes, and anew when it changes.

The figures are in due_rules.py, and what a unit has set for itself in Deadline.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from emeldinger.due_rules import Due, Facts, Own, State, due
from emeldinger.formats import marks
from emeldinger.formats.letter import Letter, read_letter
from emeldinger.formats.reading import read
from emeldinger.formats.words import Reading
from emeldinger.models import Deadline, Message, Queue, Standing

if TYPE_CHECKING:
    from emeldinger.models.messages import MessageQuerySet
    from teams.models import Team, Unit

#: So many in one transaction.
A_BATCH = 500
#: In these nobody else sees it until somebody has found out.
UNCLEAR = (Queue.UNKNOWN_PATIENT, Queue.PROPOSED_PATIENT, Queue.SAME_ID, Queue.NO_TEAM)
STATES = {
    Standing.CHANGED: State.OVER,
    Standing.CANCELLED: State.OVER,
    Standing.CANCELS: State.TAKES_BACK,
    Standing.WAITS: State.WAITS,
}
FIELDS = ("due_rule", "due_at", "rank")


def mark(message: Message, letter: Letter, reading: Reading) -> None:
    """What the deadline is counted from. Not written yet."""
    message.urgency = marks.urgency_of(letter)
    message.content_code = marks.content_of(letter)
    message.has_medicines = marks.has_medicines(reading.sections)


def fill_due(message: Message) -> None:
    """Of a message that is being taken in; not written yet. One query."""
    _put(message, due(facts_of(message), message.received_at, own_of(message.ht)))


def set_due(message: Message) -> None:
    """Of one that has got another patient, HT, queue or standing. Three queries at most."""
    set_due_of([message.pk])


def set_due_of(keys: Iterable[int]) -> int:
    """Counts anew for the open ones among these, and returns how many have got another deadline.

    Three queries and one for each HT.
    """
    rows = list(_with_done(Message.objects.filter(pk__in=list(keys), closed_at__isnull=True)))
    own = {ht: own_of(ht) for ht in {row.ht for row in rows}}
    changed = [row for row in rows if _count(row, own[row.ht])]
    Message.objects.bulk_update(changed, FIELDS)
    return len(changed)


def _with_done(rows: MessageQuerySet) -> MessageQuerySet:
    """With `took_back_done`: whether it takes back what somebody has opened or closed. In one order, so
    that two who count at once do not wait for each other.
    """
    done = Q(opened_at__isnull=False) | Q(closed_at__isnull=False)
    taken_back = Message.objects.filter(done, followed_by=OuterRef("pk"))
    return rows.select_related("ht").annotate(took_back_done=Exists(taken_back)).order_by("pk")


def _count(row: Message, own: Own) -> bool:
    """Whether that changed anything."""
    took_back_done = bool(getattr(row, "took_back_done", False))
    before = (row.due_rule, row.due_at, row.rank)
    _put(row, due(facts_of(row, took_back_done), row.received_at, own))
    return before != (row.due_rule, row.due_at, row.rank)


def _put(message: Message, found: Due) -> None:
    message.due_rule, message.due_at, message.rank = found.rule, found.at, found.rank


def facts_of(message: Message, took_back_done: bool = False) -> Facts:
    """What is known of it. `took_back_done` is told by the conversation, not by the row."""
    return Facts(
        type_code=message.type_code,
        event_code=message.event_code,
        content_code=message.content_code,
        urgency=message.urgency or message.priority,
        state=_state(message, took_back_done),
        is_copy=message.is_copy,
        has_medicines=message.has_medicines,
    )


def _state(message: Message, took_back_done: bool) -> State:
    state = STATES.get(Standing(message.standing), State.USUAL)
    if state is State.TAKES_BACK and took_back_done:
        return State.TAKES_BACK_DONE
    if state is not State.USUAL:
        return state
    if message.queue == Queue.UNREADABLE:
        return State.UNREADABLE
    return State.UNCLEAR if message.queue in UNCLEAR else State.USUAL


def own_of(ht: Team | None) -> Own:
    """What the HT's unit has set; the newest of each rule holds. One query."""
    if ht is None:
        return {}
    rows = Deadline.objects.filter(unit__sites__teams=ht).order_by("pk")
    return {row.rule: (row.minutes, row.rank) for row in rows}


def recount(unit: Unit) -> int:
    """All that is open in the unit, after it has changed a deadline. Returns how many it moved."""
    rows = Message.objects.open().filter(ht__site__unit=unit).order_by("pk")
    return sum(set_due_of(keys) for keys in _batches(list(rows.values_list("pk", flat=True))))


def _batches(keys: list[int]) -> Iterator[list[int]]:
    return (keys[begin : begin + A_BATCH] for begin in range(0, len(keys), A_BATCH))


@transaction.atomic
def count_missing(most: int = A_BATCH) -> int:
    """Open messages that have no deadline yet, because they came before there were any: their originals are
    read for what it is counted from. Returns how many; 0 when there are none left. One query then.
    """
    missing = Message.objects.open().filter(due_rule="").select_related("original")
    locked = missing.select_for_update(of=("self",), skip_locked=True)
    rows = list(locked.order_by("pk")[:most])
    for row in rows:
        if not (row.urgency or row.content_code or row.has_medicines):
            _mark_again(row)
    Message.objects.bulk_update(rows, ["urgency", "content_code", "has_medicines"])
    set_due_of(row.pk for row in rows)
    return len(rows)


def _mark_again(message: Message) -> None:
    """What is too large lies as a file, and says nothing that the row does not."""
    raw = message.original.content
    if raw is not None:
        letter = read_letter(bytes(raw))
        mark(message, letter, read(letter))
