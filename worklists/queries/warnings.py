"""What can be seen to be wrong with a shift before its lists are built, and where it is put right."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from zlib import crc32

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from heltom.lib import clock
from heltom.lib.words import hhmm
from teams.models import Competence
from worklists.models import TeamShift
from worklists.planning.warnings import Limits, Remedy, Severity, Warning, Words
from worklists.planning.warnings import warnings as look_at
from worklists.queries import problem
from worklists.queries.addresses import shift_url
from worklists.queries.lists import visit_url, window
from worklists.queries.weights import chosen_for
from worklists.queries.work import Job, Work, read_work

LABELS = {
    Severity.IMPOSSIBLE: _lazy("Kan ikke fordeles"),
    Severity.SHORT: _lazy("For lite tid eller folk"),
    Severity.CHECK: _lazy("Bør sjekkes"),
}
COLORS = {Severity.IMPOSSIBLE: "danger", Severity.SHORT: "warning", Severity.CHECK: "neutral"}

#: More names than this tell nobody anything.
MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One visit that a warning concerns. `visit_url` is empty until the lists are built once."""

    window: str
    number: str
    title: str
    remark: str
    visit_url: str
    patient_url: str
    plan: str


@dataclass(frozen=True, slots=True)
class Told:
    """One warning as the page and the API tell it."""

    id: str
    code: str
    severity: Severity
    sentence: str
    fix: str
    remedy: Remedy
    lines: tuple[Line, ...]
    names: tuple[str, ...]
    numbers: dict[str, int]

    @property
    def at_patient(self) -> bool:
        """Whether it is put right on the patient's page rather than the visit's."""
        return self.remedy is Remedy.PATIENT

    @property
    def at_duty(self) -> bool:
        """Whether it is put right by who is on the shift."""
        return self.remedy is Remedy.DUTY

    def as_dict(self) -> dict[str, object]:
        """As the API tells it: patients by number, carers not at all."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "sentence": self.sentence,
            "fix": self.fix,
            "numbers": self.numbers,
            "visits": [
                {
                    "plan": line.plan,
                    "patient": line.number,
                    "title": line.title,
                    "window": line.window,
                    "remark": line.remark,
                }
                for line in self.lines
            ],
        }


@dataclass(frozen=True, slots=True)
class Group:
    """All warnings that are equally bad."""

    label: str
    color: str
    warnings: list[Told]


@dataclass(frozen=True, slots=True)
class WarningsPage:
    shift: TeamShift
    warnings: list[Told]
    #: Changes with all that is told, so that a screen may ask whether there is anything new.
    version: str
    is_over: bool

    @property
    def url(self) -> str:
        return warnings_url(self.shift)

    @property
    def day_url(self) -> str:
        return shift_url(self.shift.team, self.shift.date, self.shift.kind)

    @property
    def groups(self) -> list[Group]:
        by_severity: dict[Severity, list[Told]] = defaultdict(list)
        for told in self.warnings:
            by_severity[told.severity].append(told)
        return [
            Group(str(LABELS[severity]), COLORS[severity], found)
            for severity, found in by_severity.items()
        ]

    @property
    def impossible(self) -> int:
        """How many visits cannot be on any list."""
        return len(
            {
                (line.plan, line.visit_url)
                for told in self.warnings
                if told.severity is Severity.IMPOSSIBLE
                for line in told.lines
            }
        )

    @property
    def patient_numbers(self) -> set[str]:
        """Whom the page shows, for the access log."""
        return {line.number for told in self.warnings for line in told.lines}


def warnings_url(shift: TeamShift) -> str:
    return reverse("worklists:day_warnings", args=[shift.team.code, shift.date, shift.kind])


def warnings_page(shift: TeamShift) -> WarningsPage:
    """Ask the planner's question of the shift as it stands, and look at it without planning.

    About twenty-five queries, whatever the number of visits; some tenths of a second, so a page
    of its own that the day page asks for when it is shown. Nothing of a shift that is over.
    """
    work = read_work(shift)
    is_over = _is_over(work)
    found = [] if is_over else _warnings(work)
    told = repr([is_over, *((one.code, one.sentence, one.names, one.lines) for one in found)])
    return WarningsPage(shift, found, f"{crc32(told.encode()):x}", is_over)


def _is_over(work: Work) -> bool:
    if not work.shifts:
        return work.date < clock.today()
    return max(shift.ends_at for shift in work.shifts) <= clock.now()


def _warnings(work: Work) -> list[Told]:
    chosen = chosen_for(work)
    asked = problem.build(work, clock.now(), chosen)
    words = Words(
        clock=lambda minute: _clock(work.date, minute),
        competences=dict(Competence.objects.values_list("code", "name")),
    )
    limits = Limits(far=chosen.practice.far_minutes)
    found = look_at(asked.problem, limits=limits, words=words)
    return [_told(number, one, asked) for number, one in enumerate(found)]


def _clock(day: date, minute: int) -> str:
    return hhmm(clock.instant_after_midnight(day, minute))


def _told(number: int, found: Warning, asked: problem.Asked) -> Told:
    names = [asked.shifts[key].staff.name for key in found.carers]
    few = len(names) <= MOST_NAMES and len(names) < len(asked.shifts)
    lines = [
        _line(asked.jobs[key], remark)
        for key, remark in zip(found.visits, found.remarks, strict=True)
    ]
    return Told(
        id=f"warning-{number}",
        code=found.code,
        severity=found.severity,
        sentence=found.sentence,
        fix=found.fix,
        remedy=found.remedy,
        lines=tuple(lines),
        names=tuple(names) if few else (),
        numbers=dict(found.numbers),
    )


def _line(job: Job, remark: str) -> Line:
    visit = job.visit
    return Line(
        window=window(visit),
        number=visit.patient.number,
        title=visit.title,
        remark=remark,
        visit_url=visit_url(visit) if visit.pk else "",
        patient_url=reverse("patients:patient", args=[visit.patient.number]),
        plan=visit.plan.reference if visit.plan else _("ekstra"),
    )
