"""What a meeting leaves behind when it is closed: pages in the folders, reviews, the rest carried on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from boards.actions import folder, lock, reviews
from boards.actions.carry import carry_over
from boards.models import Decision, Discussion, FolderNote, Item, Meeting
from boards.queries.room import STANDING, is_spoken_of, said_of, with_said
from heltom.lib import clock

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from teams.models import User


def settle(held: Meeting, by: User | None) -> None:
    """Whoever was spoken of is done; the others go to the next board. Inside the closing's transaction.

    A meeting that is closed a second time writes only what is new or has been changed since.
    """
    for item in with_said(held.items.filter(state__in=STANDING)):
        if not is_spoken_of(item):
            continue
        item.meeting = held
        item.state = Item.State.DONE
        item.save(update_fields=["state"])
        _put_in_folder(item)
        _review(item, by)
    carry_over(held, by=by)


def unsettle(held: Meeting) -> None:
    """The meeting goes on: those who were done may be written of again, and those who were carried come
    back, unless somebody has touched them on the next board.
    """
    held.items.filter(state=Item.State.DONE).update(state=Item.State.ON)
    carried = Item.objects.filter(
        carried_from__meeting=held,
        meeting__state=Meeting.State.PLANNED,
        state__in=STANDING,
        placed_by_hand=False,
    )
    for target in carried.order_by("meeting").values_list("meeting", flat=True).distinct():
        _take_back(carried.filter(meeting=target), lock.meeting(target))


def _take_back(carried: QuerySet[Item], target: Meeting) -> None:
    for line in carried.select_related("carried_from"):
        before = line.carried_from
        if before is None or _done_for(line) != _done_for(before) or _is_answered(line):
            continue
        line.delete()
        lock.touch(target)
        before.state = Item.State.ON if before.decided_by_id else Item.State.PROPOSED
        before.save(update_fields=["state"])


def _done_for(line: Item) -> tuple[object, ...]:
    """What people have done with a line, in a form that can be held against another's."""
    asked = line.invitations.filter(withdrawn_at=None).order_by("service")
    called_in = tuple(asked.values_list("service", "staff", "why"))
    return line.decided_at, line.presenter_id, line.preparation, called_in


def _is_answered(line: Item) -> bool:
    return line.invitations.filter(said_at__isnull=False).exists()


def _put_in_folder(item: Item) -> None:
    said = said_of(item)
    if said is not None:
        folder.write_assessment(item=item, text=assessment_page(said), by=said.changed_by)
    for decision in item.decisions.select_related("owner", "decided_by"):
        _decision_page(item, decision)


def assessment_page(discussion: Discussion) -> str:
    """The light with what it means, and the assessment."""
    light = discussion.get_light_display() if discussion.light else ""
    none = _("Ingen nye tiltak.") if discussion.nothing_more else ""
    parts = (light, discussion.assessment.strip(), none)
    return "\n".join(part[:1].upper() + part[1:] for part in parts if part)


def _decision_page(item: Item, decision: Decision) -> None:
    """One page a decision; a decision that was taken back strikes its page."""
    team = item.meeting.team
    if decision.withdrawn_at is None:
        folder.write(
            patient=item.patient, team=team, text=_decided(decision), by=decision.decided_by,
            kind=FolderNote.Kind.DECISION, item=item, decision=decision,
        )  # fmt: skip
        return
    who = decision.withdrawn_by or decision.decided_by
    for note in decision.folder_notes.filter(struck_at=None):
        folder.strike(note=note, why=_("Beslutningen ble trukket."), team=team, by=who)


def _decided(decision: Decision) -> str:
    due = f"{decision.due_on:%d.%m.%Y}"
    if decision.owner is None:
        return _("%(what)s. Innen %(day)s.") % {"what": decision.text.rstrip("."), "day": due}
    return _("%(what)s. Ansvarlig: %(who)s, innen %(day)s.") % {
        "what": decision.text.rstrip("."),
        "who": decision.owner.name,
        "day": due,
    }


def _review(item: Item, by: User | None) -> None:
    """The whole of her was gone through; or the tick was a slip, in a meeting that was opened again."""
    said = said_of(item)
    if said is None:
        return
    if not said.is_review:
        reviews.take_back(patient=item.patient, meeting=item.meeting, by=by or said.changed_by)
        return
    reviews.note(
        patient=item.patient, team=item.meeting.team, by=by or said.changed_by, meeting=item.meeting,
        on=item.meeting.starts_at.astimezone(clock.OSLO).date(), next_on=said.next_review_on,
        next_why=said.assessment.strip() or _("Bestemt i tavlemøtet."),
    )  # fmt: skip
