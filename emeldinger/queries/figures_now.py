"""What stands now, and what has come to the wrong place: counts, which grade nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Max, Min, Q

from emeldinger.models import (
    Consequence,
    ConsequenceKind,
    Message,
    ReceiptTask,
    Sending,
    SendingKind,
    SendingState,
)
from emeldinger.queries.ages import age
from emeldinger.queries.counting import counted
from emeldinger.queries.lines import type_name
from teams.models import Team

#: A receipt should have come within a day, and after four it is taken for refused (HITS 1168).
A_DAY, PRESUMED = timedelta(hours=24), timedelta(hours=96)
#: Senders shown; the rest are few messages each.
SENDERS = 20


@dataclass(frozen=True, slots=True)
class Overdue:
    """Messages of one type whose deadline is past. `since` is the deadline that has been past longest."""

    label: str
    number: int
    since: datetime
    now: datetime

    @property
    def age(self) -> str:
        return age(self.since, self.now)


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What we have sent and have no receipt on, by how long ago; and what is to be done by hand."""

    young: int
    late: int
    presumed: int
    tasks: int
    unowned: int
    owed: int
    """Receipts that we owe others and that have not gone out."""

    @property
    def total(self) -> int:
        return self.young + self.late + self.presumed


@dataclass(frozen=True, slots=True)
class WrongAddress:
    sender: str
    number: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """`open` and `unopened` are counted no further than to ten thousand and one."""

    open: int
    unopened: int
    overdue: list[Overdue]
    outstanding: Outstanding

    @property
    def late(self) -> int:
        return sum(row.number for row in self.overdue)


def standing(hts: Iterable[Team], now: datetime) -> Standing:
    """Six queries, each of a partial index."""
    chosen = list(hts)
    rows = Message.objects.open().filter(ht__in=chosen)
    return Standing(
        open=counted(rows),
        unopened=counted(rows.filter(opened_at__isnull=True)),
        overdue=_overdue(chosen, now),
        outstanding=_outstanding(chosen, now),
    )


def _overdue(hts: list[Team], now: datetime) -> list[Overdue]:
    """The one that has waited longest first."""
    rows = Message.objects.open().filter(ht__in=hts, due_at__lt=now).order_by()
    found = rows.values("type_code").annotate(
        text=Max("type_text"), number=Count("pk"), since=Min("due_at")
    )
    return [
        Overdue(type_name(row["type_code"], row["text"]), row["number"], row["since"], now)
        for row in sorted(found, key=lambda row: row["since"])
    ]


def _outstanding(hts: list[Team], now: datetime) -> Outstanding:
    ours = Sending.objects.filter(kind=SendingKind.MESSAGE, ht__in=hts, answered_status="")
    instant = now.astimezone(UTC)
    late, presumed = Q(written_at__lt=instant - A_DAY), Q(written_at__lt=instant - PRESUMED)
    sums = ours.aggregate(
        young=Count("pk", filter=~late),
        late=Count("pk", filter=late & ~presumed),
        presumed=Count("pk", filter=presumed),
    )
    tasks = ReceiptTask.objects.filter(settled_at__isnull=True, sending__ht__in=hts).aggregate(
        tasks=Count("pk"), unowned=Count("pk", filter=Q(owner__isnull=True))
    )
    receipts = Sending.objects.filter(kind=SendingKind.RECEIPT, answers__ht__in=hts)
    owed = counted(receipts.exclude(state=SendingState.SENT))
    return Outstanding(**sums, **tasks, owed=owed)


def wrong_addresses(hts: Iterable[Team], since: datetime) -> list[WrongAddress]:
    """Who has sent what was for somebody else, most first. One query."""
    rows = Consequence.objects.filter(
        kind=ConsequenceKind.WRONG_ADDRESS,
        undone_at__isnull=True,
        closing__reopened_at__isnull=True,
        closing__at__gte=since,
        closing__message__ht__in=list(hts),
    ).order_by()
    sender = "closing__message__sender_name"
    found = rows.values(sender).annotate(number=Count("pk"), last=Max("closing__at"))
    return [
        WrongAddress(row[sender], row["number"], row["last"])
        for row in found.order_by("-number", sender)[:SENDERS]
    ]
