"""All about one patient that is read before a meeting: on one page, and all of a meeting in one print."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.dateparse import parse_date

from boards.models import Finding, Item
from boards.permissions import still_with
from boards.queries.preparation_letters import Letters, letters_of
from boards.queries.preparation_measured import Measured, measured_of
from boards.queries.preparation_past import Past, past_of, readings_of
from boards.queries.preparation_person import Who, who_of
from boards.queries.preparation_services import Services, services_of
from boards.queries.reviews import Reviewed, reviews_of
from boards.rules.registry import RULES
from heltom.lib import clock
from teams.models import Staff
from teams.permissions import Permission, can

if TYPE_CHECKING:
    from boards.models import Meeting
    from patients.models import Patient
    from teams.models import Team, User

#: What is gone through in the meeting, or was: on the board, or proposed and with a place in its minutes.
TAKEN_UP = Q(state__in=[Item.State.ON, Item.State.DONE]) | Q(state=Item.State.PROPOSED, fits=True)


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that speaks for a finding: when, what, and the name of who saw it."""

    on: date | None
    what: str
    by: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that fires for her, with its evidence. `title` is what the rule is called."""

    finding: Finding
    title: str
    evidence: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class May:
    """What this user may do here beside reading."""

    prepare: bool
    write_folder: bool
    see_board: bool


@dataclass(frozen=True, slots=True)
class Case:
    """`item` is None for a patient who is on no board."""

    patient: Patient
    team: Team
    item: Item | None
    who: Who
    services: Services
    measured: Measured
    letters: Letters
    past: Past
    review: Reviewed
    reasons: tuple[Reason, ...]
    readings: tuple[tuple[str, datetime], ...]
    may: May
    previous: Item | None = None
    next: Item | None = None

    @property
    def is_overdue(self) -> bool:
        """The whole of her should have been gone through by now."""
        return self.review.due < clock.today()


def case_of(user: User, item: Item) -> Case:
    """Everything about the patient of the line. Some forty queries, however much there is to tell."""
    [case] = cases_of(user, [item], _neighbours(user, item))
    return case


def cases_of_meeting(user: User, meeting: Meeting) -> list[Case]:
    """In the order of the board, those who are the team's still. As many queries as for one."""
    items = meeting.items.filter(TAKEN_UP).order_by("order", "pk").select_related(*JOINED)
    days = (clock.today(), meeting.starts_at.astimezone(clock.OSLO).date())
    ours = still_with(meeting.team, [item.patient_id for item in items], clock.today(), max(days))
    return cases_of(user, [item for item in items if item.patient_id in ours])


JOINED = ("patient", "meeting__team__site__unit", "meeting__team__ht", "presenter", "prepared_by")


def cases_of(
    user: User, items: Sequence[Item], beside: tuple[Item | None, Item | None] = (None, None)
) -> list[Case]:
    """Lines of one meeting. `beside` are the ones before and after, where they are asked for."""
    if not items:
        return []
    patients = [item.patient for item in items]
    teams = {item.patient_id: item.meeting.team for item in items}
    told = _told(user, patients, items[0].meeting.team, items[0].meeting.starts_at)
    reasons, readings = _reasons(items), readings_of(items)
    return [
        told.case(
            user, item.patient, teams[item.patient_id], item, reasons[item.pk],
            readings[item.pk], beside,
        )
        for item in items
    ]  # fmt: skip


def case_of_patient(user: User, patient: Patient, team: Team) -> Case:
    """The same for a patient who is on no board; what speaks for her is told by boards:why."""
    return _told(user, [patient], team).case(user, patient, team, None, [], [], (None, None))


@dataclass(frozen=True, slots=True)
class _Told:
    """What the parts tell, by patient."""

    who: dict[int, Who]
    services: dict[int, Services]
    measured: dict[int, Measured]
    letters: dict[int, Letters]
    past: dict[int, Past]
    reviews: dict[int, Reviewed]

    def case(
        self, user: User, patient: Patient, team: Team, item: Item | None,
        reasons: list[Reason], readings: list[tuple[str, datetime]],
        beside: tuple[Item | None, Item | None],
    ) -> Case:  # fmt: skip
        key = patient.pk
        return Case(
            patient=patient, team=team, item=item,
            who=self.who[key], services=self.services[key], measured=self.measured[key],
            letters=self.letters[key], past=self.past[key], review=self.reviews[key],
            reasons=tuple(reasons), readings=tuple(readings), may=may_of(user, team),
            previous=beside[0], next=beside[1],
        )  # fmt: skip


def _told(
    user: User, patients: Sequence[Patient], team: Team, at: datetime | None = None
) -> _Told:  # fmt: skip
    return _Told(
        who=who_of(patients, at),
        services=services_of(patients),
        measured=measured_of(patients),
        letters=letters_of(user, patients),
        past=past_of(patients),
        reviews=reviews_of(patients, team, clock.today()),
    )


def may_of(user: User, team: Team) -> May:
    """No queries: roles are kept for the request."""
    return May(
        prepare=can(user, Permission.PREPARE_BOARD, team),
        write_folder=can(user, Permission.WRITE_FOLDER, team),
        see_board=can(user, Permission.SEE_BOARD, team),
    )


def _reasons(items: Iterable[Item]) -> dict[int, list[Reason]]:
    """By line. Two queries: the findings, and the names of those who saw it."""
    rows = list(Finding.objects.filter(item__in=[item.pk for item in items]))
    numbers = {str(seen.get("by", "")) for row in rows for seen in row.evidence}
    names = {staff.number: staff.name for staff in Staff.objects.filter(number__in=numbers)}
    titles = {rule.code: str(rule.title) for rule in RULES}
    found: dict[int, list[Reason]] = defaultdict(list)
    for row in rows:
        title = titles.get(row.rule, row.rule)
        found[row.item_id].append(Reason(row, title, tuple(_seen(row, names))))
    return found


def _seen(row: Finding, names: dict[str, str]) -> Iterable[Seen]:
    for one in row.evidence:
        by = str(one.get("by", ""))
        yield Seen(parse_date(str(one.get("on", ""))), str(one.get("what", "")), names.get(by, by))


def _neighbours(user: User, item: Item) -> tuple[Item | None, Item | None]:
    """Before and after on the board. Whoever is called in for one patient has none."""
    if not can(user, Permission.SEE_BOARD, item.meeting.team):
        return None, None
    rows = list(item.meeting.items.filter(TAKEN_UP | Q(pk=item.pk)).select_related("patient"))
    rows.sort(key=lambda one: (one.order, one.pk))
    place = [one.pk for one in rows].index(item.pk)
    before = rows[place - 1] if place else None
    return before, rows[place + 1] if place + 1 < len(rows) else None
