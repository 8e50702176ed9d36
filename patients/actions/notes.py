"""Rapport: what was seen of a patient. Written once, never changed; struck out with a reason when wrong."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Goal, Measure, Note, Patient
from teams import audit
from teams.models import Team, User
from teams.permissions import Permission
from teams.roles import staff_of

#: As much as a carer writes standing in a hall, and some: what is longer is a document.
LONGEST = 2000


@transaction.atomic
def write(
    *,
    patient: Patient,
    team: Team,
    text: str,
    by: User,
    at: datetime | None = None,
    assessment: str = "",
    done: str = "",
    next_must_know: str = "",
    important: bool = False,
    goal: Goal | None = None,
    measure: Measure | None = None,
) -> Note:
    """What `by` saw at `at` (now unless said). A measure brings its goal. Raises Refused for a rapport
    without words, one that is too long, and a goal of somebody else's.
    """
    words = [part.strip() for part in (text, assessment, done, next_must_know)]
    _check_words(words)
    goal = measure.goal if measure else goal
    if goal and goal.patient_id != patient.pk:
        raise Refused(_("Målet er ikke denne pasientens. Velg et av hennes."))
    note = Note.objects.create(
        patient=patient, at=at or clock.now(), by=staff_of(by), text=words[0] or words[3],
        assessment=words[1], done=words[2], next_must_know=words[3], important=important,
        goal=goal, measure=measure,
    )  # fmt: skip
    _record(note, "note_written", team, by)
    return note


def _check_words(words: list[str]) -> None:
    """What was seen must be said; what the next one must know may stand alone."""
    if not (words[0] or words[3]):
        raise Refused(_("Skriv hva du så."))
    if any(len(part) > LONGEST for part in words):
        raise Refused(_("Rapporten er for lang. Skriv høyst 2000 tegn i hvert felt."))


@transaction.atomic
def strike(*, note: Note, why: str, team: Team, by: User) -> Note:
    """It was wrong: it stays, struck out, with who said so and why. Twice by the same does nothing.
    Raises Refused without a reason, and where somebody else was first.
    """
    if not why.strip():
        raise Refused(_("Skriv hvorfor rapporten er feil."))
    row = Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    staff = staff_of(by)
    if row.struck_at:
        if row.struck_by == staff:
            return row
        who = row.struck_by.name if row.struck_by else _("En annen")
        raise Refused(
            _("%(who)s strøk rapporten kl. %(clock)s.")
            % {"who": who, "clock": f"{row.struck_at.astimezone(clock.OSLO):%H:%M}"}
        )
    row.struck_at, row.struck_by, row.struck_why = clock.now(), staff, why.strip()[:200]
    row.save(update_fields=["struck_at", "struck_by", "struck_why"])
    _record(row, "note_struck", team, by, row.struck_why)
    return row


def _record(note: Note, verb: str, team: Team, by: User, reason: str = "") -> None:
    audit.record(
        by=by,
        verb=verb,
        obj=note,
        team=team,
        permission=Permission.DO_VISITS,
        patient_number=note.patient.number,
        reason=reason,
    )
