"""The public phone: whom we must ring, who rang us, and what became of it. Nothing falls off the list."""

from __future__ import annotations

from django.db import transaction

from heltom.lib import clock
from patients.models import NextOfKin, Patient
from teams import audit
from teams.models import User
from teams.permissions import Permission
from worklists.actions import team_shifts
from worklists.models import Call, Visit

Caller = Call.Caller


@transaction.atomic
def must_tell(*, visit: Visit, what: str, by: User | None) -> Call:
    """The patient, or the next of kin who is rung first, is to be told `what` about the visit.

    Stands on the team's call list until somebody has rung. Once a visit while it is open: a second
    piece of news takes the place of the first, which the audit keeps.
    """
    call, made = Call.objects.get_or_create(
        visit=visit, direction=Call.Direction.OUT, outcome="",
        defaults={
            "team": visit.team, "at": clock.now(), "by": by, "patient": visit.patient,
            "about": what[:300], **_whom_to_ring(visit.patient),
        },
    )  # fmt: skip
    before = call.about
    if not made and before == what[:300]:
        return call
    if not made:
        call.about = what[:300]
        call.save(update_fields=["about"])
    audit.record(
        by=by,
        verb="call_owed" if made else "call_news",
        obj=call,
        team=visit.team,
        permission=Permission.DO_VISITS,
        patient_number=visit.patient.number,
        reason=what,
        details={} if made else {"before": before},
    )
    team_shifts.tell(visit.team)
    return call


def _whom_to_ring(patient: Patient) -> dict[str, str]:
    """The next of kin who is rung first; else the patient; else the next of kin there is."""
    kin = list(NextOfKin.objects.filter(patient=patient))
    if kin and (kin[0].first or not patient.phone):
        return {"caller": Caller.NEXT_OF_KIN, "name": kin[0].name[:100], "phone": kin[0].phone}
    return {"caller": Caller.PATIENT, "name": patient.name[:100], "phone": patient.phone}
