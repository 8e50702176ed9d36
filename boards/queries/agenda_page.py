"""The board of one meeting as the fagansvarlig makes it: who, why, how long, and who has no place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q

from boards.models import Finding, Item, ItemReport, Meeting
from boards.queries.presenters import Presenter, presenters
from boards.queries.reviews import Reviewed, reviews_of
from boards.queries.standing import STANDING, mark, order_mark
from boards.rules.registry import RULES
from boards.unnamed import unnamed
from heltom.lib import clock
from patients.models import Candidate, Patient, Placement
from teams.models import Staff
from teams.models.staff import employed_on
from teams.permissions import Permission, can

if TYPE_CHECKING:
    from collections.abc import Mapping

    from teams.models import User

#: How many of those without a place are shown at once.
NEAREST = 10


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that was seen, with the name of who saw it."""

    on: date
    what: str
    by: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why she is here: a rule that fires (`title`), or what somebody has reported (`by`)."""

    title: str
    sentence: str
    since: date
    seen: tuple[Seen, ...] = ()
    by: str = ""
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the board. `reviewed` tells when the whole of her was gone through, and must be again."""

    item: Item
    reasons: tuple[Reason, ...]
    presenter: Presenter
    reviewed: Reviewed
    place: int
    today: date

    @property
    def saw(self) -> str:
        return mark(self.item)

    @property
    def preparation(self) -> str:
        return unnamed(self.item.preparation, self.item.patient)

    @property
    def is_on(self) -> bool:
        return self.item.state == Item.State.ON

    @property
    def weeks_waited(self) -> int:
        return max(0, (self.today - self.item.waiting_since).days // 7)

    @property
    def is_overdue(self) -> bool:
        return self.reviewed.due < self.today

    @property
    def is_reported(self) -> bool:
        return any(reason.by and not reason.is_withdrawn for reason in self.reasons)

    @property
    def carried_from(self) -> datetime | None:
        return self.item.carried_from.meeting.starts_at if self.item.carried_from else None


@dataclass(frozen=True, slots=True)
class Budget:
    """The minutes of the meeting: given to what has a place, and how many have none."""

    minutes: int
    given: int
    proposed: int
    without: int

    @property
    def used(self) -> int:
        return self.given + self.proposed

    @property
    def left(self) -> int:
        return self.minutes - self.used


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """`waiting` are reports that are on no board yet, or came too late for this one. `may` says whether the
    reader prepares the board.
    """

    meeting: Meeting
    rows: list[Row]
    others: list[Row]
    waiting: list[Candidate]
    budget: Budget
    may: bool
    now: datetime

    @property
    def fitting(self) -> list[Row]:
        return [row for row in self.rows if row.item.fits]

    @property
    def without_place(self) -> list[Row]:
        return [row for row in self.rows if not row.item.fits]

    @property
    def next_in_line(self) -> list[Row]:
        """Whom a person has reported is among them wherever she stands: she has asked for an answer."""
        rest = self.without_place
        return [row for place, row in enumerate(rest) if place < NEAREST or row.is_reported]

    @property
    def further_back(self) -> list[Row]:
        """Folded away: a team that begins has many reviews that are over their time."""
        return [row for row in self.without_place[NEAREST:] if not row.is_reported]

    @property
    def declined(self) -> list[Row]:
        return [row for row in self.others if row.item.state == Item.State.DECLINED]

    @property
    def over(self) -> list[Row]:
        """Done, or carried on to the next meeting."""
        return [row for row in self.others if row.item.state != Item.State.DECLINED]

    @property
    def proposals(self) -> int:
        """What waits for an answer: what has no place waits for another meeting."""
        return sum(not row.is_on for row in self.fitting)

    @property
    def is_past_deadline(self) -> bool:
        return self.now > self.meeting.deadline_at

    @property
    def can_change(self) -> bool:
        return self.may and self.meeting.state in (Meeting.State.PLANNED, Meeting.State.OPEN)

    @property
    def saw(self) -> str:
        """The order that the page shows; a form sends it back."""
        return order_mark(row.item.pk for row in self.rows)

    @property
    def patient_numbers(self) -> set[str]:
        rows = [*self.rows, *self.others]
        return {row.item.patient.number for row in rows} | {
            one.patient.number for one in self.waiting
        }


def agenda_page(user: User, meeting: Meeting) -> AgendaPage:
    """Twelve queries, however many patients."""
    now = clock.now()
    items = _items(meeting)
    made = _rows(meeting, items)
    rows = [row for row in made if row.item.state in STANDING]
    return AgendaPage(
        meeting=meeting,
        rows=rows,
        others=[row for row in made if row.item.state not in STANDING],
        waiting=waiting_reports(meeting),
        budget=_budget(meeting, [row.item for row in rows]),
        may=can(user, Permission.PREPARE_BOARD, meeting.team),
        now=now,
    )


def shown_order(meeting: Meeting) -> list[int]:
    """The keys of the standing lines as the page shows them: those with a place first."""
    return [one.pk for one in _items(meeting) if one.state in STANDING]


def waiting_reports(meeting: Meeting) -> list[Candidate]:
    """What people have reported of the team's patients that is on no board yet, the oldest first; and what
    came too late for this one and so far is only proposed for a later: it may still be taken in by hand.
    """
    here = Placement.objects.on(clock.today()).filter(
        patient=OuterRef("patient"), team=meeting.team
    )
    lines = ItemReport.objects.filter(candidate=OuterRef("pk"))
    later = Q(item__state=Item.State.PROPOSED, item__meeting__starts_at__gt=meeting.starts_at)
    is_late = Q(reported_at__gt=meeting.deadline_at) & ~Exists(lines.exclude(later))
    rows = Candidate.objects.filter(
        ~Exists(lines) | is_late, Exists(here), team=meeting.team, withdrawn_at__isnull=True
    )
    return list(rows.select_related("patient", "reported_by__staff").order_by("reported_at", "pk"))


def _items(meeting: Meeting) -> list[Item]:
    """With all that their lines show. Those with a place first, in the order of the board."""
    reports = ItemReport.objects.select_related("candidate__reported_by__staff")
    rows = meeting.items.select_related(
        "patient", "presenter", "decided_by__staff", "prepared_by__staff", "carried_from__meeting"
    ).prefetch_related("findings", Prefetch("reports", reports))
    return list(rows.order_by("-fits", "order", "pk"))


def _rows(meeting: Meeting, items: list[Item]) -> list[Row]:
    names = _names(one for item in items for one in item.findings.all())
    present = presenters(meeting, items)
    today = clock.today()
    reviews = reviews_of([item.patient for item in items], meeting.team, today)
    return [
        Row(
            item,
            (*_reported(item), *_found(item, names)),
            present[item.pk],
            reviews[item.patient_id],
            place,
            today,
        )
        for place, item in enumerate(items, start=1)
    ]


def _found(item: Item, names: Mapping[str, str]) -> Iterable[Reason]:
    titles = {rule.code: str(rule.title) for rule in RULES}
    for one in item.findings.all():
        seen = tuple(
            Seen(
                date.fromisoformat(row["on"]),
                unnamed(row["what"], item.patient),
                names.get(row.get("by", ""), row.get("by", "")),
            )
            for row in one.evidence
        )
        sentence = unnamed(one.sentence, item.patient)
        yield Reason(titles.get(one.rule, one.rule), sentence, one.since, seen)


def _reported(item: Item) -> Iterable[Reason]:
    for row in item.reports.all():
        one = row.candidate
        yield Reason(
            str(one.get_criterion_display()),
            unnamed(one.reason, item.patient),
            one.reported_at.astimezone(clock.OSLO).date(),
            by=_who(one),
            is_withdrawn=one.withdrawn_at is not None,
        )


def _who(candidate: Candidate) -> str:
    staff = getattr(candidate.reported_by, "staff", None)
    return staff.name if staff else str(candidate.reported_by)


def _names(findings: Iterable[Finding]) -> dict[str, str]:
    """The names of those who saw something, by staff number. One query."""
    numbers = {row.get("by", "") for one in findings for row in one.evidence}
    rows = Staff.objects.filter(number__in=numbers - {""})
    return {staff.number: staff.name for staff in rows}


def _budget(meeting: Meeting, standing: list[Item]) -> Budget:
    fitting = [one for one in standing if one.fits]
    return Budget(
        minutes=meeting.minutes,
        given=sum(one.minutes for one in fitting if one.state == Item.State.ON),
        proposed=sum(one.minutes for one in fitting if one.state != Item.State.ON),
        without=len(standing) - len(fitting),
    )


def patient_of(number: str) -> Patient | None:
    """The patient with the number; whether she is the team's is for the action to say."""
    return Patient.objects.filter(number__iexact=number.strip()).first()


def report_of(meeting: Meeting, pk: int) -> Candidate | None:
    """A report that waits for the team's meeting."""
    rows = Candidate.objects.filter(pk=pk, team=meeting.team, withdrawn_at__isnull=True)
    return rows.select_related("patient").first()


def choice_of(item: Item, staff: int) -> Staff | None:
    """The person with the key, if she may present here: works here on the day of the meeting."""
    day = item.meeting.starts_at.astimezone(clock.OSLO).date()
    return Staff.objects.filter(employed_on(day), pk=staff).first()
