"""What people do to visits. Each step is a row with who, when and why, and an audit event beside it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from heltom.lib.words import hhmm
from patients.models import Patient
from teams import audit
from teams.models import Competence, Staff, Team, User
from teams.permissions import Permission
from teams.roles import BEFORE, staff_of
from worklists.actions import alarm_steps, calls, rebuilds, team_shifts
from worklists.models import VISIT_TRANSITIONS, Entry, State, TeamShift, Unassigned, Visit
from worklists.models import VisitState as Step
from worklists.queries.slots import begins_at


def start(
    *, visit: Visit, by: User, at: datetime | None = None, carer: Staff | None = None
) -> Visit:
    """The carer is at the patient's. From now on no rebuild moves the visit.

    `carer` is who was there, where it is not for the lists to say.
    """
    return _step(visit=visit, to=State.STARTED, by=by, at=at, carer=carer)


def finish(
    *, visit: Visit, by: User, at: datetime | None = None, carer: Staff | None = None
) -> Visit:
    """The visit is done. `carer` as in `start`."""
    return _step(visit=visit, to=State.DONE, by=by, at=at, carer=carer)


@transaction.atomic
def cancel(
    *, visit: Visit, by: User, reason: str, at: datetime | None = None, tell: bool = False
) -> Visit:
    """The visit will not be done, and this is why. It stays in the day's sum as cancelled.

    With `tell` the patient or her nearest stands on the list of those to be rung.
    """
    if not reason.strip():
        raise Refused(_("Skriv hvorfor oppdraget ikke blir gjort."))
    was_off = current_state(visit) == State.CANCELLED
    _step(visit=visit, to=State.CANCELLED, by=by, reason=reason.strip(), at=at)
    if tell and not was_off:
        what = _("%(title)s er avlyst: %(reason)s") % {"title": visit.title, "reason": reason}
        calls.must_tell(visit=visit, what=what, by=by)
    return visit


def open_for_what_happened(*, visit: Visit, by: User, reason: str) -> Visit:
    """It was called off or withdrawn, and somebody was there all the same: open again for her step.

    On no list and in no bucket, so the step must follow in the same transaction.
    """
    return _step(visit=visit, to=State.DUE, by=by, reason=reason)


def hold(visit: Visit) -> TeamShift:
    """Lock the visit and its shift, for an action that looks where it stands before it does anything."""
    return _lock(visit)


def reopen(*, visit: Visit, by: User, reason: str = "") -> Visit:
    """It is to be done after all. Unless it is still on a list, it stands as unassigned until the lists
    have been built anew.
    """
    with transaction.atomic():
        _step(visit=visit, to=State.DUE, by=by, reason=reason.strip())
        calls.comes_after_all(visit=visit, by=by)
        team_shift = _lock(visit)
        _put_in_bucket(team_shift, visit, _("Åpnet igjen og ikke fordelt ennå."))
        _ask_for_lists(team_shift, by, _("et oppdrag ble åpnet igjen"))
    return visit


@transaction.atomic
def lock(*, visit: Visit, by: User) -> Visit:
    """Keep the visit with this carer at this time, whatever the planner finds better."""
    return _set_lock(visit, by, locked=True)


@transaction.atomic
def unlock(*, visit: Visit, by: User) -> Visit:
    """Let the planner move the visit again."""
    return _set_lock(visit, by, locked=False)


@transaction.atomic
def add(
    *,
    patient: Patient,
    team: Team,
    code: str,
    shift: str,
    earliest: datetime,
    latest: datetime,
    title: str,
    minutes: int,
    by: User,
    day: date | None = None,
    competences: list[Competence] | None = None,
    **task: Any,
) -> Visit:
    """Add a visit that no plan asks for, to a shift of `day` (`earliest`'s date unless said).

    It stands as unassigned at once and is placed by the rebuild that this asks for. `task` takes
    the other fields of a visit: task_text, carers, level, second_level, priority, where,
    fixed_time. Raises Refused when the window is back to front.
    """
    if latest < earliest:
        raise Refused(_("Senest kan ikke være før tidligst."))
    day = day or earliest.astimezone(clock.OSLO).date()
    visit = Visit.objects.create(
        patient=patient, team=team, code=code, date=day, shift=shift, title=title,
        earliest=earliest, latest=latest, minutes=minutes, **task,
    )  # fmt: skip
    visit.competences.set(competences or [])
    team_shift = team_shifts.lock(team_shifts.get(team=team, day=visit.date, kind=shift))
    Step.objects.create(visit=visit, state=State.DUE, by=by)
    _record(visit, by, "visit_added")
    _put_in_bucket(team_shift, visit, _("Nytt oppdrag, ikke fordelt ennå."))
    _ask_for_lists(team_shift, by, _("et nytt oppdrag"))
    return visit


@transaction.atomic
def _step(
    *,
    visit: Visit,
    to: str,
    by: User,
    at: datetime | None = None,
    reason: str = "",
    carer: Staff | None = None,
) -> Visit:
    """Add the step, unless the visit already stands there (pressing twice is normal)."""
    team_shift = _lock(visit)
    before = current_state(visit)
    if before == to:
        return visit
    if to not in VISIT_TRANSITIONS[before]:
        raise Refused(
            _("Oppdraget er %(before)s og kan ikke bli %(after)s.")
            % {"before": State(before).label, "after": State(to).label}
        )
    if to in (State.STARTED, State.DONE):
        _check_shift_has_begun(visit, at or clock.now())
    carer = carer or _carer(visit, by, to)
    Step.objects.create(
        visit=visit, state=to, by=by, reason=reason, happened_at=at or clock.now(), carer=carer
    )
    _record(visit, by, f"visit_{to}", reason, before)
    alarm_steps.follow(visit, to, by, carer, reason)
    team_shifts.touch(team_shift)
    visit.state = to
    return visit


def _check_shift_has_begun(visit: Visit, at: datetime) -> None:
    """Tomorrow's visit is not done today: a slip of the thumb. Rights begin a little before the shift,
    and in a demonstration with the day.
    """
    day = at.astimezone(clock.OSLO).date()
    if visit.date < day or (settings.HELTOM_DUTY_ALL_DAY and visit.date == day):
        return
    opens = min(begins_at(visit.team, visit.date, visit.shift), visit.earliest) - BEFORE
    if at < opens:
        raise Refused(
            _("Vakten har ikke begynt. Oppdraget kan føres fra %(day)s kl. %(at)s.")
            % {"at": hhmm(opens), "day": date_format(opens.astimezone(clock.OSLO), "l j. F")}
        )


def current_state(visit: Visit) -> str:
    """Where the visit stands, read anew."""
    return Step.objects.filter(visit=visit).order_by("-id").values_list("state", flat=True)[0]


def _carer(visit: Visit, by: User, to: str) -> Staff | None:
    """Who did it: the person herself if it is on her list, else the one whose list it is on."""
    if to not in (State.STARTED, State.DONE):
        return None
    lists = Entry.objects.filter(visit=visit, worklist__publication__current_for__isnull=False)
    carers = [
        entry.worklist.shift.staff for entry in lists.select_related("worklist__shift__staff")
    ]
    own = staff_of(by)
    return own if own in carers or not carers else carers[0]


def _set_lock(visit: Visit, by: User, *, locked: bool) -> Visit:
    team_shift = _lock(visit)
    if (
        locked
        and not Entry.objects.filter(
            visit=visit, worklist__publication=team_shift.current_id
        ).exists()
    ):
        raise Refused(_("Oppdraget må stå på en liste før det kan låses der."))
    if Visit.objects.filter(pk=visit.pk).exclude(locked=locked).update(locked=locked):
        verb = "visit_locked" if locked else "visit_unlocked"
        _record(visit, by, verb, permission=Permission.CHANGE_LISTS)
        team_shifts.touch(team_shift)
    visit.locked = locked
    return visit


class _Moved(Exception):
    """The visit went to another team between the look and the lock."""


def _lock(visit: Visit) -> TeamShift:
    """Lock the visit's shift and then the visit itself, in the team that has it now.

    A rebuild may be moving it to another team: then what was locked is let go, and the new team's
    shift is locked instead. `visit` is brought up to date.
    """
    while True:
        with suppress(_Moved), transaction.atomic():
            return _lock_where_it_was(visit)
        visit.refresh_from_db(fields=["team", "date", "shift"])


def _lock_where_it_was(visit: Visit) -> TeamShift:
    team_shift = team_shifts.lock(
        team_shifts.get(team=visit.team, day=visit.date, kind=visit.shift)
    )
    held = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if (held.team_id, held.date, held.shift) != (visit.team_id, visit.date, visit.shift):
        raise _Moved
    return team_shift


def _put_in_bucket(team_shift: TeamShift, visit: Visit, reason: str) -> None:
    """A visit that is open and on no list must be seen, also until the next lists are there."""
    if team_shift.current is None:
        return
    if not Entry.objects.filter(worklist__publication=team_shift.current, visit=visit).exists():
        Unassigned.objects.get_or_create(
            publication=team_shift.current, visit=visit, defaults={"code": "new", "reason": reason}
        )


def _ask_for_lists(team_shift: TeamShift, by: User, why: str) -> None:
    team_shifts.touch(team_shift)
    rebuilds.request(
        team=team_shift.team, day=team_shift.date, kind=team_shift.kind, by=by, why=why
    )


def _record(
    visit: Visit,
    by: User,
    verb: str,
    reason: str = "",
    before: str = "",
    permission: Permission = Permission.DO_VISITS,
) -> None:
    audit.record(
        by=by,
        verb=verb,
        obj=visit,
        team=visit.team,
        permission=permission,
        patient_number=visit.patient.number,
        reason=reason,
        details={"before": before} if before else {},
    )
