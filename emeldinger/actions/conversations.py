"""Messages that belong together: joined by their references, in whatever order they come.

Only what was taken in talks with anything: what was rejected is not there, a trial changes no real
message, and another content under a known MsgId may be anybody's.

A message that names others holds `locks.hold_talk` and the names of all that it touches; one that names
none holds its own name. So whatever two processes take in at once, the second sees what the first did.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import CharField, Q, QuerySet, Value
from django.utils.translation import gettext as _

from emeldinger.actions import locks, trail
from emeldinger.actions.due import set_due_of
from emeldinger.formats.head import Head
from emeldinger.models import Message, Standing, Verdict
from emeldinger.permissions import check_can_handle
from emeldinger.queries.cancellations import original_of
from emeldinger.standings import Item, Place, standings
from heltom.lib.errors import Refused
from teams.models import User

#: Read whole up to here, as every real conversation is. What is longer is a sender that calls all it writes
#: one conversation: everybody would wait while it was read.
LONGEST = 300


class Expected(Exception):
    """Others name this message already: whoever takes it in must hold the talk from the beginning."""


@dataclass(frozen=True, slots=True)
class Talk:
    """`key` is the conversation's name, `alone` whether nothing else of it is here. `merged` are the names
    that its parts have had until now.
    """

    key: str
    alone: bool = True
    merged: frozenset[str] = frozenset()


def names(head: Head) -> set[str]:
    """The MsgIds that a message names beside its own."""
    return {head.parent, head.conversation} - {"", head.msg_id}


def find(head: Head, *, holds_talk: bool) -> Talk:
    """Where a message that is not yet written belongs. Its own name and those it names are held.

    One query, or a few where several conversations turn out to be one. Raises Expected.
    """
    held = {head.msg_id, *names(head)}
    while True:
        found = _relatives(head)
        if found and not holds_talk:
            raise Expected
        talk = _talk(head, found)
        new = {talk.key, *talk.merged} - held
        if not new or not holds_talk:
            return talk
        # What was being written while we waited for its name is read anew.
        locks.hold(new)
        held |= new


def _relatives(head: Head) -> list[tuple[str, str]]:
    """MsgId and conversation of those it names; of those that wait for it, and of the conversations so
    called, only the conversation, with no MsgId: as few rows however long a conversation is.
    """
    mine, others = {head.msg_id} - {""}, names(head)
    rows, nothing = _talking(), Value("", output_field=CharField())
    named = rows.filter(msg_id__in=others).values_list("msg_id", "conversation")
    waiting = rows.filter(parent_id__in=mine).values_list(nothing, "conversation").distinct()
    called = [
        rows.filter(conversation=name).values_list(nothing, "conversation")[:1]
        for name in sorted(mine | others)
    ]
    return list(named.union(waiting, *called, all=True).order_by())


def _talking() -> QuerySet[Message]:
    return Message.objects.filter(verdict=Verdict.TAKEN, twin_of=None).order_by()


def _talk(head: Head, found: list[tuple[str, str]]) -> Talk:
    """What it calls its conversation; else that of what it answers; else what waits for it says."""
    by_id = {msg_id: conversation for msg_id, conversation in found if msg_id}
    known = {conversation for _msg_id, conversation in found}
    said = by_id.get(head.conversation, head.conversation)
    answered = by_id.get(head.parent, head.parent)
    key = said or answered or min(known - {head.msg_id}, default=head.msg_id)
    return Talk(key, alone=not found, merged=frozenset(known - {key}))


def settle(talk: Talk, message: Message) -> None:
    """After the message has been written: one name for all of it, and each message its place."""
    if talk.alone:
        return
    if talk.merged:
        Message.objects.filter(conversation__in=talk.merged).update(conversation=talk.key)
    _place_all(talk.key, message)


def _place_all(key: str, newest: Message) -> None:
    rows = _talking().filter(conversation=key).only(*FIELDS)
    found = list(rows.order_by("pk")[: LONGEST + 1])
    if len(found) > LONGEST:
        found = _touched_by(newest, rows)
    _write(standings([_item(row) for row in found]), found)


def _touched_by(newest: Message, rows: QuerySet[Message]) -> list[Message]:
    """What the new one can change or be changed by, in a conversation too long to be one: what it answers
    and what answers it, and the latest of its sender, type and person. Two queries.
    """
    near = rows.filter(Q(msg_id=newest.parent_id) | Q(parent_id=newest.msg_id) | Q(pk=newest.pk))
    same = rows.filter(
        type_code=newest.type_code,
        person_number=newest.person_number,
        sender_organisation=newest.sender_organisation,
    )
    # A sender without an organisation is one by herself.
    if not newest.sender_organisation:
        same = same.filter(sender_her=newest.sender_her)
    latest = [*near.order_by("-pk")[:LONGEST], *same.order_by("-pk")[:LONGEST]]
    return sorted({row.pk: row for row in latest}.values(), key=lambda row: row.pk)


FIELDS = (
    "msg_id",
    "parent_id",
    "type_code",
    "status_code",
    "generated_at",
    "sender_organisation",
    "sender_her",
    "person_number",
    "standing",
    "followed_by_id",
)


def _item(row: Message) -> Item:
    return Item(
        pk=row.pk,
        msg_id=row.msg_id,
        parent=row.parent_id,
        kind=row.type_code,
        status=row.status_code,
        written_at=row.generated_at,
        sender=row.sender_organisation or row.sender_her,
        person=row.person_number,
    )


def _write(places: dict[int, Place], rows: Iterable[Message]) -> None:
    """Only what has changed; one statement for each place that something has got."""
    moved: dict[Place, list[int]] = {}
    for row in rows:
        place = places[row.pk]
        if (row.standing, row.followed_by_id) != (place.standing, place.after):
            moved.setdefault(place, []).append(row.pk)
    for place, keys in moved.items():
        Message.objects.filter(pk__in=keys).update(
            standing=place.standing, followed_by_id=place.after
        )
    # What takes back and what is taken back are due by what they have become.
    set_due_of(key for keys in moved.values() for key in keys)


@transaction.atomic
def link(*, cancellation: Message, original: Message, by: User) -> None:
    """A nurse says which message a cancellation without a reference takes away.

    Raises Refused where it names one itself, has been linked to another, or the two do not fit.
    """
    check_can_handle(by, cancellation)
    check_can_handle(by, original)
    locks.hold_talk()
    locks.hold([cancellation.msg_id, original.msg_id])
    cancellation = Message.objects.select_for_update(no_key=True).get(pk=cancellation.pk)
    if cancellation.parent_id == original.msg_id:
        return
    original = Message.objects.get(pk=original.pk)
    _check_fits(cancellation, original)
    cancellation.parent_id, cancellation.conversation = original.msg_id, original.conversation
    cancellation.save(update_fields=["parent_id", "conversation"])
    _place_all(original.conversation, cancellation)
    trail.note(cancellation, "cancellation_linked", by, details={"original": original.pk})


def _check_fits(cancellation: Message, original: Message) -> None:
    if cancellation.standing != Standing.WAITS or cancellation.parent_id:
        raise Refused(_("Kanselleringen hører alt til en annen melding. Last siden på nytt."))
    if original_of(cancellation) != original:
        raise Refused(
            _("Kanselleringen passer ikke til denne meldingen lenger. Last siden på nytt.")
        )
