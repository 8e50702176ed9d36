"""A patient is reported for her team's tavlemøte, and taken off again."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Candidate, Patient
from patients.permissions import teams_of
from teams import audit
from teams.models import Team, User
from teams.permissions import Permission
from teams.roles import staff_of

#: Sent twice, or seen by two of the same mind: one line of the board. A meeting comes every week.
SAME = timedelta(days=7)


@transaction.atomic
def report(
    *,
    patient: Patient,
    reason: str,
    by: User,
    source: str,
    team: Team | None = None,
    criterion: str = Candidate.Criterion.TOGETHER,
) -> Candidate:
    """Whoever holds the meeting reads the reason. `team` is the owner where none is said.

    Reported for the same team with the same words within the week (SAME), the line is that one; months
    later it is news again. Raises Refused without a reason, and for a patient of no team.
    """
    if not reason.strip():
        raise Refused(_("Skriv hvorfor tavlemøtet skal se på pasienten."))
    team = team or next(iter(teams_of(patient)), None)
    if team is None:
        raise Refused(_("Pasienten hører ikke til noe team. Sett henne i et team først."))
    Patient.objects.select_for_update(of=("self",), no_key=True).get(pk=patient.pk)
    waiting = Candidate.objects.filter(
        patient=patient, team=team, withdrawn_at__isnull=True, reported_at__gt=clock.now() - SAME
    )
    if (same := waiting.filter(reason=reason.strip(), reported_by=by).first()) is not None:
        return same
    candidate = Candidate.objects.create(
        patient=patient, team=team, source=source, criterion=criterion, reason=reason.strip(),
        reported_at=clock.now(), reported_by=by, profession=_profession(by),
    )  # fmt: skip
    _record(candidate, by, "candidate_reported", reason.strip())
    return candidate


def _profession(by: User) -> str:
    staff = staff_of(by)
    return staff.profession if staff else ""


@transaction.atomic
def withdraw(*, candidate: Candidate, by: User, reason: str) -> Candidate:
    """She is not for the meeting after all. Raises Refused without a reason; twice changes nothing."""
    if not reason.strip():
        raise Refused(_("Skriv hvorfor pasienten ikke skal på tavla likevel."))
    row = Candidate.objects.select_for_update(of=("self",)).select_related("patient", "team")
    found = row.get(pk=candidate.pk)
    if found.withdrawn_at is None:
        found.withdrawn_at, found.withdrawn_by = clock.now(), by
        found.withdrawn_why = reason.strip()
        found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
        _record(found, by, "candidate_withdrawn", reason.strip())
    return found


def _record(candidate: Candidate, by: User, verb: str, reason: str) -> None:
    audit.record(
        by=by,
        verb=verb,
        obj=candidate,
        team=candidate.team,
        permission=Permission.SEE_PATIENTS,
        patient_number=candidate.patient.number,
        reason=reason,
    )
