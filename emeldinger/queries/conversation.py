"""Messages that belong together, as a tree: what answers, changes or cancels what (HITS 1218)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from emeldinger.models import Message, Standing
from emeldinger.queries.receipts import Receipt, receipts_of
from teams.models import User

#: So many are shown of one conversation, the newest; the sender's fault must not fill the page.
SHOWN = 60
#: How far in a branch is moved; deeper ones stand below each other.
DEEPEST = 4

COLOURS = {
    Standing.CURRENT: "",
    Standing.CHANGED: "warning",
    Standing.CANCELLED: "danger",
    Standing.CANCELS: "danger",
    Standing.WAITS: "warning",
}


@dataclass(frozen=True, slots=True)
class Node:
    """One message of the conversation. `depth` is how far in it stands, `here` the one on the page."""

    message: Message
    depth: int
    here: bool
    receipts: tuple[Receipt, ...]

    @property
    def standing(self) -> str:
        """Said where it is another than that it holds."""
        is_current = self.message.standing == Standing.CURRENT
        return "" if is_current else str(self.message.get_standing_display())

    @property
    def colour(self) -> str:
        return COLOURS[Standing(self.message.standing)]


@dataclass(frozen=True, slots=True)
class Conversation:
    """`elsewhere` lie with HTs whose messages the reader may not see; `older` are past what is shown."""

    nodes: tuple[Node, ...] = ()
    elsewhere: int = 0
    older: int = 0
    missing: str = field(default="")


def conversation_of(message: Message, user: User) -> Conversation:
    """Four queries, whatever its length. The parent that has not come is told of."""
    if not message.conversation:
        return Conversation()
    # What was rejected is not there, and a trial talks with trials only.
    belongs = Q(verdict=message.verdict, twin_of=None) | Q(pk=message.pk)
    every = Message.objects.filter(belongs, conversation=message.conversation)
    seen = every.visible_to(user)
    in_all, may_see = every.count(), seen.count()
    newest = list(seen.order_by("-received_at", "-pk").prefetch_related("sendings")[:SHOWN])
    rows = _with(message, newest)
    return Conversation(
        nodes=tuple(_tree(rows, message)),
        elsewhere=in_all - may_see,
        older=max(may_see - len(rows), 0),
        missing=_missing(message, rows, in_all - may_see),
    )


def _with(message: Message, newest: list[Message]) -> list[Message]:
    """The one on the page is there however old it is; oldest first."""
    rows = newest if message in newest else [*newest, message]
    return sorted(rows, key=lambda row: (row.received_at, row.pk))


def _tree(rows: list[Message], here: Message) -> Iterator[Node]:
    """Depth first, each branch in the order it came. A circle of references is walked once."""
    first = {row.msg_id: row for row in reversed(rows) if row.msg_id}
    children: dict[int, list[Message]] = {}
    roots = []
    for row in rows:
        parent = first.get(row.parent_id)
        if parent is None or parent.pk == row.pk:
            roots.append(row)
        else:
            children.setdefault(parent.pk, []).append(row)
    walked: set[int] = set()
    yield from _walk(roots, children, walked, here)
    yield from _walk([row for row in rows if row.pk not in walked], children, walked, here)


def _walk(
    roots: list[Message], children: dict[int, list[Message]], walked: set[int], here: Message
) -> Iterator[Node]:
    waiting = [(row, 0) for row in reversed(roots)]
    while waiting:
        row, depth = waiting.pop()
        if row.pk in walked:
            continue
        walked.add(row.pk)
        yield Node(row, min(depth, DEEPEST), row.pk == here.pk, tuple(receipts_of(row)))
        waiting += [(child, depth + 1) for child in reversed(children.get(row.pk, []))]


def _missing(message: Message, rows: list[Message], elsewhere: int) -> str:
    known = {row.msg_id for row in rows}
    if not message.parent_id or message.parent_id in known or elsewhere:
        return ""
    return _("Meldingen viser til en annen melding som ikke har kommet hit.")
