"""The message rounds of a day: which are due, who went them and what stood then, and which were missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Count, F, Min, Q

from emeldinger.models import Message, Round
from emeldinger.queries.watch_rules import Rules, every_rules
from heltom.lib import clock
from teams.models import Team, User
from teams.permissions import Permission, can

#: A round may be gone a little before its time; the one before it is then over.
EARLY = timedelta(minutes=30)
#: Later than this it was gone, but late.
LATE = timedelta(minutes=60)
A_DAY = timedelta(days=1)


class RoundState(StrEnum):
    COMING = "coming"
    DUE = "due"
    LATE = "late"
    SIGNED = "signed"
    SIGNED_LATE = "signed_late"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round. It may be signed from `opens_at` until `closes_at`, when the next one takes over."""

    due_at: datetime
    opens_at: datetime
    closes_at: datetime
    state: RoundState
    row: Round | None = None

    @property
    def may_be_signed(self) -> bool:
        return self.state in (RoundState.DUE, RoundState.LATE)

    @property
    def stood(self) -> Stood | None:
        """What was open when it was signed."""
        return Stood.kept(self.row.stood) if self.row else None


@dataclass(frozen=True, slots=True)
class Stood:
    """Open messages of an HT at an instant. `oldest` is when the one that has lain longest came."""

    open: int = 0
    at_once: int = 0
    overdue: int = 0
    unopened: int = 0
    oldest: datetime | None = None

    @classmethod
    def kept(cls, row: dict[str, object]) -> Stood:
        """From the JSON of a signed round."""
        numbers = {name: int(str(row.get(name) or 0)) for name in NUMBERS}
        oldest = row.get("oldest")
        return cls(**numbers, oldest=datetime.fromisoformat(str(oldest)) if oldest else None)

    def to_keep(self) -> dict[str, object]:
        numbers: dict[str, object] = {name: getattr(self, name) for name in NUMBERS}
        return numbers | {"oldest": self.oldest.isoformat() if self.oldest else None}


NUMBERS = ("open", "at_once", "overdue", "unopened")


def rounds_of(ht: Team, day: date, now: datetime | None = None) -> list[RoundLine]:
    """The rounds of an Oslo day, in order. Two queries."""
    dues = _dues(every_rules(ht), day, day + A_DAY)
    today = [due for due in dues if due < clock.midnight(day + A_DAY)]
    rows = Round.objects.filter(ht=ht, due_at__gte=clock.midnight(day))
    signed = {
        row.due_at: row
        for row in rows.filter(due_at__lt=clock.midnight(day + A_DAY)).select_related(
            "signed_by__staff"
        )
    }
    # A round that was signed stands, also where the rules have been changed since.
    times = sorted({*today, *signed})
    after = [due for due in dues if due not in today][:1]
    closes = [*(due - EARLY for due in (*times, *after))][1:]
    closes += [clock.midnight(day + A_DAY)] * (len(times) - len(closes))
    return [
        _line(due, end, signed.get(due), now or clock.now())
        for due, end in zip(times, closes, strict=False)
    ]


def round_to_sign(ht: Team, now: datetime) -> RoundLine | None:
    """The one that is to be gone now and that nobody has signed. Two queries; four after midnight."""
    today = now.astimezone(clock.OSLO).date()
    for day in (today, today - A_DAY):
        lines = rounds_of(ht, day, now)
        found = next((line for line in lines if line.may_be_signed), None)
        if found or any(line.opens_at <= now for line in lines):
            return found
    return None


def _dues(versions: Sequence[Rules], first: date, last: date) -> list[datetime]:
    """Each by the rules that held at that time. The clock of the wall: see clock.at for DST."""
    ends = [*(rules.since for rules in versions[1:]), clock.midnight(last + A_DAY)]
    found = {
        due
        for rules, end in zip(versions, ends, strict=True)
        for due in _times(rules, first, last)
        if rules.since <= due < end
    }
    return sorted(found)


def _times(rules: Rules, first: date, last: date) -> Iterator[datetime]:
    for day in (first, last):
        yield from (clock.at(day, at) for at in rules.rounds)


def _line(due: datetime, closes: datetime, row: Round | None, now: datetime) -> RoundLine:
    return RoundLine(due, due - EARLY, closes, _state(due, closes, row, now), row)


def _state(due: datetime, closes: datetime, row: Round | None, now: datetime) -> RoundState:
    if row is not None:
        on_time = row.signed_at <= due + LATE
        return RoundState.SIGNED if on_time else RoundState.SIGNED_LATE
    if now < due - EARLY:
        return RoundState.COMING
    if now >= closes:
        return RoundState.MISSED
    return RoundState.LATE if now > due + LATE else RoundState.DUE


def what_stands(ht: Team, now: datetime) -> Stood:
    """One query, of the open ones."""
    found = (
        Message.objects.open()
        .filter(ht=ht)
        .aggregate(
            open=Count("pk"),
            at_once=Count("pk", filter=Q(due_at__lte=F("received_at"))),
            overdue=Count("pk", filter=Q(due_at__lt=now)),
            unopened=Count("pk", filter=Q(opened_at__isnull=True)),
            oldest=Min("received_at"),
        )
    )
    return Stood(**found)


def may_sign(user: User, ht: Team) -> bool:
    return can(user, Permission.HANDLE_MESSAGES, ht)
