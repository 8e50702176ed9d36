"""Whose patient is it? A stranger does not learn that the patient exists; a colleague gets a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import NotAllowed
from patients.models import Patient, Placement
from teams.models import Team, Unit
from teams.permissions import (
    SENTENCES,
    Permission,
    can,
    colleague_units,
    roles_in,
    teams_where,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from patients.models.moves import MoveRequestQuerySet
    from patients.models.patient import PatientQuerySet
    from teams.models import User


def patients_visible_to(patients: PatientQuerySet, user: User) -> PatientQuerySet:
    """Patients who belong, today, to a team in which the user may see patients now."""
    teams = Team.objects.filter(teams_where(user, Permission.SEE_PATIENTS))
    today = Placement.objects.on(clock.today()).filter(patient=OuterRef("pk"), team__in=teams)
    return patients.filter(Exists(today))


def moves_visible_to(moves: MoveRequestQuerySet, user: User) -> MoveRequestQuerySet:
    """Requests from or to a team in which the user may see patients now."""
    teams = Team.objects.filter(teams_where(user, Permission.SEE_PATIENTS))
    return moves.filter(Q(from_team__in=teams) | Q(to_team__in=teams))


def get_patient(user: User, number: str) -> Patient:
    """The patient, for this user. Raises Http404 for a stranger, NotAllowed for a colleague."""
    patient = Patient.objects.visible_to(user).filter(number=number).first()
    if patient is None:
        check_is_colleague(user, Q(patient__number=number))
        raise NotAllowed(str(SENTENCES[Permission.SEE_PATIENTS]))
    return patient


def team_of(user: User, patient: Patient) -> Team | None:
    """The patient's team today in which the user may see her: what the access log names."""
    teams = Team.objects.filter(teams_where(user, Permission.SEE_PATIENTS))
    today = Placement.objects.on(clock.today()).filter(patient=patient, team__in=teams)
    return Team.objects.filter(pk__in=today.values("team")).first()


def check_is_colleague(user: User, placed: Q) -> None:
    """Raise Http404 unless a placement that fits is in a unit where the user wears a hat."""
    units = colleague_units(user)
    if not Placement.objects.filter(placed, team__site__unit__in=units).exists():
        raise Http404


def may_write_facts(user: User, teams: Iterable[Team]) -> bool:
    """Whether the user may write diagnoses, equipment and state of health in one of the teams.

    Facts settle where a patient belongs, so it takes the right to ask for a move (PROPOSE_MOVE).
    """
    return any(can(user, Permission.PROPOSE_MOVE, team) for team in teams)


def check_may_write_facts(user: User, patient: Patient) -> Team:
    """The team of the patient's in which the user may write facts. Raises NotAllowed otherwise."""
    for team in teams_of(patient):
        if may_write_facts(user, [team]):
            return team
    raise NotAllowed(
        _(
            "Bare vaktkoordinator, ansvarsvakt, fagansvarlig eller leder kan endre helseopplysninger."
        )
    )


def check_for_patient(user: User, patient: Patient, permission: Permission) -> Team:
    """The team of the patient's, today, in which the user holds the right; else raises NotAllowed."""
    for team in teams_of(patient):
        if can(user, permission, team):
            return team
    raise NotAllowed(str(SENTENCES[permission]))


def may_for_patient(user: User, patient: Patient, permission: Permission) -> bool:
    """Whether the user holds the right in one of the patient's teams today. One query."""
    return any(can(user, permission, team) for team in teams_of(patient))


def get_unit(user: User, code: str) -> Unit:
    """The unit, for a colleague there. Raises Http404 for a stranger."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None or not roles_in(user, unit):
        raise Http404
    return unit


def teams_of(patient: Patient) -> list[Team]:
    """The patient's teams today, the one with the main responsibility first. One query."""
    today = Placement.objects.on(clock.today()).filter(patient=patient)
    rows = today.select_related("team__site__unit", "team__ht").order_by("-owner", "pk")
    return [placement.team for placement in rows]
