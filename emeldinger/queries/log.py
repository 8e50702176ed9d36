"""What is in nobody's work: rejected, tried, sent to others; and the receipts, with how far they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from emeldinger.models import Message, Sending, SendingKind, SendingState, Verdict
from emeldinger.queries.ages import age
from emeldinger.queries.counting import A_PAGE, Turned, counted, page_in
from emeldinger.queries.lines import type_name
from emeldinger.queries.receipts import Receipt, receipt, receipts_of
from heltom.lib import clock
from teams.models import Team


class What(StrEnum):
    """A part of the log. What has not gone out comes first: somebody waits for it."""

    UNSENT = "ikke-sendt"
    REJECTED = "avvist"
    ELSEWHERE = "annen-mottaker"
    TEST = "test"
    SENT = "sendt"
    RECEIVED = "mottatt"


VERDICTS = {
    What.REJECTED: Verdict.REJECTED,
    What.ELSEWHERE: Verdict.ELSEWHERE,
    What.TEST: Verdict.TEST,
    What.RECEIVED: Verdict.ACKNOWLEDGEMENT,
}


@dataclass(frozen=True, slots=True)
class LogLine:
    """A message that is in nobody's work, or one that we owe or have sent a receipt on (`sending`).

    Whom it is about is not told here: that is for whoever opens it.
    """

    message: Message
    receipts: tuple[Receipt, ...]
    sending: Sending | None
    now: datetime

    @property
    def title(self) -> str:
        return type_name(self.message.type_code, self.message.type_text)

    @property
    def answer(self) -> str:
        """What a receipt that we have got says; nothing that any other message says."""
        is_answer = self.message.verdict == Verdict.ACKNOWLEDGEMENT
        return self.message.subject if is_answer else ""

    @property
    def waited(self) -> str:
        """How long our receipt has been owed; empty where it has gone."""
        if self.sending is None or self.sending.state == SendingState.SENT:
            return ""
        return age(self.sending.written_at, self.now)


@dataclass(frozen=True, slots=True)
class LogPage(Turned):
    """`unsent` is what has not gone out, counted on every part of the log."""

    ht: Team
    what: What
    lines: list[LogLine]
    total: int
    unsent: int
    number: int

    @property
    def tabs(self) -> list[tuple[str, str, bool, int | None]]:
        """Label, address, whether it is this one, and how many."""
        unsent = What.UNSENT
        return [
            (str(label), f"hva={what}", what == self.what, self.unsent if what == unsent else None)
            for what, label in labels().items()
        ]

    @property
    def previous(self) -> str | None:
        return f"hva={self.what}&side={self.number - 1}" if self.number > 1 else None

    @property
    def next(self) -> str | None:
        return f"hva={self.what}&side={self.number + 1}" if self.number < self.pages else None

    @property
    def label(self) -> str:
        return labels()[self.what]


def labels() -> dict[What, str]:
    return {
        What.UNSENT: _("Ikke sendt ennå"),
        What.REJECTED: _("Avvist"),
        What.ELSEWHERE: _("Sendt til andre"),
        What.TEST: _("Prøvemeldinger"),
        What.SENT: _("Kvitteringer vi har sendt"),
        What.RECEIVED: _("Kvitteringer vi har fått"),
    }


def log_page(ht: Team, what: str, page: str) -> LogPage:
    """Some five queries, however long the log is."""
    chosen = What(what) if what in list(What) else What.UNSENT
    rows = _sendings(ht, chosen) if chosen in (What.UNSENT, What.SENT) else _messages(ht, chosen)
    total = counted(rows)
    number = page_in(page, total)
    shown: list[Message | Sending] = list(rows[(number - 1) * A_PAGE : number * A_PAGE])
    unsent = counted(_sendings(ht, What.UNSENT))
    return LogPage(ht, chosen, _lines(shown), total, unsent, number)


def _sendings(ht: Team, what: What) -> QuerySet[Sending]:
    """Receipts on the HT's messages: the one that has waited longest first, of the sent the last."""
    rows = Sending.objects.filter(kind=SendingKind.RECEIPT, answers__ht=ht)
    joined = rows.select_related("answers")
    if what == What.SENT:
        return joined.filter(state=SendingState.SENT).order_by("-answers__received_at", "-pk")
    return joined.exclude(state=SendingState.SENT).order_by("written_at", "pk")


def _messages(ht: Team, what: What) -> QuerySet[Message]:
    receipts = Sending.objects.filter(kind=SendingKind.RECEIPT).order_by("pk")
    rows = Message.objects.filter(ht=ht, verdict=VERDICTS[what])
    return rows.order_by("-received_at", "-pk").prefetch_related(
        Prefetch("sendings", queryset=receipts)
    )


def _lines(rows: Sequence[Message | Sending]) -> list[LogLine]:
    now = clock.now()
    return [
        LogLine(row, tuple(receipts_of(row)), None, now)
        if isinstance(row, Message)
        else _of_sending(row, now)
        for row in rows
    ]


def _of_sending(row: Sending, now: datetime) -> LogLine:
    if row.answers is None:
        raise TypeError("a receipt answers a message: the database says so")
    return LogLine(row.answers, (receipt(row),), row, now)
