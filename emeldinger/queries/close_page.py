"""The panel beside a message: open, what may be done; closed, what was, and what of it can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from emeldinger.models import Consequence, HandlingNote, Match, Message
from emeldinger.permissions import check_can_handle, get_message
from emeldinger.queries.closings import Closed, closed, notes_of
from emeldinger.queries.earlier import ONLY_SAID, cannot
from teams.models import Team, User
from teams.queries import name_of


@dataclass(frozen=True, slots=True)
class Told:
    """One thing the message led to: where it is seen, and why it cannot be undone."""

    one: Consequence
    url: str
    cannot: str

    @property
    def may_undo(self) -> bool:
        is_made = self.one.kind not in ONLY_SAID
        return is_made and self.one.undone_at is None and not self.cannot

    @property
    def undone_who(self) -> str:
        return name_of(self.one.undone_by) if self.one.undone_by else ""


@dataclass(frozen=True, slots=True)
class History:
    closed: Closed
    told: list[Told]


@dataclass(frozen=True, slots=True)
class ClosePage:
    message: Message
    histories: list[History]
    notes: list[HandlingNote]
    taken_by: str

    @property
    def is_closed(self) -> bool:
        return self.message.closed_at is not None

    @property
    def asks_who(self) -> bool:
        """Whether it is about somebody, and nobody has said whom."""
        return self.message.match in (Match.PROPOSED, Match.UNKNOWN)


def close_page(message: Message) -> ClosePage:
    """Four queries, and one for each extra visit it led to."""
    return ClosePage(
        message=message,
        histories=[
            History(row, [_told(one) for one in row.consequences]) for row in closed(message)
        ],
        notes=list(notes_of(message)),
        taken_by=name_of(message.taken_by) if message.taken_by else "",
    )


def _told(one: Consequence) -> Told:
    return Told(one, _url(one), cannot(one) if one.undone_at is None else "")


def _url(one: Consequence) -> str:
    """Where it can be seen; the access is asked for there."""
    if one.pause_id:
        return reverse("worklists:stay", args=[one.pause_id])
    if one.visit_id:
        return reverse("worklists:visit", args=[one.visit_id])
    return ""


def chosen_messages(user: User, ht: Team, keys: Sequence[int]) -> list[Message]:
    """Of those ticked on the list, the ones of this HT that she may see. One query."""
    rows = Message.objects.visible_to(user).filter(ht=ht, pk__in=keys)
    return list(rows.order_by("pk"))


def get_consequence(user: User, pk: int) -> Consequence:
    """What a message led to, for one who handles it. Raises as `get_message`, and NotAllowed."""
    found = Consequence.objects.select_related("closing").filter(pk=pk).first()
    if found is None:
        raise Http404
    check_can_handle(user, get_message(user, found.closing.message_id))
    return found
