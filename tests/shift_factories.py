"""What happens on a shift, for tests: alarms, questions, calls, reminders, loans. Everybody is invented."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import factory
from factory.django import DjangoModelFactory

from heltom.lib import clock
from patients.models import Note
from teams.models import ExtraAsk, Loan
from tests.factories import PatientFactory, StaffFactory, TeamFactory, UserFactory, VisitFactory
from worklists.models import (
    Advice,
    Alarm,
    Call,
    CallHours,
    HandOver,
    PhoneMessage,
    PriorityItem,
    Reminder,
)


class ReminderFactory(DjangoModelFactory[Reminder]):
    class Meta:
        model = Reminder

    team = factory.SubFactory(TeamFactory)
    text = "Bestille bleier"
    due_on = factory.LazyFunction(clock.today)
    due_shift = "dag"
    made_at = factory.LazyFunction(lambda: clock.now())
    made_by = factory.SubFactory(UserFactory)


class PriorityItemFactory(DjangoModelFactory[PriorityItem]):
    class Meta:
        model = PriorityItem

    team = factory.SubFactory(TeamFactory)
    position = factory.Sequence(lambda n: n + 1)
    words = factory.Sequence(lambda n: f"oppdrag {n}")
    rule = "utga"
    changed_at = factory.LazyFunction(lambda: clock.now())
    changed_by = factory.SubFactory(UserFactory)


class AlarmFactory(DjangoModelFactory[Alarm]):
    class Meta:
        model = Alarm

    team = factory.SubFactory(TeamFactory)
    patient = factory.SubFactory(PatientFactory)
    received_at = factory.LazyFunction(lambda: clock.now())
    received_by = factory.SubFactory(UserFactory)


class AdviceFactory(DjangoModelFactory[Advice]):
    class Meta:
        model = Advice

    team = factory.SubFactory(TeamFactory)
    answers = factory.LazyAttribute(lambda advice: advice.team.ht)
    patient = factory.SubFactory(PatientFactory)
    urgency = "snart"
    question = "Oppdiktet spørsmål"
    asked_at = factory.LazyFunction(lambda: clock.now())
    asked_by = factory.SubFactory(UserFactory)
    answer_by = factory.LazyAttribute(lambda advice: advice.asked_at + timedelta(minutes=60))


class CallHoursFactory(DjangoModelFactory[CallHours]):
    class Meta:
        model = CallHours

    team = factory.SubFactory(TeamFactory)
    weekday = 1
    starts = "09:00"
    ends = "10:00"


class CallFactory(DjangoModelFactory[Call]):
    class Meta:
        model = Call

    team = factory.SubFactory(TeamFactory)
    at = factory.LazyFunction(lambda: clock.now())
    by = factory.SubFactory(UserFactory)
    patient = factory.SubFactory(PatientFactory)
    about = "Oppdiktet ærend"


class HandOverFactory(DjangoModelFactory[HandOver]):
    class Meta:
        model = HandOver

    team = factory.SubFactory(TeamFactory)
    date = factory.LazyFunction(clock.today)
    shift = "dag"
    signed_by = factory.SubFactory(UserFactory)
    signed_at = factory.LazyFunction(lambda: clock.now())


class LoanFactory(DjangoModelFactory[Loan]):
    class Meta:
        model = Loan

    kind = "hjelper"
    asking = factory.SubFactory(TeamFactory)
    asked = factory.SubFactory(TeamFactory)
    date = factory.LazyFunction(clock.today)
    shift = "kveld"
    starts_at = factory.LazyFunction(lambda: clock.now())
    ends_at = factory.LazyAttribute(lambda loan: loan.starts_at + timedelta(hours=2))
    asked_by = factory.SubFactory(UserFactory)
    asked_at = factory.LazyFunction(lambda: clock.now())


class NoteFactory(DjangoModelFactory[Note]):
    class Meta:
        model = Note

    patient = factory.SubFactory(PatientFactory)
    at = factory.LazyFunction(lambda: clock.now())
    by = factory.SubFactory(StaffFactory)
    text = "Oppdiktet rapport"


class PhoneMessageFactory(DjangoModelFactory[PhoneMessage]):
    class Meta:
        model = PhoneMessage

    key = factory.LazyFunction(uuid4)
    user = factory.SubFactory(UserFactory)
    visit = factory.SubFactory(VisitFactory)
    what = "ferdig"
    pressed_at = factory.LazyFunction(lambda: clock.now())
    received_at = factory.LazyFunction(lambda: clock.now())
    outcome = "tatt-imot"


class ExtraAskFactory(DjangoModelFactory[ExtraAsk]):
    class Meta:
        model = ExtraAsk

    team = factory.SubFactory(TeamFactory)
    date = factory.LazyFunction(clock.today)
    kind = "kveld"
    starts_at = factory.LazyFunction(lambda: clock.now())
    ends_at = factory.LazyAttribute(lambda ask: ask.starts_at + timedelta(hours=7))
    staff = factory.SubFactory(StaffFactory)
    asked_by = factory.SubFactory(UserFactory)
    asked_at = factory.LazyFunction(lambda: clock.now())
