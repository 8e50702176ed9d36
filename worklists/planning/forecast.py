"""When each visit on the lists is likely to begin, by what is ticked as begun and done. No positions.

Minutes since midnight of the shift's date. Whoever ticks is followed: she goes on from her last tick, with
the planned travel and lengths. Of whoever does not, nothing is known but the plan, and nobody is said
to be late because of her.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

SILENT = 30
"""Minutes beyond what was expected without a tick, before the list is no longer reckoned with."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One stop as planned, and what is ticked. ``visit`` is None for a break.

    ``travel`` minutes come before it. Somebody ``skipped`` it: called off, or done by another one.
    """

    visit: int | None
    start: int
    end: int
    travel: int = 0
    earliest: int = 0
    began: int | None = None
    ended: int | None = None
    skipped: bool = False

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return self.end - self.start

    @property
    def ticked(self) -> int | None:
        """The last that is known of it."""
        return self.ended if self.ended is not None else self.began

    @property
    def waits(self) -> bool:
        """Whether somebody is still to come."""
        return not self.skipped and self.ticked is None


@dataclass(frozen=True, slots=True)
class Walk:
    """One list: from when she is at work, and her stops in order."""

    key: str
    begins: int
    legs: tuple[Leg, ...]


@dataclass(slots=True)
class Course:
    """How one list goes. ``starts`` has the visits that wait; ``ready`` when she herself could begin.

    ``ticked`` is the minute of the last tick, ``behind`` how many minutes after the plan she is done with
    what she is at, and ``unsure`` are visits of which only the plan is known: all of a silent list,
    and those that were passed by without a tick.
    """

    ticked: int | None = None
    silent: bool = False
    behind: int = 0
    starts: dict[int, int] = field(default_factory=dict)
    ready: dict[int, int] = field(default_factory=dict)
    unsure: set[int] = field(default_factory=set)


def forecast(walks: Sequence[Walk], now: int) -> dict[str, Course]:
    """The course of every list. Two who meet begin when the later one is there."""
    meets: dict[int, int] = {}
    courses: dict[str, Course] = {}
    for _round in range(
        len(walks) + 2
    ):  # ticks in another order could wait for each other in a ring
        courses = {walk.key: _course(walk, now, meets) for walk in walks}
        found = _meetings(courses.values())
        if found == meets:
            break
        meets = found
    return courses


def _meetings(courses: Iterable[Course]) -> dict[int, int]:
    """For visits on more than one list, when the last of those who come could begin."""
    ready: dict[int, list[int]] = {}
    for course in courses:
        for visit, minute in course.ready.items():
            ready.setdefault(visit, []).append(minute)
    return {visit: max(minutes) for visit, minutes in ready.items() if len(minutes) > 1}


def _course(walk: Walk, now: int, meets: Mapping[int, int]) -> Course:
    last = _last_tick(walk)
    if last is None:
        return _untouched(walk, now, meets)
    free = _free(walk.legs[last], now)
    course = Course(ticked=walk.legs[last].ticked, behind=max(0, free - walk.legs[last].end))
    for leg in walk.legs[:last]:
        if leg.waits:
            _by_plan(course, leg)
    rest = [leg for leg in walk.legs[last + 1 :] if not leg.skipped]
    _follow(course, rest, free, now, meets, said=_says_start(walk))
    return course


def _last_tick(walk: Walk) -> int | None:
    """The stop that was ticked last, by the clock."""
    ticks = [(leg.ticked, i) for i, leg in enumerate(walk.legs) if leg.ticked is not None]
    return max(ticks)[1] if ticks else None


def _free(leg: Leg, now: int) -> int:
    if leg.ended is not None:
        return leg.ended
    return max(now, (leg.began or now) + leg.minutes)


def _says_start(walk: Walk) -> bool:
    """Whether she ticks when she begins, and not only when she is done."""
    return any(leg.began is not None for leg in walk.legs)


def _untouched(walk: Walk, now: int, meets: Mapping[int, int]) -> Course:
    """Nothing is ticked yet: the plan, until the first visit should long have been done."""
    waits = [leg for leg in walk.legs if leg.waits]
    first = next((leg for leg in waits if leg.visit is not None), None)
    course = Course(silent=first is not None and now > first.end + SILENT)
    if course.silent or first is None:
        for leg in waits:
            _by_plan(course, leg)
        return course
    _follow(course, waits, waits[0].start - waits[0].travel, now, meets, said=False, held=False)
    return course


def _by_plan(course: Course, leg: Leg) -> None:
    if leg.visit is None:
        return
    course.starts[leg.visit] = course.ready[leg.visit] = leg.start
    course.unsure.add(leg.visit)


def _follow(
    course: Course,
    legs: Sequence[Leg],
    free: int,
    now: int,
    meets: Mapping[int, int],
    *,
    said: bool,
    held: bool = True,
) -> None:
    """Go on from ``free``. The stop that she is on the way to, or at, may be late without a tick.

    ``said``: she ticks when she begins, so what is not ticked has not begun. Not ``held``: she has
    ticked nothing yet, and is taken to be where the plan has her.
    """
    left, first = free, True
    for i, leg in enumerate(legs):
        ready = max(left + leg.travel, leg.earliest)
        if leg.visit is None:
            left = max(ready, leg.start) + leg.minutes
            continue
        if first and held and now > ready:
            overdue = now - ready - (0 if said else leg.minutes)
            if overdue > SILENT:
                course.silent, course.behind = True, 0
                _rest_by_plan(course, legs[i:])
                return
            ready = now if said else ready
        start = max(ready, meets.get(leg.visit, ready))
        course.ready[leg.visit], course.starts[leg.visit] = ready, start
        left = start + leg.minutes
        if first and held and leg.start <= now:
            left = max(left, now)
            course.behind = max(0, left - leg.end)
        first = False


def _rest_by_plan(course: Course, legs: Sequence[Leg]) -> None:
    for leg in legs:
        _by_plan(course, leg)
