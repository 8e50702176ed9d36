"""One message of ours as the ledger tells it: how far it has come, what they said, whose it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from emeldinger.models import ContactPoint, Message, ReceiptTask, Sending, SendingState, Verdict
from emeldinger.queries.ages import age
from emeldinger.queries.contacts import contacts_of
from emeldinger.queries.findings import kept, sentence
from emeldinger.queries.ledger import STRAY
from emeldinger.queries.lines import type_name
from emeldinger.queries.reached import COLOURS, WORDS, Reached, reached
from emeldinger.receipt_rules import OK, PRESUMED_AFTER
from heltom.lib import clock
from teams.queries import name_of


@dataclass(frozen=True, slots=True)
class CameBeside:
    """A receipt on the same message that is not the one that counts. `why` is empty for the same answer."""

    message: Message
    why: str


@dataclass(frozen=True, slots=True)
class SentLine:
    """`tasks` are all there have been, the oldest first; `beside` what else they have answered."""

    sending: Sending
    tasks: tuple[ReceiptTask, ...]
    contact: ContactPoint | None
    beside: tuple[CameBeside, ...]
    now: datetime

    @property
    def reached(self) -> Reached:
        return reached(self.sending)

    @property
    def words(self) -> str:
        return str(WORDS[self.reached])

    @property
    def colour(self) -> str:
        return COLOURS[self.reached]

    @property
    def title(self) -> str:
        return type_name(self.sending.type_code, self.sending.type_text)

    @property
    def receiver(self) -> str:
        return self.sending.receiver_name or self.sending.receiver_her

    @property
    def writer(self) -> str:
        return name_of(self.sending.written_by) if self.sending.written_by else ""

    @property
    def about(self) -> str:
        patient = self.sending.patient
        return f"{patient.number} {patient.name}" if patient else _("ingen bestemt pasient")

    @property
    def task(self) -> ReceiptTask | None:
        """What is to be followed up now; there is at most one."""
        return next((task for task in self.tasks if task.settled_at is None), None)

    @property
    def owner(self) -> str:
        return name_of(self.task.owner) if self.task and self.task.owner else ""

    @property
    def settled(self) -> tuple[ReceiptTask, ...]:
        return tuple(task for task in self.tasks if task.settled_at)

    @property
    def errors(self) -> tuple[tuple[str, str, str], ...]:
        """Code, text and what was added: always all three (HIS 80415)."""
        return tuple(
            (str(row.get("code", "")), str(row.get("text", "")), str(row.get("detail", "")))
            for row in self.sending.answered_errors
        )

    @property
    def waited(self) -> str:
        """How long there has been no answer; empty where there is one."""
        return "" if self.sending.answered_status else age(self.sending.written_at, self.now)

    @property
    def presumed_from(self) -> datetime | None:
        """When the silence becomes a task; None where it is one, or is answered, or stopped here."""
        waits = self.reached in (Reached.WAITING, Reached.OWED)
        return self.sending.written_at + PRESUMED_AFTER if waits else None

    @property
    def again(self) -> Sending | None:
        return getattr(self.sending, "sent_again", None)

    @property
    def is_twice(self) -> bool:
        """They have taken in both the first and the one that was sent again."""
        other = self.sending.again_of or self.again
        return bool(other and self.sending.answered_status == other.answered_status == OK)

    @property
    def can_go_again(self) -> bool:
        """What she has in part, or what waits to be sent, is not helped by it (actions/resending.py)."""
        task = self.task
        if task is None or task.kind == ReceiptTask.Kind.PART or self.again:
            return False
        return self.sending.state != SendingState.OWED

    @property
    def version(self) -> str:
        owner = self.task.owner_id if self.task else ""
        return f"{self.sending.pk}.{self.reached}.{len(self.tasks)}.{owner}.{len(self.beside)}"


JOINED = ("patient", "written_by__staff", "letter", "sent_again", "again_of__letter")


def sent_lines(rows: QuerySet[Sending]) -> list[SentLine]:
    """Four queries, however many: the rows, their tasks, whom to ring, and what else came."""
    people = ReceiptTask.objects.select_related("owner__staff", "settled_by__staff")
    tasks = Prefetch("tasks", queryset=people.order_by("pk"))
    sendings = list(rows.select_related(*JOINED).prefetch_related(tasks))
    contacts, beside, now = contacts_of(sendings), _beside(sendings), clock.now()
    return [
        SentLine(row, tuple(row.tasks.all()), contacts.get(row.pk), tuple(beside[row.pk]), now)
        for row in sendings
    ]


def _beside(sendings: Sequence[Sending]) -> dict[int, list[CameBeside]]:
    """By the MsgId that they name. One query."""
    by_id = {row.msg_id: row for row in sendings}
    came = Message.objects.filter(
        parent_id__in=[msg_id for msg_id in by_id if msg_id], verdict=Verdict.ACKNOWLEDGEMENT
    )
    found: dict[int, list[CameBeside]] = defaultdict(list)
    for message in came.order_by("received_at", "pk"):
        sending = by_id[message.parent_id]
        if message.pk != sending.answered_by_id:
            found[sending.pk].append(CameBeside(message, why_stray(message)))
    return found


def why_stray(message: Message) -> str:
    """Why it was not taken as the answer; empty where it says what the first one said."""
    codes = {finding.code for finding in kept(message)}
    return next((sentence(code) for code in STRAY if code in codes), "")
