"""Addresses without eyes: on which shift nobody may handle what is sent to an HT, and who is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Exists, OuterRef
from django.http import Http404

from emeldinger.models import Address, EyesGap, Message, Verdict
from emeldinger.queries.eyes import is_employed, watching_shifts
from heltom.lib import clock
from heltom.lib.errors import NotAllowed
from teams.models import Team, TeamKind, Unit, User
from teams.permissions import SENTENCES, Permission, can, can_in_unit, colleague_units, roles_that
from worklists.queries.slots import KINDS, usual_hours

#: So far ahead a shift without anybody is told of: time enough to find somebody.
AHEAD = timedelta(hours=24)
#: Shorter is the change between two shifts, and duty reaches an hour to both sides (teams/roles.py).
SHORTEST = timedelta(minutes=45)
#: An HT without an address of its own is watched where so recently anything came to lie with it.
RECENT = timedelta(weeks=8)

type Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Hole:
    """A shift, or a part of one, on which nobody has eyes on the messages of the HT."""

    ht: Team
    date: date
    shift: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class LostAddress:
    """What comes to the address lies with an HT that is no more: it is in nobody's day."""

    address: Address
    open: int


def watched_hts(now: datetime) -> list[Team]:
    """The HTs that are there and that messages come to. One query."""
    recently = Message.objects.filter(
        ht=OuterRef("pk"), verdict=Verdict.TAKEN, received_at__gte=now - RECENT
    )
    own = Address.objects.filter(ht=OuterRef("pk"), active=True)
    hts = Team.objects.on(now.astimezone(clock.OSLO).date()).filter(kind=TeamKind.HT)
    found = hts.filter(Exists(own) | Exists(recently)).select_related("site__unit")
    return list(found.order_by("pk"))


def holes(now: datetime) -> list[Hole]:
    """From the shift that is going on to the last that begins within AHEAD. Two queries."""
    hts = watched_hts(now)
    slots = list(_slots(now))
    first, last = slots[0][2][0], slots[-1][2][1]
    rows = watching_shifts().filter(team__in=hts, starts_at__lt=last, ends_at__gt=first)
    seen: dict[int, list[Span]] = {ht.pk: [] for ht in hts}
    for row in filter(is_employed, rows.order_by("starts_at", "pk")):
        seen[row.team_id].append((row.starts_at, row.ends_at))
    return [
        Hole(ht, day, kind, *span)
        for ht in hts
        for day, kind, slot in slots
        for span in _without(slot, seen[ht.pk])
    ]


def _slots(now: datetime) -> Iterator[tuple[date, str, Span]]:
    """The shifts by the clock: those that begin before AHEAD and are not over."""
    today, until = now.astimezone(clock.OSLO).date(), now.astimezone(UTC) + AHEAD
    for days in (-1, 0, 1, 2):
        for kind in KINDS:
            begins, ends = usual_hours(today + timedelta(days=days), kind)
            if now < ends and begins < until:
                yield today + timedelta(days=days), kind, (begins, ends)


def _without(slot: Span, seen: Iterable[Span]) -> Iterator[Span]:
    """The parts of the slot that none of the spans covers. `seen` in the order in which they begin."""
    covered, end = slot
    for begins, ends in seen:
        if begins > covered and min(begins, end) - covered >= SHORTEST:
            yield covered, min(begins, end)
        covered = max(covered, ends)
    if end - covered >= SHORTEST:
        yield covered, end


def gaps_for(user: User, now: datetime | None = None) -> list[EyesGap]:
    """The open ones she is told of: of HTs whose watch is hers, and of those next door where she is
    ansvarsvakt. The next to begin first. One query, and one for each that is not of her own HT.
    """
    rows = EyesGap.objects.filter(ended_at__isnull=True, ends_at__gt=now or clock.now())
    joined = rows.select_related("ht__site__unit", "ht__ht", "seen_by__staff")
    found = list(joined.order_by("starts_at", "ht__name", "pk"))
    return [gap for gap in found if concerns(user, gap.ht)]


def concerns(user: User, ht: Team) -> bool:
    """One query for an HT that is not hers."""
    return answers_for(user, ht) or is_next_door(user, ht)


def answers_for(user: User, ht: Team) -> bool:
    """Whether she handles the HT's messages, or leads those who do."""
    return can(user, Permission.SEE_MESSAGES, ht) or can(user, Permission.EDIT_WATCH, ht)


def is_next_door(user: User, ht: Team) -> bool:
    """Whether she is on duty with the messages of a neighbouring HT. One query."""
    own = {role.team.pk for role in roles_that(user, Permission.HANDLE_MESSAGES) if role.team}
    return bool(own) and any(other.pk in own for other in next_door(ht))


def next_door(ht: Team) -> list[Team]:
    """The other HTs of its unit; where it is the only one, the one that lies nearest. One query."""
    today = clock.today()
    others = Team.objects.on(today).filter(kind=TeamKind.HT).exclude(pk=ht.pk)
    found = list(others.select_related("site__unit").order_by("pk"))
    same = [other for other in found if other.site.unit_id == ht.site.unit_id]
    return same or sorted(found, key=lambda other: _distance(ht, other))[:1]


def _distance(one: Team, other: Team) -> float:
    """Good enough to say which of a municipality's houses is nearest: a degree east is half one north."""
    north = one.site.latitude - other.site.latitude
    east = (one.site.longitude - other.site.longitude) / 2
    return north * north + east * east


def get_gap(user: User, pk: int) -> EyesGap:
    """Raises Http404 for a stranger, NotAllowed for a colleague whom it does not concern."""
    rows = EyesGap.objects.select_related("ht__site__unit", "ht__ht", "seen_by__staff")
    gap = rows.filter(pk=pk).first()
    if gap is not None and concerns(user, gap.ht):
        return gap
    if gap is None or gap.ht.site.unit_id not in colleague_units(user):
        raise Http404
    raise NotAllowed(str(SENTENCES[Permission.SEE_MESSAGES]))


def lost_addresses(user: User, unit: Unit) -> list[LostAddress]:
    """Active addresses of a unit whose HT is not there today, for those who watch anything there: two
    queries, one where there is none.
    """
    if not (
        can_in_unit(user, Permission.SEE_MESSAGES, unit)
        or can_in_unit(user, Permission.EDIT_WATCH, unit)
    ):
        return []
    there = Team.objects.on(clock.today()).filter(kind=TeamKind.HT)
    rows = Address.objects.filter(ht__site__unit=unit, active=True).exclude(ht__in=there)
    found = list(rows.select_related("ht").order_by("name", "her_id"))
    open_with = Message.objects.open().filter(ht__in=[row.ht_id for row in found]).order_by()
    counts = Counter(open_with.values_list("ht", flat=True)) if found else Counter()
    return [LostAddress(row, counts[row.ht_id]) for row in found]
