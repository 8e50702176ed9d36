"""The ledger page: what the HT has sent, in parts, and what must be followed up first."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from emeldinger.models import ContactPoint, Message, ReceiptTask, Sending
from emeldinger.queries.counting import A_PAGE, Turned, counted, page_in
from emeldinger.queries.ledger import WAITING, open_tasks, strays, written
from emeldinger.queries.sent_lines import SentLine, sent_lines, why_stray
from emeldinger.receipt_rules import OK
from teams.models import Team, User
from teams.permissions import Permission, can
from teams.queries import name_of


class Part(StrEnum):
    FOLLOW_UP = "folg-opp"
    WAITING = "venter"
    ARRIVED = "framme"
    ALL = "alle"
    STRAY = "uten-melding"


@dataclass(frozen=True, slots=True)
class StrayLine:
    """A receipt that answers nothing that it could."""

    message: Message
    why: str


@dataclass(frozen=True, slots=True)
class SentPage(Turned):
    """`numbers` are of the parts that somebody may have to do something about."""

    ht: Team
    part: Part
    lines: list[SentLine]
    strays: list[StrayLine]
    total: int
    numbers: dict[Part, int]
    number: int
    may_handle: bool

    @property
    def tabs(self) -> list[tuple[str, str, bool, int | None]]:
        """Label, address, whether it is this one, and how many."""
        return [
            (str(label), f"del={part}", part == self.part, self.numbers.get(part))
            for part, label in labels().items()
        ]

    @property
    def label(self) -> str:
        return labels()[self.part]

    @property
    def query(self) -> str:
        return f"del={self.part}&side={self.number}"

    @property
    def previous(self) -> str | None:
        return f"del={self.part}&side={self.number - 1}" if self.number > 1 else None

    @property
    def next(self) -> str | None:
        return f"del={self.part}&side={self.number + 1}" if self.number < self.pages else None

    @property
    def patient_numbers(self) -> set[str]:
        return {line.sending.patient.number for line in self.lines if line.sending.patient}

    @property
    def version(self) -> str:
        """Changes with all that the page tells but how long something has waited."""
        said = [f"{self.query}.{self.total}.{sorted(self.numbers.items())}"]
        said += [line.version for line in self.lines]
        said += [str(line.message.pk) for line in self.strays]
        return hashlib.sha256("|".join(said).encode()).hexdigest()[:16]


def labels() -> dict[Part, str]:
    return {
        Part.FOLLOW_UP: _("Må følges opp"),
        Part.WAITING: _("Venter på kvittering"),
        Part.ARRIVED: _("Tatt imot"),
        Part.ALL: _("Alt vi har sendt"),
        Part.STRAY: _("Kvitteringer uten melding"),
    }


def sent_page(user: User, ht: Team, part: str, page: str) -> SentPage:
    """Some eight queries, however much has been sent."""
    chosen = Part(part) if part in list(Part) else Part.FOLLOW_UP
    numbers = {
        Part.FOLLOW_UP: open_tasks(ht).count(),
        Part.WAITING: counted(_rows(ht, Part.WAITING)),
        Part.STRAY: counted(strays(ht)),
    }
    total = numbers[chosen] if chosen in numbers else counted(_rows(ht, chosen))
    number = page_in(page, total)
    here = slice((number - 1) * A_PAGE, number * A_PAGE)
    lines = sent_lines(_rows(ht, chosen)[here]) if chosen is not Part.STRAY else []
    found = strays(ht)[here] if chosen is Part.STRAY else []
    told = [StrayLine(message, why_stray(message)) for message in found]
    may = can(user, Permission.HANDLE_MESSAGES, ht)
    return SentPage(ht, chosen, lines, told, total, numbers, number, may)


def _rows(ht: Team, part: Part) -> QuerySet[Sending]:
    """What must be done or is waited for begins with what has lain longest, the rest with the newest."""
    rows = written(ht)
    if part is Part.FOLLOW_UP:
        return rows.filter(pk__in=open_tasks(ht).values("sending")).order_by("written_at", "pk")
    if part is Part.WAITING:
        return rows.filter(WAITING).order_by("written_at", "pk")
    if part is Part.ARRIVED:
        rows = rows.filter(answered_status=OK)
    return rows.order_by("-written_at", "-pk")


@dataclass(frozen=True, slots=True)
class Happened:
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class SentOne:
    """One message of ours, all that is known of it."""

    ht: Team
    line: SentLine
    may_handle: bool
    is_mine: bool

    @property
    def task(self) -> ReceiptTask | None:
        return self.line.task

    @property
    def contact(self) -> ContactPoint | None:
        return self.line.contact

    @property
    def history(self) -> list[Happened]:
        """What was followed up and what else they answered, in the order it came."""
        done = [
            Happened(task.settled_at, _told(task)) for task in self.line.settled if task.settled_at
        ]
        same = _("den samme kvitteringen kom en gang til")
        came = [Happened(each.message.received_at, each.why or same) for each in self.line.beside]
        return sorted([*done, *came], key=lambda each: each.at)


def _told(task: ReceiptTask) -> str:
    """What it was, how it went, and whose word that is."""
    parts = [str(task.get_kind_display()), str(task.get_outcome_display()), task.note]
    if task.settled_by:
        parts.append(name_of(task.settled_by))
    return ", ".join(part for part in parts if part)


def sent_one(user: User, ht: Team, pk: int) -> SentOne | None:
    """Four queries. None where the HT has sent no such message."""
    line = next(iter(sent_lines(written(ht).filter(pk=pk))), None)
    if line is None:
        return None
    may = can(user, Permission.HANDLE_MESSAGES, ht)
    return SentOne(ht, line, may, bool(line.task and line.task.owner_id == user.pk))
