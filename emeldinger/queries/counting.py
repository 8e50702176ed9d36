"""How many messages there are, counted no further than anybody wants to know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Model, Q, QuerySet

from emeldinger.models import Message
from emeldinger.queries.wanted import LAST_PAGE
from teams.models import Team, TeamKind, User
from teams.permissions import Permission, roles_that

A_PAGE = 50
#: Counted no further: the number is then told as "mer enn".
COUNTED = A_PAGE * LAST_PAGE
#: More unopened ones than this are just many in the header.
MANY = 99


@dataclass(frozen=True, slots=True)
class Unopened:
    """The number in the header, which goes on counting while the page stands."""

    number: int

    @property
    def words(self) -> str:
        return f"{MANY}+" if self.number > MANY else str(self.number)


@dataclass(frozen=True, slots=True)
class OpenCounts:
    """The open messages of an HT, counted no further than COUNTED. `free`, `mine`, `at_once` and `overdue`
    are of those that have to be done; what is due at once is counted as that, and not as overdue."""

    open: int
    to_do: int
    informing: int
    at_once: int
    overdue: int
    free: int
    mine: int
    unopened: int


class Turned:
    """A page of a list that may be longer than anybody counts; past COUNTED `total` is "mer enn"."""

    __slots__ = ()
    total: int

    @property
    def is_more(self) -> bool:
        return self.total > COUNTED

    @property
    def pages(self) -> int:
        return pages_of(self.total)


def pages_of(total: int) -> int:
    """One at the least; no more than are counted."""
    return max(-(-min(total, COUNTED) // A_PAGE), 1)


def page_in(typed: str, total: int) -> int:
    """The page that an address asks for, as near as there is one."""
    wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 1
    return min(max(wanted, 1), pages_of(total))


def open_counts(ht: Team, user: User, now: datetime) -> OpenCounts:
    """One query, of an index; the first due are those that are counted where there are too many."""
    informs = Q(due_at__isnull=True) & ~Q(due_rule="")
    at_once = Q(due_at__lte=F("received_at"))
    rows = Message.objects.open().filter(ht=ht).order_by("due_at", "rank", "received_at")
    return OpenCounts(
        **rows[: COUNTED + 1].aggregate(
            open=Count("pk"),
            to_do=Count("pk", filter=~informs),
            informing=Count("pk", filter=informs),
            at_once=Count("pk", filter=at_once),
            overdue=Count("pk", filter=Q(due_at__lt=now) & ~at_once),
            free=Count("pk", filter=~informs & Q(taken_by__isnull=True)),
            mine=Count("pk", filter=~informs & Q(taken_by=user)),
            unopened=Count("pk", filter=Q(opened_at__isnull=True)),
        )
    )


def hts_of(user: User | AnonymousUser) -> list[Team]:
    """The HTs whose messages she may read now, the one she is on duty for first. No query of its own."""
    worn = [role.team for role in roles_that(user, Permission.SEE_MESSAGES) if role.team]
    return list(dict.fromkeys(team for team in worn if team.kind == TeamKind.HT))


def unopened_of(hts: Sequence[Team]) -> Unopened:
    """How many lie with the HTs that nobody has opened. One query, of an index."""
    rows = Message.objects.open().filter(ht__in=hts, opened_at__isnull=True)
    return Unopened(counted(rows, MANY))


def counted[M: Model](rows: QuerySet[M], most: int = COUNTED) -> int:
    """How many, counted to one more than `most` and no further. One query."""
    return rows.order_by()[: most + 1].count()
