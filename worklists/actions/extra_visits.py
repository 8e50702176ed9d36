"""A visit that no plan asks for, on the lists at once: where it fits best, or where a person says."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from teams.models import User
from worklists.actions import reminders, visits
from worklists.actions.mend import mend
from worklists.models import Entry, Reminder, TeamShift, Visit
from worklists.queries.problem import Pin
from worklists.queries.wanted import Wanted, check_can_be
from worklists.queries.work import key_of


@transaction.atomic
def place(
    *,
    team_shift: TeamShift,
    wanted: Wanted,
    by: User,
    chosen: Sequence[int] = (),
    hold: bool = False,
    reminder: Reminder | None = None,
) -> Visit:
    """Make the visit and lay the lists around it. `chosen` are the shifts of those who are to go.

    Where the shift has no lists yet, they are asked for. A line of the huskeliste that it came from is
    settled with it. Raises Refused, and nothing is made, where the patient cannot be visited or
    the chosen cannot go.
    """
    code = check_can_be(wanted, team_shift)
    visit = add(team_shift=team_shift, wanted=wanted, code=code, by=by)
    if reminder is not None:
        reminders.became_visit(reminder=reminder, visit=visit, by=by)
    lay(visit=visit, by=by, why=_("nytt oppdrag: %s") % wanted.title, chosen=chosen, hold=hold)
    return visit


def add(*, team_shift: TeamShift, wanted: Wanted, code: str, by: User) -> Visit:
    return visits.add(
        patient=wanted.patient, team=team_shift.team, code=code, day=team_shift.date,
        shift=team_shift.kind, earliest=wanted.earliest, latest=wanted.latest,
        title=wanted.title, minutes=wanted.minutes, competences=list(wanted.competences), by=by,
        **wanted.task(),
    )  # fmt: skip


def lay(
    *, visit: Visit, by: User, why: str, chosen: Sequence[int] = (), hold: bool = False
) -> None:
    """Mend the lists around the visit, with the chosen pinned to it. Raises Refused if they cannot."""
    shifts = TeamShift.objects.select_related("team__site__unit")
    team_shift = shifts.get(team=visit.team_id, date=visit.date, kind=visit.shift)
    if team_shift.current_id is None:
        return
    pins = {key_of(visit): Pin(tuple(chosen))} if chosen else {}
    publication = mend(team_shift=team_shift, why=why, by=by, pins=pins, hold=hold)
    on_lists = Entry.objects.filter(worklist__publication=publication, visit=visit)
    placed = set(on_lists.values_list("worklist__shift", flat=True))
    if not set(chosen) <= placed:
        raise Refused(_("Det går ikke lenger: noe er endret på listene. Velg en annen."))
