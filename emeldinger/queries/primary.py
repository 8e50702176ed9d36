"""Who has a task about the patient: her primærkontakt, else the deputy, else those at work in her team."""

from __future__ import annotations

from dataclasses import dataclass

from heltom.lib import clock
from patients.models import Contact, Patient
from teams.models import Staff
from teams.models.staff import employed_on


@dataclass(frozen=True, slots=True)
class Responsible:
    """`staff` is None where the patient has neither: then it is the team's."""

    staff: Staff | None
    label: str


def responsible_for(patient: Patient) -> Responsible:
    """Of those who still work here. One query."""
    today = clock.today()
    rows = Contact.objects.on(today).filter(patient=patient)
    rows = rows.filter(employed_on(today, "staff__")).select_related("staff")
    # "primar" sorts before "vara".
    first = rows.order_by("kind", "pk").first()
    if first is None:
        return Responsible(None, "")
    return Responsible(first.staff, str(first.get_kind_display()))
