"""Two years of weekly boards of one team: what was proposed, who got the minutes, who was gone through.

Each week the rules judge every patient who is there, with what was known two days before the meeting, and
`boards.agenda` lays those who wait into the thirty minutes. What was spoken of is known to the rules
afterwards. Beside it, the same team as it is today: only new patients and those that people report.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from benchmarks.decline_past import Past
from boards.agenda import Waiting, lay
from boards.models import BoardSettings
from boards.queries.reviews import interval_of
from boards.rules.found import Found
from boards.rules.registry import REVIEW, Chosen, findings
from imports.demo.chance import stream
from imports.demo.decline import Person
from imports.demo.decline_town import Town

WEEK, TO_MEETING, MINUTES = timedelta(days=7), timedelta(days=2), 30
#: What the calendar says and no change in the patient.
BY_CALENDAR = {"ny", "graasone", REVIEW}
#: Chance a week that somebody reports a patient: of everybody, and of one who has got all the worse.
REPORTED, REPORTED_WORSE = 0.0015, 0.02


@dataclass(slots=True)
class Seen:
    """What the boards did with one patient. `fired` is by rule the weeks in which it began to speak;
    `spells` are the weeks in which she came to be proposed, with the rules that said so.
    """

    person: Person
    last: date
    fired: dict[str, list[date]] = field(default_factory=dict)
    spells: list[tuple[date, tuple[str, ...]]] = field(default_factory=list)
    discussed: list[date] = field(default_factory=list)
    reviewed: list[date] = field(default_factory=list)
    as_today: list[date] = field(default_factory=list)
    """Days on which she would have been spoken of without any of this."""
    speaking: frozenset[str] = frozenset()
    since: date | None = None
    heard: date = date.min
    """Until when what people have reported has been taken up."""
    reports: list[date] = field(default_factory=list)


@dataclass(slots=True)
class Boards:
    """The boards of a team. `waiting` is how many had no place, week by week."""

    town: Town
    chosen: Chosen
    seen: list[Seen] = field(default_factory=list)
    weeks: int = 0
    proposed: int = 0
    waiting: list[int] = field(default_factory=list)
    used: list[int] = field(default_factory=list)
    _pasts: list[Past] = field(default_factory=list)

    def run(self, seed: int) -> Boards:
        self._pasts = [Past(life, number) for number, life in enumerate(self.town.lives)]
        for number, past in enumerate(self._pasts):
            last = past.person.ended or self.town.span.last
            seen = Seen(past.person, last)
            rng = stream(seed, self.town.code, "reports", number)
            seen.reports = _reports(past.person, self.town.span.begins, last, rng)
            seen.as_today = _as_today(seen, self.town.span.begins, rng)
            self.seen.append(seen)
        on = self.town.span.begins
        while on + TO_MEETING <= self.town.span.last:
            self._week(on)
            on += WEEK
        return self

    def _week(self, on: date) -> None:
        settings, waiting = BoardSettings(), []
        for number, seen in enumerate(self.seen):
            if seen.person.started <= on <= seen.last:
                one = self._waits(number, seen, on, settings)
                if one:
                    waiting.append(one)
        agenda = lay(waiting, on + TO_MEETING, MINUTES, settings.review_percent)
        for one in agenda.on:
            seen = self.seen[one.patient]
            seen.since = None
            seen.discussed.append(on + TO_MEETING)
            seen.heard = on
            if one.due_on:
                seen.reviewed.append(on + TO_MEETING)
        self.weeks += 1
        self.waiting.append(len(agenda.carried))
        self.used.append(agenda.used)

    def _waits(self, number: int, seen: Seen, on: date, settings: BoardSettings) -> Waiting | None:
        """As boards.queries.proposals makes it."""
        due = due_on(seen, settings)
        past = self._pasts[number].until(on, due, _last(seen.reviewed), _last(seen.discussed))
        found = [one for one in findings(past, on, self.chosen) if one.rule != REVIEW]
        self._note(seen, found, on)
        reported = any(seen.heard < day <= on for day in seen.reports)
        due_now = due if due < on + TO_MEETING + WEEK else None
        if not found and not reported and due_now is None:
            seen.since = None
            return None
        seen.since = min(filter(None, (seen.since, on, due_now if due < on else None)))
        is_review = not found and not reported
        minutes = settings.review_minutes if is_review else settings.candidate_minutes
        urgency = max((one.urgency for one in found), default=0)
        return Waiting(number, seen.since, minutes, is_review, due_now, urgency, reported)

    def _note(self, seen: Seen, found: list[Found], on: date) -> None:
        now = frozenset(one.rule for one in found)
        for rule in now - seen.speaking:
            seen.fired.setdefault(rule, []).append(on)
        told, before = now - BY_CALENDAR, seen.speaking - BY_CALENDAR
        if told and not before:
            seen.spells.append((on, tuple(sorted(told))))
        seen.speaking = now


def due_on(seen: Seen, settings: BoardSettings) -> date:
    """As boards.queries.reviews reckons it."""
    if not seen.reviewed:
        return seen.person.started + timedelta(days=settings.first_review_days)
    return seen.reviewed[-1] + timedelta(days=interval_of(settings, seen.person.criticality))


def _last(days: list[date]) -> date | None:
    return days[-1] if days else None


def _reports(person: Person, first: date, last: date, rng: Random) -> list[date]:
    """When somebody puts her forward: seldom, and a little more often when she has got worse."""
    days, day = [], max(first, person.started)
    while day <= last:
        severity = person.severity(day)
        if rng.random() < REPORTED + (REPORTED_WORSE * severity if severity > 0.3 else 0.0):
            days.append(day)
        day += WEEK
    return days


def _as_today(seen: Seen, first: date, rng: Random) -> list[date]:
    """Without intervals and rules: new ones within some weeks, and the reported."""
    days = [day + WEEK for day in seen.reports]
    if seen.person.started >= first:
        days.append(seen.person.started + timedelta(days=rng.randint(7, 28)))
    return sorted(day for day in days if day <= seen.last)
