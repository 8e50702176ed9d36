"""The patient's goals: problem, goal, what is done, how it went; and which have not been looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.utils.translation import gettext as _

from heltom.lib import clock
from patients.models import Area, Evaluation, Goal, Measure, Patient, Term
from patients.permissions import get_patient, teams_of
from teams.models import User
from teams.permissions import Permission, can
from teams.queries import name_of


@dataclass(frozen=True, slots=True)
class Seen:
    """An evaluation, and the name of whoever wrote it."""

    evaluation: Evaluation
    who: str


@dataclass(frozen=True, slots=True)
class GoalRow:
    goal: Goal
    measures: list[Measure]
    ended_measures: list[Measure]
    seen: list[Seen]
    """Newest first."""
    today: date

    @property
    def last(self) -> Seen | None:
        return self.seen[0] if self.seen else None

    @property
    def earlier(self) -> list[Seen]:
        return self.seen[1:]

    @property
    def is_open(self) -> bool:
        return self.goal.is_open_on(self.today)

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.goal.evaluate_on < self.today

    @property
    def is_reached(self) -> bool:
        """The last who looked found it reached, and nobody has ended it."""
        last = self.last
        return (
            self.is_open
            and last is not None
            and last.evaluation.result == Evaluation.Result.REACHED
        )

    @property
    def due(self) -> str:
        """When somebody is to look at it, in words that say whether it is late."""
        late = (self.today - self.goal.evaluate_on).days
        if late == 0:
            return _("Skal evalueres i dag")
        if late == 1:
            return _("Skulle vært evaluert i går")
        if late > 1:
            return _("Skulle vært evaluert for %s dager siden") % late
        return ""


@dataclass(frozen=True, slots=True)
class GoalsPage:
    patient: Patient
    rows: list[GoalRow]
    """Those that go on, the one that should have been looked at first on top."""
    ended: list[GoalRow]
    may_write: bool

    @property
    def overdue(self) -> int:
        return sum(row.is_overdue for row in self.rows)

    @property
    def areas(self) -> list[tuple[str, str]]:
        return [(area.value, str(area.label)) for area in Area]


def goals_page(user: User, patient: Patient) -> GoalsPage:
    """Four queries, whatever the number of goals. The patient comes from get_patient."""
    today = clock.today()
    goals = Goal.objects.filter(patient=patient).order_by("evaluate_on", "pk")
    rows = [
        _row(goal, today) for goal in goals.prefetch_related("measures", "evaluations__by__staff")
    ]
    ended = [row for row in rows if not row.is_open]
    return GoalsPage(
        patient=patient,
        rows=[row for row in rows if row.is_open],
        ended=sorted(ended, key=lambda row: row.goal.valid_to or today, reverse=True),
        may_write=any(can(user, Permission.WRITE_CARE, team) for team in teams_of(patient)),
    )


def open_goals(patients: Iterable[int]) -> dict[int, list[GoalRow]]:
    """By patient, those that go on, as on her own page. Four queries, however many patients."""
    today = clock.today()
    goals = Goal.objects.open_on(today).filter(patient__in=set(patients))
    found: dict[int, list[GoalRow]] = defaultdict(list)
    for goal in goals.order_by("evaluate_on", "pk").prefetch_related(
        "measures", "evaluations__by__staff"
    ):
        found[goal.patient_id].append(_row(goal, today))
    return found


def _row(goal: Goal, today: date) -> GoalRow:
    measures = list(goal.measures.all())
    return GoalRow(
        goal=goal,
        measures=[measure for measure in measures if measure.is_open_on(today)],
        ended_measures=[measure for measure in measures if not measure.is_open_on(today)],
        seen=[Seen(each, _who(each.by)) for each in goal.evaluations.all()],
        today=today,
    )


def _who(user: User | None) -> str:
    return name_of(user) if user else ""


def get_goal(user: User, number: str, pk: int) -> Goal:
    """A goal of the patient's, for this user. Raises Http404 or NotAllowed as get_patient does."""
    rows = Goal.objects.filter(patient=get_patient(user, number), pk=pk)
    goal = rows.select_related("patient").first()
    if goal is None:
        raise Http404
    return goal


def get_measure(user: User, number: str, pk: int) -> Measure:
    """A measure for the patient, for this user. Raises Http404 or NotAllowed as get_patient does."""
    rows = Measure.objects.filter(goal__patient=get_patient(user, number), pk=pk)
    measure = rows.select_related("goal__patient").first()
    if measure is None:
        raise Http404
    return measure


def words_for(area: str) -> dict[str, list[str]]:
    """The vocabulary of the area: the texts by kind. One query."""
    found: dict[str, list[str]] = defaultdict(list)
    for term in Term.objects.filter(area=area):
        found[term.kind].append(term.text)
    return found


def measure_words(areas: Iterable[str]) -> list[tuple[str, list[str]]]:
    """The measures of the vocabulary to choose from, by area. One query."""
    wanted = sorted(set(areas))
    found: dict[str, list[str]] = {area: [] for area in wanted}
    for term in Term.objects.filter(area__in=wanted, kind=Term.Kind.MEASURE):
        found[term.area].append(term.text)
    return list(found.items())
