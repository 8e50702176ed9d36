"""A visit to somebody else: moved, put aside, or taken from a carer who should not have it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from heltom.lib.words import hhmm
from teams import audit
from teams.models import Shift, User
from teams.permissions import Permission
from teams.queries import name_of
from worklists.actions import team_shifts
from worklists.actions.mend import mend, plan_of, publish_asked, read_locked
from worklists.models import (
    Entry,
    ListChange,
    Publication,
    Release,
    State,
    TeamShift,
    Unassigned,
    Visit,
)
from worklists.queries import problem
from worklists.queries.problem import Pin
from worklists.queries.work import key_of


@transaction.atomic
def move(
    *,
    visit: Visit,
    to: Sequence[int],
    by: User,
    starts_at: datetime | None = None,
    seen: Sequence[int] | None = None,
) -> Publication:
    """Give the visit to whoever walks these shifts, in the order of its carers, at once.

    Nobody else's visits change hands; only their times may move. `seen` is who had it when the person
    looked: has somebody moved, begun or called it off meanwhile, she is told who, and nothing is
    done. Raises Refused for that, and where the choice breaks a hard rule or leaves another visit
    without anybody.
    """
    team_shift = _locked(visit)
    has_it = shifts_of(visit, team_shift)
    if has_it == list(to) and _stands_at(visit, team_shift, starts_at):
        return _current(team_shift)
    _check_movable(visit, team_shift)
    _check_seen(visit, team_shift, seen, has_it)
    before = _bucket(team_shift)
    publication = mend(
        team_shift=team_shift,
        why=_("et oppdrag ble flyttet"),
        by=by,
        pins={key_of(visit): Pin(tuple(to), starts_at)},
        hold=True,
    )
    _check_nobody_lost(visit, before, publication)
    _record(visit, by, "visit_moved", {"from": has_it, "to": list(to)})
    return publication


@transaction.atomic
def put_aside(
    *, visit: Visit, by: User, why: str = "", seen: Sequence[int] | None = None
) -> Publication:
    """Take the visit off the lists; it stands as unassigned until a person says who gets it.

    Raises Refused as `move` does.
    """
    team_shift = _locked(visit)
    has_it = shifts_of(visit, team_shift)
    current = _current(team_shift)
    if current.unassigned.filter(visit=visit, code=Unassigned.ASIDE).exists():
        return current
    _check_movable(visit, team_shift)
    _check_seen(visit, team_shift, seen, has_it)
    before = _bucket(team_shift)
    publication = _publish_without(team_shift, visit, by, why)
    _check_nobody_lost(visit, before, publication)
    _record(visit, by, "visit_put_aside", {"from": has_it})
    return publication


def _publish_without(team_shift: TeamShift, visit: Visit, by: User, why: str) -> Publication:
    Visit.objects.filter(pk=visit.pk).update(locked=False)
    work = read_locked(team_shift)
    reason = why or _("Lagt i ufordelt av %s.") % name_of(by)
    work.aside[visit.pk] = reason[:300]
    work.entries.pop(visit.pk, None)
    asked = problem.build(work, clock.now(), hold=True)
    said = _("et oppdrag ble lagt i ufordelt")
    return publish_asked(work=work, asked=asked, plan=plan_of(asked), why=said, by=by)


@transaction.atomic
def release(*, visit: Visit, shift: Shift, reason: str, by: User, note: str = "") -> Release:
    """Let the carer of this shift off the visit: not trained for it, or did not understand it.

    She does not get it again. It stands as unassigned until somebody says who does; the reason is
    told there, and whose it is not. Counted for training by task and team. Raises Refused for a
    visit that is not hers any more, is begun, or for "annet" without a note.
    """
    team_shift = _locked(visit)
    found = Release.objects.filter(visit=visit, staff=shift.staff_id).first()
    has_it = shifts_of(visit, team_shift)
    if found is not None and shift.pk not in has_it:
        return found
    _check_movable(visit, team_shift)
    if shift.pk not in has_it:
        raise Refused(_whats_new(visit, team_shift))
    note = note.strip()
    if reason == Release.Reason.OTHER and not note:
        raise Refused(_("Skriv hvorfor."))
    row, _made = Release.objects.update_or_create(
        visit=visit,
        staff=shift.staff,
        defaults={"reason": reason, "note": note, "by": by, "at": clock.now()},
    )
    told = note or row.get_reason_display()
    put_aside(visit=visit, by=by, why=_("Trenger en ny hjelper: %s.") % told.rstrip("."))
    return row


def _locked(visit: Visit) -> TeamShift:
    """The visit's shift and visits, locked where the visit is now; the visit brought up to date.

    Raises Refused where it has gone to another team or shift since it was read.
    """
    team_shift = team_shifts.lock(
        team_shifts.get(team=visit.team, day=visit.date, kind=visit.shift)
    )
    team_shifts.lock_visits(team_shift)
    held = Visit.objects.with_state().get(pk=visit.pk)
    if (held.team_id, held.date, held.shift) != (visit.team_id, visit.date, visit.shift):
        raise Refused(_("Oppdraget hører nå til et annet team eller en annen vakt."))
    visit.state, visit.locked = held.state, held.locked
    return team_shift


def _current(team_shift: TeamShift) -> Publication:
    if team_shift.current is None:
        raise Refused(_("Det er ikke bygget lister for denne vakten ennå. Bygg dem først."))
    return team_shift.current


def shifts_of(visit: Visit, team_shift: TeamShift) -> list[int]:
    """Who has the visit on the lists that hold, in the order of its parts: keys of shifts."""
    rows = Entry.objects.filter(visit=visit, worklist__publication=team_shift.current_id)
    return list(rows.order_by("part", "pk").values_list("worklist__shift_id", flat=True))


def _stands_at(visit: Visit, team_shift: TeamShift, starts_at: datetime | None) -> bool:
    rows = Entry.objects.filter(visit=visit, worklist__publication=team_shift.current_id)
    return starts_at is None or set(rows.values_list("starts_at", flat=True)) == {starts_at}


def _check_movable(visit: Visit, team_shift: TeamShift) -> None:
    """Only what nobody has begun, and the lists of a shift that is built."""
    _current(team_shift)
    if visit.state == State.DUE:
        return
    step = visit.states.select_related("by__staff").order_by("-id")[0]
    words = {
        "who": name_of(step.by) if step.by else _("noen"),
        "state": State(visit.state).label,
        "at": hhmm(step.at),
    }
    raise Refused(
        _("Oppdraget kan ikke flyttes: det er %(state)s, ført av %(who)s kl. %(at)s.") % words
    )


def _check_seen(
    visit: Visit, team_shift: TeamShift, seen: Sequence[int] | None, has_it: list[int]
) -> None:
    if seen is not None and list(seen) != has_it:
        raise Refused(_whats_new(visit, team_shift))


def _whats_new(visit: Visit, team_shift: TeamShift) -> str:
    """Who moved it since she looked, when, and to whom: nothing is overwritten."""
    rows = Entry.objects.filter(visit=visit, worklist__publication=team_shift.current_id)
    names = [row.worklist.shift.staff.name for row in rows.select_related("worklist__shift__staff")]
    whose = _(" og ").join(names)
    kinds = (ListChange.Kind.MOVED, ListChange.Kind.UNASSIGNED, ListChange.Kind.NEW)
    change = (
        ListChange.objects.filter(visit=visit, kind__in=kinds)
        .filter(publication__team_shift=team_shift)
        .select_related("publication__by__staff")
        .order_by("-publication__number")
        .first()
    )
    where = _("%s har det nå") % whose if whose else _("det står i ufordelt nå")
    if change is None:
        return _("Oppdraget er endret mens du så på det: %s. Ingenting ble gjort.") % where
    publication = change.publication
    words = {
        "who": name_of(publication.by) if publication.by else _("Nye lister"),
        "at": hhmm(publication.published_at),
        "where": where,
    }
    return (
        _(
            "%(who)s flyttet oppdraget kl. %(at)s: %(where)s. Ingenting ble gjort. Se på valgene igjen."
        )
        % words
    )


def _bucket(team_shift: TeamShift) -> set[int]:
    rows = Unassigned.objects.filter(publication=team_shift.current_id)
    return set(rows.values_list("visit_id", flat=True))


def _check_nobody_lost(visit: Visit, before: set[int], publication: Publication) -> None:
    """The visit came where it was asked for, and no other one fell off the lists because of it."""
    for row in publication.unassigned.select_related("visit__patient"):
        if row.visit_id == visit.pk and row.code != Unassigned.ASIDE:
            raise Refused(_("Det går ikke: %s") % row.reason)
        if row.visit_id != visit.pk and row.visit_id not in before:
            raise Refused(
                _("Det går ikke: da får ingen tid til %(title)s hos %(number)s.")
                % {"title": row.visit.title, "number": row.visit.patient.number}
            )


def _record(visit: Visit, by: User, verb: str, details: dict[str, object]) -> None:
    audit.record(
        by=by,
        verb=verb,
        obj=visit,
        team=visit.team,
        permission=Permission.CHANGE_LISTS,
        patient_number=visit.patient.number,
        details=details,
    )
