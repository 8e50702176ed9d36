"""The e-meldinger of one HT, by age: what waits, in which queues, and who has eyes on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext as _

from emeldinger.models import Message, Queue
from emeldinger.queries.ages import age
from emeldinger.queries.counting import A_PAGE, COUNTED, counted, hts_of
from emeldinger.queries.eyes import Eyes, eyes_on
from emeldinger.queries.lines import Line, lines, type_name
from emeldinger.queries.persons import only_digits
from emeldinger.queries.queue_order import next_after as next_after
from emeldinger.queries.wanted import Show, Wanted
from heltom.lib import clock
from heltom.lib.sorting import norwegian_key
from patients.models import Patient, Placement
from teams.models import Team, User
from teams.permissions import Permission, can

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
class Inbox:
    """`total` is how many fit what is asked for; past COUNTED it is said as "mer enn" (`is_more`)."""

    ht: Team
    hts: list[Team]
    wanted: Wanted
    eyes: Eyes
    queues: list[Waiting]
    lines: list[Line]
    total: int
    unopened: int
    types: list[tuple[str, str]]
    teams: list[Team]
    now: datetime
    may_handle: bool

    @property
    def is_more(self) -> bool:
        return self.total > COUNTED

    @property
    def pages(self) -> int:
        return max(-(-min(self.total, COUNTED) // A_PAGE), 1)

    @property
    def number(self) -> int:
        """The page that is shown: the last one where she asked for one past it."""
        return min(self.wanted.page, self.pages)

    @property
    def tabs(self) -> list[tuple[str, str, bool, int | None]]:
        """Label, address, whether it is this one, and how many."""
        labels = {
            Show.UNOPENED: _("Ikke åpnet"),
            Show.OPENED: _("Åpnet"),
            Show.ALL: _("Alle"),
        }
        return [
            (
                label,
                self.wanted.shown(show),
                show == self.wanted.show,
                self.unopened if show == Show.UNOPENED else None,
            )
            for show, label in labels.items()
        ]

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
            f"{self.total}.{self.unopened}",
        ]
        return blake2b("|".join(seen).encode(), digest_size=8).hexdigest()


def inbox(user: User, ht: Team, wanted: Wanted) -> Inbox:
    """Some nine queries, however many messages there are."""
    now = clock.now()
    rows = _filtered(_shown(ht, wanted), wanted)
    total = counted(rows)
    last = max(-(-min(total, COUNTED) // A_PAGE), 1)
    begin = (min(wanted.page, last) - 1) * A_PAGE
    return Inbox(
        ht=ht,
        hts=hts_of(user),
        wanted=wanted,
        eyes=eyes_on(ht, now),
        queues=_queues(ht, now),
        lines=lines(_ordered(rows, wanted)[begin : begin + A_PAGE], now),
        total=total,
        unopened=counted(_shown(ht, Wanted())),
        types=_types(ht, wanted),
        teams=list(Team.objects.under(ht).on(clock.today())),
        now=now,
        may_handle=can(user, Permission.HANDLE_MESSAGES, ht),
    )


def _shown(ht: Team, wanted: Wanted) -> QuerySet[Message]:
    rows = Message.objects.open().filter(ht=ht)
    if wanted.show == Show.ALL:
        return rows
    return rows.filter(opened_at__isnull=wanted.show == Show.UNOPENED)


def _filtered(rows: QuerySet[Message], wanted: Wanted) -> QuerySet[Message]:
    if wanted.queue:
        rows = rows.filter(queue=wanted.queue)
    if wanted.type_code:
        rows = rows.filter(type_code=wanted.type_code)
    if wanted.team:
        placed = Placement.objects.on(clock.today()).filter(team__code=wanted.team)
        rows = rows.filter(patient__in=placed.values("patient"))
    return rows.filter(_named(wanted.text)) if wanted.text else rows


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


def _ordered(rows: QuerySet[Message], wanted: Wanted) -> QuerySet[Message]:
    """By how long they have lain here; the oldest first unless she wants the newest."""
    order = ("-received_at", "-pk") if wanted.newest else ("received_at", "pk")
    return rows.order_by(*order)


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
