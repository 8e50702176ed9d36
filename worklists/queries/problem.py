"""From the ward's rows to the planner's plain data, and from published lists back to a plan.

Minutes are elapsed minutes since local midnight of the shift's date (heltom.lib.clock).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from heltom.lib import clock
from patients.models import Contact, Delegation, Pause
from teams.models import DutyFunction, Shift, StaffCompetence
from worklists.models import Appointment, BreakTime, Entry, Release, State
from worklists.models.plans import Place as Where
from worklists.models.visits import VisitState
from worklists.planning import problem as planning
from worklists.planning.plan import Plan, published
from worklists.planning.travel import beeline, paces_of, travel_between
from worklists.planning.weights import Chosen, Weights
from worklists.queries.priorities import priorities_of
from worklists.queries.roads import Roads, base_of, home_of, roads_between
from worklists.queries.weights import chosen_for
from worklists.queries.work import Job, Work, row_of

#: No patient of a team lives this far from its base as the crow flies: the coordinates are wrong.
MOST_METRES = 100_000


@dataclass(frozen=True, slots=True)
class Asked:
    """The problem, what holds now, and how to find back from keys to rows."""

    problem: planning.Problem
    previous: Plan | None
    jobs: dict[str, Job]
    shifts: dict[str, Shift]
    current_id: int | None
    #: Those of the travel matrices, in their order, and what is kept about the roads between them.
    places: tuple[planning.Place, ...] = ()
    roads: Roads = field(default_factory=Roads)

    @property
    def transports(self) -> list[str]:
        """The means of transport that somebody on the shift uses."""
        return sorted(self.problem.travel.minutes)

    @property
    def fingerprint(self) -> tuple[str, int | None]:
        return planning.fingerprint(self.problem), self.current_id


@dataclass(frozen=True, slots=True)
class Pin:
    """What a person has said of one visit: on whose lists (keys of shifts, in the order of its carers;
    fewer leave the rest free), and when it begins, where she said that too.
    """

    shifts: tuple[int, ...]
    starts_at: datetime | None = None


def build(
    work: Work,
    now: datetime,
    chosen: Chosen | None = None,
    *,
    pins: Mapping[str, Pin] | None = None,
    hold: bool = False,
) -> Asked:
    """The planner's question for this work, at the unit's own prices or at those that are tried.

    `pins` are a person's words about single visits, by their job's key; competence is still asked of
    whoever is named. With `hold` every other visit stays with whoever has it, and only its time may
    move. About a dozen queries, whatever its size.

    While the shift runs, what has begun, is done or is about to begin stays where it is; the rest
    is planned from `now` on. Before the shift, and for a shift that never had lists, `now` plays
    no part.
    """
    return _Builder(work, now, chosen or chosen_for(work), pins or {}, hold=hold).asked()


class _Builder:
    def __init__(
        self, work: Work, now: datetime, chosen: Chosen, pins: Mapping[str, Pin], *, hold: bool
    ) -> None:
        self.work = work
        self.pins, self.hold = pins, hold
        self.weights, self.practice, self.ways = chosen.weights, chosen.practice, chosen.ways
        self.unit = work.team.unit
        self.shifts = {str(shift.pk): shift for shift in work.shifts}
        #: Keys by person, in order of time: a duty that is cut by a loan has two rows.
        self.rows = work.rows_by_person()
        self.now = self._minute(now) if self._is_running(now) else None
        if self.now is not None:
            self.weights = self._in_use(self.weights)
        self.jobs = {job.key: job for job in work.jobs if self._has_a_say(job)}
        self.patients = {job.visit.patient_id for job in self.jobs.values()}
        #: Each place with its number in the travel matrices; the base is the first.
        self.places = {base_of(work.team.site): 0}
        self._facts()

    def _in_use(self, weights: Weights) -> Weights:
        """Lists that people walk by: each visit that changes hands is somebody who must be told."""
        times = self.practice.change_times_running
        return replace(weights, changed_carer=weights.changed_carer * times)

    def _is_running(self, now: datetime) -> bool:
        begun = [shift.starts_at for shift in self.work.shifts]
        return self.work.current is not None and bool(begun) and min(begun) <= now

    def _has_a_say(self, job: Job) -> bool:
        """Open visits, and done ones that take a known time on the list of somebody at work."""
        if job.state in (State.DUE, State.STARTED):
            return bool(self._entries_at_work(job)) or job.state == State.DUE
        return job.state == State.DONE and bool(self._entries_at_work(job))

    def _entries_at_work(self, job: Job) -> list[Entry]:
        entries = self.work.entries.get(job.visit.pk, []) if job.visit.pk else []
        return [entry for entry in entries if self._key(job, entry) in self.shifts]

    def _key(self, job: Job, entry: Entry) -> str:
        """Whose list it is on: what is begun stays where it is, the rest may have gone with her hours."""
        if job.state != State.DUE and str(entry.worklist.shift_id) in self.shifts:
            return str(entry.worklist.shift_id)
        return row_of(entry, self.work, overtime=timedelta(minutes=self.unit.overtime_minutes))

    def _minute(self, instant: datetime) -> int:
        return clock.minutes_since_midnight(self.work.date, instant)

    def _facts(self) -> None:
        day = self.work.date
        self.contacts: dict[int, dict[str, str]] = defaultdict(dict)
        for contact in Contact.objects.on(day).filter(patient__in=self.patients):
            if contact.staff_id in self.rows:
                longest = max(self.rows[contact.staff_id], key=self._length)
                self.contacts[contact.patient_id][contact.kind] = longest
        self.known = self._known()
        self.competences = _by_key(
            StaffCompetence.objects.on(day)
            .filter(staff__in=self.rows)
            .values_list("staff_id", "competence__code")
        )
        self.delegated = self._delegated()
        self.let_off = self._let_off()
        self.blocked = self._blocked()
        self.breaks = self._published_breaks()
        self.priorities = priorities_of(self.work.team)

    def _length(self, key: str) -> timedelta:
        return self.shifts[key].ends_at - self.shifts[key].starts_at

    def _known(self) -> dict[int, set[str]]:
        steps = VisitState.objects.filter(
            state=State.DONE,
            carer__in=self.rows,
            visit__patient__in=self.patients,
            visit__date__gte=self.work.date - timedelta(days=self.practice.known_days),
            visit__date__lt=self.work.date,
        )
        rows = steps.order_by().values_list("visit__patient_id", "carer_id").distinct()
        return _by_key((patient, key) for patient, carer in rows for key in self.rows[carer])

    def _delegated(self) -> dict[int, dict[str, frozenset[str]]]:
        rows = (
            Delegation.objects.on(self.work.date)
            .filter(staff__in=[s.staff_id for s in self.shifts.values()], patient__in=self.patients)
            .values_list("staff_id", "patient_id", "competence__code")
        )
        found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for staff, patient, code in rows:
            found[staff][str(patient)].add(code)
        return {
            staff: {patient: frozenset(codes) for patient, codes in by_patient.items()}
            for staff, by_patient in found.items()
        }

    def _let_off(self) -> dict[int, set[str]]:
        """Who is let off which visit: not trained for it, or did not understand it."""
        visits = [job.visit.pk for job in self.jobs.values() if job.visit.pk]
        rows = Release.objects.filter(visit__in=visits, staff__in=self.rows)
        pairs = rows.values_list("visit_id", "staff_id")
        return _by_key((visit, key) for visit, staff in pairs for key in self.rows[staff])

    def _blocked(self) -> dict[int, list[planning.Interval]]:
        """When the patient is out on an appointment, or paused for a part of the shift."""
        start = clock.midnight(self.work.date)
        end = start + timedelta(days=2)
        blocked: dict[int, list[planning.Interval]] = defaultdict(list)
        appointments = Appointment.objects.filter(
            patient__in=self.patients, starts_at__lt=end, ends_at__gt=start
        )
        for row in appointments:
            blocked[row.patient_id].append((self._minute(row.starts_at), self._minute(row.ends_at)))
        for pause in Pause.objects.filter(patient__in=self.patients).overlapping(start, end):
            until = min(pause.ends_at or end, end)
            blocked[pause.patient_id].append((self._minute(pause.starts_at), self._minute(until)))
        return blocked

    def _published_breaks(self) -> dict[str, int]:
        """When the meal breaks of the published lists begin, by carer."""
        rows = BreakTime.objects.filter(worklist__publication=self.work.current)
        return {
            str(row.worklist.shift_id): self._minute(row.starts_at)
            for row in rows.select_related("worklist")
        }

    def asked(self) -> Asked:
        visits = tuple(self._visit(job) for job in self.jobs.values())
        carers = tuple(self._carer(key, shift) for key, shift in self.shifts.items())
        means = sorted({carer.transport for carer in carers}) or ["car"]
        places = tuple(self.places)
        roads = roads_between(places, means)
        return Asked(
            problem=planning.Problem(
                visits=visits,
                carers=carers,
                travel=travel_between(
                    places, means, paces=paces_of(self.ways), roads=roads.seconds
                ),
                weights=self.weights,
                now=self.now,
            ),
            previous=self._previous(),
            jobs=self.jobs,
            shifts=self.shifts,
            current_id=self.work.current.pk if self.work.current else None,
            places=places,
            roads=roads,
        )

    def _visit(self, job: Job) -> planning.VisitNeed:
        visit, entries = job.visit, self._entries_at_work(job)
        carers, begins, fact = self._placed(job, entries)
        earliest, latest, hard = self._window(job, fact=fact)
        near = self.contacts[visit.patient_id]
        return planning.VisitNeed(
            key=job.key,
            place=self._place(job),
            address=self._address(job),
            drop_percent=self.priorities.drop_percent(visit.title),
            minutes=visit.minutes,
            earliest=earliest,
            latest=latest,
            hard_window=hard,
            late_weight=self.practice.late_times(visit.priority),
            priority=visit.priority,
            needs=_needs(job),
            patient=str(visit.patient_id),
            wished_carers=self._wished(visit.patient.wished_carer_sex),
            primary=near.get(Contact.Kind.PRIMARY),
            deputy=near.get(Contact.Kind.DEPUTY),
            recent=frozenset(self.known.get(visit.patient_id, ())),
            forbidden_carers=self._forbidden(job),
            locked_carers=carers,
            locked_start=begins,
            started=fact,
            indoors=visit.where == Where.PHONE,
            blocked=tuple(sorted(self.blocked[visit.patient_id])) if job.state == State.DUE else (),
        )

    def _forbidden(self, job: Job) -> frozenset[str]:
        """Those who are let off it; everybody, while it waits for a person to say who gets it."""
        if job.visit.pk in self.work.aside and job.key not in self.pins:
            return frozenset(self.shifts)
        return frozenset(self.let_off.get(job.visit.pk, ()))

    def _placed(
        self, job: Job, entries: list[Entry]
    ) -> tuple[tuple[str, ...] | None, int | None, bool]:
        """Who has it and when, where that is not the planner's to change: (carers, start, fact)."""
        pin = self.pins.get(job.key)
        if pin is not None and job.state == State.DUE:
            return tuple(map(str, pin.shifts)), None, False
        whole = len(entries) == job.visit.carers
        carers = tuple(self._key(job, e) for e in sorted(entries, key=lambda e: e.part))
        if job.state != State.DUE and entries:
            return carers, self._minute(entries[0].starts_at), True
        if not whole or self._patient_is_away(job, entries):
            return None, None, False
        begins = self._minute(entries[0].starts_at)
        if self.now is not None and begins <= self.now + self.practice.on_her_way_minutes:
            return carers, begins, True
        if job.visit.locked:
            return carers, begins, False
        return (carers if self.hold else None), None, False

    def _window(self, job: Job, *, fact: bool) -> tuple[int, int, bool]:
        """When it may begin, and whether the late side is a wall: a person's own time is."""
        pin = self.pins.get(job.key)
        if pin is not None and pin.starts_at is not None and not fact:
            begins = self._minute(pin.starts_at)
            return begins, begins, True
        visit = job.visit
        return self._minute(visit.earliest), self._minute(visit.latest), visit.fixed_time

    def _patient_is_away(self, job: Job, entries: list[Entry]) -> bool:
        """Nobody is kept on her way to a door that will not open."""
        return any(
            self._minute(entry.starts_at) < until and begins < self._minute(entry.ends_at)
            for begins, until in self.blocked[job.visit.patient_id]
            for entry in entries
        )

    def _place(self, job: Job) -> int:
        """Where it is done: the base for what is done there, by phone, or nobody knows where."""
        home = home_of(job.visit)
        if home is None or self._address(job) != "known":
            return 0
        return self.places.setdefault(home, len(self.places))

    def _address(self, job: Job) -> planning.Address:
        """Whether a visit at home has a place on the map, and one that can be right."""
        home = home_of(job.visit)
        if home is None:
            return "missing" if job.visit.where == Where.HOME else "known"
        metres = beeline(base_of(self.work.team.site), home)
        return "known" if metres <= MOST_METRES else "outside"

    def _wished(self, sex: str) -> frozenset[str]:
        if not sex:
            return frozenset()
        return frozenset(key for key, shift in self.shifts.items() if shift.staff.sex == sex)

    def _carer(self, key: str, shift: Shift) -> planning.Carer:
        staff = shift.staff
        coordinates = shift.function == DutyFunction.VK
        return planning.Carer(
            key=key,
            start=self._minute(shift.starts_at),
            end=self._minute(shift.ends_at),
            start_place=0,
            end_place=0,
            transport=staff.transport,
            level=staff.level,
            competences=frozenset(self.competences.get(staff.pk, ())),
            patient_competences=self.delegated.get(staff.pk, {}),
            breaks=self._breaks(key, shift),
            report_minutes=self.unit.report_minutes if self.rows[staff.pk][0] == key else 0,
            reserve_minutes=self.unit.vk_reserve_minutes if coordinates else 0,
            overtime_allowed=self.unit.overtime_minutes,
        )

    def _breaks(self, key: str, shift: Shift) -> tuple[planning.Break, ...]:
        start, end = self._minute(shift.starts_at), self._minute(shift.ends_at)
        if end - start < self.practice.break_from_minutes:
            return ()
        published = self.breaks.get(key)
        taken = self.now is not None and published is not None and published <= self.now
        return (
            planning.Break(
                minutes=self.unit.break_minutes,
                earliest=start + self.practice.break_earliest_minutes,
                latest=start + self.practice.break_latest_minutes,
                place=0 if self.unit.break_at_base else None,
                taken_at=published if taken else None,
            ),
        )

    def _previous(self) -> Plan | None:
        """The published lists as a plan, so that nobody is moved without a gain."""
        if self.work.current is None:
            return None
        stops: dict[str, list[tuple[int, int, str | None, int]]] = {key: [] for key in self.shifts}
        for job in self.jobs.values():
            for entry in self._entries_at_work(job):
                begins, ends = self._minute(entry.starts_at), self._minute(entry.ends_at)
                stops[self._key(job, entry)].append((begins, ends, job.key, entry.part))
        for key in self.breaks.keys() & self.shifts.keys():
            begins = self.breaks[key]
            stops[key].append((begins, begins + self.unit.break_minutes, None, 0))
        lists = {
            key: [
                (visit, part, begins) for begins, _ends, visit, part in sorted(on_list, key=_span)
            ]
            for key, on_list in stops.items()
        }
        return published(lists, self.work.current.fingerprint)


def _span(stop: tuple[int, int, str | None, int]) -> tuple[int, int]:
    return stop[:2]


def _needs(job: Job) -> tuple[planning.Need, ...]:
    """The first carer brings the competence; the second one lends a hand."""
    first = planning.Need(level=job.visit.level, competences=job.competences)
    if job.visit.carers == 1:
        return (first,)
    return first, planning.Need(level=job.visit.second_level)


def _by_key[K, V](pairs: Iterable[tuple[K, V]]) -> dict[K, set[V]]:
    found: dict[K, set[V]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return found
