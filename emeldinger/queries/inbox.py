"""The e-meldinger of one HT, by when they are due: what waits, who has it, and who has eyes on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

from django.db.models import Count, F, Min, Q
from django.utils.translation import gettext as _

from emeldinger.models import Message, Queue
from emeldinger.queries.ages import age
from emeldinger.queries.counting import (
    A_PAGE,
    OpenCounts,
    Turned,
    counted,
    hts_of,
    open_counts,
    pages_of,
)
from emeldinger.queries.eyes import Eyes, eyes_on
from emeldinger.queries.lines import Line, lines, type_name
from emeldinger.queries.persons import only_digits
from emeldinger.queries.queue_order import in_order
from emeldinger.queries.queue_order import next_after as next_after
from emeldinger.queries.wanted import Hands, Pressing, Show, Wanted
from heltom.lib import clock
from heltom.lib.sorting import norwegian_key
from patients.models import Patient, Placement
from teams.models import Team, User
from teams.permissions import Permission, can

if TYPE_CHECKING:
    from emeldinger.models.messages import MessageQuerySet

#: The types to choose among are those of so many of the newest.
TYPES_AMONG = 1000
#: A name that so many have narrows nothing down.
PATIENTS = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queue of its own: how many lie there, and how long the oldest has."""

    queue: Queue
    number: int
    unopened: int
    oldest: datetime
    now: datetime

    @property
    def age(self) -> str:
        return age(self.oldest, self.now)


@dataclass(frozen=True, slots=True)
class Inbox(Turned):
    """`total` is how many fit what is asked for."""

    ht: Team
    hts: list[Team]
    wanted: Wanted
    eyes: Eyes
    queues: list[Waiting]
    lines: list[Line]
    total: int
    counts: OpenCounts
    types: list[tuple[str, str]]
    teams: list[Team]
    now: datetime
    may_handle: bool
    sees_figures: bool

    @property
    def number(self) -> int:
        """The page that is shown: the last one where she asked for one past it."""
        return min(self.wanted.page, self.pages)

    @property
    def tabs(self) -> list[tuple[str, str, bool, int]]:
        """Label, address, whether it is this one, and how many there are, whatever is chosen beside it."""
        counts = self.counts
        labels = {
            Show.TO_DO: (_("Skal gjøres"), counts.to_do),
            Show.INFORMING: (_("Til orientering"), counts.informing),
            Show.ALL: (_("Alle åpne"), counts.open),
        }
        return [
            (label, self.wanted.shown(show), show == self.wanted.show, number)
            for show, (label, number) in labels.items()
        ]

    @property
    def chips(self) -> list[tuple[str, str, bool, int]]:
        """What presses, each as a way to just these. Without what there is none of."""
        counts, wanted = self.counts, self.wanted
        rows = [
            (_("straks"), Wanted(pressing=Pressing.AT_ONCE), counts.at_once),
            (_("over fristen"), Wanted(pressing=Pressing.OVERDUE), counts.overdue),
            (_("har ingen tatt"), Wanted(hands=Hands.FREE), counts.free),
            (_("har du tatt"), Wanted(hands=Hands.MINE), counts.mine),
        ]
        return [(label, to.query, to == wanted, number) for label, to, number in rows if number]

    @property
    def may_sign(self) -> bool:
        """Whether those that are shown may be signed together: they only inform."""
        return self.may_handle and self.wanted.show == Show.INFORMING and bool(self.lines)

    @property
    def previous(self) -> str | None:
        return self.wanted.turned(self.number - 1) if self.number > 1 else None

    @property
    def next(self) -> str | None:
        return self.wanted.turned(self.number + 1) if self.number < self.pages else None

    @property
    def patient_numbers(self) -> set[str]:
        """Whose data the page shows."""
        return {line.message.patient.number for line in self.lines if line.message.patient}

    @property
    def version(self) -> str:
        """Another one when the page would look another way; ages go on by themselves (ages.js)."""
        seen = [
            *(line.version for line in self.lines),
            *(f"{row.queue}.{row.number}.{row.unopened}" for row in self.queues),
            *(f"{who.name}.{who.phone}" for who in (*self.eyes.on_duty, *self.eyes.leaders)),
            f"{self.total}.{self.counts}",
        ]
        return blake2b("|".join(seen).encode(), digest_size=8).hexdigest()


def inbox(user: User, ht: Team, wanted: Wanted) -> Inbox:
    """Some ten queries, however many messages there are."""
    now = clock.now()
    rows = _filtered(_shown(ht, wanted), wanted, user, now)
    total = counted(rows)
    begin = (min(wanted.page, pages_of(total)) - 1) * A_PAGE
    return Inbox(
        ht=ht,
        hts=hts_of(user),
        wanted=wanted,
        eyes=eyes_on(ht, now),
        queues=_queues(ht, now),
        lines=lines(_ordered(rows, wanted, now)[begin : begin + A_PAGE], user, now),
        total=total,
        counts=open_counts(ht, user, now),
        types=_types(ht, wanted),
        teams=list(Team.objects.under(ht).on(clock.today())),
        now=now,
        may_handle=can(user, Permission.HANDLE_MESSAGES, ht),
        sees_figures=can(user, Permission.SEE_MESSAGE_FIGURES, ht),
    )


def _shown(ht: Team, wanted: Wanted) -> MessageQuerySet:
    rows = {
        Show.TO_DO: Message.objects.to_do,
        Show.INFORMING: Message.objects.informing,
        Show.ALL: Message.objects.open,
    }
    return rows[wanted.show]().filter(ht=ht)


def _filtered(rows: MessageQuerySet, wanted: Wanted, user: User, now: datetime) -> MessageQuerySet:
    if wanted.pressing == Pressing.AT_ONCE:
        rows = rows.at_once()
    if wanted.pressing == Pressing.OVERDUE:
        rows = rows.overdue(now).filter(due_at__gt=F("received_at"))
    rows = rows.filter(_in_hands(wanted.hands, user))
    if wanted.queue:
        rows = rows.filter(queue=wanted.queue)
    if wanted.type_code:
        rows = rows.filter(type_code=wanted.type_code)
    if wanted.team:
        placed = Placement.objects.on(clock.today()).filter(team__code=wanted.team)
        rows = rows.filter(patient__in=placed.values("patient"))
    return rows.filter(_named(wanted.text)) if wanted.text else rows


def _in_hands(hands: Hands, user: User) -> Q:
    return {
        Hands.ANY: Q(),
        Hands.MINE: Q(taken_by=user),
        Hands.FREE: Q(taken_by__isnull=True),
        Hands.UNOPENED: Q(opened_at__isnull=True),
    }[hands]


def _named(text: str) -> Q:
    """Patient number, national number or parts of the name: ours, and those that nobody has said who are.

    The patients are looked up first, so that the messages are found by their index.
    """
    digits, words = only_digits(text), text.split()
    kept = Q(number__iexact=text)
    ours = Q(*(Q(sort_key__contains=norwegian_key(word)) for word in words))
    theirs = Q(*(Q(person_name__icontains=word) for word in words))
    if digits.isdigit():
        kept |= Q(national_number=digits)
        theirs |= Q(person_number=digits)
    patients = Patient.objects.filter(kept | ours).order_by().values_list("pk", flat=True)
    return Q(patient__in=list(patients[:PATIENTS])) | Q(theirs, patient__isnull=True)


def _ordered(rows: MessageQuerySet, wanted: Wanted, now: datetime) -> MessageQuerySet:
    """The order of work; what came last first where she wants that."""
    return rows.order_by("-received_at", "-pk") if wanted.newest else in_order(rows, now)


def _queues(ht: Team, now: datetime) -> list[Waiting]:
    """In the order of how much nobody else will see them. One query."""
    rows = Message.objects.open().filter(ht=ht).exclude(queue="").order_by()
    found = rows.values("queue").annotate(
        number=Count("pk"),
        unopened=Count("pk", filter=Q(opened_at__isnull=True)),
        oldest=Min("received_at"),
    )
    counts = {row["queue"]: row for row in found}
    return [
        Waiting(queue, row["number"], row["unopened"], row["oldest"], now)
        for queue in Queue
        if (row := counts.get(queue.value))
    ]


def _types(ht: Team, wanted: Wanted) -> list[tuple[str, str]]:
    """Code and name of those among the newest, and of the one that is chosen. One query."""
    newest = _shown(ht, wanted).order_by("-received_at").values("pk")[:TYPES_AMONG]
    rows = Message.objects.filter(pk__in=newest).exclude(type_code="").order_by()
    found = dict(rows.values_list("type_code", "type_text").distinct())
    if wanted.type_code:
        found.setdefault(wanted.type_code, "")
    return sorted(((code, type_name(code, text)) for code, text in found.items()), key=_by_name)


def _by_name(row: tuple[str, str]) -> str:
    return norwegian_key(row[1])
