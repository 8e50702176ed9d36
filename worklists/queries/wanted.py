"""A visit that somebody wants and that is not made yet: what it is, and whether it can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from patients.models import Code, Patient, Pause, Placement
from teams.models import Competence
from worklists.models import TeamShift, Visit
from worklists.queries.due import ended_sentence, has_ended, patient_is_active
from worklists.queries.outlook import Extra


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done, when, and what it asks for: everything but who does it."""

    patient: Patient
    title: str
    minutes: int
    earliest: datetime
    latest: datetime
    level: int = 0
    priority: int = 2
    carers: int = 1
    task_text: str = ""
    where: str = "hjemme"
    competences: tuple[Competence, ...] = ()

    def task(self) -> dict[str, object]:
        names = ("level", "priority", "carers", "task_text", "where")
        return {name: getattr(self, name) for name in names}


def check_can_be(wanted: Wanted, team_shift: TeamShift, *, placed: bool = True) -> str:
    """The code of a visit to this patient by this team. Raises Refused for one whose services have
    ended, who is away all the while, or (where she must be `placed`) is not the team's patient.
    """
    patient, day = wanted.patient, team_shift.date
    if not patient_is_active(patient, day) or has_ended(patient, wanted.latest):
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
