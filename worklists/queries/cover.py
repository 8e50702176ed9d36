"""Does a team have the competence for a patient's tasks: on its staff, and on the shifts to come?

Who can do what is the planner's own rule (`can_do`), asked of those who walk a list on the shift:
what is called covered here can be put on a list there. People are counted, never graded or named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from patients.models import Delegation
from teams.models import Shift, ShiftKind, Staff, StaffCompetence, Team
from teams.models.staff import Profession, employed_on
from worklists.models import PlanException, VisitPlan
from worklists.models.plans import Level
from worklists.planning.possibilities import can_do
from worklists.planning.problem import Carer, Need

#: The coming fortnight, the day itself included.
DAYS = 14

type Holds = list[tuple[str, date, date | None]]


@dataclass(frozen=True, slots=True)
class ShiftCover:
    """One shift on which the plan recurs. `is_laid`: the team has a roster for that date."""

    date: date
    kind: str
    able: int
    is_laid: bool
    has_two: bool = True
    """False where the plan asks for two carers and there is nobody to be the second one."""

    @property
    def covered(self) -> bool:
        return self.able > 0 and self.has_two

    @property
    def uncovered(self) -> bool:
        """Known to be without: a shift that nobody has set up yet is neither."""
        return self.is_laid and not self.covered

    @property
    def kind_label(self) -> str:
        return str(ShiftKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class TaskCover:
    """One visit plan that asks for competence or schooling, and who there is for it."""

    plan: VisitPlan
    needs: tuple[Need, ...]
    able_on_staff: int
    shifts: tuple[ShiftCover, ...]

    @property
    def asks(self) -> str:
        return in_words(self.plan)

    @property
    def uncovered(self) -> list[ShiftCover]:
        return [shift for shift in self.shifts if shift.uncovered]

    @property
    def unknown(self) -> list[ShiftCover]:
        return [shift for shift in self.shifts if not shift.is_laid]

    @property
    def covered(self) -> list[ShiftCover]:
        return [shift for shift in self.shifts if shift.covered]

    @property
    def lacks(self) -> bool:
        """Nobody on the staff can, or some shift of the fortnight has nobody who can."""
        return self.able_on_staff == 0 or any(shift.uncovered for shift in self.shifts)

    @property
    def sentence(self) -> str:
        """In general, and shift by shift: the two are different answers."""
        return " ".join(filter(None, [self._staff_sentence(), *self._shift_sentences()]))

    def _staff_sentence(self) -> str:
        if not self.able_on_staff:
            return _("Ingen ansatte i teamet kan dette.")
        return ngettext(
            "%(number)d ansatt i teamet kan dette.",
            "%(number)d ansatte i teamet kan dette.",
            self.able_on_staff,
        ) % {"number": self.able_on_staff}

    def _shift_sentences(self) -> list[str]:
        if not self.shifts:
            return [_("Oppdraget kommer ikke de neste 14 dagene.")]
        figures = {"lacking": len(self.uncovered), "all": len(self.shifts) - len(self.unknown)}
        said = []
        if self.uncovered and self.able_on_staff:
            said.append(
                _("Men på %(lacking)d av %(all)d vakter er ingen av dem på vakt.") % figures
            )
        elif self.uncovered:
            said.append(_("%(lacking)d av %(all)d vakter står uten.") % figures)
        elif figures["all"]:
            said.append(_("Alle %(all)d vakter er dekket.") % figures)
        if self.unknown:
            said.append(
                ngettext(
                    "%(number)d vakt er ikke satt opp ennå.",
                    "%(number)d vakter er ikke satt opp ennå.",
                    len(self.unknown),
                )
                % {"number": len(self.unknown)}
            )
        return said


@dataclass(frozen=True, slots=True)
class Cover:
    """A team and the tasks of one patient that ask for something."""

    team: Team
    first: date
    tasks: tuple[TaskCover, ...]

    @property
    def lacking(self) -> list[TaskCover]:
        return [task for task in self.tasks if task.lacks]

    @property
    def lacks(self) -> bool:
        return any(task.lacks for task in self.tasks)

    @property
    def days(self) -> list[date]:
        return fortnight(self.first)


def fortnight(first: date) -> list[date]:
    return [first + timedelta(days=number) for number in range(DAYS)]


def cover_of(team: Team, plans: Sequence[VisitPlan], first: date) -> Cover:
    """Whether the team could carry the plans, of one patient, from the day on. Five queries."""
    return covers_of([(team, plans)], first)[0]


def covers_of(asked: Sequence[tuple[Team, Sequence[VisitPlan]]], first: date) -> list[Cover]:
    """The same for many patients. Five queries; plans come with their competences fetched."""
    asking = [(team, {plan: needs_of(plan) for plan in plans}) for team, plans in asked]
    asking = [
        (team, {p: needs for p, needs in plans.items() if _ask(needs)}) for team, plans in asking
    ]
    fortnight_of = _Fortnight(asking, first)
    return [
        Cover(team, first, tuple(fortnight_of.task(team, *item) for item in plans.items()))
        for team, plans in asking
    ]


def needs_of(plan: VisitPlan) -> tuple[Need, ...]:
    """What each carer must be able to do, as the planner is asked (queries/problem.py)."""
    codes = frozenset(competence.code for competence in plan.competences.all())
    first = Need(level=plan.level, competences=codes)
    return (first,) if plan.carers == 1 else (first, Need(level=plan.second_level))


def _ask(needs: tuple[Need, ...]) -> bool:
    return any(need.level > Level.ASSISTANT or need.competences for need in needs)


def in_words(plan: VisitPlan) -> str:
    """ "insulin, minst helsefagarbeider"."""
    names = [competence.name for competence in plan.competences.all()]
    if plan.level > Level.ASSISTANT:
        names.append(_("minst %(level)s") % {"level": Level(plan.level).label})
    if plan.carers > 1 and plan.second_level > Level.ASSISTANT:
        names.append(_("nummer to minst %(level)s") % {"level": Level(plan.second_level).label})
    return ", ".join(names)


class _Fortnight:
    """Who is on the staff, who is at work when, and what each of them can do on the day."""

    def __init__(
        self, asking: Iterable[tuple[Team, Mapping[VisitPlan, object]]], first: date
    ) -> None:
        self.days = fortnight(first)
        self.first, self.last = first, self.days[-1]
        self.teams = {team.pk for team, _plans in asking}
        plans = [plan for _team, given in asking for plan in given]
        self.patients = {plan.patient_id for plan in plans}
        self._read_people()
        self.holds = self._holds()
        self.delegated = self._delegated()
        self.bound_to = {patient for _staff, patient in self.delegated}
        self.exceptions = self._exceptions(plans)
        self._carers: dict[tuple[int, date, int | None], Carer] = {}
        #: Most patients have no delegation, and ask for what others ask for too.
        self._on_staff: dict[object, int] = {}
        self._on_shifts: dict[object, ShiftCover] = {}

    def task(self, team: Team, plan: VisitPlan, needs: tuple[Need, ...]) -> TaskCover:
        bound = plan.patient_id if plan.patient_id in self.bound_to else None
        key = (team.pk, needs, bound)
        if key not in self._on_staff:
            able = (self.can(who, needs[0], bound, self.first) for who in self.staff[team.pk])
            self._on_staff[key] = sum(able)
        days = (day for day in self.days if self._recurs(plan, day))
        shifts = tuple(self._shift(key, day, plan.shift) for day in days)
        return TaskCover(plan, needs, self._on_staff[key], shifts)

    def can(self, person: int, need: Need, patient: int | None, day: date) -> bool:
        """The planner's own answer, for what the person holds on the day."""
        bound = patient if (person, patient) in self.delegated else None
        return can_do(need, str(patient), self._carer(person, day, bound))

    def _recurs(self, plan: VisitPlan, day: date) -> bool:
        """Absences of the patient are left aside: the question is whether the team could."""
        if not _holds_on(plan.valid_from, plan.valid_to, day):
            return False
        kind = self.exceptions.get((plan.pk, day))
        return plan.recurs_on(day) if kind is None else kind == PlanException.Kind.EXTRA

    def _shift(
        self, key: tuple[int, tuple[Need, ...], int | None], day: date, kind: str
    ) -> ShiftCover:
        if (key, day, kind) not in self._on_shifts:
            team, needs, bound = key
            at_work = self.at_work[team, day, kind]
            able = [who for who in at_work if self.can(who, needs[0], bound, day)]
            second = [who for who in at_work if self.can(who, needs[-1], bound, day)]
            has_two = len(needs) == 1 or (bool(second) and len({*able, *second}) > 1)
            is_laid = (team, day) in self.laid
            self._on_shifts[key, day, kind] = ShiftCover(day, kind, len(able), is_laid, has_two)
        return self._on_shifts[key, day, kind]

    def _carer(self, person: int, day: date, patient: int | None) -> Carer:
        key = (person, day, patient)
        if key not in self._carers:
            delegated = _on(self.delegated[person, patient], day) if patient else frozenset()
            self._carers[key] = Carer(
                key=str(person), start=0, end=0, start_place=0, level=self.level[person],
                competences=_on(self.holds[person], day),
                patient_competences={str(patient): delegated} if delegated else {},
            )  # fmt: skip
        return self._carers[key]

    def _read_people(self) -> None:
        """Those employed in the teams, and those who walk a list there though employed elsewhere."""
        self.level: dict[int, int] = {}
        self.staff: dict[int, list[int]] = defaultdict(list)
        self.at_work: dict[tuple[int, date, str], list[int]] = defaultdict(list)
        employed = Staff.objects.filter(employed_on(self.first), team__in=self.teams)
        for person, team, profession in employed.values_list("pk", "team", "profession"):
            self.staff[team].append(person)
            self.level[person] = Profession(profession).level
        shifts = Shift.objects.filter(team__in=self.teams, date__range=(self.first, self.last))
        rows = shifts.worked().walking().order_by("pk")
        for team, day, kind, person, profession in rows.values_list(
            "team", "date", "kind", "staff", "staff__profession"
        ):
            self.at_work[team, day, kind].append(person)
            self.level[person] = Profession(profession).level
        self.laid = {(team, day) for team, day, _kind in self.at_work}

    def _holds(self) -> dict[int, Holds]:
        found: dict[int, Holds] = defaultdict(list)
        rows = StaffCompetence.objects.between(self.first, self.last).filter(staff__in=self.level)
        for person, code, begins, ends in rows.values_list(
            "staff", "competence__code", "valid_from", "valid_to"
        ):
            found[person].append((code, begins, ends))
        return found

    def _delegated(self) -> dict[tuple[int, int], Holds]:
        found: dict[tuple[int, int], Holds] = defaultdict(list)
        rows = Delegation.objects.between(self.first, self.last).filter(
            staff__in=self.level, patient__in=self.patients
        )
        for person, patient, code, begins, ends in rows.values_list(
            "staff", "patient", "competence__code", "valid_from", "valid_to"
        ):
            found[person, patient].append((code, begins, ends))
        return found

    def _exceptions(self, plans: Iterable[VisitPlan]) -> dict[tuple[int, date], str]:
        rows = PlanException.objects.filter(
            plan__in=[plan.pk for plan in plans], date__range=(self.first, self.last)
        )
        return {(plan, day): kind for plan, day, kind in rows.values_list("plan", "date", "kind")}


def _on(held: Holds, day: date) -> frozenset[str]:
    return frozenset(code for code, begins, ends in held if _holds_on(begins, ends, day))


def _holds_on(begins: date, ends: date | None, day: date) -> bool:
    return begins <= day and (ends is None or ends >= day)
