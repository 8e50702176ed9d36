"""Writing an assessment of a gråsonepasient down, until it is decided (worklists/actions/assessments.py).

One open draft for each patient, shared by those who assess there. All of it happens under the lock
of the patient's row, so that two who write or decide at once come one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from heltom.lib.words import hhmm
from patients.models import Assessment, Patient, StayMeasure
from patients.permissions import check_for_patient, teams_of
from patients.queries.assessments import read_token
from teams import audit
from teams.models import User
from teams.permissions import Permission, can
from teams.queries import name_of
from teams.roles import staff_at_work


class WrittenMeanwhile(Refused):
    """Somebody else saved, began or decided since the form was shown. `token` is where it stands now."""

    def __init__(self, sentence: str, token: str = "") -> None:
        super().__init__(sentence)
        self.token = token


@transaction.atomic
def save(
    *,
    patient: Patient,
    answers: Mapping[str, Any],
    measures: Iterable[StayMeasure],
    token: str,
    by: User,
) -> Assessment:
    """Keep what is written so far, in the patient's one open draft; nothing has to be filled in.

    `answers` are fields of Assessment by name; `measures` are unsaved and take the place of those
    before. `token` is what the form was shown with (`Draft.token`). Raises WrittenMeanwhile with who
    was first, and Refused for a patient whose services have ended.
    """
    check_for_patient(by, patient, Permission.ASSESS)
    lock(patient)
    draft = _open_draft(patient)
    _check_token(patient, draft, token, by)
    is_new = draft is None
    draft = draft or Assessment(patient=patient, begun_at=clock.now(), begun_by=by)
    taken_over = not is_new and draft.saved_by_id != by.pk
    for name, value in answers.items():
        setattr(draft, name, value)
    draft.version += 1
    draft.saved_at, draft.saved_by = clock.now(), by
    draft.save()
    _write_measures(draft, measures)
    # Not each time that a sentence is kept: who began, who went on, and who decided.
    if is_new or taken_over:
        record(draft, by, "assessment_begun" if is_new else "assessment_gone_on_with")
    return draft


@transaction.atomic
def discard(*, patient: Patient, token: str, by: User) -> None:
    """Throw the open draft away; what is decided stands. Where there is none, nothing happens."""
    check_for_patient(by, patient, Permission.ASSESS)
    lock(patient)
    draft = _open_draft(patient)
    if draft is None:
        return
    _check_token(patient, draft, token, by)
    record(draft, by, "assessment_discarded")
    draft.delete()


@transaction.atomic
def measure_done(*, measure: StayMeasure, by: User, done: bool = True) -> StayMeasure:
    """The measure is seen to; or, `done` False, it was ticked by mistake. Pressed twice, once counts.

    For whoever is responsible for it, and for those who assess. Raises Refused when a later decision
    has taken the place of the one it belongs to.
    """
    assessment = measure.assessment
    _check_may_tick(by, measure)
    lock(assessment.patient)
    rows = StayMeasure.objects.filter(pk=measure.pk, assessment__decided_at__isnull=False)
    if not rows.filter(assessment__superseded_at__isnull=True).exists():
        raise Refused(_("Pasienten er vurdert på nytt. Se på siden på nytt."))
    now, who = (clock.now(), by) if done else (None, None)
    if rows.filter(done_at__isnull=done).update(done_at=now, done_by=who):
        verb = "stay_measure_done" if done else "stay_measure_not_done"
        record(assessment, by, verb, details={"measure": measure.text})
    measure.refresh_from_db(fields=["done_at", "done_by"])
    return measure


def _check_may_tick(by: User, measure: StayMeasure) -> None:
    staff = staff_at_work(by)
    if staff is None or measure.responsible_id != staff.pk:
        check_for_patient(by, measure.assessment.patient, Permission.ASSESS)


def lock(patient: Patient) -> None:
    """One at a time for each patient. Raises Refused when her services have ended."""
    rows = Patient.objects.select_for_update(of=("self",), no_key=True)
    check_not_ended(rows.get(pk=patient.pk))


def check_not_ended(patient: Patient) -> None:
    if patient.ended_on and patient.ended_on < clock.today():
        raise Refused(_("Tjenestene til pasienten er avsluttet. Det er ingenting å vurdere."))


def decided_sentence(assessment: Assessment) -> str:
    """ "Anne Birkemo bestemte dette kl. 12:31.", for whoever came second."""
    return _("%(who)s bestemte dette kl. %(when)s, mens du skrev.") % {
        "who": assessment.decided_by,
        "when": hhmm(assessment.decided_at or assessment.begun_at),
    }


def record(
    assessment: Assessment,
    by: User,
    verb: str,
    reason: str = "",
    details: dict[str, object] | None = None,
) -> None:
    """Beside each step, in its transaction; in the team where the user assesses the patient."""
    teams = teams_of(assessment.patient)
    team = next((team for team in teams if can(by, Permission.ASSESS, team)), None)
    audit.record(
        by=by,
        verb=verb,
        obj=assessment,
        team=team or next(iter(teams), None),
        permission=Permission.ASSESS if team else None,
        patient_number=assessment.patient.number,
        reason=reason,
        details=details,
    )


def _open_draft(patient: Patient) -> Assessment | None:
    rows = Assessment.objects.filter(patient=patient, decided_at=None)
    return rows.select_related("saved_by__staff", "begun_by__staff", "patient", "owner").first()


def _check_token(patient: Patient, draft: Assessment | None, token: str, by: User) -> None:
    """Raises WrittenMeanwhile when the form was shown before somebody else wrote or decided.

    The page saves by itself: her own last save may have come in while she pressed the button, so
    one that is hers does not count against her.
    """
    known, version = read_token(token)
    if draft is None:
        return _check_nothing_decided(patient, known, version)
    own = draft.saved_by_id == by.pk
    first = known == 0 and draft.version == 1 and own
    if first or (known == draft.pk and draft.version in (version, version + own)):
        return None
    raise WrittenMeanwhile(_saved_sentence(draft), f"{draft.pk}.{draft.version}")


def _check_nothing_decided(patient: Patient, known: int, after: int) -> None:
    """There is no draft: whether what the form began from still stands."""
    rows = Assessment.objects.decided().filter(patient=patient).select_related("decided_by")
    standing = rows.standing().first()
    stands = standing.pk if standing else 0
    if not known and after == stands:
        return
    ended = rows.filter(pk=known).first() if known else standing
    raise WrittenMeanwhile(decided_sentence(ended) if ended else _discarded(), f"0.{stands}")


def _saved_sentence(draft: Assessment) -> str:
    return _("%(who)s lagret kl. %(when)s, mens du skrev. Det du har skrevet, er ikke lagret.") % {
        "who": name_of(draft.saved_by or draft.begun_by),
        "when": hhmm(draft.saved_at or draft.begun_at),
    }


def _discarded() -> str:
    return _("Kladden ble forkastet mens du skrev. Det du har skrevet, er ikke lagret.")


def _write_measures(draft: Assessment, measures: Iterable[StayMeasure]) -> None:
    draft.measures.all().delete()
    for measure in measures:
        measure.pk, measure.assessment = None, draft
        measure.save(force_insert=True)
