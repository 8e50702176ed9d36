"""Messages that belong together, theirs and ours, as a tree: what answers, changes or cancels what.
(HITS 1218)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from emeldinger.models import (
    Letter,
    LetterState,
    Message,
    Sending,
    SendingKind,
    Standing,
)
from emeldinger.queries import reached
from emeldinger.queries.receipts import Receipt, receipts_of
from teams.models import User
from teams.permissions import Permission, can
from teams.queries import name_of

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
class Part:
    """One thing that was said: a message that came, one that we sent, or one that somebody is writing."""

    key: str
    parent: str
    at: datetime
    pk: int
    what: Message | Sending | Letter


@dataclass(frozen=True, slots=True)
class Node:
    """One part of the conversation. `depth` is how far in it stands, `here` the one on the page."""

    part: Part
    depth: int
    here: bool

    @property
    def message(self) -> Message | None:
        return self.part.what if isinstance(self.part.what, Message) else None

    @property
    def sending(self) -> Sending | None:
        return self.part.what if isinstance(self.part.what, Sending) else None

    @property
    def draft(self) -> Letter | None:
        return self.part.what if isinstance(self.part.what, Letter) else None

    @property
    def letter(self) -> int | None:
        """The letter that it was written as, by its key."""
        if self.draft:
            return self.draft.pk
        return getattr(getattr(self.sending, "letter", None), "pk", None)

    @property
    def who(self) -> str:
        """Whoever of us wrote it, or is writing it."""
        writer = self.sending.written_by if self.sending else None
        writer = self.draft.changed_by if self.draft else writer
        return name_of(writer) if writer else ""

    @property
    def receipts(self) -> list[Receipt]:
        """Those of ours that must be told; a positive one is told only to whoever asks."""
        found = receipts_of(self.message) if self.message else ()
        return [receipt for receipt in found if receipt.must_be_told]

    @property
    def said(self) -> str:
        """Of theirs, where it is another than that it holds; of ours, how far it has come."""
        if self.sending:
            return str(reached.WORDS[reached.reached(self.sending)])
        if self.message is None or self.message.standing == Standing.CURRENT:
            return ""
        return str(self.message.get_standing_display())

    @property
    def colour(self) -> str:
        if self.sending:
            return reached.COLOURS[reached.reached(self.sending)]
        return COLOURS[Standing(self.message.standing)] if self.message else ""

    @property
    def errors(self) -> list[dict[str, str]]:
        """What the receiver found wrong with ours: code, text, and what was added."""
        return list(self.sending.answered_errors) if self.sending else []


@dataclass(frozen=True, slots=True)
class Conversation:
    """`elsewhere` lie with HTs whose messages the reader may not see; `older` are past what is shown."""

    nodes: tuple[Node, ...] = ()
    elsewhere: int = 0
    older: int = 0
    missing: str = field(default="")


def conversation_of(message: Message, user: User) -> Conversation:
    """Six queries, whatever its length. The parent that has not come is told of."""
    belongs = Q(pk=message.pk)
    if message.conversation:
        # What was rejected is not there, and a trial talks with trials only.
        same = Q(verdict=message.verdict, twin_of=None, conversation=message.conversation)
        belongs |= same
    every = Message.objects.filter(belongs)
    seen = every.visible_to(user)
    in_all, may_see = every.count(), seen.count()
    newest = list(seen.order_by("-received_at", "-pk").prefetch_related("sendings")[:SHOWN])
    rows = newest if message in newest else [*newest, message]
    ours = _ours(message, rows)
    shown = [one for one in ours if can(user, Permission.SEE_MESSAGES, one.ht)]
    elsewhere = in_all - may_see + len(ours) - len(shown)
    parts = [*map(_theirs, rows), *map(_sent, shown), *map(_begun, _drafts(rows, user))]
    return Conversation(
        nodes=tuple(_tree(sorted(parts, key=lambda one: (one.at, one.pk)), message)),
        elsewhere=elsewhere,
        older=max(may_see - len(rows), 0),
        missing=_missing(message, parts, elsewhere),
    )


def _ours(message: Message, rows: list[Message]) -> list[Sending]:
    """What we have sent in it, receipts apart: the newest."""
    belongs = Q(answers__in=rows)
    if message.conversation:
        belongs |= Q(conversation=message.conversation)
    sent = Sending.objects.filter(belongs, kind=SendingKind.MESSAGE)
    joined = sent.select_related("answers", "ht__site__unit", "written_by__staff", "letter")
    return list(joined.order_by("-written_at", "-pk")[:SHOWN])


def _drafts(rows: list[Message], user: User) -> list[Letter]:
    """What somebody has begun to write and not sent."""
    letters = Letter.objects.filter(answers__in=rows, state=LetterState.DRAFT)
    joined = letters.select_related("answers", "ht__site__unit", "changed_by__staff")
    found = joined.order_by("-made_at", "-pk")[:SHOWN]
    return [one for one in found if can(user, Permission.HANDLE_MESSAGES, one.ht)]


def _theirs(row: Message) -> Part:
    return Part(row.msg_id, row.parent_id, row.received_at, row.pk, row)


def _sent(row: Sending) -> Part:
    return Part(row.msg_id, row.answers.msg_id if row.answers else "", row.written_at, row.pk, row)


def _begun(row: Letter) -> Part:
    return Part("", row.answers.msg_id if row.answers else "", row.made_at, row.pk, row)


def _tree(parts: list[Part], here: Message) -> Iterator[Node]:
    """Depth first, each branch in the order it came. A circle of references is walked once."""
    first = {part.key: part for part in reversed(parts) if part.key}
    children: dict[str, list[Part]] = {}
    roots = []
    for part in parts:
        parent = first.get(part.parent)
        if parent is None or parent is part:
            roots.append(part)
        else:
            children.setdefault(parent.key, []).append(part)
    walked: set[int] = set()
    yield from _walk(roots, children, walked, here)
    yield from _walk([one for one in parts if id(one) not in walked], children, walked, here)


def _walk(
    roots: list[Part], children: dict[str, list[Part]], walked: set[int], here: Message
) -> Iterator[Node]:
    waiting = [(part, 0) for part in reversed(roots)]
    while waiting:
        part, depth = waiting.pop()
        if id(part) in walked:
            continue
        walked.add(id(part))
        yield Node(part, min(depth, DEEPEST), part.what == here)
        waiting += [(child, depth + 1) for child in reversed(children.get(part.key, []))]


def _missing(message: Message, parts: list[Part], elsewhere: int) -> str:
    known = {part.key for part in parts}
    if not message.parent_id or message.parent_id in known or elsewhere:
        return ""
    return _("Meldingen viser til en annen melding som ikke har kommet hit.")
