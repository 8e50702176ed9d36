"""The ward of the five cases: who works there, what they can do, and what is known of its patients."""

from dataclasses import dataclass
from datetime import time, timedelta

from heltom.lib import clock
from patients.actions.criteria import load
from teams.models import Shift, Staff, Team
from tests.belonging_factories import DiagnosisFactory, EquipmentFactory, HealthStateFactory
from tests.factories import (
    CompetenceFactory,
    PatientFactory,
    PlacementFactory,
    PositionFactory,
    ShiftFactory,
    StaffCompetenceFactory,
    StaffFactory,
    UserFactory,
    VisitPlanFactory,
)
from tests.ward import make_ward

TODAY = clock.today()
COURSES = (
    "stell", "medisinkurs", "insulin", "psykisk-helse", "observasjon", "sarstell", "lindring",
)  # fmt: skip
WHEN = {"dag": (time(8, 30), time(10)), "kveld": (time(19), time(20, 30))}


@dataclass
class Bergenhus:
    """An OT of care workers and an HT of nurses, with a fortnight's rosters; Frida is fagansvarlig."""

    ot: Team
    ht: Team
    frida: Staff
    anne: Staff

    def may(self, staff):
        return type(staff.user).objects.get(pk=staff.user.pk)

    def knows(self, staff, *courses):
        for code in courses:
            StaffCompetenceFactory(staff=staff, competence=CompetenceFactory(code=code))

    def patient(self, name, *, states=(), diagnoses=(), equipment=(), shared=False):
        patient = PatientFactory(given_name=name)
        PlacementFactory(patient=patient, team=self.ot, code="PBP")
        if shared:
            PlacementFactory(patient=patient, team=self.ht, code="HSY", owner=False)
        for state in states:
            HealthStateFactory(patient=patient, state=state)
        for code, what in diagnoses:
            DiagnosisFactory(patient=patient, code=code, name=what)
        for code in equipment:
            EquipmentFactory(patient=patient, code=code)
        return patient

    def visit(
        self, patient, title, *, needs=(), times=7, minutes=20, level=0, shift="dag", ht=False
    ):
        team, code = (self.ht, "HSY") if ht else (self.ot, "PBP")
        earliest, latest = WHEN[shift]
        return VisitPlanFactory(
            patient=patient, title=title, team=team, code=code, weekdays=list(range(1, times + 1)),
            minutes=minutes, level=level, shift=shift, earliest=earliest, latest=latest, needs=needs,
        )  # fmt: skip


def make_bergenhus() -> Bergenhus:
    """With the example criteria in force."""
    ward = make_ward()
    ward.team.name, ward.ht.name = "Bergenhus OT 1", "Bergenhus HT"
    ward.team.save()
    ward.ht.save()
    for code in COURSES:
        CompetenceFactory(code=code)
    load(in_force_from=TODAY)
    frida = StaffFactory(
        given_name="Frida", profession="sykepleier", team=ward.team,
        user=UserFactory(username="frida"),
    )  # fmt: skip
    PositionFactory(staff=frida, kind="fagansvarlig", team=ward.team)
    bergenhus = Bergenhus(ward.team, ward.ht, frida, ward.people["anne"])
    staff_up(bergenhus)
    return bergenhus


def staff_up(bergenhus):
    """Two care workers on every shift of the fortnight in the OT, a nurse with every course in the HT."""
    for team, profession, courses in (
        (bergenhus.ot, "helsefagarbeider", ("stell", "medisinkurs")),
        (bergenhus.ot, "helsefagarbeider", ("stell", "medisinkurs")),
        (bergenhus.ht, "sykepleier", COURSES),
    ):
        for kind in ("dag", "kveld"):
            person = StaffFactory(team=team, profession=profession)
            bergenhus.knows(person, *courses)
            for number in range(14):
                ShiftFactory(staff=person, date=TODAY + timedelta(days=number), kind=kind)


def carers(team, kind):
    """Those who walk the OT's lists on this kind of shift."""
    shifts = Shift.objects.filter(team=team, kind=kind, function="liste", date=TODAY + timedelta(1))
    return [shift.staff for shift in shifts.order_by("pk")]
