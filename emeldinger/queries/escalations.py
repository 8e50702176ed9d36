"""Messages that must be seen at once and that nobody has taken: who is told next, and on whose screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404

from emeldinger.models import Escalation, Message
from emeldinger.queries.ages import age
from emeldinger.queries.eyes import is_employed, watching_shifts
from emeldinger.queries.on_duty import left_at
from emeldinger.queries.watch_rules import default_minutes, minutes_of_all
from heltom.lib import clock
from heltom.lib.errors import NotAllowed
from teams.models import DutyFunction, Team, User
from teams.permissions import SENTENCES, Permission, can, colleague_units, teams_where

Level = Escalation.Level
#: Of one HT so many are named; the rest are in its list of messages.
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Untaken:
    """A message that has lain `minutes` since it came, or since it was last opened, and should be told."""

    message: Message
    level: Level


@dataclass(frozen=True, slots=True)
class Told:
    """What the banner says of one HT. No patient stands in it: a leader sees it too."""

    ht: Team
    level: Level
    rows: tuple[Escalation, ...]
    now: datetime

    @property
    def age(self) -> str:
        """How long the oldest of them has lain."""
        return age(self.oldest, self.now)

    @property
    def shown(self) -> tuple[Escalation, ...]:
        return self.rows[:SHOWN]

    @property
    def more(self) -> int:
        return max(self.number - SHOWN, 0)

    @property
    def number(self) -> int:
        return len(self.rows)

    @property
    def oldest(self) -> datetime:
        return min(row.message.received_at for row in self.rows)

    @property
    def unseen(self) -> list[Escalation]:
        return [row for row in self.rows if row.seen_at is None]


def waiting() -> QuerySet[Message]:
    """Open, and due the moment they came. From an opened one the clock starts again."""
    rows = Message.objects.open().at_once().filter(ht__isnull=False)
    seen = Coalesce("opened_at", "received_at")
    return rows.annotate(since=seen).select_related("ht").defer("findings")


def untaken(now: datetime) -> list[Message]:
    """Those of `waiting` that are in nobody's hands, or in hers who has gone home: then the clock starts
    when she went. Two queries.
    """
    rows = list(waiting())
    left = left_at({row.taken_by_id for row in rows if row.taken_by_id}, now)
    for row in rows:
        if row.taken_by_id in left:
            row.since = max(row.since, left[row.taken_by_id])  # type: ignore[attr-defined]
    return [row for row in rows if row.taken_by_id is None or row.taken_by_id in left]


def to_tell(now: datetime) -> list[Untaken]:
    """Whom each message should have reached by now. Four queries, however many messages wait."""
    rules, usual, now = minutes_of_all(now), default_minutes(), now.astimezone(UTC)
    rows = [(row, timedelta(minutes=rules.get(row.ht_id, usual))) for row in untaken(now)]  # type: ignore[arg-type]
    late = [(row, bound) for row, bound in rows if row.since <= now - bound]  # type: ignore[attr-defined]
    covered = _with_nurse_2({row.ht_id for row, _bound in late}, now) if late else set()
    found = []
    for row, bound in late:
        if row.ht_id in covered:
            found.append(Untaken(row, Level.NURSE_2))
        # Where there is no sykepleier 2 to go by, the leader is the next.
        if row.ht_id not in covered or row.since <= now - 2 * bound:  # type: ignore[attr-defined]
            found.append(Untaken(row, Level.LEADER))
    return found


def _with_nurse_2(hts: set[int | None], now: datetime) -> set[int]:
    shifts = watching_shifts().at(now).filter(team__in=hts, function=DutyFunction.NURSE_2)
    return {shift.team_id for shift in filter(is_employed, shifts)}


def escalations_for(user: User) -> list[Told]:
    """Open ones: on the screen of those on duty with the messages, and at last of those who lead the HT.
    The worst level first, then the oldest. What has been taken or closed since is gone at once, before
    the minute's look ends it. One query.
    """
    rows = _joined().filter(ended_at__isnull=True, message__ht__in=_hts(user))
    rows = rows.filter(message__closed_at__isnull=True)
    rows = rows.exclude(message__taken_at__gte=F("raised_at"))
    found: dict[Team, list[Escalation]] = {}
    for row in rows.order_by("raised_at", "pk"):
        ht = row.message.ht
        if ht is not None and _is_told(user, row, ht):
            found.setdefault(ht, []).append(row)
    told = [_told(ht, of_ht) for ht, of_ht in found.items()]
    return sorted(told, key=lambda one: (-one.level, one.oldest))


def _told(ht: Team, rows: list[Escalation]) -> Told:
    """One line for each message, at the level it has come to."""
    highest = {row.message_id: row for row in sorted(rows, key=lambda row: row.level)}
    return Told(ht, Level(max(row.level for row in rows)), tuple(highest.values()), clock.now())


def _hts(user: User) -> QuerySet[Team]:
    reads = teams_where(user, Permission.SEE_MESSAGES) | teams_where(user, Permission.EDIT_WATCH)
    return Team.objects.filter(reads)


def _is_told(user: User, row: Escalation, ht: Team) -> bool:
    """Those on duty are told of all of it; who leads them when it has come to the leader."""
    return row.level == Level.LEADER or can(user, Permission.HANDLE_MESSAGES, ht)


def _joined() -> QuerySet[Escalation]:
    return Escalation.objects.select_related(
        "message__ht__site__unit", "message__ht__ht", "seen_by__staff"
    ).defer("message__findings")


def get_escalation(user: User, pk: int) -> Escalation:
    """Raises Http404 for a stranger, NotAllowed for a colleague whom it does not concern."""
    row = _joined().filter(pk=pk).first()
    ht = row.message.ht if row else None
    if row is None or ht is None or ht.site.unit_id not in colleague_units(user):
        raise Http404
    may = can(user, Permission.HANDLE_MESSAGES, ht) or can(user, Permission.EDIT_WATCH, ht)
    if not may and not can(user, Permission.SEE_MESSAGES, ht):
        raise NotAllowed(str(SENTENCES[Permission.SEE_MESSAGES]))
    return row
