"""Katz ADL and clinical frailty: tested at the patient's, by whoever is there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.actions.news2 import lock
from patients.function_tests import KATZ, LEAST, MOST, katz_total
from patients.models import Observation, Patient
from teams import audit
from teams.models import Team, User
from teams.permissions import Permission
from teams.roles import staff_of

Kind = Observation.Kind
#: The same answers from the same person again within this time are the same test, sent twice.
SENT_TWICE = timedelta(minutes=10)


@transaction.atomic
def katz(*, patient: Patient, answers: Mapping[str, int], by: User, team: Team) -> Observation:
    """All six answered now: 1 manages alone, 0 needs help. Raises Refused where one is missing, since a
    test with a gap would look like a fall, or hide one.
    """
    total = katz_total(answers)
    if total is None:
        raise Refused(_("Svar på alle seks. Spør noen som kjenner henne, om det du ikke så."))
    parts = {question.key: int(answers[question.key]) for question in KATZ}
    return _kept(patient, Kind.KATZ, total, parts, by, team)


@transaction.atomic
def frailty(*, patient: Patient, level: int, by: User, team: Team) -> Observation:
    """One of the nine levels. Raises Refused for another number."""
    if not LEAST <= level <= MOST:
        raise Refused(_("Velg ett av nivåene fra 1 til 9."))
    return _kept(patient, Kind.FRAILTY, level, {}, by, team)


def _kept(
    patient: Patient, kind: str, value: int, parts: dict[str, int], by: User, team: Team
) -> Observation:
    lock(patient)
    staff, now = staff_of(by), clock.now()
    same = patient.observations.holding().filter(
        kind=kind, by=staff, by__isnull=False, value=value, parts=parts,
        taken_at__gt=now - SENT_TWICE,
    )  # fmt: skip
    if (standing := same.first()) is not None:
        return standing
    made = Observation.objects.create(
        patient=patient, kind=kind, taken_at=now, value=Decimal(value), parts=parts, by=staff
    )
    audit.record(
        by=by, verb=f"{kind}_tested", obj=made, team=team, permission=Permission.WRITE_CARE,
        patient_number=patient.number,
    )  # fmt: skip
    return made
