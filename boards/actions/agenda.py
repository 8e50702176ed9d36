"""The fagansvarlig makes the board: yes, not now, in which order, how long, and who presents.

Two may work on it at once. Every action takes what the page showed (`saw`, None for whoever showed
nothing): where the line has changed since, the second is told who was first, and nothing is written.
What is said twice is said once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from boards.actions import lock
from boards.actions.seen import check_text, check_unchanged, one_text, refuse_order
from boards.budget import Line, within
from boards.models import Item, ItemReport, Meeting
from boards.permissions import still_with
from boards.queries.settings import settings_of
from boards.queries.standing import STANDING
from boards.unnamed import unnamed
from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Candidate, Patient
from teams import audit
from teams.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence

    from teams.models import Staff, User

LONGEST = 30


@transaction.atomic
def accept(*, item: Item, by: User, saw: str | None = None) -> Item:
    """She is on the board. Also for one who was declined: people may think again.

    Raises Refused where a colleague has answered otherwise since, or the meeting is over.
    """
    found = lock.item(item.pk)
    if found.state == Item.State.ON:
        return found
    check_unchanged(found, saw, by)
    _check_waits(found)
    return _answer(found, Item.State.ON, "", by, "board_item_accepted")


@transaction.atomic
def decline(*, item: Item, why: str, by: User, saw: str | None = None) -> Item:
    """Not now, and why. Raises Refused without a reason, or where a colleague was first."""
    found = lock.item(item.pk)
    if found.state == Item.State.DECLINED and found.why == why.strip():
        return found
    if not why.strip():
        raise Refused(_("Skriv hvorfor pasienten ikke tas opp nå."))
    check_unchanged(found, saw, by)
    _check_waits(found)
    return _answer(found, Item.State.DECLINED, why.strip(), by, "board_item_declined")


def _check_waits(found: Item) -> None:
    if found.state in (Item.State.CARRIED, Item.State.DONE):
        raise Refused(_("Pasienten er alt tatt opp eller overført til neste møte."))


def _answer(found: Item, state: Item.State, why: str, by: User, verb: str) -> Item:
    found.state, found.why = state, why[:300]
    found.decided_at, found.decided_by = clock.now(), by
    found.save(update_fields=["state", "why", "decided_at", "decided_by"])
    _changed(found, by, verb, reason=why)
    return found


@transaction.atomic
def set_minutes(*, item: Item, minutes: int, by: User, saw: str | None = None) -> Item:
    """How long she is given, 1 to 30 minutes. Raises Refused beyond, or where a colleague was first."""
    found = lock.item(item.pk)
    if found.minutes == minutes:
        return found
    if not 1 <= minutes <= LONGEST:
        raise Refused(_("Skriv et tall fra 1 til %d minutter.") % LONGEST)
    check_unchanged(found, saw, by)
    before, found.minutes, found.placed_by_hand = found.minutes, minutes, True
    found.save(update_fields=["minutes", "placed_by_hand"])
    _changed(found, by, "board_item_minutes", details={"from": before, "to": minutes})
    return found


@transaction.atomic
def set_presenter(*, item: Item, staff: Staff | None, by: User, saw: str | None = None) -> Item:
    """Who presents her. None: the primærkontakt, or else whoever knows her, as reckoned from day to day."""
    found = lock.item(item.pk)
    if found.presenter == staff:
        return found
    check_unchanged(found, saw, by)
    found.presenter = staff
    found.save(update_fields=["presenter"])
    _changed(found, by, "board_item_presenter", details={"to": staff.number if staff else ""})
    return found


@transaction.atomic
def set_line(
    *, item: Item, minutes: int, staff: Staff | None, by: User, saw: str | None = None
) -> None:
    """Minutes and presenter at once, as the line of the page has them. Refused as each of them is."""
    found = lock.item(item.pk)
    if (found.minutes, found.presenter) == (minutes, staff):
        return
    check_unchanged(found, saw, by)
    set_minutes(item=found, minutes=minutes, by=by)
    set_presenter(item=found, staff=staff, by=by)


@transaction.atomic
def prepare(*, item: Item, text: str, by: User, saw: str | None = None) -> Item:
    """What whoever presents should have with her; kept without the patient's name. `saw` is the text that
    the page showed.

    Raises Refused where a colleague has written since.
    """
    found = lock.item(item.pk)
    text = unnamed(one_text(text), found.patient)
    if found.preparation == text:
        return found
    check_text(found, saw, by)
    found.preparation = text
    found.prepared_at, found.prepared_by = clock.now(), by
    found.save(update_fields=["preparation", "prepared_at", "prepared_by"])
    _changed(found, by, "board_item_prepared")
    return found


@transaction.atomic
def order(
    *,
    meeting: Meeting,
    moved: Item,
    keys: Sequence[int],
    by: User,
    saw: Sequence[int] | None = None,
) -> None:
    """The lines of the board in this order (their keys). `moved` is the one that somebody placed.
    A page shows those that have a place first.

    Raises Refused where the board has other lines than `keys`, or another order than `saw`.
    """
    held = lock.open_meeting(meeting.pk)
    standing = list(held.items.filter(state__in=STANDING).order_by("-fits", "order", "pk"))
    now = [one.pk for one in standing]
    if now == list(keys):
        return
    if sorted(now) != sorted(keys) or (saw is not None and now != list(saw)):
        refuse_order(held, by)
    places = {key: place for place, key in enumerate(keys, start=1)}
    for one in standing:
        one.order = places[one.pk]
        one.placed_by_hand = one.placed_by_hand or one.pk == moved.pk
    Item.objects.bulk_update(standing, ["order", "placed_by_hand"])
    _changed(moved, by, "board_item_ordered", details={"to": places[moved.pk]}, meeting=held)


@transaction.atomic
def add_by_hand(
    *,
    meeting: Meeting,
    patient: Patient | None,
    by: User,
    why: str = "",
    candidate: Candidate | None = None,
) -> Item:
    """She is put on the board by the fagansvarlig, also after the deadline. `candidate` is the report that
    she takes in by hand; its reason then says why.

    Raises Refused for a patient of another team, without a reason, and when the meeting is over.
    """
    held = lock.open_meeting(meeting.pk)
    if patient is None or not _belongs(held, patient):
        raise Refused(
            _("%(team)s har ingen pasient med det nummeret den dagen møtet er. Se over nummeret.")
            % {"team": held.team.name}
        )
    if candidate is None and not why.strip():
        raise Refused(_("Skriv hvorfor pasienten skal på tavla."))
    found = held.items.filter(patient=patient).select_related("patient").first()
    found = found or new_line(held, patient)
    found.meeting = held
    if candidate is not None:
        ItemReport.objects.get_or_create(item=found, candidate=candidate)
    if found.state in (Item.State.PROPOSED, Item.State.DECLINED):
        return _answer(found, Item.State.ON, why.strip(), by, "board_item_added")
    lock.touch(held)
    return found


def _belongs(meeting: Meeting, patient: Patient) -> bool:
    """Whether she is the team's on the day of the meeting."""
    day = max(clock.today(), meeting.starts_at.astimezone(clock.OSLO).date())
    return bool(still_with(meeting.team, [patient.pk], day))


def new_line(meeting: Meeting, patient: Patient) -> Item:
    """Last on the board, with the minutes that the unit gives a candidate."""
    last = meeting.items.order_by("-order").values_list("order", flat=True).first() or 0
    return Item.objects.create(
        meeting=meeting, patient=patient, order=last + 1,
        minutes=settings_of(meeting.team.unit).candidate_minutes,
        waiting_since=clock.today(), is_late=clock.now() > meeting.deadline_at,
    )  # fmt: skip


def refit(meeting: Meeting) -> None:
    """Say anew of each line whether it has a place in the minutes of the meeting."""
    standing = list(meeting.items.filter(state__in=STANDING).order_by("order", "pk"))
    lines = [Line(one.pk, one.minutes, one.state == Item.State.ON) for one in standing]
    fit = within(lines, meeting.minutes)
    changed = [one for one in standing if one.fits != (one.pk in fit)]
    for one in changed:
        one.fits = one.pk in fit
    Item.objects.bulk_update(changed, ["fits"])


def _changed(
    item: Item,
    by: User,
    verb: str,
    *,
    reason: str = "",
    details: dict[str, object] | None = None,
    meeting: Meeting | None = None,
) -> None:
    """The budget follows, the screens are told, and the record says who, when and why."""
    held = meeting or item.meeting
    refit(held)
    lock.touch(held)
    audit.record(
        by=by,
        verb=verb,
        obj=item,
        team=held.team,
        permission=Permission.PREPARE_BOARD,
        patient_number=item.patient.number,
        reason=reason,
        details={"meeting": held.pk, **(details or {})},
    )
