"""Boards for tests. Everybody is invented; a meeting is next Wednesday at 13, its deadline noon before."""

from __future__ import annotations

from datetime import date, time, timedelta

import factory
from factory.django import DjangoModelFactory

from boards.models import (
    Decision,
    Discussion,
    Finding,
    FolderNote,
    Item,
    Meeting,
    MeetingPlan,
    Review,
    Seat,
)
from heltom.lib import clock
from patients.models import Candidate
from tests.factories import LONG_AGO, PatientFactory, StaffFactory, TeamFactory, UserFactory

WEDNESDAY = 3


def next_wednesday() -> date:
    """At least two days off, so that its deadline is always to come."""
    day = clock.today() + timedelta(days=2)
    return day + timedelta(days=(WEDNESDAY - day.isoweekday()) % 7)


class MeetingPlanFactory(DjangoModelFactory[MeetingPlan]):
    """Every Wednesday at 13."""

    class Meta:
        model = MeetingPlan

    team = factory.SubFactory(TeamFactory)
    weekday = WEDNESDAY
    starts = time(13)
    room = "Møterom 1"
    valid_from = LONG_AGO


class SeatFactory(DjangoModelFactory[Seat]):
    """A fysioterapeut who belongs to the board."""

    class Meta:
        model = Seat

    team = factory.SubFactory(TeamFactory)
    staff = factory.SubFactory(StaffFactory, profession="fysioterapeut", with_login=True)
    valid_from = LONG_AGO


class MeetingFactory(DjangoModelFactory[Meeting]):
    """`planned_for` says the day; begins at 13 that day, with the deadline at noon the day before."""

    class Meta:
        model = Meeting

    class Params:
        held = factory.Trait(
            state="holdt",
            opened_at=factory.SelfAttribute("starts_at"),
            closed_at=factory.LazyAttribute(lambda m: m.starts_at + timedelta(minutes=m.minutes)),
        )

    team = factory.SubFactory(TeamFactory)
    planned_for = factory.LazyFunction(next_wednesday)
    starts_at = factory.LazyAttribute(lambda m: clock.at(m.planned_for, time(13)))
    deadline_at = factory.LazyAttribute(
        lambda m: clock.at(m.planned_for - timedelta(days=1), time(12))
    )
    minutes = 30
    room = "Møterom 1"


class ItemFactory(DjangoModelFactory[Item]):
    """A proposal of the worker's; `on=True` for one that the fagansvarlig has taken on."""

    class Meta:
        model = Item

    class Params:
        on = factory.Trait(
            state="paa",
            decided_at=factory.LazyFunction(lambda: clock.now()),
            decided_by=factory.SubFactory(UserFactory),
        )

    meeting = factory.SubFactory(MeetingFactory)
    patient = factory.SubFactory(PatientFactory)
    waiting_since = factory.LazyFunction(clock.today)


class FindingFactory(DjangoModelFactory[Finding]):
    class Meta:
        model = Finding

    item = factory.SubFactory(ItemFactory)
    rule = "vekttap"
    since = factory.LazyFunction(lambda: clock.today() - timedelta(days=30))
    sentence = "Vekt 62,1 → 58,0 kg på en måned."
    evidence = factory.LazyAttribute(
        lambda f: [{"on": f.since.isoformat(), "what": "vekt 62,1 kg", "by": "A00001"}]
    )
    found_at = factory.LazyFunction(lambda: clock.now())


class CandidateFactory(DjangoModelFactory[Candidate]):
    """Reported by a helsefagarbeider for the team's board."""

    class Meta:
        model = Candidate

    patient = factory.SubFactory(PatientFactory)
    team = factory.SubFactory(TeamFactory)
    source = "ansatt"
    criterion = "funksjonsfall"
    reason = "Kommer seg ikke lenger opp av stolen alene"
    reported_at = factory.LazyFunction(lambda: clock.now())
    reported_by = factory.SubFactory(UserFactory)
    profession = "helsefagarbeider"


class ReviewFactory(DjangoModelFactory[Review]):
    """The whole of her was gone through `on`; next in half a year."""

    class Meta:
        model = Review

    patient = factory.SubFactory(PatientFactory)
    team = factory.SubFactory(TeamFactory)
    on = factory.LazyFunction(lambda: clock.today() - timedelta(days=30))
    how = "tavlemote"
    next_on = factory.LazyAttribute(lambda r: r.on + timedelta(days=182))
    at = factory.LazyAttribute(lambda r: clock.at(r.on, time(13, 10)))


class DiscussionFactory(DjangoModelFactory[Discussion]):
    class Meta:
        model = Discussion

    item = factory.SubFactory(ItemFactory, on=True)
    light = "gul"
    assessment = "Spiser mindre enn før"
    changed_at = factory.LazyFunction(lambda: clock.now())
    changed_by = factory.SubFactory(UserFactory)


class DecisionFactory(DjangoModelFactory[Decision]):
    """Something to be done within two weeks, decided about the patient of `item`."""

    class Meta:
        model = Decision

    item = factory.SubFactory(ItemFactory, on=True)
    patient = factory.SelfAttribute("item.patient")
    team = factory.SelfAttribute("item.meeting.team")
    kind = "tiltak"
    text = "Veie hver uke"
    owner = factory.SubFactory(StaffFactory, with_login=True)
    due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=14))
    decided_at = factory.LazyFunction(lambda: clock.now())
    decided_by = factory.SubFactory(UserFactory)


class FolderNoteFactory(DjangoModelFactory[FolderNote]):
    class Meta:
        model = FolderNote

    patient = factory.SubFactory(PatientFactory)
    text = "Går nå med rullator inne"
    at = factory.LazyFunction(lambda: clock.now())
    by = factory.SubFactory(UserFactory)
