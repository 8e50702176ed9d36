"""The interdisciplinary folder of a patient: pages are written by both services, and struck when wrong."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from boards.models import Decision, FolderNote, Item
from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Patient
from teams import audit
from teams.models import Team, User
from teams.permissions import Permission
from teams.roles import staff_of

#: Longer than a rapport, shorter than a document.
LONGEST = 4000


@transaction.atomic
def write(
    *,
    patient: Patient,
    team: Team,
    text: str,
    by: User,
    kind: str = FolderNote.Kind.NOTE,
    item: Item | None = None,
    decision: Decision | None = None,
) -> FolderNote:
    """A page of `by`'s, now. The same words of the same kind from the same meeting or decision, or by the
    same person today, are the page that stands already. Raises Refused without words and for too many.
    """
    words = text.strip()
    _check_words(words)
    Patient.objects.select_for_update(of=("self",), no_key=True).get(pk=patient.pk)
    standing = FolderNote.objects.filter(
        patient=patient, kind=kind, text=words, item=item, decision=decision, struck_at=None
    )
    if item is None and decision is None:
        standing = standing.filter(by=by, at__gte=clock.midnight(clock.today()))
    if (same := standing.first()) is not None:
        return same
    note = FolderNote.objects.create(
        patient=patient, kind=kind, text=words, item=item, decision=decision,
        at=clock.now(), by=by, staff=staff_of(by),
    )  # fmt: skip
    _record(note, "folder_written", team, by)
    return note


@transaction.atomic
def write_assessment(*, item: Item, text: str, by: User) -> FolderNote | None:
    """What the meeting said of her. A meeting that is opened again and closed with other words strikes
    its earlier page; without words there is none. Raises Refused for too many words.
    """
    words = text.strip()
    earlier = FolderNote.objects.filter(
        item=item, kind=FolderNote.Kind.ASSESSMENT, decision=None, struck_at=None
    )
    for note in earlier.exclude(text=words):
        strike(note=note, why=_("Møtet skrev vurderingen om."), team=item.meeting.team, by=by)
    if not words:
        return None
    return write(
        patient=item.patient, team=item.meeting.team, text=words, by=by,
        kind=FolderNote.Kind.ASSESSMENT, item=item,
    )  # fmt: skip


def _check_words(words: str) -> None:
    if not words:
        raise Refused(_("Skriv det som skal stå i mappen."))
    if len(words) > LONGEST:
        raise Refused(_("Teksten er for lang. Skriv høyst 4000 tegn."))


@transaction.atomic
def strike(*, note: FolderNote, why: str, team: Team, by: User) -> FolderNote:
    """The page is wrong: it stays, struck out, with who said so and why. Twice by the same does nothing.
    Raises Refused without a reason, and where somebody else was first.
    """
    if not why.strip():
        raise Refused(_("Skriv hvorfor siden er feil."))
    row = FolderNote.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if row.struck_at:
        if row.struck_by == by:
            return row
        raise Refused(_first_was(row))
    row.struck_at, row.struck_by, row.struck_why = clock.now(), by, why.strip()[:200]
    row.save(update_fields=["struck_at", "struck_by", "struck_why"])
    _record(row, "folder_struck", team, by, row.struck_why)
    return row


def _first_was(row: FolderNote) -> str:
    staff = staff_of(row.struck_by) if row.struck_by else None
    at = row.struck_at.astimezone(clock.OSLO) if row.struck_at else clock.now()
    who = staff.name if staff else _("En annen")
    return _("%(who)s strøk siden %(day)s kl. %(clock)s.") % {
        "who": who,
        "day": f"{at:%d.%m.}",
        "clock": f"{at:%H:%M}",
    }


def _record(note: FolderNote, verb: str, team: Team, by: User, reason: str = "") -> None:
    audit.record(
        by=by,
        verb=verb,
        obj=note,
        team=team,
        permission=Permission.WRITE_FOLDER,
        patient_number=note.patient.number,
        reason=reason,
    )
