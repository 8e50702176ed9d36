"""What a meeting had no time for stands on the team's next board, with how long it has waited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from boards.actions import lock, owed
from boards.models import Invitation, Item, ItemReport, Meeting
from teams import audit
from teams.permissions import Permission

if TYPE_CHECKING:
    from teams.models import User

WAITS = (Item.State.PROPOSED, Item.State.ON)
#: What follows a patient to the next board. Whom a person has put on is on there too.
KEPT = (
    "kind", "minutes", "urgency", "waiting_since", "presenter",
    "preparation", "prepared_at", "prepared_by", "state", "decided_at", "decided_by", "why",
)  # fmt: skip


@transaction.atomic
def carry_over(meeting: Meeting, *, by: User | None = None) -> list[Item]:
    """Every patient that the meeting did not come to is carried to the next one that is planned. Called
    with a meeting that was just held or called off; `by` None is the clock. Safe to call twice.

    Without a coming meeting the lines are left as they stand, and are carried when one is made. Returns
    the new lines.
    """
    held = lock.meeting(meeting.pk)
    target = _next_after(held)
    if target is None:
        return []
    lines = held.items.filter(state__in=WAITS).select_related("patient").order_by("order", "pk")
    carried = [_carry(line, target) for line in lines]
    if carried:
        lock.touch(target)
        _record(held, target, carried, by)
    owed.request(held.team, _("møtet er over"))
    return carried


def _next_after(meeting: Meeting) -> Meeting | None:
    """The nearest planned meeting after this one, under lock."""
    rows = Meeting.objects.filter(
        team=meeting.team_id, state=Meeting.State.PLANNED, starts_at__gt=meeting.starts_at
    ).exclude(pk=meeting.pk)
    found = rows.order_by("starts_at", "pk").first()
    return lock.meeting(found.pk) if found else None


def _carry(line: Item, target: Meeting) -> Item:
    """One who is on the next board already keeps her line there, and gets her waiting with her."""
    kept = {name: getattr(line, name) for name in KEPT}
    on_board, made = Item.objects.get_or_create(
        meeting=target, patient=line.patient, defaults={**kept, "carried_from": line}
    )
    if not made:
        _join(line, on_board)
    _bring_reports(line, on_board)
    _bring_invitations(line, on_board)
    _bring_findings(line, on_board)
    Item.objects.filter(pk=line.pk).update(state=Item.State.CARRIED)
    return on_board


def _join(line: Item, on_board: Item) -> None:
    """What people did for her on the last board holds on the next, where they have not done it there."""
    on_board.waiting_since = min(on_board.waiting_since, line.waiting_since)
    on_board.carried_from = on_board.carried_from or line
    on_board.presenter = on_board.presenter or line.presenter
    if on_board.state == Item.State.PROPOSED and line.state == Item.State.ON:
        on_board.state, on_board.why = line.state, line.why
        on_board.decided_at, on_board.decided_by = line.decided_at, line.decided_by
    if not on_board.preparation:
        on_board.preparation = line.preparation
        on_board.prepared_at, on_board.prepared_by = line.prepared_at, line.prepared_by
    on_board.save()


def _bring_invitations(line: Item, on_board: Item) -> None:
    """It is another day: whoever is called in is asked again whether she comes."""
    for row in line.invitations.filter(withdrawn_at=None):
        Invitation.objects.get_or_create(
            item=on_board, service=row.service, withdrawn_at=None,
            defaults={"staff": row.staff, "why": row.why, "asked_at": row.asked_at,
                      "asked_by": row.asked_by},
        )  # fmt: skip


def _bring_reports(line: Item, on_board: Item) -> None:
    for candidate in line.reports.values_list("candidate_id", flat=True):
        ItemReport.objects.get_or_create(item=on_board, candidate_id=candidate)


def _bring_findings(line: Item, on_board: Item) -> None:
    """Why she is there, until the board is built anew."""
    known = set(on_board.findings.values_list("rule", flat=True))
    for finding in line.findings.exclude(rule__in=known):
        finding.pk, finding.item = None, on_board
        finding.save(force_insert=True)


def _record(held: Meeting, target: Meeting, carried: list[Item], by: User | None) -> None:
    audit.record(
        by=by,
        verb="board_carried_over",
        obj=held,
        team=held.team,
        permission=Permission.WRITE_BOARD,
        details={"to": target.pk, "patients": [item.patient.number for item in carried]},
    )
