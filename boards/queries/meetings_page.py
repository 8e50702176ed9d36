"""A team's meetings on one page: the standing hour, those to come with who comes, and the last ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum

from boards.models import Item, Meeting, MeetingPlan, Seat, TherapistOffer
from boards.queries.away import Comer, comers_of
from boards.queries.clashes import Clash, clashes_of
from boards.queries.meetings import upcoming
from boards.queries.offers import minutes_with, offers_in
from boards.queries.seats import seats_on
from boards.queries.standing import STANDING
from heltom.lib import clock
from teams.permissions import Permission, can

if TYPE_CHECKING:
    from teams.models import Team, User

#: How many held or cancelled meetings are shown.
LAST = 6


@dataclass(frozen=True, slots=True)
class Offered:
    """A therapist who is free, or has been promised, and how many minutes longer the board may be."""

    row: TherapistOffer
    minutes: int


@dataclass(frozen=True, slots=True)
class Row:
    """A meeting to come. `patients` stand on its board; `short` of them have no place."""

    meeting: Meeting
    comers: list[Comer]
    clashes: list[Clash]
    offers: list[Offered]
    patients: int
    short: int

    @property
    def ends_at(self) -> datetime:
        return self.meeting.starts_at + timedelta(minutes=self.meeting.minutes)

    @property
    def room_clashes(self) -> list[Clash]:
        return [clash for clash in self.clashes if not clash.staff]

    @property
    def missing(self) -> list[Comer]:
        return [comer for comer in self.comers if comer.is_missing]

    @property
    def lent(self) -> list[Comer]:
        return [comer for comer in self.comers if comer.lent_to and self.patients]

    @property
    def coming(self) -> int:
        return len(self.comers) - len(self.missing)


@dataclass(frozen=True, slots=True)
class MeetingsPage:
    """`plan` holds now; `next_plan` begins later. `may` says whether the reader prepares the board."""

    team: Team
    plan: MeetingPlan | None
    next_plan: MeetingPlan | None
    seats: list[Seat]
    rows: list[Row]
    last: list[Meeting]
    may: bool


def meetings_page(user: User, team: Team) -> MeetingsPage:
    """Some fifteen queries, however many meetings."""
    now, today = clock.now(), clock.today()
    plans = list(MeetingPlan.objects.filter(team=team).between(today, today + timedelta(days=366)))
    held = [plan for plan in plans if plan.valid_from <= today]
    begin = [plan for plan in plans if plan.valid_from > today]
    return MeetingsPage(
        team,
        next(iter(held), None),
        next(iter(begin), None),
        list(seats_on(team, today)),
        rows_of(team, list(upcoming([team], now)), now),
        _last(team, now),
        can(user, Permission.PREPARE_BOARD, team),
    )


def rows_of(team: Team, meetings: list[Meeting], now: datetime) -> list[Row]:
    """The meetings of one team with who comes. Twelve queries."""
    comers, found, offers = comers_of(meetings), clashes_of(meetings), offers_in(team, now)
    patients, short, minutes = _counts(meetings)
    return [
        Row(
            meeting,
            comers[meeting.pk],
            found[meeting.pk],
            [
                Offered(row, minutes_with(meeting, row.from_meeting, minutes[meeting.pk]))
                for row in offers.get(meeting.pk, [])
            ],
            patients[meeting.pk],
            short[meeting.pk],
        )
        for meeting in meetings
    ]


def _counts(meetings: list[Meeting]) -> tuple[Counter[int], Counter[int], Counter[int]]:
    """Of each board: how many stand there, how many have no place, and the minutes those would take."""
    without = Q(fits=False)
    rows = Item.objects.filter(meeting__in=meetings, state__in=STANDING).values("meeting")
    patients, short, minutes = Counter[int](), Counter[int](), Counter[int]()
    for row in rows.order_by("meeting").annotate(
        n=Count("pk"), short=Count("pk", filter=without), lacking=Sum("minutes", filter=without)
    ):
        patients[row["meeting"]], short[row["meeting"]] = row["n"], row["short"]
        minutes[row["meeting"]] = row["lacking"] or 0
    return patients, short, minutes


def _last(team: Team, now: datetime) -> list[Meeting]:
    over = (Meeting.State.HELD, Meeting.State.CANCELLED)
    rows = Meeting.objects.filter(team=team, state__in=over)
    return list(rows.select_related("cancelled_by__staff").order_by("-starts_at", "-pk")[:LAST])
