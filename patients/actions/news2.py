"""NEWS2: measured, struck when it was written wrong, its scale set, and its responses decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients import news2
from patients.models import NewsResponse, Observation, OxygenScale, Patient
from patients.news2 import LIMITS, Parameter
from patients.queries.news2 import AHEAD, NAMES, response_of, scale_at
from teams import audit
from teams.models import Team, Unit, User
from teams.permissions import Permission
from teams.roles import staff_of

#: Measurements that a telephone kept while there was no network are still taken.
OLDEST = timedelta(days=2)


@transaction.atomic
def measure(
    *,
    patient: Patient,
    parts: Mapping[str, object],
    taken_at: datetime,
    by: User,
    team: Team | None = None,
) -> Observation:
    """What was measured, with its points. The total stands only where nothing is missing.

    `parts` by the names of `patients.news2.Parameter`, numbers, those that were measured; the
    scale is the one that held for her then, whoever sends another. The very same measurement once
    more is returned as it stands. Raises Refused for nothing, for what cannot be, and for a time
    to come or long past.
    """
    lock(patient)
    found = _measured(parts)
    _check_when(taken_at)
    if Parameter.SATURATION in found:
        found[news2.SCALE] = scale_at(patient, taken_at)
    standing = same(patient=patient, parts=found, taken_at=taken_at, by=by)
    if standing is not None:
        return standing
    total = news2.score(found).total
    made = Observation.objects.create(
        patient=patient, kind=Observation.Kind.NEWS2, taken_at=taken_at, parts=found,
        value=None if total is None else Decimal(total), by=staff_of(by),
    )  # fmt: skip
    _record(made, "news2_measured", by, team, Permission.WRITE_CARE)
    return made


def same(
    *, patient: Patient, parts: Mapping[str, object], taken_at: datetime, by: User
) -> Observation | None:
    """The measurement that this is the second press of."""
    minute = taken_at.replace(second=0, microsecond=0)
    rows = patient.observations.holding().filter(
        kind=Observation.Kind.NEWS2, by=staff_of(by), by__isnull=False,
        taken_at__gte=minute, taken_at__lt=minute + timedelta(minutes=1),
    )  # fmt: skip
    return next((row for row in rows if row.parts == parts), None)


@transaction.atomic
def strike(*, observation: Observation, why: str, by: User, team: Team) -> Observation:
    """Feilført: the measurement stays to be seen, and counts nowhere. Pressed again, the first
    reason stands. Raises Refused without a reason, and for what was imported: that is put right where
    it came from.
    """
    if not why.strip():
        raise Refused(_("Skriv hvorfor målingen er feil."))
    row = Observation.objects.select_for_update(of=("self",)).get(pk=observation.pk)
    if row.struck_at is not None:
        return row
    if row.reference is not None:
        raise Refused(_("Målingen er lest inn fra et annet system. Rett den der."))
    row.struck_at, row.struck_by, row.struck_why = clock.now(), by, why.strip()
    row.save(update_fields=["struck_at", "struck_by", "struck_why"])
    _record(row, f"{row.kind}_struck", by, team, Permission.WRITE_CARE, reason=why.strip())
    return row


@transaction.atomic
def set_scale(
    *, patient: Patient, clinician: str, reason: str, by: User, team: Team
) -> OxygenScale:
    """Scale 2 holds from now on: a named clinician has decided it, for a reason.

    Raises Refused without a name or a reason, and where it holds already by somebody else's word.
    """
    lock(patient)
    clinician, reason = clinician.strip(), reason.strip()
    if not clinician or not reason:
        raise Refused(_("Skriv hvem som har bestemt det, og hvorfor."))
    standing = OxygenScale.objects.filter(patient=patient, ended_at__isnull=True).first()
    if standing is not None:
        if (standing.clinician, standing.reason) == (clinician, reason):
            return standing
        raise Refused(
            _("Skala 2 gjelder alt, bestemt av %s. Avslutt den først.") % standing.clinician
        )
    made = OxygenScale.objects.create(
        patient=patient, clinician=clinician, reason=reason, set_at=clock.now(), set_by=by
    )
    _record_scale(made, "scale_two_set", by, team, reason)
    return made


@transaction.atomic
def end_scale(*, patient: Patient, reason: str, by: User, team: Team) -> None:
    """Scale 1 holds again. Raises Refused without a reason; where it holds already, does nothing."""
    lock(patient)
    standing = OxygenScale.objects.filter(patient=patient, ended_at__isnull=True).first()
    if standing is None:
        return
    if not reason.strip():
        raise Refused(_("Skriv hvorfor skala 2 ikke gjelder lenger."))
    standing.ended_at, standing.ended_by = clock.now(), by
    standing.ended_reason = reason.strip()
    standing.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    _record_scale(standing, "scale_two_ended", by, team, reason.strip())


@transaction.atomic
def set_response(
    *, unit: Unit, band: str, text: str, asks: str, before: tuple[str, str], by: User
) -> None:
    """The unit's own words for one result, and whether it asks a nurse.

    `before` is the text and the asking that the writer had in front of her: raises Refused when
    somebody else has written meanwhile, and without a text.
    """
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    text = text.strip()
    if not text:
        raise Refused(_("Skriv hva som skal gjøres."))
    now = response_of(unit, band)
    if (now.text, now.asks) == (text, asks):
        return
    if (now.text, now.asks) != before:
        raise Refused(
            _("Noen andre har endret dette mens du skrev. Se hva som står nå, og skriv ditt inn.")
        )
    row, _made = NewsResponse.objects.update_or_create(
        unit=unit, band=band,
        defaults={"text": text, "asks": asks, "changed_at": clock.now(), "changed_by": by},
    )  # fmt: skip
    audit.record(
        by=by, verb="news2_response_set", obj=row, permission=Permission.EDIT_RESPONSES,
        details={
            "unit": unit.code, "band": band, "asks": asks, "asks_before": now.asks,
            "text": text, "text_before": now.text,
        },
    )  # fmt: skip


def _measured(parts: Mapping[str, object]) -> dict[str, object]:
    """Those that were measured, checked. The saturation's scale is not the sender's to say."""
    found: dict[str, object] = {}
    for one in Parameter:
        value = parts.get(one.value)
        if value is not None:
            found[one.value] = _checked(one, value)
    if not found:
        raise Refused(_("Skriv minst én måling."))
    return found


def _checked(one: Parameter, value: object) -> int | float:
    low, high = LIMITS[one]
    fits = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    number = float(value) if fits else float("nan")  # type: ignore[arg-type]
    if not low <= number <= high:
        raise Refused(
            _("%(name)s %(value)s? Skriv mellom %(low)s og %(high)s.")
            % {"name": NAMES[one], "value": str(value)[:12], "low": low, "high": high}
        )
    if one is Parameter.TEMPERATURE:
        return round(number, 1)
    if number != int(number):
        raise Refused(_("%s er et helt tall.") % NAMES[one])
    return int(number)


def _check_when(taken_at: datetime) -> None:
    now = clock.now()
    if taken_at > now + AHEAD:
        raise Refused(_("Målingen kan ikke være tatt fram i tid."))
    if taken_at < now - OLDEST:
        raise Refused(_("Målingen er eldre enn to døgn. Skriv den som et notat i stedet."))


def lock(patient: Patient) -> None:
    """Two who measure one patient, or one who presses twice, stand in line."""
    Patient.objects.select_for_update(of=("self",), no_key=True).get(pk=patient.pk)


def _record(
    row: Observation,
    verb: str,
    by: User,
    team: Team | None,
    permission: Permission,
    reason: str = "",
) -> None:
    """The audit names no value of hers: those stand in the row."""
    audit.record(
        by=by, verb=verb, obj=row, team=team, permission=permission,
        patient_number=row.patient.number, reason=reason,
    )  # fmt: skip


def _record_scale(row: OxygenScale, verb: str, by: User, team: Team, reason: str) -> None:
    audit.record(
        by=by, verb=verb, obj=row, team=team, permission=Permission.SET_SCALE,
        patient_number=row.patient.number, reason=reason,
    )  # fmt: skip
