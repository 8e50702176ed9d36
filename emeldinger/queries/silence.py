"""Which senders have gone quiet: the counts that silence.py judges, and what the screens say of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max
from django.db.models.functions import TruncHour
from django.http import Http404
from django.utils.translation import gettext as _

from emeldinger.models import ContactPoint, Message, Silence
from emeldinger.queries.ages import age
from emeldinger.queries.lines import type_name
from emeldinger.silence import BASELINE, HOURS, Series
from heltom.lib import clock
from heltom.lib.errors import NotAllowed
from teams.models import Team, TeamKind, User
from teams.permissions import SENTENCES, Permission, can

#: A silence lasts so long before the sender is forgotten: its baseline lies before it.
REACH = BASELINE + BASELINE
#: All of a sender's types, and all senders: the line itself.
EVERY_TYPE = THE_LINE = ""


@dataclass(frozen=True, slots=True)
class Names:
    """What senders and types are called, as the newest of their messages says."""

    senders: dict[str, str]
    types: dict[str, str]

    def sender(self, number: str) -> str:
        return self.senders.get(number, "") or number

    def type(self, code: str) -> str:
        return type_name(code, self.types.get(code, "")) if code else ""


def series(now: datetime) -> tuple[list[Series], Names]:
    """Each sender and type of the last sixteen weeks, each sender in all, and all of them together.

    One query: it reads as many rows as messages have come in that time, and is asked by the clock, never
    by a page.
    """
    days: dict[tuple[str, str], dict[date, list[int]]] = defaultdict(dict)
    last: dict[tuple[str, str], datetime] = {}
    names = Names({}, {})
    for row in _hours(now):
        local = row["hour"].astimezone(clock.OSLO)
        # "Oppdiktet sykehus, Medisinsk klinikk": the sender is the whole of it.
        names.senders[row["sender_organisation"]] = row["name"].partition(",")[0].strip()
        names.types[row["type_code"]] = row["words"]
        sender = row["sender_organisation"]
        for key in ((sender, row["type_code"]), (sender, EVERY_TYPE), (THE_LINE, EVERY_TYPE)):
            hours = days[key].setdefault(local.date(), [0] * HOURS)
            hours[local.hour] += row["number"]
            last[key] = max(last.get(key, row["last"]), row["last"])
    return [Series(*key, days[key], last[key]) for key in sorted(days)], names


def _hours(now: datetime):  # type: ignore[no-untyped-def]
    """How many of each sender and type came in each hour, the newest hour last."""
    # By HT, since what has come is found by HT and time.
    rows = Message.objects.work().filter(ht__in=Team.objects.filter(kind=TeamKind.HT))
    rows = rows.filter(received_at__gte=now - REACH, received_at__lte=now)
    known = rows.filter(twin_of=None).exclude(sender_organisation="").exclude(type_code="")
    hours = known.annotate(hour=TruncHour("received_at")).order_by("hour")
    return hours.values("sender_organisation", "type_code", "hour").annotate(
        number=Count("pk"), last=Max("received_at"), name=Max("sender_name"), words=Max("type_text")
    )


@dataclass(frozen=True, slots=True)
class SilenceLine:
    """One that has gone quiet, and whom to ring. `is_line` where it is our own line that is down."""

    row: Silence
    now: datetime
    contact: ContactPoint | None = None

    @property
    def age(self) -> str:
        """Since the last message."""
        return age(self.row.last_at, self.now)

    @property
    def is_line(self) -> bool:
        return self.row.sender_organisation == THE_LINE

    @property
    def what(self) -> str:
        if self.is_line:
            return _("Linjen ser ut til å være nede: mange avsendere er stille på en gang")
        if not self.row.type_code:
            return _("%s har ikke sendt noe") % self.row.sender_name
        said = {"sender": self.row.sender_name, "type": self.row.type_text}
        return _("%(sender)s har ikke sendt %(type)s") % said

    @property
    def expected(self) -> int:
        return round(self.row.expected)


def silences_for(user: User) -> list[SilenceLine]:
    """The open ones, those nobody has looked into first; while the line is down that alone. For whoever
    handles messages or answers for an HT: a sender writes to the whole municipality. Two queries.
    """
    if not sees_silences(user):
        return []
    now = clock.now()
    rows = Silence.objects.filter(ended_at__isnull=True).select_related("seen_by__staff")
    every = list(rows.order_by("-raised_at", "-pk"))
    numbers = [row.sender_organisation for row in every]
    contacts = ContactPoint.objects.in_bulk(numbers, field_name="her_id") if every else {}
    found = [SilenceLine(row, now, contacts.get(row.sender_organisation)) for row in every]
    line = [one for one in found if one.is_line]
    return line or sorted(found, key=lambda one: one.row.seen_at is not None)


def sees_silences(user: User) -> bool:
    return can(user, Permission.SEE_MESSAGES) or can(user, Permission.EDIT_WATCH)


def get_silence(user: User, pk: int) -> Silence:
    """Raises NotAllowed for whoever has nothing to do with messages, Http404 where there is none."""
    if not sees_silences(user):
        raise NotAllowed(str(SENTENCES[Permission.SEE_MESSAGES]))
    found = Silence.objects.select_related("seen_by__staff").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
