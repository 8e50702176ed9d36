"""Nobody waits for ever: how those who wait are laid into the minutes, week after week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boards.agenda import HEAD_START, WEEK, Agenda, Waiting, lay

MEETING = date(2026, 3, 4)


def found(patient: int, weeks: int = 0, **how: object) -> Waiting:
    """A candidate who has waited so many weeks."""
    return Waiting(patient, MEETING - weeks * WEEK, 5, False, **how)  # type: ignore[arg-type]


def due(patient: int, weeks_late: int) -> Waiting:
    """Somebody whose whole review should have been done so many weeks ago."""
    day = MEETING - weeks_late * WEEK
    return Waiting(patient, min(day, MEETING), 3, True, due_on=day)


def names(agenda: Agenda) -> list[int]:
    return [one.patient for one in agenda.on]


def laid(*waiting: Waiting, minutes: int = 30, percent: int = 40) -> Agenda:
    return lay(waiting, MEETING, minutes, percent)


def test_the_agenda_starts_with_the_most_overdue() -> None:
    agenda = laid(found(1, urgency=3), due(2, 1), due(3, 9))
    assert names(agenda) == [3, 2, 1]


def test_overdue_reviews_have_their_share_and_candidates_the_rest() -> None:
    """Four reviews in twelve of thirty minutes, three candidates in fifteen, one review in the rest."""
    agenda = laid(*(due(n, 30 - n) for n in range(1, 11)), *(found(n) for n in range(20, 23)))
    assert names(agenda) == [1, 2, 3, 4, 5, 20, 21, 22]
    assert agenda.used == 30
    assert [row.waiting.patient for row in agenda.carried] == [6, 7, 8, 9, 10]


def test_what_one_side_does_not_use_the_other_gets() -> None:
    assert len(laid(*(due(n, 3) for n in range(12))).on) == 10
    assert len(laid(*(found(n) for n in range(12))).on) == 6


def test_who_asks_for_more_than_the_reviews_leave_has_her_turn_when_she_is_first() -> None:
    """She would else be passed by shorter ones week after week."""
    long = replace(found(50, weeks=4), minutes=25)
    reviews = [due(n, 3) for n in range(8)]
    assert names(laid(long, *reviews, *(found(n) for n in range(20, 23)))) == [0, 50]
    assert 50 not in names(laid(long, *reviews, found(20, weeks=5)))


def test_one_overdue_review_has_its_place_also_where_the_share_is_less_than_her_minutes() -> None:
    agenda = laid(due(9, 1), *(found(n, urgency=3) for n in range(3)), minutes=10, percent=10)
    assert names(agenda) == [9, 0]


def test_the_urgent_goes_before_others_and_the_reported_before_the_found() -> None:
    agenda = laid(found(1), found(2, urgency=2), found(3, is_reported=True), minutes=10)
    assert names(agenda) == [2, 3]
    assert [row.waiting.patient for row in agenda.carried] == [1]


def test_whoever_has_waited_longest_rises_above_the_urgent_of_today() -> None:
    weeks = HEAD_START // WEEK
    urgent = [found(n, urgency=3, is_reported=True) for n in range(2, 9)]
    assert 1 not in names(laid(found(1, weeks - 1), *urgent))
    assert names(laid(found(1, weeks + 1), *urgent))[0] == 1


def test_what_waits_is_carried_with_how_many_weeks_it_has_waited() -> None:
    agenda = laid(found(1, 3, urgency=1), found(2, 2), minutes=5)
    (carried,) = agenda.carried
    assert (carried.waiting.patient, carried.weeks) == (2, 2)


def test_whom_people_have_put_on_has_her_place_first_and_stands_where_they_put_her() -> None:
    others = [found(n, urgency=3) for n in range(2, 9)]
    agenda = laid(found(1, is_on=True, placed=3), *others)
    assert names(agenda)[2] == 1
    assert len(agenda.on) == 6


def test_a_review_in_time_fills_what_is_left_and_is_not_carried() -> None:
    soon = replace(due(1, 0), due_on=MEETING + timedelta(days=3))
    assert names(laid(soon)) == [1]
    full = laid(soon, *(found(n) for n in range(2, 8)))
    assert 1 not in names(full)
    assert full.carried == ()
    later = replace(soon, due_on=MEETING + WEEK)
    assert names(laid(later)) == []


def test_one_who_asks_for_more_than_the_meeting_gets_the_whole_of_it() -> None:
    agenda = lay([replace(found(1), minutes=30)], MEETING, 20, 40)
    assert names(agenda) == [1]


@pytest.mark.parametrize("percent", [0, 40, 100])
def test_everybody_who_must_wait_is_told(percent: int) -> None:
    rows = [*(due(n, n) for n in range(1, 20)), *(found(n) for n in range(30, 50))]
    agenda = laid(*rows, percent=percent)
    told = {*names(agenda), *(row.waiting.patient for row in agenda.carried)}
    assert told == {row.patient for row in rows}
    assert agenda.used <= 30


@dataclass
class Team:
    """A team whose reviews fall due by interval while candidates come, for many weeks."""

    intervals: list[int]
    """Days between two reviews of each patient; her number is her place."""
    coming: list[list[tuple[int, int, bool]]]
    """For each week: (patient, urgency, reported by somebody)."""
    minutes: int
    percent: int
    due: dict[int, date] = field(default_factory=dict)
    since: dict[int, tuple[date, int, bool]] = field(default_factory=dict)
    longest_review: int = 0

    def __post_init__(self) -> None:
        for patient, interval in enumerate(self.intervals):
            self.due[patient] = MEETING + timedelta(days=(patient * 37) % interval)

    def weeks(self) -> Iterator[tuple[date, list[tuple[int, int, bool]]]]:
        for week, coming in enumerate(self.coming):
            yield MEETING + week * WEEK, coming

    def waiting(self, on: date) -> list[Waiting]:
        return [self._one(patient, on) for patient in range(len(self.intervals))]

    def _one(self, patient: int, on: date) -> Waiting:
        due_on, own = self.due[patient], self.since.get(patient)
        if own is None:
            return Waiting(patient, min(due_on, on), 3, True, due_on=due_on)
        return Waiting(patient, own[0], 5, False, due_on, urgency=own[1], is_reported=own[2])

    def run(self) -> None:
        for on, coming in self.weeks():
            for patient, urgency, reported in coming:
                self.since.setdefault(patient % len(self.intervals), (on, urgency, reported))
            agenda = lay(self.waiting(on), on, self.minutes, self.percent)
            for one in agenda.on:
                self._meet(one, on)

    def _meet(self, one: Waiting, on: date) -> None:
        """Whoever is spoken of is also gone through, where that was due."""
        if one.due_on and one.due_on <= on + WEEK:
            self.longest_review = max(self.longest_review, (on - one.due_on).days)
            self.due[one.patient] = on + timedelta(days=self.intervals[one.patient])
        if not one.is_review:
            del self.since[one.patient]

    def unseen(self, end: date) -> int:
        """Days that the longest review has been overdue, those still waiting with them."""
        waits = [(end - day).days for day in self.due.values()]
        return max(self.longest_review, *waits)


@st.composite
def teams(draw: st.DrawFn) -> Team:
    """Two years. The share holds the reviews that fall due, with a quarter to spare; candidates come in
    bursts, often more than there is room for.
    """
    intervals = draw(st.lists(st.sampled_from([56, 182, 364]), min_size=10, max_size=60))
    percent = draw(st.integers(40, 80))
    a_week = sum(7 / interval for interval in intervals)
    minutes = max(20, int(1.25 * (a_week + 1) * 5 * 100 / percent) + 1)
    one = st.tuples(st.integers(0, 59), st.integers(1, 3), st.booleans())
    burst = st.lists(one, max_size=12)
    bursts = draw(st.lists(burst, min_size=4, max_size=8))
    return Team(intervals, [bursts[n % len(bursts)] for n in range(104)], minutes, percent)


@settings(max_examples=15, deadline=None)
@given(teams())
def test_over_two_years_no_review_waits_longer_than_the_capacity_allows(team: Team) -> None:
    """Where the share holds what falls due, a review is late by no more weeks than all the patients who
    can fall due at once take to go through, however many candidates come.
    """
    team.run()
    a_meeting = max(1, int(team.minutes * team.percent / 100 // 5))
    longest = -(-len(team.intervals) // a_meeting) + 1
    end = MEETING + 104 * WEEK
    assert team.unseen(end) <= longest * 7


@settings(max_examples=20, deadline=None)
@given(room=st.integers(1, 5), too_many=st.integers(1, 6), weeks=st.integers(0, 12))
def test_the_quiet_one_has_her_turn_though_urgent_ones_come_faster_than_there_is_room(
    room: int, too_many: int, weeks: int
) -> None:
    """She waits for those who stood there when she came, and for those who came within the head start."""
    came = MEETING + weeks * WEEK
    waiting: dict[int, Waiting] = {}
    for week in range(104):
        on = MEETING + week * WEEK
        news = [1000 * (week + 1) + n for n in range(room + too_many)]
        waiting |= {n: Waiting(n, on, 5, False, urgency=3, is_reported=True) for n in news}
        if on == came:
            waiting[1] = Waiting(1, on, 5, False, urgency=1)
        for one in lay(waiting.values(), on, room * 5, 40).on:
            del waiting[one.patient]
        if on >= came and 1 not in waiting:
            break
    before_her = (weeks + 1) * too_many + HEAD_START // WEEK * (room + too_many)
    assert (on - came) // WEEK <= before_her // room + 1
    assert 1 not in waiting or before_her // room > 90
