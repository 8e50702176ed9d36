"""A visit that no plan asks for, on the lists at once: where it fits best, or where a person says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from patients.models import Code, Patient, Pause, Placement
from teams.models import User
from worklists.actions import reminders, visits
from worklists.actions.mend import mend
from worklists.models import Entry, Reminder, TeamShift, Visit
from worklists.queries.due import ended_sentence, patient_is_active
from worklists.queries.outlook import Extra
from worklists.queries.problem import Pin
from worklists.queries.wanted import Wanted
from worklists.queries.work import key_of


def check_can_be(wanted: Wanted, team_shift: TeamShift, *, placed: bool = True) -> str:
    """The code of a visit to this patient by this team. Raises Refused for one whose services have
    ended, who is away all the while, or (where she must be `placed`) is not the team's patient.
    """
    patient, day = wanted.patient, team_shift.date
    if not patient_is_active(patient, day):
        raise Refused(ended_sentence(patient))
    if (pause := _away(wanted)) is not None:
        raise Refused(away_sentence(pause))
    codes = _codes(patient, day)
    code = codes.get(team_shift.team_id)
    if code is None and placed:
        raise Refused(
            _("%(number)s hører ikke til %(team)s denne dagen. Flytt pasienten, eller spør teamet.")
            % {"number": patient.number, "team": team_shift.team}
        )
    return code or next(iter(codes.values()), Code.HSY.value)


def _codes(patient: Patient, day: date) -> dict[int, str]:
    """The codes of the patient's placements by team, the one with the main responsibility first."""
    rows = Placement.objects.on(day).filter(patient=patient).order_by("-owner", "pk")
    return dict(rows.values_list("team", "code"))


def _away(wanted: Wanted) -> Pause | None:
    """The stay that covers the whole window; the same reckoning as what is due."""
    rows = Pause.objects.filter(patient=wanted.patient, starts_at__lte=wanted.earliest)
    return rows.exclude(ends_at__lte=wanted.latest).select_related("patient").first()


def away_sentence(pause: Pause) -> str:
    return _(
        "%(number)s er borte fra %(since)s (%(why)s). Er hun hjemme, skriv det på oppholdet først."
    ) % {
        "number": pause.patient.number,
        "since": date_format(pause.starts_at, "j. b H:i"),
        "why": pause.get_reason_display(),
    }


def unsaved(wanted: Wanted, team_shift: TeamShift, code: str) -> Extra:
    """The visit as it would be, for a look at what it would mean."""
    visit = Visit(
        patient=wanted.patient, team=team_shift.team, code=code, date=team_shift.date,
        shift=team_shift.kind, title=wanted.title, minutes=wanted.minutes,
        earliest=wanted.earliest, latest=wanted.latest, **wanted.task(),
    )  # fmt: skip
    return Extra(visit, frozenset(one.code for one in wanted.competences))


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
