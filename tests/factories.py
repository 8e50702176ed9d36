"""Build only what a test speaks of. Everybody is invented; a working day is a Wednesday in March."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from heltom.lib import clock, national_id
from patients.models import Contact, Delegation, Patient, Pause, Placement
from teams.models import (
    Absence,
    Competence,
    Position,
    Shift,
    Site,
    Staff,
    StaffCompetence,
    Team,
    Unit,
    User,
)
from worklists.models import Appointment, PlanException, State, Visit, VisitPlan, VisitState

LONG_AGO = date(2020, 1, 1)

#: Real beginnings and lengths of the three shifts: (clock, hours).
SHIFT_HOURS = {"dag": (time(7, 30), 7.5), "kveld": (time(15), 7.5), "natt": (time(22, 15), 9.5)}


def shift_times(day: date, kind: str) -> tuple[datetime, datetime]:
    begins, hours = SHIFT_HOURS[kind]
    start = clock.at(day, begins)
    return start, start + timedelta(hours=hours)


class UnitFactory(DjangoModelFactory[Unit]):
    class Meta:
        model = Unit

    code = factory.Sequence(lambda n: f"enhet-{n}")
    name = factory.Sequence(lambda n: f"Enhet {n}")


class SiteFactory(DjangoModelFactory[Site]):
    class Meta:
        model = Site

    unit = factory.SubFactory(UnitFactory)
    code = factory.Sequence(lambda n: f"base-{n}")
    name = factory.Sequence(lambda n: f"Base {n}")
    latitude = 60.39
    longitude = 5.32


class TeamFactory(DjangoModelFactory[Team]):
    """An OT under an HT of the same site; `kind="HT", ht=None` for an HT."""

    class Meta:
        model = Team

    site = factory.SubFactory(SiteFactory)
    code = factory.Sequence(lambda n: f"team-{n}")
    name = factory.Sequence(lambda n: f"Team {n}")
    kind = "OT"
    ht = factory.Maybe(
        factory.LazyAttribute(lambda team: team.kind == "OT"),
        factory.SubFactory(
            "tests.factories.TeamFactory", kind="HT", ht=None, site=factory.SelfAttribute("..site")
        ),
        None,
    )


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"bruker{n}")


class StaffFactory(DjangoModelFactory[Staff]):
    class Meta:
        model = Staff

    number = factory.Sequence(lambda n: f"A{n:05}")
    given_name = "Kari"
    family_name = factory.Sequence(lambda n: f"Oppdiktet{n}")
    profession = "helsefagarbeider"
    team = factory.SubFactory(TeamFactory)

    class Params:
        with_login = factory.Trait(user=factory.SubFactory(UserFactory))


class CompetenceFactory(DjangoModelFactory[Competence]):
    class Meta:
        model = Competence
        django_get_or_create = ("code",)

    code = "insulin"
    name = factory.LazyAttribute(lambda competence: competence.code.capitalize())


class StaffCompetenceFactory(DjangoModelFactory[StaffCompetence]):
    class Meta:
        model = StaffCompetence

    staff = factory.SubFactory(StaffFactory)
    competence = factory.SubFactory(CompetenceFactory)
    valid_from = LONG_AGO


class PositionFactory(DjangoModelFactory[Position]):
    class Meta:
        model = Position

    staff = factory.SubFactory(StaffFactory, with_login=True)
    kind = "avdelingsleder"
    team = factory.SelfAttribute("staff.team")
    valid_from = LONG_AGO


class ShiftFactory(DjangoModelFactory[Shift]):
    """Duty on a list, today, on the day shift, with its real hours."""

    class Meta:
        model = Shift

    staff = factory.SubFactory(StaffFactory)
    team = factory.SelfAttribute("staff.team")
    date = factory.LazyFunction(clock.today)
    kind = "dag"
    function = "liste"
    starts_at = factory.LazyAttribute(lambda shift: shift_times(shift.date, shift.kind)[0])
    ends_at = factory.LazyAttribute(lambda shift: shift_times(shift.date, shift.kind)[1])


class AbsenceFactory(DjangoModelFactory[Absence]):
    class Meta:
        model = Absence

    staff = factory.SubFactory(StaffFactory)
    starts_at = factory.LazyFunction(lambda: clock.midnight(clock.today()))
    reason = "syk"


def synthetic_number(n: int) -> str:
    """The n-th national number of the synthetic series (month + 80), n below 50,000: born on the first day
    of January on which the number has control digits.
    """
    tried = (f"{day:02}81{50 + n // 1000 % 50:02}{n % 1000:03}" for day in range(1, 32))
    return next(nine + digits for nine in tried if (digits := national_id.control_digits(nine)))


class PatientFactory(DjangoModelFactory[Patient]):
    class Meta:
        model = Patient

    number = factory.Sequence(lambda n: f"P-{n:06}")
    given_name = "Per"
    family_name = factory.Sequence(lambda n: f"Oppdiktet{n}")
    address = factory.Sequence(lambda n: f"Oppdiktet vei {n}")
    latitude = 60.395
    longitude = 5.33
    started_on = LONG_AGO


class PlacementFactory(DjangoModelFactory[Placement]):
    class Meta:
        model = Placement

    patient = factory.SubFactory(PatientFactory)
    team = factory.SubFactory(TeamFactory)
    code = "PBP"
    valid_from = LONG_AGO


class ContactFactory(DjangoModelFactory[Contact]):
    class Meta:
        model = Contact

    patient = factory.SubFactory(PatientFactory)
    staff = factory.SubFactory(StaffFactory)
    kind = "primar"
    valid_from = LONG_AGO


class DelegationFactory(DjangoModelFactory[Delegation]):
    class Meta:
        model = Delegation

    patient = factory.SubFactory(PatientFactory)
    staff = factory.SubFactory(StaffFactory)
    competence = factory.SubFactory(CompetenceFactory)
    valid_from = LONG_AGO


class PauseFactory(DjangoModelFactory[Pause]):
    class Meta:
        model = Pause

    patient = factory.SubFactory(PatientFactory)
    starts_at = factory.LazyFunction(lambda: clock.midnight(clock.today()))
    reason = "sykehus"


class VisitPlanFactory(DjangoModelFactory[VisitPlan]):
    """Every morning at about nine, 20 minutes, to a patient placed in the team."""

    class Meta:
        model = VisitPlan
        skip_postgeneration_save = True

    reference = factory.Sequence(lambda n: f"TP-{n:06}")
    patient = factory.SubFactory(PatientFactory)
    team = factory.SubFactory(TeamFactory)
    code = "PBP"
    title = "Morgenstell"
    minutes = 20
    weekdays = factory.LazyFunction(lambda: [1, 2, 3, 4, 5, 6, 7])
    shift = "dag"
    earliest = time(8, 30)
    latest = time(10)
    valid_from = LONG_AGO

    @factory.post_generation
    def placed(plan: VisitPlan, create: bool, wanted: bool | None, **_: Any) -> None:
        if create and wanted is not False and not plan.patient.placements.exists():
            PlacementFactory(patient=plan.patient, team=plan.team, code=plan.code)

    @factory.post_generation
    def needs(plan: VisitPlan, create: bool, codes: list[str] | None, **_: Any) -> None:
        if create and codes:
            plan.competences.set([CompetenceFactory(code=code) for code in codes])


class PlanExceptionFactory(DjangoModelFactory[PlanException]):
    class Meta:
        model = PlanException

    plan = factory.SubFactory(VisitPlanFactory)
    date = factory.LazyFunction(clock.today)
    kind = "utgar"
    reason = "får besøk av datteren"


class AppointmentFactory(DjangoModelFactory[Appointment]):
    class Meta:
        model = Appointment

    patient = factory.SubFactory(PatientFactory)
    starts_at = factory.LazyFunction(lambda: clock.at(clock.today(), time(10)))
    ends_at = factory.LazyFunction(lambda: clock.at(clock.today(), time(14)))
    what = "Dagsenter"


class VisitFactory(DjangoModelFactory[Visit]):
    """An extra visit today at about eleven, waiting to be done."""

    class Meta:
        model = Visit
        skip_postgeneration_save = True

    patient = factory.SubFactory(PatientFactory)
    team = factory.SubFactory(TeamFactory)
    code = "PBP"
    title = "Ekstra tilsyn"
    minutes = 15
    date = factory.LazyFunction(clock.today)
    shift = "dag"
    earliest = factory.LazyAttribute(lambda visit: clock.at(visit.date, time(10, 30)))
    latest = factory.LazyAttribute(lambda visit: clock.at(visit.date, time(12)))

    @factory.post_generation
    def state(visit: Visit, create: bool, state: str | None, **_: Any) -> None:
        if create:
            VisitState.objects.create(visit=visit, state=state or State.DUE, reason="i en test")
