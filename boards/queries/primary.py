"""The primærkontakt's own page: her patients, and what is due for each. The checklist writes itself.

The trial asked that primærkontakter own the follow-up, also those who are assistenter (HeltOm 3.0, 5.4.3
and 10.4.4). Each point is read from what is written; nothing is ticked that has not been done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from boards.models import BoardSettings, Item
from boards.queries.decisions import Task, mine
from boards.queries.lights import Lit, lights_of
from boards.queries.meetings import upcoming
from boards.queries.owners import away_now
from boards.queries.reviews import Reviewed, reviews_of
from boards.queries.settings import settings_of
from heltom.lib import clock
from patients.models import Contact, Goal, Measure, NextOfKin, Observation, Patient, Placement
from teams.models import Staff, Team, User
from teams.roles import staff_at_work
from worklists.models import Reminder

Kind = Observation.Kind
#: What she may plan onto a shift from here, by the word in the address, and what it is called there.
PLANNED = {"katz": Kind.KATZ, "skropelighet": Kind.FRAILTY}
SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the checklist. `due_on` is when it must be done; None for what is asked once."""

    key: str
    label: str
    is_done: bool
    says: str
    due_on: date | None = None
    url: str = ""
    planned: Reminder | None = None

    @property
    def may_plan(self) -> bool:
        return self.key in PLANNED and not self.is_done and self.planned is None


@dataclass(frozen=True, slots=True)
class Mine:
    """A patient of hers. `stands_in` for whom, when she is the deputy and the primærkontakt is away."""

    patient: Patient
    team: Team
    is_primary: bool
    stands_in: bool
    lit: Lit | None
    points: tuple[Point, ...]
    tasks: tuple[Task, ...]
    item: Item | None

    @property
    def number(self) -> str:
        return self.patient.number

    @property
    def is_hers_now(self) -> bool:
        return self.is_primary or self.stands_in

    @property
    def waiting(self) -> list[Point]:
        return [point for point in self.points if not point.is_done]

    @property
    def done(self) -> list[Point]:
        return [point for point in self.points if point.is_done]

    @property
    def rank(self) -> tuple[bool, int, int, str]:
        return (not self.is_hers_now, -len(self.tasks), -len(self.waiting), self.number)


@dataclass(frozen=True, slots=True)
class PrimaryPage:
    """`hidden` counts patients of hers whom she may not see now, because she is not at work with them."""

    staff: Staff | None
    patients: list[Mine]
    hidden: int

    @property
    def numbers_by_team(self) -> dict[Team, list[str]]:
        found: dict[Team, list[str]] = defaultdict(list)
        for one in self.patients:
            found[one.team].append(one.number)
        return dict(found)

    @property
    def days(self) -> list[tuple[str, date]]:
        """The days onto which something may be planned: today and the coming week."""
        today = clock.today()
        return [(day.isoformat(), day) for day in (today + timedelta(days=n) for n in range(8))]


def primary_page(user: User) -> PrimaryPage:
    """Some twenty queries and five for each team of hers, however many patients."""
    staff = staff_at_work(user)
    if staff is None:
        return PrimaryPage(None, [], 0)
    today = clock.today()
    contacts = Contact.objects.on(today).filter(staff=staff, patient__ended_on__isnull=True)
    kinds = dict(contacts.values_list("patient", "kind"))
    patients = list(Patient.objects.visible_to(user).filter(pk__in=kinds).order_by("number"))
    standing_in = _standing_in([pk for pk, kind in kinds.items() if kind != Contact.Kind.PRIMARY])
    known = _Known(patients, user, staff, today)
    lines = [
        known.line(one, kinds[one.pk] == Contact.Kind.PRIMARY, one.pk in standing_in)
        for one in patients
        if one.pk in known.teams
    ]
    hidden = len(kinds) - len(lines)
    return PrimaryPage(staff, sorted(lines, key=lambda line: line.rank), hidden)


def _standing_in(patients: list[int]) -> set[int]:
    """Of these patients, those whose primærkontakt is away now. Two queries."""
    rows = Contact.objects.on(clock.today()).filter(patient__in=patients, kind=Contact.Kind.PRIMARY)
    by_patient = dict(rows.values_list("patient", "staff"))
    away = away_now(list(by_patient.values()))
    return {pk for pk, staff in by_patient.items() if staff in away}


class _Known:
    """All that the points are read from, fetched at once."""

    def __init__(self, patients: list[Patient], user: User, staff: Staff, today: date) -> None:
        keys = [patient.pk for patient in patients]
        self.today = today
        self.teams = _teams(keys, today)
        self.settings = {team.pk: settings_of(team.unit) for team in set(self.teams.values())}
        self.reviews = self._reviews(patients)
        self.lights = lights_of(keys)
        self.tested = _tested(keys)
        self.goals, self.late_goals = _goals(keys, today)
        self.told_kin = set(
            NextOfKin.objects.filter(patient__in=keys).values_list("patient", flat=True)
        )
        self.deputies = _deputies(keys, today)
        self.planned = _planned(keys)
        self.items = _items(set(self.teams.values()), staff)
        self.tasks: dict[int, list[Task]] = defaultdict(list)
        for task in mine(user):
            self.tasks[task.decision.patient_id].append(task)

    def _reviews(self, patients: list[Patient]) -> dict[int, Reviewed]:
        found: dict[int, Reviewed] = {}
        for team in set(self.teams.values()):
            hers = [one for one in patients if self.teams.get(one.pk) == team]
            found |= reviews_of(hers, team, self.today)
        return found

    def line(self, patient: Patient, is_primary: bool, stands_in: bool) -> Mine:
        pk = patient.pk
        return Mine(
            patient=patient,
            team=self.teams[pk],
            is_primary=is_primary,
            stands_in=stands_in,
            lit=self.lights.get(pk),
            points=tuple(self._points(patient, self.settings[self.teams[pk].pk])),
            tasks=tuple(self.tasks.get(pk, ())),
            item=self.items.get(pk),
        )

    def _points(self, patient: Patient, chosen: BoardSettings) -> Iterable[Point]:
        page = reverse("patients:patient", args=[patient.number])
        yield self._review(patient)
        yield self._test(patient, Kind.KATZ, chosen.katz_weeks, "patients:katz")
        yield self._test(patient, Kind.FRAILTY, chosen.frailty_weeks, "patients:frailty")
        yield self._evaluation(patient)
        yield Point("matters", _("Hva er viktig for deg?"), bool(patient.what_matters.strip()),
                    _("spør, og få det skrevet"), url=page)  # fmt: skip
        yield Point("kin", _("Pårørende"), patient.pk in self.told_kin,
                    _("ingen er ført"), url=page)  # fmt: skip
        yield Point("deputy", _("Vara for primærkontakten"), patient.pk in self.deputies,
                    _("ingen er valgt: si fra til avdelingsleder"), url=page)  # fmt: skip

    def _review(self, patient: Patient) -> Point:
        review = self.reviews[patient.pk]
        says = _("innen %(day)s") % {"day": f"{review.due:%d.%m.%Y}"}
        done = review.due - self.today > SOON
        url = reverse("boards:case_of_patient", args=[patient.number])
        return Point("review", _("Hel gjennomgang"), done, says, review.due, url)

    def _test(self, patient: Patient, kind: Observation.Kind, weeks: int, address: str) -> Point:
        last = self.tested.get((patient.pk, kind))
        due = last + timedelta(weeks=weeks) if last else self.today
        says = _("sist %(day)s") % {"day": f"{last:%d.%m.%Y}"} if last else _("aldri testet")
        key = next(word for word, one in PLANNED.items() if one == kind)
        return Point(
            key, str(kind.label), due > self.today, says, due,
            reverse(address, args=[patient.number]), self.planned.get((patient.pk, str(kind.label))),
        )  # fmt: skip

    def _evaluation(self, patient: Patient) -> Point:
        url = reverse("patients:goals", args=[patient.number])
        label = _("Mål og tiltak")
        if patient.pk not in self.goals:
            return Point("goals", label, False, _("ingen mål med tiltak"), url=url)
        late = self.late_goals.get(patient.pk)
        if late is None:
            return Point("goals", label, True, _("evaluert i tide"), url=url)
        says = _("skal evalueres, innen %(day)s") % {"day": f"{late:%d.%m.%Y}"}
        return Point("goals", label, False, says, late, url)


def _teams(keys: list[int], today: date) -> dict[int, Team]:
    """The team with the main responsibility. One query."""
    rows = Placement.objects.on(today).filter(patient__in=keys, owner=True)
    return {row.patient_id: row.team for row in rows.select_related("team__site__unit")}


def _tested(keys: list[int]) -> dict[tuple[int, str], date]:
    """When each was last tested, by patient and kind. One query."""
    rows = (
        Observation.objects.holding()
        .filter(patient__in=keys, kind__in=PLANNED.values(), taken_at__lte=clock.now())
        .order_by("patient", "kind", "-taken_at", "-pk")
        .distinct("patient", "kind")
    )
    return {
        (pk, kind): at.astimezone(clock.OSLO).date()
        for pk, kind, at in rows.values_list("patient", "kind", "taken_at")
    }


def _goals(keys: list[int], today: date) -> tuple[set[int], dict[int, date]]:
    """Who has a goal with a measure; and of whom one should have been evaluated, since when. One query."""
    measured = Measure.objects.open_on(today).filter(goal=OuterRef("pk"))
    rows = Goal.objects.open_on(today).filter(Exists(measured), patient__in=keys)
    days: dict[int, date] = {}
    for patient, day in rows.values_list("patient", "evaluate_on"):
        days[patient] = min(day, days.get(patient, day))
    return set(days), {pk: day for pk, day in days.items() if day <= today}


def _deputies(keys: list[int], today: date) -> set[int]:
    rows = Contact.objects.on(today).filter(patient__in=keys, kind=Contact.Kind.DEPUTY)
    return set(rows.values_list("patient", flat=True))


def _planned(keys: list[int]) -> dict[tuple[int, str], Reminder]:
    """Tests that stand on the huskeliste already. One query."""
    labels = [str(kind.label) for kind in PLANNED.values()]
    rows = Reminder.objects.filter(patient__in=keys, outcome="", text__in=labels)
    return {(row.patient_id or 0, row.text): row for row in rows.order_by("-due_on", "-pk")}


def _items(teams: set[Team], staff: Staff) -> dict[int, Item]:
    """The lines of coming boards that she is to present. Two queries."""
    meetings = upcoming(teams, clock.now())
    states = [Item.State.PROPOSED, Item.State.ON]
    rows = Item.objects.filter(meeting__in=meetings, presenter=staff, state__in=states)
    return {item.patient_id: item for item in rows.select_related("meeting").order_by("-meeting")}
