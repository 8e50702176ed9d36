"""The steps of an alarm, and how they follow those of its visit. Knows nothing of how lists are made.

The alarm's row is locked last: after the shift and its visits (docs/concurrency.md).
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from heltom.lib.words import hhmm
from patients.models import Event
from teams import audit
from teams.models import Staff, User
from teams.permissions import Permission
from teams.queries import name_of
from teams.roles import staff_of
from worklists.actions import team_shifts
from worklists.models import ALARM_TRANSITIONS, Alarm, AlarmStep, State, Visit

A = Alarm.State

#: What a step of the visit makes of its alarm: being there, and not going after all.
FOLLOWS: dict[str, str] = {
    State.STARTED: A.ON_SITE,
    State.DONE: A.ON_SITE,
    State.CANCELLED: A.RECEIVED,
    State.DUE: A.SENT,
}


def locked(alarm_pk: int) -> Alarm:
    """The alarm as it is now, locked for the rest of the transaction."""
    list(Alarm.objects.select_for_update().filter(pk=alarm_pk).values_list("pk", flat=True))
    joined = ("team__ht", "team__site__unit", "patient", "visit__team")
    return Alarm.objects.select_related(*joined).get(pk=alarm_pk)


def add(
    alarm: Alarm,
    to: str,
    *,
    by: User,
    staff: Staff | None = None,
    note: str = "",
    permission: Permission = Permission.RUN_SHIFT,
) -> AlarmStep:
    """The next step of an alarm that is locked. Raises Refused where it cannot go there."""
    check(alarm, to)
    before, alarm.state = alarm.state, to
    alarm.save(update_fields=["state", "what_was_done", "visit", "kind"])
    step = AlarmStep.objects.create(
        alarm=alarm, state=to, at=clock.now(), by=by, staff=staff, note=note[:300]
    )
    record(alarm, by, f"alarm_{to}", note, permission, details={"before": before})
    return step


def check(alarm: Alarm, to: str) -> None:
    """Raises Refused with who was first, where the alarm is past that."""
    if to not in ALARM_TRANSITIONS[alarm.state]:
        raise Refused(said_last(alarm))


def said_last(alarm: Alarm) -> str:
    """ "Vera førte alarmen som ferdig kl. 14:32.": what whoever comes second is told."""
    step = alarm.steps.select_related("by__staff", "staff").last()
    if step is None:
        return _("Alarmen er %s.") % alarm.get_state_display()
    words = {
        "who": name_of(step.by), "at": hhmm(step.at), "state": step.get_state_display(),
        "staff": step.staff.name if step.staff else "",
    }  # fmt: skip
    if step.state == A.SENT and step.staff:
        return _("%(who)s sendte %(staff)s kl. %(at)s.") % words
    return _("%(who)s førte alarmen som «%(state)s» kl. %(at)s.") % words


def record(
    alarm: Alarm,
    by: User,
    verb: str,
    reason: str = "",
    permission: Permission = Permission.RUN_SHIFT,
    details: dict[str, object] | None = None,
) -> None:
    """The audit beside the change, and every desk of the team and of its HT looks again."""
    audit.record(
        by=by,
        verb=verb,
        obj=alarm,
        team=alarm.team,
        permission=permission,
        patient_number=alarm.patient.number if alarm.patient else "",
        reason=reason,
        details=details,
    )
    ht = alarm.team.ht
    team_shifts.tell(alarm.team, *([ht] if ht else []))


def follow(visit: Visit, to: str, by: User, carer: Staff | None, reason: str = "") -> None:
    """The visit of an alarm has taken a step: its alarm takes the one that belongs to it.

    A visit that is done leaves the alarm waiting for words: what was done must be said. One that is
    called off leaves nobody on the way; one that is opened again is on somebody's list again.
    """
    pk = Alarm.objects.filter(visit=visit).values_list("pk", flat=True).first()
    if pk is None or to not in FOLLOWS:
        return
    alarm, after = locked(pk), FOLLOWS[to]
    if alarm.state == after or after not in ALARM_TRANSITIONS[alarm.state]:
        return
    add(alarm, after, by=by, staff=carer, note=reason, permission=Permission.DO_VISITS)


def write_event(alarm: Alarm, by: User, staff: Staff | None) -> None:
    """What the weekly board sees: somebody went out on it. Once for each alarm with a patient."""
    if alarm.patient is None:
        return
    kind = Event.Kind.FALL if alarm.kind == Alarm.Kind.FALL else Event.Kind.ALARM
    said = {"kind": kind, "at": alarm.received_at, "text": alarm.what_was_done}
    Event.objects.get_or_create(
        reference=f"alarm-{alarm.pk}",
        defaults={"patient": alarm.patient, "by": staff or staff_of(by), **said},
    )
