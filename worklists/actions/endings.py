"""A patient's services end: at a death. Her visits leave the lists; said by mistake, they come back.

The visits are not touched here: what is due is read from the patient's own row, and the lists are owed
anew in the same transaction. The patient's row is locked first, as for a stay.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Ending, Patient
from patients.permissions import teams_of
from teams import audit
from teams.models import User
from teams.permissions import Permission
from teams.queries import name_of
from worklists.actions.owed import owe_lists
from worklists.queries.stays import earliest


@transaction.atomic
def end(*, patient: Patient, at: datetime, reason: str, by: User, note: str = "") -> Ending:
    """The services end with the instant. What is begun, done or called off stays in the day's sum.

    Raises Refused for an instant to come or too long ago for the lists, and where they have ended
    already. The very same again is returned as it stands.
    """
    patient = _locked(patient)
    before = Ending.objects.filter(patient=patient, undone_at__isnull=True).first()
    if before is not None and (before.at, before.reason) == (at, reason):
        return before
    _check(patient, before, at)
    ending = Ending.objects.create(
        patient=patient, at=at, reason=reason, note=note.strip(), said_at=clock.now(), said_by=by,
        was_ended_on=patient.ended_on, was_ended_reason=patient.ended_reason,
    )  # fmt: skip
    day = at.astimezone(clock.OSLO).date()
    _write(patient, day, str(ending.get_reason_display()), at)
    _record(ending, by, "services_ended", reason)
    owe_lists(patient, at, None, by, _("tjenestene er avsluttet"))
    return ending


@transaction.atomic
def undo(*, ending: Ending, by: User, reason: str) -> Ending:
    """It was not so: what stood before stands again, and the visits come back.

    Raises Refused without a reason. Undone twice, the second does nothing.
    """
    if not reason.strip():
        raise Refused(_("Skriv hvorfor det var feil at tjenestene ble avsluttet."))
    patient = _locked(ending.patient)
    found = Ending.objects.get(pk=ending.pk)
    if found.undone_at is not None:
        return found
    found.undone_at, found.undone_by, found.undone_why = clock.now(), by, reason.strip()
    found.save(update_fields=["undone_at", "undone_by", "undone_why"])
    _write(patient, found.was_ended_on, found.was_ended_reason, None)
    _record(found, by, "services_not_ended", reason.strip())
    owe_lists(
        patient, max(found.at, earliest()), None, by, _("tjenestene var ikke avsluttet likevel")
    )
    return found


def _locked(patient: Patient) -> Patient:
    return Patient.objects.select_for_update(of=("self",), no_key=True).get(pk=patient.pk)


def _check(patient: Patient, before: Ending | None, at: datetime) -> None:
    if before is not None:
        raise Refused(
            _("%(name)s har alt ført at tjenestene er avsluttet fra %(when)s.")
            % {"name": name_of(before.said_by), "when": _when(before.at)}
        )
    if at > clock.now():
        raise Refused(
            _("Skriv et tidspunkt som har vært. Tjenestene avsluttes når det har skjedd.")
        )
    if at < earliest():
        raise Refused(
            _(
                "Skriv et tidspunkt fra i går klokka 08 eller senere: lister fra før det kan ikke rettes."
            )
        )
    day = at.astimezone(clock.OSLO).date()
    if patient.ended_on is not None and patient.ended_on < day:
        raise Refused(
            _("Tjenestene er alt avsluttet fra %(day)s: %(why)s.")
            % {"day": date_format(patient.ended_on, "j. F Y"), "why": patient.ended_reason}
        )


def _write(patient: Patient, day: date | None, reason: str, at: datetime | None) -> None:
    patient.ended_on, patient.ended_reason, patient.ended_at = day, reason, at
    patient.save(update_fields=["ended_on", "ended_reason", "ended_at"])


def _when(instant: datetime) -> str:
    return date_format(instant.astimezone(clock.OSLO), "j. F H:i")


def _record(ending: Ending, by: User, verb: str, reason: str) -> None:
    """A patient who belongs to no team today has none to be noted with."""
    audit.record(
        by=by,
        verb=verb,
        obj=ending,
        team=next(iter(teams_of(ending.patient)), None),
        permission=Permission.PAUSE,
        patient_number=ending.patient.number,
        reason=reason,
        details={"at": ending.at.isoformat()},
    )
