"""What the generator builds: plain records, close to the rows of the import format.

Clock times of plans are minutes after midnight of the shift's date (a night goes past 1440), codes
are those of the import format.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")

DAY, EVENING, NIGHT = "dag", "kveld", "natt"
KINDS = (DAY, EVENING, NIGHT)

#: The roster and the history are laid around the demo's date.
DAYS_BEFORE, DAYS_AFTER = 14, 21

#: Beginning and end of a list, minutes after midnight; evenings and days also have short lists.
FULL_TIMES = {DAY: (450, 915), EVENING: (900, 1365), NIGHT: (1350, 1905)}
SHORT_TIMES = {DAY: (450, 840), EVENING: (960, 1365)}


@cache
def instant(day: date, minutes: int) -> datetime:
    """The instant when an Oslo clock shows so many minutes after midnight of `day`.

    In UTC, so that sums and differences are real time on the nights when the clock changes too.
    """
    days, rest = divmod(minutes, 1440)
    clock = time(rest // 60, rest % 60)
    return datetime.combine(day + timedelta(days=days), clock, tzinfo=OSLO).astimezone(UTC)


def oslo_day(moment: datetime) -> date:
    """The date in Oslo at the instant."""
    return moment.astimezone(OSLO).date()


def hm(clock: str) -> int:
    """Minutes after midnight of "07:45"; "25:30" is half past one in the small hours."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


@dataclass(frozen=True, slots=True)
class Spot:
    """An address with its place on the map (degrees, WGS 84)."""

    address: str
    postcode: str
    place: str
    lat: float
    lon: float


@dataclass(slots=True)
class Carer:
    """Somebody employed or hired in. `works` says which kinds of shift; `weekend` which of three."""

    number: str
    given: str
    family: str
    sex: str
    profession: str
    team: str
    post: int = 100
    hired_in: bool = False
    languages: tuple[str, ...] = ("nb",)
    transport: str = "car"
    phone: str = ""
    username: str = ""
    employed_from: date | None = None
    competences: tuple[str, ...] = ()
    works: tuple[str, ...] = (DAY, EVENING)
    weekend: int = 0
    days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    rostered: bool = True
    standing: bool = False
    position: tuple[str, str, str] | None = None
    """(kind, "team" or "unit", code) of a standing position."""

    @property
    def level(self) -> int:
        return {"assistent": 0, "helsefagarbeider": 1}.get(self.profession, 2)


@dataclass(slots=True)
class Duty:
    """A shift of one person; `times` in minutes after midnight by the clock.

    `absent` says why she did not come to it, where she did not.
    """

    carer: Carer
    team: str
    day: date
    kind: str
    function: str
    times: tuple[int, int]
    absent: str = ""

    @property
    def start(self) -> datetime:
        return instant(self.day, self.times[0])

    @property
    def end(self) -> datetime:
        return instant(self.day, self.times[1])

    @property
    def walks(self) -> bool:
        """Whether somebody really goes out with a list."""
        return not self.absent and self.function in ("liste", "vk")


@dataclass(slots=True)
class Absence:
    carer: Carer
    start: datetime
    end: datetime | None
    reason: str


@dataclass(slots=True)
class Plan:
    """A visit plan. `grows` marks one whose visits have been taking longer and longer.

    `takes` is what its visits really take against its minutes, where the plan is wrong.
    """

    reference: str
    patient: str
    team: str
    code: str
    title: str
    text: str
    weekdays: tuple[int, ...]
    every_weeks: int
    shift: str
    earliest: int
    latest: int
    minutes: int
    carers: int = 1
    level: int = 0
    second_level: int = 0
    priority: int = 2
    where: str = "hjemme"
    fixed_time: bool = False
    competences: tuple[str, ...] = ()
    valid_from: date = date.min
    valid_to: date | None = None
    grows: bool = False
    takes: float = 1.0
    exceptions: list[tuple[date, str, str]] = field(default_factory=list)
    """(date, "utgar" or "ekstra", why)."""

    def recurs_on(self, day: date) -> bool:
        """Whether the plan has a visit on this day: the same reckoning as worklists' own."""
        if day < self.valid_from or (self.valid_to and day > self.valid_to):
            return False
        weeks = (_monday(day) - _monday(self.valid_from)).days // 7
        return day.isoweekday() in self.weekdays and weeks % self.every_weeks == 0


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(slots=True)
class Pause:
    start: datetime
    end: datetime | None
    expected: date | None
    reason: str
    where: str = ""


@dataclass(slots=True)
class Appointment:
    start: datetime
    end: datetime
    what: str


@dataclass(slots=True)
class Placement:
    team: str
    code: str
    owner: bool
    valid_from: date
    valid_to: date | None = None
    decided_by: str = ""
    why: str = ""


@dataclass(slots=True)
class Fact:
    """Something known of a patient's health. `kind`: diagnosis, equipment or state.

    `name` is what the code is called; of a state it is the remark.
    """

    kind: str
    code: str
    valid_from: date
    valid_to: date | None = None
    system: str = ""
    name: str = ""


@dataclass(slots=True)
class Goal:
    """A problem and a goal, the measures towards it, and (date, result, what was seen)."""

    area: str
    problem: str
    text: str
    measures: tuple[str, ...]
    valid_from: date
    evaluate_on: date
    valid_to: date | None = None
    ended_why: str = ""
    evaluations: list[tuple[date, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Patient:
    """A patient. `theme` says what the notes are about; `profile` which bundle of plans she has.

    `belongs` is the code that she ought to have, of those who were put in the wrong team on purpose.
    """

    number: str
    given: str
    family: str
    sex: str
    team: str
    spot: Spot
    theme: str
    profile: str
    started: date
    national_number: str = ""
    phone: str = ""
    key_info: str = ""
    language: str = "nb"
    wished_sex: str = ""
    wishes: str = ""
    criticality: int = 2
    ended: date | None = None
    ended_reason: str = ""
    plans: list[Plan] = field(default_factory=list)
    kin: list[tuple[str, str, str, bool]] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    primary: Carer | None = None
    deputy: Carer | None = None
    delegations: list[tuple[Carer, str, date]] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    what_matters: str = ""
    facts: list[Fact] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    belongs: str = ""

    def away_at(self, moment: datetime) -> bool:
        return any(p.start <= moment and (p.end is None or moment < p.end) for p in self.pauses)

    def busy_through(self, start: datetime, end: datetime) -> bool:
        """Whether an own appointment covers the whole of a visit's window."""
        return any(a.start <= start and end <= a.end for a in self.appointments)


@dataclass(slots=True)
class Done:
    """What became of a visit of the past."""

    plan: Plan
    patient: Patient
    day: date
    carers: tuple[Carer, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    reason: str = ""


@dataclass(slots=True)
class Extra:
    """A single visit that no plan asks for: the team's list of things to remember."""

    reference: str
    patient: Patient
    day: date
    shift: str
    earliest: int
    latest: int
    title: str
    text: str
    minutes: int
    where: str = "hjemme"


@dataclass(slots=True)
class Observation:
    patient: str
    kind: str
    at: datetime
    value: float | int | None
    parts: dict[str, float | int]
    by: str


@dataclass(slots=True)
class Note:
    patient: str
    at: datetime
    by: str
    text: str


@dataclass(slots=True)
class Event:
    patient: str
    kind: str
    at: datetime
    by: str
    text: str
