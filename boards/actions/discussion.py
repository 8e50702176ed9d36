"""What the meeting says of a patient, field by field, while two or more write.

Every field is saved by itself, as it is typed. Whoever saves says what the field held when she began
(`was`; None for whoever showed nothing). In a text what two have written is put together where they have
changed different lines; else the second is told who was first, and nothing of the first's is overwritten.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from boards.actions import lock
from boards.merge import merged
from boards.models import Discussion, Item, Light, Meeting
from boards.queries.reviews import next_review
from boards.queries.room import day_of
from boards.queries.said import as_text, writer_of
from boards.queries.settings import settings_of
from boards.unnamed import unnamed
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams import audit
from teams.models import User
from teams.permissions import Permission

#: More than anybody says of one patient in ten minutes; with the light it has room on a page of the folder.
LONGEST = 3900
#: The longest interval of review that a unit may choose, in days.
FURTHEST = timedelta(days=730)


class Overtaken(Refused):
    """Somebody was first in the same line or choice. `standing` is what the field holds now."""

    def __init__(self, sentence: str, standing: str) -> None:
        super().__init__(sentence)
        self.standing = standing


@transaction.atomic
def save(*, item: Item, field: str, value: str, by: User, was: str | None = None) -> Discussion:
    """One field of what is said of her: light, assessment, next_review_on (ISO, or empty for the
    interval of her criticality), is_review or nothing_more ("1" or empty).

    The same value once more does nothing. Raises Overtaken where a colleague was first, Refused for what
    does not fit the field and when the meeting is not open.
    """
    held = open_for_writing(item)
    item.meeting = held
    found = Discussion.objects.filter(item=item).first() or _new(item, by)
    found.item = item
    before, value = as_text(found, field), _tidy(item, value)
    if value == before:
        return found
    wanted = _together(found, field, value, was)
    if wanted == before:
        return found
    setattr(found, field, PARSED[field](wanted, held))
    _check_next_review(found)
    _write(found, field, before, by)
    lock.touch(held)
    return found


def open_for_writing(item: Item) -> Meeting:
    """The meeting under its lock. Raises Refused when it has not begun, or is over, and where the patient
    is not on its board any more.
    """
    held = lock.meeting(item.meeting_id)
    if held.state == Meeting.State.PLANNED:
        raise Refused(_("Møtet er ikke åpnet ennå. Åpne møtet først."))
    if held.state == Meeting.State.HELD:
        raise Refused(_("Møtet er avsluttet. Åpne det igjen for å skrive mer."))
    if held.state == Meeting.State.CANCELLED:
        raise Refused(_("Møtet er avlyst. Sett pasienten på neste møte i stedet."))
    lock.check_on_board(Item.objects.get(pk=item.pk))
    return held


def _new(item: Item, by: User) -> Discussion:
    return Discussion(item=item, changed_at=clock.now(), changed_by=by)


def _tidy(item: Item, value: str) -> str:
    return unnamed(value.replace("\r\n", "\n"), item.patient)


def _together(found: Discussion, field: str, value: str, was: str | None) -> str:
    """What the field shall hold. Raises Overtaken where the two cannot both stand."""
    before = as_text(found, field)
    if was is None or was == before:
        return value
    both = merged(was, before, value) if field == "assessment" else None
    if both is None:
        raise Overtaken(_first_was(found, field), before)
    return both


def _first_was(found: Discussion, field: str) -> str:
    who, at = writer_of(found, field)
    if at is None:
        return _("En annen var først. Se hva som står, og velg.")
    return _("%(who)s var først, kl. %(clock)s. Se hva som står, og velg.") % {
        "who": who,
        "clock": f"{at.astimezone(clock.OSLO):%H:%M}",
    }


def _light(value: str, meeting: Meeting) -> str:
    if value and value not in Light.values:
        raise Refused(_("Velg grønn, gul eller rød."))
    return value


def _assessment(value: str, meeting: Meeting) -> str:
    if len(value) > LONGEST:
        raise Refused(_("Vurderingen er for lang. Skriv høyst 3900 tegn."))
    return value


def _next_review(value: str, meeting: Meeting) -> date | None:
    """After the meeting, and no further off than a unit may choose."""
    if not value:
        return None
    day = day_of(meeting)
    try:
        wanted = date.fromisoformat(value)
    except ValueError:
        raise Refused(_("Skriv datoen som dag, måned og år.")) from None
    if not day < wanted <= day + FURTHEST:
        raise Refused(_("Neste gjennomgang må være etter møtet og innen to år."))
    return wanted


def _check_next_review(found: Discussion) -> None:
    """Later than her criticality allows takes a reason, and it stands in the assessment."""
    wanted, meeting = found.next_review_on, found.item.meeting
    if wanted is None or found.assessment.strip():
        return
    usual = next_review(settings_of(meeting.team.unit), found.item.patient, day_of(meeting))
    if wanted > usual:
        raise Refused(
            _(
                "Det er senere enn %(day)s, som enheten har bestemt. Skriv hvorfor i vurderingen først."
            )
            % {"day": f"{usual:%d.%m.%Y}"}
        )


def _tick(value: str, meeting: Meeting) -> bool:
    return bool(value)


PARSED: dict[str, Callable[[str, Meeting], object]] = {
    "light": _light,
    "assessment": _assessment,
    "next_review_on": _next_review,
    "is_review": _tick,
    "nothing_more": _tick,
}


def _write(found: Discussion, field: str, before: str, by: User) -> None:
    """A field that only grows under the same hand is one writing: the record then has nothing to keep."""
    goes_on = found.writers.get(field, [None])[0] == by.pk and as_text(found, field).startswith(
        before
    )
    found.writers[field] = [by.pk, clock.now().isoformat()]
    found.version += 1
    found.changed_at, found.changed_by = clock.now(), by
    found.save()
    if not goes_on:
        _record(found, field, before, by)


def _record(found: Discussion, field: str, before: str, by: User) -> None:
    audit.record(
        by=by,
        verb="board_discussed",
        obj=found,
        team=found.item.meeting.team,
        permission=Permission.WRITE_BOARD,
        patient_number=found.item.patient.number,
        details={"field": field, "was": before},
    )
