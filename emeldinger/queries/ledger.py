"""What we have sent, and whether it got there: the ledger of an HT, and what must be done by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from emeldinger.formats.finding import Code
from emeldinger.models import Message, ReceiptTask, Sending, SendingKind, Verdict
from heltom.lib import clock
from teams.models import Team

#: Receipts that could not be joined to anything are told for so long; then only the log has them.
STRAYS_FOR = timedelta(days=30)
#: Why a receipt that came was not taken as the answer to what it names.
STRAY = (Code.NO_REFERENCE, Code.OTHER_ANSWERER, Code.SECOND_ANSWER, Code.NO_STATUS)


@dataclass(frozen=True, slots=True)
class LedgerCounts:
    """`tasks` must be followed up by somebody, `unowned` of them by nobody yet, the first since `oldest`;
    `waiting` are sent, or about to be, within the 96 hours.
    """

    tasks: int
    unowned: int
    oldest: datetime | None
    waiting: int


def ledger_counts(ht: Team) -> LedgerCounts:
    """Two queries, of the open ones only."""
    tasks = open_tasks(ht).aggregate(
        every=Count("pk"), unowned=Count("pk", filter=Q(owner=None)), oldest=Min("opened_at")
    )
    waiting = written(ht).filter(WAITING).order_by().count()
    return LedgerCounts(tasks["every"], tasks["unowned"], tasks["oldest"], waiting)


#: Not answered, and may still be. What stopped will not be, without somebody's hand.
WAITING = Q(answered_status="", presumed_at=None) & ~Q(state="stanset")


def open_tasks(ht: Team) -> QuerySet[ReceiptTask]:
    return ReceiptTask.objects.filter(settled_at=None, sending__ht=ht).order_by("opened_at", "pk")


def written(ht: Team) -> QuerySet[Sending]:
    """What the HT has written to others; receipts are in the log."""
    return Sending.objects.filter(kind=SendingKind.MESSAGE, ht=ht)


def strays(ht: Team) -> QuerySet[Message]:
    """Receipts that came to us and answer nothing that they could: the newest first."""
    why = Q()
    for code in STRAY:
        why |= Q(findings__contains=[{"code": code.value}])
    since = clock.now() - STRAYS_FOR
    rows = Message.objects.filter(
        why, ht=ht, verdict=Verdict.ACKNOWLEDGEMENT, received_at__gte=since, answered=None
    )
    return rows.order_by("-received_at", "-pk")
