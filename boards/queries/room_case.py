"""One patient in the meeting: why she is on the board, what is said of her, and what has been decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.models import Discussion, Finding, Item, Light, Meeting
from boards.queries.decisions import Task, of_item
from boards.queries.meetings import upcoming
from boards.queries.owners import away_now, default_owner
from boards.queries.reviews import next_review
from boards.queries.room import day_of, said_of
from boards.queries.said import as_text, writer_of
from boards.queries.settings import settings_of
from boards.unnamed import unnamed
from heltom.lib import clock
from patients.models import Contact
from teams.models import Staff

if TYPE_CHECKING:
    from patients.models import Candidate

#: "senere" is a quarter and half a year.
REVIEW_WEEKS = (4, 8, 13, 26)
DUE_WEEKS = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who may answer for a decision, and why her."""

    staff: Staff
    why: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A day that may be chosen with one tap."""

    day: date
    label: str


@dataclass(frozen=True, slots=True)
class Case:
    item: Item
    said: Discussion | None
    written_by: str
    written_at: datetime | None
    findings: list[Finding]
    reports: list[Candidate]
    last: Discussion | None
    decided: list[Task]
    owners: list[Owner]
    has_default: bool
    due: list[Choice]
    reviews: list[Choice]
    next_usual: date

    @property
    def assessment(self) -> str:
        """Kept without her name; should it stand there all the same, it is not shown."""
        return unnamed(as_text(self.said, "assessment"), self.item.patient)

    @property
    def light(self) -> str:
        return self.said.light if self.said else ""

    @property
    def is_review(self) -> bool:
        return self.said is not None and self.said.is_review

    @property
    def nothing_more(self) -> bool:
        return self.said is not None and self.said.nothing_more

    @property
    def next_review_on(self) -> date | None:
        return self.said.next_review_on if self.said else None

    @property
    def lights(self) -> list[tuple[str, str, str, bool]]:
        """Value, word, what it means, and whether it is chosen."""
        told = [(value, *str(label).split(": ", 1)) for value, label in Light.choices]
        return [(value, word, means, value == self.light) for value, word, means in told]

    @property
    def next_on(self) -> date:
        """The day of her next review, if the whole of her is gone through today."""
        return self.next_review_on or self.next_usual


def case(item: Item) -> Case:
    """A fixed number of queries. `item` comes with its meeting and patient."""
    said, meeting, patient = said_of(item), item.meeting, item.patient
    who, at = writer_of(said, "assessment") if said else ("", None)
    day = day_of(meeting)
    reports = item.reports.select_related("candidate__reported_by__staff").order_by("pk")
    default = default_owner(patient, meeting.team)
    return Case(
        item=item,
        said=said,
        written_by=who,
        written_at=at,
        findings=list(item.findings.order_by("-urgency", "since", "pk")),
        reports=[row.candidate for row in reports],
        last=_last(item),
        decided=of_item(item),
        owners=_owners(item, default),
        has_default=default is not None,
        due=_due(meeting),
        reviews=_weeks(day, REVIEW_WEEKS),
        next_usual=next_review(settings_of(meeting.team.unit), patient, day),
    )


def _last(item: Item) -> Discussion | None:
    """What the board said of her last time."""
    rows = Discussion.objects.filter(
        item__patient=item.patient, item__meeting__starts_at__lt=item.meeting.starts_at
    )
    return rows.select_related("item__meeting").order_by("-item__meeting__starts_at").first()


def _owners(item: Item, default: Staff | None) -> list[Owner]:
    """Whoever answers by default first; then her contacts, and those who are in the room."""
    contacts = list(
        Contact.objects.on(clock.today()).filter(patient=item.patient).select_related("staff")
    )
    roles = {row.staff_id: row.get_kind_display() for row in contacts}
    rows = item.meeting.attendances.filter(staff__isnull=False).exclude(was_there=False)
    there = [row.staff for row in rows.select_related("staff") if row.staff]
    people = {one.pk: one for one in [default, *(row.staff for row in contacts), *there] if one}
    away = away_now(people)
    return [
        Owner(one, _why(roles.get(pk) or one.get_profession_display(), pk in away))
        for pk, one in people.items()
    ]


def _why(role: str, is_away: bool) -> str:
    return _("%(role)s, borte nå") % {"role": role} if is_away else str(role)


def _due(meeting: Meeting) -> list[Choice]:
    """Until the next board, and some weeks on."""
    day = max(day_of(meeting), clock.today())
    coming = upcoming([meeting.team], clock.now()).filter(starts_at__gt=meeting.starts_at)
    after = coming.exclude(pk=meeting.pk).first()
    weeks = _weeks(day, DUE_WEEKS)
    if after is None:
        return weeks
    board = Choice(day_of(after), _("til neste møte"))
    return [board, *(one for one in weeks if one.day != board.day)]


def _weeks(day: date, weeks: tuple[int, ...]) -> list[Choice]:
    return [
        Choice(
            day + timedelta(weeks=count),
            ngettext("om %(count)s uke", "om %(count)s uker", count) % {"count": count},
        )
        for count in weeks
    ]
