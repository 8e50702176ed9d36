"""What the wall shows in the meeting: who is on the board, whose turn it is, and how the time goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from boards.models import Decision, Discussion, Item, Light, Meeting
from boards.queries.decisions import Task, before_meeting
from boards.queries.presence import Presence, presence
from heltom.lib import clock
from teams.permissions import Permission, can

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from teams.models import User

#: On the board or proposed to it, and not spoken of to the end.
STANDING = (Item.State.PROPOSED, Item.State.ON)
SHOWN = (*STANDING, Item.State.DONE)


def day_of(meeting: Meeting) -> date:
    """The Oslo day of the meeting."""
    return meeting.starts_at.astimezone(clock.OSLO).date()


def with_said(items: QuerySet[Item]) -> list[Item]:
    """The lines with their patients and what is said and decided of them, in the order of the board. Two
    queries, whatever their number.
    """
    made = Decision.objects.filter(withdrawn_at=None).order_by("pk")
    rows = items.select_related("patient", "presenter", "discussion__changed_by")
    return list(
        rows.prefetch_related(Prefetch("decisions", made, to_attr="made")).order_by("order", "pk")
    )


def said_of(item: Item) -> Discussion | None:
    """What is said of her so far."""
    return getattr(item, "discussion", None)


def is_spoken_of(item: Item) -> bool:
    """Whether anything at all is written of her, of a line that comes from `with_said`."""
    said = said_of(item)
    if getattr(item, "made", []):
        return True
    if said is None:
        return False
    return bool(said.light or said.assessment.strip() or said.is_review or said.nothing_more)


@dataclass(frozen=True, slots=True)
class Clock:
    """A patient's time: seconds from earlier turns, since when she has this one, and her minutes."""

    seconds: int
    since: datetime | None
    minutes: int

    @property
    def spent(self) -> int:
        """Seconds in all, now."""
        running = (clock.now() - self.since).total_seconds() if self.since else 0
        return self.seconds + max(0, int(running))

    @property
    def shown(self) -> str:
        """ "3:07"."""
        return f"{self.spent // 60}:{self.spent % 60:02}"

    @property
    def is_over(self) -> bool:
        return self.spent > 60 * self.minutes


@dataclass(frozen=True, slots=True)
class Line:
    """A patient in the list beside: her light, and whether she is spoken of or has the turn."""

    item: Item
    light: str
    is_now: bool
    is_spoken_of: bool
    clock: Clock

    @property
    def lacks_review(self) -> bool:
        """She is here to be gone through as a whole, and nobody has said that it is done."""
        said = said_of(self.item)
        is_done = said is not None and said.is_review
        return self.item.kind == Item.Kind.REVIEW and self.is_spoken_of and not is_done

    @property
    def light_label(self) -> str:
        return str(Light(self.light).label) if self.light else ""


@dataclass(frozen=True, slots=True)
class Room:
    """The meeting as everybody in it sees it."""

    meeting: Meeting
    lines: list[Line]
    presence: Presence
    before: list[Task]
    may_write: bool

    @property
    def now(self) -> Line | None:
        """Whose turn it is."""
        return next((line for line in self.lines if line.is_now), None)

    @property
    def next(self) -> Line | None:
        """Who comes after the one that has the turn: the first below her that nobody has spoken of, else
        the first above.
        """
        at = self.lines.index(self.now) + 1 if self.now else 0
        turned = [*self.lines[at:], *self.lines[:at]]
        return next((one for one in turned if not one.is_spoken_of and not one.is_now), None)

    @property
    def left(self) -> list[Line]:
        """Those that the meeting has not come to, and that would be carried if it ended now."""
        return [line for line in self.lines if not line.is_spoken_of]

    @property
    def lacking(self) -> list[Line]:
        return [line for line in self.lines if line.lacks_review]

    @property
    def spent(self) -> int:
        """Whole minutes since the meeting was opened, until it was closed."""
        if self.meeting.opened_at is None:
            return 0
        ended = self.meeting.closed_at or clock.now()
        return int((ended - self.meeting.opened_at).total_seconds() // 60)

    @property
    def is_open(self) -> bool:
        return self.meeting.state == Meeting.State.OPEN

    @property
    def writes(self) -> bool:
        return self.may_write and self.is_open

    @property
    def may_reopen(self) -> bool:
        closed = self.meeting.closed_at
        is_today = closed is not None and closed.astimezone(clock.OSLO).date() == clock.today()
        return self.may_write and is_today and self.meeting.state == Meeting.State.HELD

    @property
    def is_its_day(self) -> bool:
        return day_of(self.meeting) == clock.today()

    @property
    def numbers(self) -> list[str]:
        """Everybody who is named on the wall, for the access log."""
        told = [task.decision.patient.number for task in self.before]
        return [*(line.item.patient.number for line in self.lines), *told]


def room(user: User, meeting: Meeting) -> Room:
    """The same number of queries for three patients and for thirty."""
    # What was not come to in a meeting that is held stays to be read, also where it was carried.
    shown = Q(state__in=SHOWN)
    if meeting.state == Meeting.State.HELD:
        shown |= Q(state=Item.State.CARRIED)
    items = with_said(meeting.items.filter(shown))
    lines = [line_of(item) for item in items]
    has_turn = any(line.is_now for line in lines)
    return Room(
        meeting=meeting,
        lines=lines,
        presence=presence(meeting),
        before=[] if has_turn else before_meeting(meeting),
        may_write=can(user, Permission.WRITE_BOARD, meeting.team),
    )


def line_of(item: Item) -> Line:
    said = said_of(item)
    return Line(
        item=item,
        light=said.light if said else "",
        is_now=item.turn_at is not None,
        is_spoken_of=is_spoken_of(item),
        clock=Clock(item.seconds, item.turn_at, item.minutes),
    )
