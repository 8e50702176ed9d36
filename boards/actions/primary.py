"""What a primærkontakt does from her own page, and that a primærområdemøte was held."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from boards.models import AreaMeeting
from boards.queries.primary import PLANNED
from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Observation, Patient
from teams import audit
from teams.models import Team, User
from teams.permissions import Permission
from teams.roles import staff_at_work
from worklists.actions import reminders
from worklists.models import Reminder

#: A second press on "held" within this time is the same meeting.
SAME_MEETING = timedelta(hours=2)


@transaction.atomic
def plan_test(
    *, patient: Patient, team: Team, key: str, on: date, shift: str, by: User
) -> Reminder:
    """The test stands on the team's huskeliste for that shift, with her who plans it as responsible.
    Planned already, the line is that one. Raises Refused for another test and for a day that is over.
    """
    if key not in PLANNED:
        raise Refused(_("Velg Katz ADL eller skrøpelighet."))
    Patient.objects.select_for_update(of=("self",), no_key=True).get(pk=patient.pk)
    text = str(Observation.Kind(PLANNED[key]).label)
    waiting = Reminder.objects.filter(patient=patient, text=text, outcome="").first()
    if waiting is not None:
        return waiting
    return reminders.add(
        team=team, text=text, due_on=on, due_shift=shift, by=by, patient=patient,
        responsible=staff_at_work(by),
    )  # fmt: skip


@transaction.atomic
def hold_area_meeting(*, team: Team, note: str, by: User) -> AreaMeeting:
    """The OT and its HT have met. What happens from now on is for the next list. Pressed twice it is one,
    and the second press's words are added where the first had none.
    """
    Team.objects.select_for_update(of=("self",), no_key=True).get(pk=team.pk)
    now = clock.now()
    last = AreaMeeting.objects.filter(team=team, held_at__gt=now - SAME_MEETING).first()
    if last is not None:
        if not last.note and note.strip():
            last.note = note.strip()
            last.save(update_fields=["note"])
        return last
    made = AreaMeeting.objects.create(team=team, held_at=now, held_by=by, note=note.strip())
    audit.record(
        by=by, verb="area_meeting_held", obj=made, team=team, permission=Permission.WRITE_BOARD
    )
    return made
