"""What a new publication changed for people: new, moved, retimed, unassigned, and vanished."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.utils.translation import gettext as _

from heltom.lib import clock
from worklists.models import Entry, ListChange, Publication, State, Visit
from worklists.queries.endings import told_ended
from worklists.queries.loans import told_lent
from worklists.queries.moves import moved_away
from worklists.queries.stays import told_away

type Places = dict[int, tuple[tuple[int, str, datetime], ...]]
"""By visit: (staff id, carer's name, start) of each half, in a fixed order."""

#: A start that moves by fewer minutes than this is not worth anybody's eyes.
MINUTES_THAT_MATTER = 5


def difference(*, before: Publication, after: Publication) -> list[ListChange]:
    """Write down how `after` differs from `before`, visit by visit. Six queries and one INSERT;
    up to five more where something has vanished.

    A visit that was there and is now neither on a list, nor in the bucket, nor done, nor called
    off by a person has vanished; the row waits for somebody to acknowledge it. Where it went with a
    patient whom another team has said yes to, was lent to a neighbour, or left with a stay or an end of her
    services that somebody has registered with its consequences in sight, that is the word for it.
    """
    old, new = _places(before), _places(after)
    old_bucket, new_bucket = _bucket(before), _bucket(after)
    seen = {*old, *new, *old_bucket, *new_bucket}
    visits = Visit.objects.filter(pk__in=seen).select_related("plan")
    states = {v.pk: v for v in visits.with_state()}
    changes = []
    for visit_id in sorted(seen):
        kind = _kind(visit_id, old, new, old_bucket, new_bucket, states[visit_id].state)
        if kind:
            changes.append(
                ListChange(
                    publication=after,
                    visit_id=visit_id,
                    kind=kind,
                    before=_shown(old.get(visit_id)),
                    after=_shown(new.get(visit_id)),
                    reason=(new_bucket.get(visit_id) or states[visit_id].state_reason or "")[:300],
                )
            )
    gone = [change for change in changes if change.kind == ListChange.Kind.VANISHED]
    _acknowledge_moves(after, gone, states)
    _acknowledge_stays([change for change in gone if change.acknowledged_at is None], states)
    _acknowledge_endings([change for change in gone if change.acknowledged_at is None], states)
    _acknowledge_loans([change for change in gone if change.acknowledged_at is None])
    return ListChange.objects.bulk_create(changes)


def _acknowledge_moves(
    after: Publication, gone: list[ListChange], visits: dict[int, Visit]
) -> None:
    moved = moved_away([visits[c.visit_id] for c in gone], after.team_shift.team) if gone else {}
    for change in gone:
        if move := moved.get(change.visit_id):
            change.acknowledged_at, change.acknowledged_by = move.answered_at, move.answered_by
            why = _("Flyttet til %(team)s: %(reason)s")
            change.acknowledged_why = (why % {"team": move.to_team, "reason": move.reason})[:200]


def _acknowledge_stays(gone: list[ListChange], visits: dict[int, Visit]) -> None:
    told = told_away([visits[c.visit_id] for c in gone]) if gone else {}
    for change in gone:
        if step := told.get(change.visit_id):
            change.acknowledged_at, change.acknowledged_by = step.at, step.by
            change.acknowledged_why = _("Midlertidig opphør: %(reason)s") % {
                "reason": step.pause.get_reason_display()
            }


def _acknowledge_endings(gone: list[ListChange], visits: dict[int, Visit]) -> None:
    told = told_ended([visits[c.visit_id] for c in gone]) if gone else {}
    for change in gone:
        if end := told.get(change.visit_id):
            change.acknowledged_at, change.acknowledged_by = end.said_at, end.said_by
            change.acknowledged_why = _("Tjenestene er avsluttet: %(reason)s") % {
                "reason": end.get_reason_display()
            }


def _acknowledge_loans(gone: list[ListChange]) -> None:
    """Two coordinators agreed on it: the one who asked, or who ended it, has said so."""
    lent = told_lent([change.visit_id for change in gone]) if gone else {}
    for change in gone:
        if told := lent.get(change.visit_id):
            change.acknowledged_at, change.acknowledged_by = told.at, told.by
            change.acknowledged_why = told.sentence[:200]


def _kind(
    visit: int,
    old: Places,
    new: Places,
    old_bucket: dict[int, str],
    new_bucket: dict[int, str],
    state: str,
) -> str | None:
    if visit not in new and visit not in new_bucket:
        gone = state not in (State.DONE, State.CANCELLED)
        return ListChange.Kind.VANISHED if gone else None
    if visit in new_bucket:
        return None if visit in old_bucket else ListChange.Kind.UNASSIGNED
    if visit not in old:
        return ListChange.Kind.NEW
    if {half[0] for half in old[visit]} != {half[0] for half in new[visit]}:
        return ListChange.Kind.MOVED
    moved = abs((old[visit][0][2] - new[visit][0][2]).total_seconds()) / 60
    return ListChange.Kind.RETIMED if moved >= MINUTES_THAT_MATTER else None


def _places(publication: Publication) -> Places:
    rows = Entry.objects.filter(worklist__publication=publication).select_related(
        "worklist__shift__staff"
    )
    found: dict[int, list[tuple[int, str, datetime]]] = defaultdict(list)
    for row in rows.order_by("part", "pk"):
        shift = row.worklist.shift
        found[row.visit_id].append((shift.staff_id, shift.staff.name, row.starts_at))
    return {visit: tuple(halves) for visit, halves in found.items()}


def _bucket(publication: Publication) -> dict[int, str]:
    return dict(publication.unassigned.values_list("visit_id", "reason"))


def _shown(halves: tuple[tuple[int, str, datetime], ...] | None) -> dict[str, object]:
    """What the day page prints: the carers' names and the start by the Oslo clock."""
    if not halves:
        return {}
    return {
        "carers": [name for _, name, _ in halves],
        "start": halves[0][2].astimezone(clock.OSLO).strftime("%H:%M"),
    }
