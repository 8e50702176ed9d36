"""A person says that a visit which vanished from the lists is rightly gone, and why."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams import audit
from teams.models import User
from teams.permissions import Permission
from worklists.actions import team_shifts
from worklists.models import ListChange


@transaction.atomic
def acknowledge(*, change: ListChange, by: User, why: str) -> ListChange:
    """Keep who, when and why. The first one holds; pressing twice changes nothing.

    Raises Refused without a reason, and for a change that needs no acknowledgement.
    """
    if not why.strip():
        raise Refused(_("Skriv hvorfor det er riktig at oppdraget er borte."))
    if change.kind != ListChange.Kind.VANISHED:
        raise Refused(_("Bare oppdrag som er borte, skal bekreftes."))
    waiting = ListChange.objects.filter(pk=change.pk, acknowledged_at__isnull=True)
    if waiting.update(
        acknowledged_at=clock.now(), acknowledged_by=by, acknowledged_why=why.strip()
    ):
        audit.record(
            by=by,
            verb="vanished_acknowledged",
            obj=change,
            team=change.visit.team,
            permission=Permission.ACKNOWLEDGE,
            patient_number=change.visit.patient.number,
            reason=why.strip(),
        )
        team_shifts.touch(change.publication.team_shift)
    change.refresh_from_db()
    return change
