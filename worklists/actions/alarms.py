"""Alarms from the responssenter: received, somebody is sent, on the way, on site, and what was done.

Locks: the shift, its visits, then the alarm. Whoever is second is told who was first.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Patient
from teams.models import Shift, Staff, Team, User
from teams.permissions import Permission
from worklists.actions import alarm_steps, extra_visits, team_shifts, visits
from worklists.actions.mend import mend
from worklists.models import ALARM_OPEN, Alarm, AlarmStep, Entry, State, TeamShift, Visit
from worklists.models.visits import OPEN
from worklists.queries.alarms import wanted_for
from worklists.queries.wanted import check_can_be

A = Alarm.State

#: The same patient's alarm told again within this time, while it is open, is the same alarm.
SAME_ALARM = timedelta(minutes=10)


def receive(
    *,
    team: Team,
    by: User,
    patient: Patient | None = None,
    who: str = "",
    kind: str = Alarm.Kind.SAFETY,
    text: str = "",
    source: str = Alarm.Source.FORM,
    reference: str | None = None,
    permission: Permission = Permission.HANDLE_CALLS,
) -> tuple[Alarm, bool]:
    """The alarm, and whether it is new: the same `reference` again is the one that is there.

    Raises Refused where it does not say whom it is about, and where the reference is another patient's.
    """
    if patient is None and not who.strip():
        raise Refused(_("Skriv hvem alarmen gjelder."))
    who = who.strip()[:200]
    told = {"patient": patient, "who": who, "kind": kind, "text": text.strip()}
    with transaction.atomic():
        if (same := _told_before(team, patient, reference)) is not None:
            return _the_same(same, patient, who), False
        try:
            with transaction.atomic():
                alarm = Alarm.objects.create(
                    team=team, source=source, reference=reference or None,
                    received_at=clock.now(), received_by=by, **told,
                )  # fmt: skip
        except IntegrityError:  # two messages with one reference, at the same instant
            same = Alarm.objects.get(reference=reference)
            return _the_same(same, patient, who), False
        AlarmStep.objects.create(alarm=alarm, state=A.RECEIVED, at=clock.now(), by=by)
        alarm_steps.record(alarm, by, "alarm_received", permission=permission)
    return alarm, True


def _told_before(team: Team, patient: Patient | None, reference: str | None) -> Alarm | None:
    """By its reference; of those told on the phone, the patient's own that is open and fresh."""
    if reference:
        return Alarm.objects.filter(reference=reference).first()
    if patient is None:
        return None
    Team.objects.select_for_update(of=("self",), no_key=True).get(pk=team.pk)
    fresh = Alarm.objects.filter(received_at__gt=clock.now() - SAME_ALARM, state__in=ALARM_OPEN)
    return fresh.filter(patient=patient).first()


def _the_same(alarm: Alarm, patient: Patient | None, who: str) -> Alarm:
    """Raises Refused where the reference is used for somebody else: no alarm is lost in silence."""
    if (alarm.patient_id, alarm.who) == (patient.pk if patient else None, who):
        return alarm
    if alarm.reference is None or (patient is not None and alarm.patient_id == patient.pk):
        return alarm
    raise Refused(
        _("Nummeret er alt brukt for en annen alarm. Send alarmen på nytt med et nytt nummer.")
    )


@transaction.atomic
def send(
    *, alarm: Alarm, shift: Shift, by: User, seen: int | None = None, hold: bool = True
) -> Alarm:
    """This carer is to go: the visit is made, pinned to her, and the lists mended, all of it or none.

    Where another was to go, the visit goes from her to this one. With `hold` nobody else's visits
    change hands. `seen` is the last step that the sender saw: if somebody was sent meanwhile, she
    is told who by whom. Raises Refused for that too, and where the carer cannot.
    """
    team_shift = team_shifts.get(team=shift.team, day=shift.date, kind=shift.kind)
    team_shifts.lock_visits(team_shifts.lock(team_shift))
    alarm = alarm_steps.locked(alarm.pk)
    if _goes(alarm) == shift.staff and alarm.state in (A.SENT, A.ON_WAY, A.ON_SITE):
        return alarm
    alarm_steps.check(alarm, A.SENT)
    _check_nobody_came_first(alarm, seen)
    visit = _visit_to_send(alarm, team_shift, by)
    extra_visits.lay(
        visit=visit, by=by, why=_why(alarm), chosen=(shift.pk,), hold=hold,
    )  # fmt: skip
    Visit.objects.filter(pk=visit.pk).update(latest=_latest(alarm, visit))
    alarm.visit = visit
    alarm_steps.add(alarm, A.SENT, by=by, staff=shift.staff)
    return alarm


def _why(alarm: Alarm) -> str:
    number = alarm.patient.number if alarm.patient else ""
    return _("alarm: %(kind)s %(number)s") % {"kind": alarm.get_kind_display(), "number": number}


def _check_nobody_came_first(alarm: Alarm, seen: int | None) -> None:
    last = alarm.steps.order_by("-pk").values_list("pk", flat=True).first()
    if seen is not None and last != seen:
        raise Refused(alarm_steps.said_last(alarm))


def _visit_to_send(alarm: Alarm, team_shift: TeamShift, by: User) -> Visit:
    """The alarm's visit on this shift, made now unless somebody was to go already."""
    old = _open_visit(alarm)
    if old is not None:
        if (old.team_id, old.date, old.shift) != (
            team_shift.team_id,
            team_shift.date,
            team_shift.kind,
        ):
            raise Refused(_("En annen vakt har alarmen. Kall tilbake den som skulle dra, først."))
        if old.state != State.DUE:
            raise Refused(alarm_steps.said_last(alarm))
        Visit.objects.filter(pk=old.pk).update(latest=old.earliest)
        return old
    if team_shift.current_id is None:
        raise Refused(_("Listene for vakten er ikke bygget. Bygg dem først."))
    wanted = wanted_for(alarm)
    code = check_can_be(wanted, team_shift, placed=False)
    return extra_visits.add(team_shift=team_shift, wanted=wanted, code=code, by=by)


def _latest(alarm: Alarm, visit: Visit) -> datetime:
    """The lists are laid as soon as can be; the window that is promised is the unit's own."""
    return visit.earliest + timedelta(minutes=alarm.team.unit.alarm_minutes)


def _open_visit(alarm: Alarm) -> Visit | None:
    found = (
        Visit.objects.with_state().select_related("team", "patient").filter(alarm=alarm.pk).first()
    )
    return found if found is not None and found.state in OPEN else None


def _goes(alarm: Alarm) -> Staff | None:
    """Whose list the alarm's visit is on."""
    held = Entry.objects.filter(
        visit=alarm.visit_id, worklist__publication__current_for__isnull=False
    )
    first = held.select_related("worklist__shift__staff").first()
    return first.worklist.shift.staff if first and alarm.visit_id else None


@transaction.atomic
def on_way(*, alarm: Alarm, by: User) -> Alarm:
    """She is driving. Raises Refused where nobody was sent, or it is over."""
    alarm = alarm_steps.locked(alarm.pk)
    if alarm.state in (A.ON_WAY, A.ON_SITE):
        return alarm
    alarm_steps.add(alarm, A.ON_WAY, by=by, staff=_goes(alarm), permission=Permission.DO_VISITS)
    return alarm


@transaction.atomic
def on_site(*, alarm: Alarm, by: User) -> Alarm:
    """She is with the patient: the visit is started, and the alarm follows it."""
    visit = _open_visit(alarm)
    if visit is None:
        raise Refused(_("Ingen er sendt. Velg først hvem som drar."))
    visits.start(visit=visit, by=by)
    return alarm_steps.locked(alarm.pk)


@transaction.atomic
def done(*, alarm: Alarm, by: User, what_was_done: str, fell: bool = False) -> Alarm:
    """What was done there. The visit is done with it, and the patient's history has the event.

    Raises Refused without words, and where it is over already.
    """
    words = what_was_done.strip()
    if not words:
        raise Refused(_("Skriv hva som ble gjort."))
    visit = _open_visit(alarm)
    if visit is not None:
        visits.finish(visit=visit, by=by)
    alarm = alarm_steps.locked(alarm.pk)
    if alarm.state == A.DONE and alarm.what_was_done == words:
        return alarm
    alarm_steps.check(alarm, A.DONE)
    alarm.what_was_done = words
    alarm.kind = Alarm.Kind.FALL if fell else alarm.kind
    staff = _goes(alarm)
    alarm_steps.add(alarm, A.DONE, by=by, staff=staff, permission=Permission.DO_VISITS)
    alarm_steps.write_event(alarm, by, staff)
    return alarm


@transaction.atomic
def call_off(*, alarm: Alarm, by: User, why: str) -> Alarm:
    """Nobody need go after all, and why. The visit is called off, and her list is as it was.

    Raises Refused without a reason, and where it is over already.
    """
    if not why.strip():
        raise Refused(_("Skriv hvorfor alarmen er avblåst."))
    _take_off_the_list(alarm, by, why.strip())
    alarm = alarm_steps.locked(alarm.pk)
    if alarm.state == A.CALLED_OFF:
        return alarm
    alarm_steps.check(alarm, A.CALLED_OFF)
    alarm.what_was_done = why.strip()
    alarm_steps.add(alarm, A.CALLED_OFF, by=by, note=why.strip())
    return alarm


@transaction.atomic
def recall(*, alarm: Alarm, by: User, why: str = "") -> Alarm:
    """Whoever was to go is called back, and nobody goes yet: the alarm waits as when it came."""
    if _open_visit(alarm) is None:
        return alarm
    _take_off_the_list(alarm, by, why.strip() or _("Kalt tilbake, en annen drar."))
    return alarm_steps.locked(alarm.pk)


def _take_off_the_list(alarm: Alarm, by: User, why: str) -> None:
    visit = _open_visit(alarm)
    if visit is None:
        return
    team_shift = team_shifts.get(team=visit.team, day=visit.date, kind=visit.shift)
    team_shifts.lock_visits(team_shifts.lock(team_shift))
    visits.cancel(visit=visit, by=by, reason=why[:200])
    mend(team_shift=team_shift, why=_("alarmen er tatt av listen"), by=by, hold=True)


@transaction.atomic
def attach(*, alarm: Alarm, patient: Patient, team: Team, by: User) -> Alarm:
    """The patient is found after all. `team` has her; an open alarm goes there.

    Raises Refused where somebody has attached another.
    """
    alarm = alarm_steps.locked(alarm.pk)
    if alarm.patient_id == patient.pk:
        return alarm
    if alarm.patient_id is not None:
        raise Refused(_("Alarmen er alt koblet til %s.") % alarm.patient)
    before = alarm.team
    alarm.patient, alarm.team = patient, team if alarm.state in ALARM_OPEN else before
    alarm.save(update_fields=["patient", "team"])
    alarm_steps.record(alarm, by, "alarm_attached", details={"team": team.code})
    if alarm.team != before:
        team_shifts.tell(before)
    if alarm.state == A.DONE:
        alarm_steps.write_event(alarm, by, _goes(alarm))
    return alarm
