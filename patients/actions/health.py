"""Writing what is known of a patient's health. Rows end or are marked as mistaken, and stay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import STEADINESS, Diagnosis, Equipment, HealthState, Patient
from patients.models.health import Fact
from teams import audit
from teams.models import Team, User
from teams.permissions import Permission
from teams.roles import staff_of

#: Facts settle where she belongs: see patients/permissions.py.
RIGHT = Permission.PROPOSE_MOVE

#: Phases of one way: to write the one ends the others.
PALLIATIVE = (
    HealthState.State.PALLIATIVE_EARLY,
    HealthState.State.PALLIATIVE_LATE,
    HealthState.State.DYING,
)


@transaction.atomic
def set_state(
    *, patient: Patient, state: str, from_day: date, note: str, team: Team, by: User
) -> HealthState:
    """From this day she is so; what cannot hold beside it ends the day before. Pressing twice changes
    nothing. Raises Refused for a day to come, and where a later row of the same sort is written.
    """
    _check_day(from_day)
    _locked(patient)
    rows = HealthState.objects.right().filter(patient=patient)
    standing = rows.on(from_day).filter(state=state).first()
    if standing:
        return _the_same(standing, from_day)
    apart = [state, *_apart(state)]
    later = rows.filter(state__in=apart, valid_from__gt=from_day).first()
    if later:
        raise Refused(
            _("Fra %(day)s står det «%(state)s». Avslutt det først, eller velg en senere dag.")
            % {"day": f"{later.valid_from:%d.%m.%Y}", "state": later}
        )
    for other in rows.on(from_day).filter(state__in=_apart(state)):
        _end_before(other, from_day, by=by, team=team)
    made = HealthState.objects.create(
        patient=patient, state=state, valid_from=from_day, note=note.strip(), by=staff_of(by)
    )
    _note(made, "health_state_set", team=team, by=by)
    return made


def _apart(state: str) -> list[str]:
    """The states that end when this one begins."""
    for group in (STEADINESS, PALLIATIVE):
        if state in group:
            return [other.value for other in group if other != state]
    return []


def _end_before(row: HealthState, day: date, *, team: Team, by: User) -> None:
    """Ends the day before; one that began the same day never was, and is taken back as corrected."""
    if row.valid_from < day:
        row.valid_to = day - timedelta(days=1)
        row.save(update_fields=["valid_to"])
        _note(row, "health_state_ended", team=team, by=by)
    else:
        take_back(fact=row, why=_("rettet samme dag"), team=team, by=by)


@transaction.atomic
def add_diagnosis(
    *, patient: Patient, system: str, code: str, name: str, from_day: date, team: Team, by: User
) -> Diagnosis:
    """Pressing twice changes nothing. Raises Refused for a day to come, and where the diagnosis is
    written already for some of the time since.
    """
    _check_day(from_day)
    _locked(patient)
    has = Diagnosis.objects.between(from_day, clock.today())
    standing = has.filter(patient=patient, system=system, code=code).first()
    if standing:
        return _the_same(standing, from_day)
    made = Diagnosis.objects.create(
        patient=patient, system=system, code=code, name=name.strip(), valid_from=from_day
    )
    _note(made, "diagnosis_added", team=team, by=by)
    return made


@transaction.atomic
def add_equipment(
    *, patient: Patient, code: str, name: str, from_day: date, team: Team, by: User
) -> Equipment:
    """As add_diagnosis."""
    _check_day(from_day)
    _locked(patient)
    has = Equipment.objects.between(from_day, clock.today())
    standing = has.filter(patient=patient, code=code).first()
    if standing:
        return _the_same(standing, from_day)
    made = Equipment.objects.create(
        patient=patient, code=code, name=name.strip(), valid_from=from_day
    )
    _note(made, "equipment_added", team=team, by=by)
    return made


@transaction.atomic
def end(*, fact: Fact, on: date, team: Team, by: User) -> None:
    """The last day on which it held. Raises Refused for a day before it began, one to come, and when
    somebody has ended it on another day; pressing twice changes nothing.
    """
    _check_day(on)
    row = _again(fact)
    if row.valid_to == on:
        return
    if row.mistaken_at or row.valid_to is not None:
        raise Refused(_("Dette er alt avsluttet eller rettet. Last siden på nytt og se."))
    if on < row.valid_from:
        raise Refused(
            _("Det begynte %s. Velg den dagen eller en senere.") % f"{row.valid_from:%d.%m.%Y}"
        )
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    _note(row, f"{_kind(row)}_ended", team=team, by=by)


@transaction.atomic
def take_back(*, fact: Fact, why: str, team: Team, by: User) -> None:
    """Feilført: it never was so. The row stays, marked, and holds on no day. Raises Refused without a
    reason; pressing twice keeps the first one.
    """
    if not why.strip():
        raise Refused(_("Skriv hvorfor det er feil."))
    row = _again(fact)
    if row.mistaken_at:
        return
    row.mistaken_at, row.mistaken_by, row.mistaken_why = clock.now(), by, why.strip()
    row.save(update_fields=["mistaken_at", "mistaken_by", "mistaken_why"])
    _note(row, f"{_kind(row)}_mistaken", team=team, by=by, reason=why.strip())


@transaction.atomic
def write_wishes(
    *, patient: Patient, what_matters: str, wishes: str, before: Iterable[str], team: Team, by: User
) -> None:
    """What matters to her, in her own words. `before` is what the writer had in front of her: raises
    Refused when somebody else has written meanwhile.
    """
    row = _locked(patient)
    new = (what_matters.strip(), wishes.strip())
    if (row.what_matters, row.wishes) == new:
        return
    if (row.what_matters, row.wishes) != tuple(before):
        raise Refused(
            _("Noen andre har skrevet her mens du skrev. Se hva som står nå, og skriv ditt inn.")
        )
    row.what_matters, row.wishes = new
    row.save(update_fields=["what_matters", "wishes"])
    audit.record(
        by=by,
        verb="wishes_written",
        obj=row,
        team=team,
        permission=Permission.WRITE_CARE,
        patient_number=row.number,
    )


def _the_same[F: Fact](standing: F, from_day: date) -> F:
    """The row that is there already; it cannot begin on another day as well, nor once more when over."""
    if standing.valid_to is not None and standing.valid_to < clock.today():
        raise Refused(
            _(
                "«%(what)s» sto fra %(day)s til %(last)s. Velg en senere dag, eller merk det som"
                " feilført først."
            )
            % {
                "what": standing,
                "day": f"{standing.valid_from:%d.%m.%Y}",
                "last": f"{standing.valid_to:%d.%m.%Y}",
            }
        )
    if standing.valid_from != from_day:
        raise Refused(
            _("«%(what)s» er alt ført fra %(day)s. Avslutt det, eller rett det, først.")
            % {"what": standing, "day": f"{standing.valid_from:%d.%m.%Y}"}
        )
    return standing


def _check_day(day: date) -> None:
    if day > clock.today():
        raise Refused(_("Velg i dag eller en dag som har vært."))


def _locked(patient: Patient) -> Patient:
    """Two who write of one patient stand in line."""
    return Patient.objects.select_for_update().get(pk=patient.pk)


def _again(fact: Fact) -> Fact:
    return type(fact)._default_manager.select_for_update(of=("self",)).get(pk=fact.pk)


def _kind(fact: Fact) -> str:
    """As the audit names it."""
    return {Diagnosis: "diagnosis", Equipment: "equipment"}.get(type(fact), "health_state")


def _note(fact: Fact, verb: str, *, team: Team, by: User, reason: str = "") -> None:
    """The audit names the code and the days, never free text."""
    code = getattr(fact, "key", None) or getattr(fact, "code", None) or getattr(fact, "state", "")
    audit.record(
        by=by,
        verb=verb,
        obj=fact,
        team=team,
        permission=RIGHT,
        patient_number=fact.patient.number,
        reason=reason,
        details={
            "code": code,
            "from": str(fact.valid_from),
            "to": str(fact.valid_to or ""),
        },
    )
