"""The whole of a patient has been gone through: noted in the meeting, or by named people beside it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from boards.models import Meeting, Review
from boards.queries.reviews import next_review
from boards.queries.settings import settings_of
from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Patient
from teams import audit
from teams.permissions import Permission

if TYPE_CHECKING:
    from teams.models import Team, User

#: A next review further off than two years is a slip of the hand.
FURTHEST = timedelta(days=730)


@transaction.atomic
def note(
    *,
    patient: Patient,
    team: Team,
    by: User,
    on: date | None = None,
    meeting: Meeting | None = None,
    text: str = "",
    next_on: date | None = None,
    next_why: str = "",
) -> Review:
    """She was gone through on the day, today where none is said. `meeting` None: beside the meeting, and
    then the text says what was seen. `next_on` None: by her criticality.

    The same patient in the same meeting is one review: said again, its next day and text are changed.
    Raises Refused for a day to come, for a next day that is not after it, that is more than two years
    off, or that is later than her criticality allows without a reason.
    """
    on = on or clock.today()
    Patient.objects.select_for_update(of=("self",), no_key=True).get(pk=patient.pk)
    usual = next_review(settings_of(team.unit), patient, on)
    next_on, next_why = next_on or usual, next_why.strip()[:300]
    _check(on, next_on, usual, next_why, beside=meeting is None, text=text)
    values = {
        "on": on, "text": text.strip(), "next_on": next_on,
        "next_why": next_why if next_on != usual else "",
        "by": by, "at": clock.now(), "team": team,
    }  # fmt: skip
    review, changed = _write(patient, meeting, values)
    if changed:
        _record(review, by)
    return review


def _check(on: date, next_on: date, usual: date, why: str, *, beside: bool, text: str) -> None:
    if on > clock.today():
        raise Refused(_("En gjennomgang kan ikke føres før den er gjort. Velg i dag eller før."))
    if next_on <= on:
        raise Refused(_("Neste gjennomgang må være etter denne. Velg en senere dag."))
    if next_on > on + FURTHEST:
        raise Refused(_("Neste gjennomgang kan være høyst to år fram. Velg en tidligere dag."))
    if next_on > usual and not why:
        raise Refused(_("Neste gjennomgang er senere enn enheten har bestemt. Skriv hvorfor."))
    if beside and not text.strip():
        raise Refused(_("Skriv hva som ble sett i gjennomgangen."))


def _write(
    patient: Patient, meeting: Meeting | None, values: dict[str, object]
) -> tuple[Review, bool]:
    """The row, and whether anything was written."""
    if meeting is None:
        how = Review.How.BESIDE
        same = ("on", "text", "next_on", "by")
        rows = Review.objects.filter(
            patient=patient, how=how, **{name: values[name] for name in same}
        )
        found = rows.first()
        return (found, False) if found else (_new(patient, how, None, values), True)
    found = Review.objects.filter(patient=patient, meeting=meeting).first()
    if found is None:
        return _new(patient, Review.How.MEETING, meeting, values), True
    told = ("text", "next_on", "next_why")
    if all(getattr(found, name) == values[name] for name in told):
        return found, False
    for name in (*told, "by", "at"):
        setattr(found, name, values[name])
    found.save(update_fields=[*told, "by", "at"])
    return found, True


def _new(patient: Patient, how: str, meeting: Meeting | None, values: dict[str, object]) -> Review:
    return Review.objects.create(patient=patient, how=how, meeting=meeting, **values)


@transaction.atomic
def take_back(*, patient: Patient, meeting: Meeting, by: User) -> bool:
    """The tick in the meeting was a slip. Returns whether there was one; twice changes nothing."""
    found = Review.objects.select_for_update(of=("self",)).filter(patient=patient, meeting=meeting)
    review = found.first()
    if review is None:
        return False
    _record(review, by, "board_review_taken_back")
    review.delete()
    return True


def _record(review: Review, by: User, verb: str = "board_reviewed") -> None:
    audit.record(
        by=by,
        verb=verb,
        obj=review,
        team=review.team,
        permission=Permission.WRITE_BOARD,
        patient_number=review.patient.number,
        reason=review.next_why,
        details={"on": review.on.isoformat(), "next": review.next_on.isoformat()},
    )
