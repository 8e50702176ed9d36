"""Who could take a visit, and what each choice would mean: the ranked list behind "Flytt …".

    found = candidates(team_shift, visit)
    found[0].sentence  # "+6 min reise, første gang hos pasienten, insulin i orden, ingen overtid"

One reading of the day and one layout of it for all of them: no search for each carer. All other visits
stay with those who have them, and only their times may move.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from heltom.lib import clock
from teams.models import Competence, Shift, Staff
from worklists.models import Release, State, TeamShift, Visit, VisitState
from worklists.planning.choices import Choice, choices
from worklists.queries import candidate_words as words
from worklists.queries import problem
from worklists.queries.forecast import standing
from worklists.queries.outlook import Extra
from worklists.queries.problem import Asked, Pin
from worklists.queries.work import Work, key_of, read_work


@dataclass(frozen=True, slots=True)
class LateVisit:
    """A visit that would begin later after its window than it does now. `minutes`: after its end."""

    visit: Visit
    starts_at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on the shift, and what it would mean that she took the visit.

    Figures are what would be more than now, for all lists together; meaningless where she cannot.
    """

    shift: Shift
    possible: bool
    sentence: str
    why_not: str = ""
    """What stands in the way: one of `candidate_words.WHY_NOT`, or "borte" or "har-det"."""
    starts_at: datetime | None = None
    extra_minutes: int = 0
    """Minutes of travel."""
    late: tuple[LateVisit, ...] = ()
    saves: frozenset[int] = frozenset()
    """Visits that would be late as it looks now, and then would not."""
    overtime_minutes: int = 0
    first_time: bool = False
    knows: str = ""
    """What she is to the patient: "primærkontakt", or "kjenner pasienten"."""
    mates: tuple[Shift, ...] = ()
    """Who goes with her where the visit takes two."""
    shifts: tuple[int, ...] = ()
    """All who would be at the visit, in the order of its parts: what a Pin takes."""
    points: int = 0
    """The planner's price, by which they are ranked."""

    @property
    def staff(self) -> Staff:
        return self.shift.staff

    @property
    def patient_numbers(self) -> set[str]:
        """Whom the sentence names, for the access log."""
        return {one.visit.patient.number for one in self.late}


def candidates(
    team_shift: TeamShift,
    visit: Visit | None = None,
    *,
    extra: Extra | None = None,
    at: datetime | None = None,
    leaves: int | None = None,
    now: datetime | None = None,
) -> list[Candidate]:
    """Everybody who walks a list on the shift, the best first, those who cannot last with the reason.

    Of a visit on the shift, or of one that is not saved (`extra`: an alarm, a neighbour's). `at`: it
    begins then, to the minute. `leaves`: the shift that lets go of her half of a visit for two; the
    other half stays where it is. Empty for a visit that is not to be done. Some thirty queries, and
    below 150 ms for ten lists.
    """
    now = now or clock.now()
    work = read_work(team_shift)
    if extra is not None:
        extra.on(work)
    key = extra.key if extra is not None else key_of(visit) if visit is not None else ""
    asked = problem.build(work, now, pins={key: Pin((), at)}, hold=True)
    if key not in asked.jobs or asked.jobs[key].state != State.DUE:
        return []
    found = choices(
        asked.problem,
        asked.previous,
        key,
        leaves=str(leaves) if leaves else None,
        delays=_delays(team_shift, now) if asked.problem.now is not None else {},
    )
    ward = _Ward(work, asked, key, stays_at=at is None)
    told = [ward.candidate(choice) for choice in found] + ward.away()
    return sorted(told, key=lambda one: (not one.possible, one.points, one.staff.sort_key))


def _delays(team_shift: TeamShift, now: datetime) -> dict[str, int]:
    """Minutes by which those who tick are behind."""
    courses = standing(team_shift, now).courses
    return {key: course.behind for key, course in courses.items() if course.behind}


class _Ward:
    """What is known of the people and the patient: from keys and figures to rows and words."""

    def __init__(self, work: Work, asked: Asked, key: str, *, stays_at: bool) -> None:
        self.work, self.asked, self.stays_at = work, asked, stays_at
        self.job = asked.jobs[key]
        self.need = next(need for need in asked.problem.visits if need.key == key)
        self.carers = {carer.key: carer for carer in asked.problem.carers}
        entries = work.entries.get(self.job.visit.pk, []) if self.job.visit.pk else []
        self.has_it = {str(entry.worklist.shift_id): entry for entry in entries}
        self.names = self._competence_names()
        self.visited = self._visited()
        self.let_off = self._let_off()

    def _competence_names(self) -> dict[str, str]:
        codes = {code for need in self.need.needs for code in need.competences}
        if not codes:
            return {}
        return dict(Competence.objects.filter(code__in=codes).values_list("code", "name"))

    def _visited(self) -> set[int]:
        """Those on the shift who have been at the patient's before, whenever that was."""
        steps = VisitState.objects.filter(
            state=State.DONE,
            visit__patient=self.job.visit.patient_id,
            carer__in={shift.staff_id for shift in self.asked.shifts.values()},
        )
        return set(steps.order_by().values_list("carer_id", flat=True).distinct())

    def _let_off(self) -> dict[int, Release]:
        if not self.job.visit.pk:
            return {}
        return {row.staff_id: row for row in Release.objects.filter(visit=self.job.visit)}

    def candidate(self, choice: Choice) -> Candidate:
        shift = self.asked.shifts[choice.carer]
        carer = self.carers[choice.carer]
        if choice.carer in self.has_it and self.stays_at:
            entry = self.has_it[choice.carer]
            return Candidate(shift, False, words.has_it(entry), "har-det", entry.starts_at)
        if not choice.possible:
            row = self.let_off.get(shift.staff_id)
            told = words.why_not(choice.code, self.need, carer, self.names, row)
            return Candidate(shift, False, told, choice.code)
        return self._possible(choice, shift)

    def _possible(self, choice: Choice, shift: Shift) -> Candidate:
        late = tuple(
            LateVisit(self.asked.jobs[one.visit].visit, self._instant(one.start), one.minutes)
            for one in choice.late
        )
        others = tuple(self.asked.shifts[key] for key in choice.carers if key != choice.carer)
        first = not self._known(shift) and shift.staff_id not in self.visited
        figures = words.Figures(
            travel=choice.travel,
            overtime=choice.overtime,
            late=late,
            this=self.job.visit,
            first_time=first,
            knows=words.ties(self.need, choice.carer),
            mates=others,
            courses=words.in_order(self.need, self.carers[choice.carer], self.names),
        )
        return Candidate(
            shift=shift,
            possible=True,
            sentence=words.sentence(figures),
            starts_at=None if choice.start is None else self._instant(choice.start),
            extra_minutes=choice.travel,
            late=late,
            saves=frozenset(self.asked.jobs[key].visit.pk for key in choice.saved),
            overtime_minutes=max(0, choice.overtime),
            first_time=first,
            knows=figures.knows,
            mates=others,
            shifts=tuple(int(key) for key in choice.carers),
            points=choice.points,
        )

    def _known(self, shift: Shift) -> bool:
        key = str(shift.pk)
        return key in (self.need.primary, self.need.deputy) or key in self.need.recent

    def _instant(self, minute: int) -> datetime:
        return clock.instant_after_midnight(self.work.date, minute)

    def away(self) -> list[Candidate]:
        """Those who should have walked a list and are away; the reason is their own."""
        shift = self.work.team_shift
        rows = Shift.objects.of(shift.team, shift.date, shift.kind).walking()
        gone = rows.filter(absence__isnull=False).select_related("staff")
        return [Candidate(row, False, words.away(), "borte", points=10**9) for row in gone]
